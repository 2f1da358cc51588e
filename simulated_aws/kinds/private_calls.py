"""Whether what runs inside a network reaches the services that its roles may call, once every endpoint is there."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from catalog import apprunner, dms, ec2, ecs, lambda_, mgn, networkfirewall
from catalog.private_link import iam_prefix
from catalog.resource_type import ResourceType
from simulated_aws.declarations import Fault
from simulated_aws.kinds import policies
from simulated_aws.kinds.public_names import public_names
from simulated_aws.kinds.routes import default_targets, table_of
from simulated_aws.kinds.world import Resource, World, values


@dataclass(frozen=True, kw_only=True)
class Caller:
    """What calls from inside a network.

    Args:
        kind: the type of the resource.
        roles: the paths of the ARNs of the roles by which it calls.
        subnets: the ids of the subnets that it calls from.
        source: where AWS says so.
        by_aws: the IAM prefixes of what AWS calls by these roles from networks of its own.
        own: the IAM prefixes of what it calls by a role that AWS has made for it.
    """

    kind: ResourceType
    roles: tuple[str, ...]
    subnets: Callable[[World, Resource], list[str]]
    source: str
    by_aws: frozenset[str] = frozenset()
    own: tuple[str, ...] = ()


def _own(path: str) -> Callable[[World, Resource], list[str]]:
    return lambda world, each: [str(subnet) for _, subnet in values(each.inputs, path)]


def _of_connector(world: World, each: Resource) -> list[str]:
    arns = values(each.inputs, "networkConfiguration.egressConfiguration.vpcConnectorArn")
    connectors = [world.with_arn(apprunner.VPC_CONNECTOR.token, str(arn)) for _, arn in arns]
    return [str(subnet) for found in connectors if found for _, subnet in values(found.inputs, "subnets[]")]


def _of_replication(world: World, each: Resource) -> list[str]:
    groups = (group for group in world.of(dms.REPLICATION_SUBNET_GROUP.token) if group.region == each.region)
    return [str(subnet) for group in groups for _, subnet in values(group.inputs, "subnetIds[]")]


CALLERS = (
    Caller(
        kind=lambda_.FUNCTION,
        roles=("role",),
        subnets=_own("vpcConfig.subnetIds[]"),
        by_aws=frozenset({"ec2", "kms", "logs", "xray"}),
        source="Lambda developer guide, VPC networking; execution role; tracing",
    ),
    Caller(
        kind=ecs.EXPRESS_GATEWAY_SERVICE,
        roles=("taskRoleArn", "executionRoleArn"),
        subnets=_own("networkConfigurations[].subnets[]"),
        by_aws=frozenset({"ec2", "kms", "xray"}),
        source="ECS developer guide, interface VPC endpoints",
    ),
    Caller(
        kind=apprunner.SERVICE,
        roles=("instanceConfiguration.instanceRoleArn",),
        subnets=_of_connector,
        by_aws=frozenset({"kms", "logs", "secretsmanager", "ssm", "xray"}),
        source="App Runner developer guide, VPC access; environment variables",
    ),
    Caller(
        kind=mgn.REPLICATION_TEMPLATE,
        roles=(),
        subnets=_own("stagingAreaSubnetId"),
        own=("ec2", "mgn", "s3"),
        source="MGN user guide, network requirements",
    ),
    Caller(
        kind=dms.ENDPOINT,
        roles=("secretsManagerAccessRoleArn",),
        subnets=_of_replication,
        by_aws=frozenset({"kms"}),
        source="DMS user guide, using secrets to access endpoints",
    ),
)

# What pulling an image takes, all of it: each endpoint, and the name at which the same is reached without one (ECR user
# guide, interface VPC endpoints). Any other call takes one.
PARTS = {
    "ecr.api": "api.ecr.{region}.amazonaws.com",
    "ecr.dkr": "{account}.dkr.ecr.{region}.amazonaws.com",
    "s3": "prod-{region}-starport-layer-bucket.s3.{region}.amazonaws.com",
}


def unmet(resources: Mapping[str, Resource], account: str) -> Iterator[Fault]:
    """Services that a role may call from a subnet out of which no way leads to them."""
    world = World(resources, account)
    for caller in CALLERS:
        for resource_id, each in resources.items():
            if each.token == caller.kind.token:
                for path, reason in _unreached(caller, each, world):
                    yield Fault(f"{resource_id}.{path}", reason)


def _unreached(caller: Caller, each: Resource, world: World) -> Iterator[Fault]:
    called = [(path, _called(world, str(arn))) for path in caller.roles for _, arn in values(each.inputs, path)]
    for path, actions in [*called, *(("", {prefix: {"*"}}) for prefix in caller.own)]:
        for prefix in sorted(actions.keys() - caller.by_aws):
            for subnet in caller.subnets(world, each):
                if not _is_reached(world, subnet, each.region, prefix, actions[prefix]):
                    what = f"no endpoint and no way out of {subnet} leads to {prefix}, which its role may call"
                    yield Fault(path, f"ConnectTimeoutError: {what}")


def _called(world: World, role: str) -> Mapping[str, set[str]]:
    """The actions that a role's policies name, by the service's prefix in IAM; none where one is not known."""
    statements = policies.identity(world, role) or ()
    found: dict[str, set[str]] = {}
    for one in statements:
        for action in one.actions or () if one.effect == "Allow" else ():
            prefix, separator, name = action.partition(":")
            if separator:
                found.setdefault(prefix, set()).add(name)
    return found


def _is_reached(world: World, subnet: str, region: str, prefix: str, actions: Collection[str]) -> bool:
    there = set(_services(world, subnet))
    if prefix == "ecr":
        return all(
            part in there or _gets_out(world, subnet, region, [name.format(region=region, account=world.account)])
            for part, name in PARTS.items()
        )
    is_there = prefix in map(iam_prefix, there)
    return is_there or _gets_out(world, subnet, region, public_names(prefix, actions, region))


def _services(world: World, subnet: str) -> Iterator[str]:
    """Whose endpoints a subnet has: a gateway by its route table, an interface by the name that all of the VPC gets."""
    found = world.resources.get(subnet)
    vpc = found.inputs.get("vpcId") if found else None
    for endpoint in world.of(ec2.VPC_ENDPOINT.token):
        is_interface = endpoint.inputs.get("vpcEndpointType") == "Interface"
        tables = cast(list[str], endpoint.inputs.get("routeTableIds") or [])
        leads = endpoint.inputs.get("privateDnsEnabled") if is_interface else table_of(subnet, world) in tables
        if leads and endpoint.inputs.get("vpcId") == vpc:
            yield str(endpoint.inputs["serviceName"]).split(".", 3)[-1]


def _gets_out(world: World, subnet: str, region: str, names: Sequence[str]) -> bool:
    """All of these are reached by a NAT gateway, through a firewall where its lists let them pass."""
    targets = list(default_targets(table_of(subnet, world), world))
    if not any(target.startswith("vpce-") for target in targets):
        return any(target.startswith("nat-") for target in targets)
    domains = list(_let_out(world, region))
    return all(
        any(name == domain or (domain.startswith(".") and name.endswith(domain)) for domain in domains)
        for name in names
    )


def _let_out(world: World, region: str) -> Iterator[str]:
    """The domains to which a firewall of a region lets TLS out."""
    for group in world.of(networkfirewall.RULE_GROUP.token):
        for _, found in values(group.inputs, "ruleGroup.rulesSource.rulesSourceList"):
            allows = found.get("generatedRulesType") == "ALLOWLIST" and "TLS_SNI" in found.get("targetTypes", ())
            if group.region == region and allows:
                yield from map(str, found.get("targets", ()))
