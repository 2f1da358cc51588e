"""Policy documents as rules read them."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from policy.checks.properties import check
from policy.rule import Check
from policy.values import Values

# The properties that hold a document.
DOCUMENTS = ("policy", "assumeRolePolicy")
# The conditions that say whose request it is, or from where in the own network it comes.
IDENTIFYING = (
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOwner",
    "aws:SourceVpce",
    "kms:CallerAccount",
)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement of a policy document, with lists where the document may hold a single text."""

    allows: bool
    actions: Sequence[str]
    resources: Sequence[str]
    principals: Mapping[str, Sequence[str]]
    conditions: Mapping[str, Mapping[str, Sequence[str]]]

    @property
    def is_for_anyone(self) -> bool:
        """Whether it allows what it allows to anybody, with no condition that says to whom."""
        anyone = any("*" in names for names in self.principals.values())
        return self.allows and anyone and not self.has_condition(*IDENTIFYING)

    def has_condition(self, *keys: str) -> bool:
        """Whether one of the keys is compared with something that narrows it."""
        wanted = {key.lower() for key in keys}
        return any(
            key.lower() in wanted and values and "*" not in values
            for operator, compared in self.conditions.items()
            # With IfExists a request that lacks the key passes; Null asks for its presence alone.
            if not operator.endswith("IfExists") and operator != "Null" and "Not" not in operator
            for key, values in compared.items()
        )

    def covers(self, action: str) -> bool:
        """Whether its actions, which may end in a star, cover one."""
        return any(matches(item.lower(), action.lower()) for item in self.actions)


def matches(pattern: str, action: str) -> bool:
    """Whether a pattern, which may end in a star, is of an action."""
    return action == pattern or (pattern.endswith("*") and action.startswith(pattern[:-1]))


def statements(values: Values) -> Iterator[Statement]:
    """The statements of a resource's policy documents."""
    for path in DOCUMENTS:
        text = values.at(path)
        if text is not None:
            document = json.loads(text) if isinstance(text, str) else dict(text)
            for item in _list(document.get("Statement", [])):
                yield _statement(item)


def no_statement(problem: str, *, required: str) -> Callable[[Callable[[Statement], object]], Check]:
    """Makes a function that says whether a statement is wrong a check of all of a resource's documents."""

    def made(is_wrong: Callable[[Statement], object]) -> Check:
        @check(required)
        def problems(values: Values) -> Iterator[str]:
            for item in statements(values):
                if is_wrong(item):
                    yield f"{problem}: {', '.join(item.actions)}"

        return problems

    return made


def not_public(subject: str) -> Check:
    """No statement of the resource's policy allows anything to anybody."""
    required = "policy without the principal *, or with a condition that names the account"
    return no_statement(f"anybody may do this with the {subject}", required=required)(lambda item: item.is_for_anyone)


def refuses_plaintext(statement: Statement) -> bool:
    """Whether it denies everybody every request that is not encrypted in transit."""
    condition = statement.conditions.get("Bool", {}).get("aws:SecureTransport", ())
    everyone = any("*" in names for names in statement.principals.values())
    return not statement.allows and everyone and list(condition) == ["false"]


@check("policy that denies every request with aws:SecureTransport false")
def requires_tls(values: Values) -> Iterator[str]:
    """One statement at least denies everybody what is not encrypted in transit."""
    if not any(refuses_plaintext(item) for item in statements(values)):
        yield "nothing denies requests in plaintext"


def _statement(item: Mapping[str, Any]) -> Statement:
    principal = item.get("Principal", {})
    by_kind = {"AWS": principal} if isinstance(principal, str) else cast(Mapping[str, Any], principal)
    return Statement(
        allows=item["Effect"] == "Allow",
        actions=_list(item.get("Action", ["*"])),
        resources=_list(item.get("Resource", ["*"])),
        principals={kind: _list(names) for kind, names in by_kind.items()},
        conditions={
            operator: {key: [str(value) for value in _list(values)] for key, values in compared.items()}
            for operator, compared in item.get("Condition", {}).items()
        },
    )


def _list(value: Any) -> list[Any]:
    return cast(list[Any], value) if isinstance(value, list) else [value]
