"""The roles of an account: who may assume each, what it may do, and what bounds it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from access.documents import Statement, parse
from access.evaluation import Request, decide
from catalog import codedeploy, iam, lambda_
from simulated_aws.kinds.policies import identity, trust
from simulated_aws.kinds.world import World
from simulated_aws.live import Live

EVERYTHING = parse('{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}')


@dataclass(frozen=True, kw_only=True)
class Identity:
    """A role, or one that somebody could make.

    `name` is the same for each stack; `bounded_by` is the ARN of its boundary, empty where it has none; `functions` run
    with it, and `deployments` are the groups that CodeDeploy deploys with it, by ARN.
    """

    name: str
    stack: str
    arn: str
    trusts: tuple[Statement, ...]
    permissions: tuple[Statement, ...]
    bounds: tuple[Statement, ...] = EVERYTHING
    bounded_by: str = ""
    functions: tuple[str, ...] = ()
    deployments: tuple[str, ...] = ()
    exists: bool = True

    def may(self, action: str, resource: str | None = None, **context: str) -> bool:
        """Whether it can be that it may do something; what nobody knows of the request is in its favour.

        The context's keys have their colon written as two underscores; a key that is empty is missing.
        """
        given = {key.replace("__", ":").lower(): (value,) if value else () for key, value in context.items()}
        request = Request(action=action, resource=resource, context=given)
        return all(decide(each, request) != "denied" for each in (self.permissions, self.bounds))

    @property
    def is_unlimited(self) -> bool:
        """Whether it may do everything."""
        return self.permissions == self.bounds == EVERYTHING

    def __hash__(self) -> int:
        return hash((self.arn, self.name, self.bounded_by))

    def with_everything(self) -> "Identity":
        """The same role with all that its boundary lets somebody give it."""
        return replace(self, name=f"{self.name} with other policies", permissions=EVERYTHING)


@dataclass(frozen=True, kw_only=True)
class Place:
    """An account: what its own project made, each stack in it by its name, and all roles of both."""

    account: str
    project: Mapping[str, Live]
    stacks: Mapping[str, Mapping[str, Live]]
    policies: Mapping[str, tuple[Statement, ...]]
    identities: tuple[Identity, ...]


def place_of(account: str, project: Mapping[str, Live], stacks: Mapping[str, Mapping[str, Live]]) -> Place:
    """An account by what exists in it; raises ValueError for a role with a policy that nobody knows."""
    made = (each for each in project.values() if each.token == iam.POLICY.token)
    policies = {str(each.outputs["arn"]): parse(str(each.inputs["policy"])) for each in made}
    found = [_identities(account, project, "", policies, tuple(stacks))]
    found += [_identities(account, live, stack, policies, ()) for stack, live in stacks.items()]
    identities = tuple(one for each in found for one in each)
    return Place(account=account, project=project, stacks=stacks, policies=policies, identities=identities)


def _identities(
    account: str,
    live: Mapping[str, Live],
    stack: str,
    policies: Mapping[str, tuple[Statement, ...]],
    stacks: Sequence[str],
) -> Iterator[Identity]:
    world = World(live, account)
    for each in (one for one in live.values() if one.token == iam.ROLE.token):
        arn = str(each.outputs["arn"])
        permissions, trusts = identity(world, arn), trust(world, arn)
        if permissions is None or trusts is None:
            raise ValueError(f"{arn} has a policy that nobody knows")
        bounded_by = str(each.inputs.get("permissionsBoundary") or "")
        functions = (one for one in world.of(lambda_.FUNCTION.token) if one.inputs["role"] == arn)
        yield Identity(
            name=each.name if stack else _kind(arn, stacks),
            stack=stack or _stack(arn, stacks),
            arn=arn,
            trusts=trusts,
            permissions=permissions,
            bounds=policies.get(bounded_by, EVERYTHING),
            bounded_by=bounded_by,
            functions=tuple(str(one.outputs["arn"]) for one in functions),
            deployments=tuple(_deployments(world, arn)),
        )


def _deployments(world: World, role: str) -> Iterator[str]:
    for one in world.of(codedeploy.DEPLOYMENT_GROUP.token):
        if one.inputs["serviceRoleArn"] == role:
            start = str(one.outputs["arn"]).rpartition(":")[0]
            yield f"{start}:{one.inputs['appName']}/{one.inputs['deploymentGroupName']}"


def _kind(arn: str, stacks: Sequence[str]) -> str:
    """What a role of the account's own project is for: a kind of workflow, or the copy of the state."""
    return arn.rpartition("/")[2].partition("-")[0] if _stack(arn, stacks) else "state-copy"


def _stack(arn: str, stacks: Sequence[str]) -> str:
    return next((stack for stack in stacks if arn.endswith(f"-{stack}")), "")
