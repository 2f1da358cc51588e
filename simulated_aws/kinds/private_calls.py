"""Whether what runs inside a network reaches the services that its roles may call, once every endpoint is there."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from catalog import dms, ec2, ecs, lambda_, networkfirewall
from catalog.private_link import iam_prefix
from catalog.resource_type import ResourceType
from simulated_aws.declarations import Fault
from simulated_aws.kinds import policies
from simulated_aws.kinds.routes import default_targets, table_of
from simulated_aws.kinds.world import Resource, World, values


@dataclass(frozen=True, kw_only=True)
class Caller:
    """What calls from inside a network.

    Args:
        kind: the type of the resource.
        roles: the paths of the ARNs of the roles by which it calls.
        subnets: the ids of the subnets that it calls from.
        by_aws: the IAM prefixes of what AWS calls by these roles from networks of its own.
        source: where AWS says so.
    """

    kind: ResourceType
    roles: tuple[str, ...]
    subnets: Callable[[World, Resource], list[str]]
    by_aws: frozenset[str]
    source: str


def _own(path: str) -> Callable[[World, Resource], list[str]]:
    return lambda world, each: [str(subnet) for _, subnet in values(each.inputs, path)]


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
        kind=dms.ENDPOINT,
        roles=("secretsManagerAccessRoleArn",),
        subnets=_of_replication,
        by_aws=frozenset({"kms"}),
        source="DMS user guide, using secrets to access endpoints",
    ),
)

# To pull an image takes all of these (ECR user guide, interface VPC endpoints); any other call takes one endpoint.
PARTS: Mapping[str, tuple[str, ...]] = {"ecr": ("ecr.api", "ecr.dkr", "s3")}


def unmet(resources: Mapping[str, Resource], account: str) -> Iterator[Fault]:
    """Services that a role may call from a subnet out of which no way leads to them."""
    world = World(resources, account)
    for caller in CALLERS:
        for resource_id, each in resources.items():
            if each.token == caller.kind.token:
                for path, reason in _unreached(caller, each, world):
                    yield Fault(f"{resource_id}.{path}", reason)


def _unreached(caller: Caller, each: Resource, world: World) -> Iterator[Fault]:
    for path in caller.roles:
        for _, arn in values(each.inputs, path):
            for prefix in sorted(_called(world, str(arn)) - caller.by_aws):
                for subnet in caller.subnets(world, each):
                    if not _has_endpoint(world, subnet, prefix) and not _gets_out(world, subnet, prefix, each.region):
                        what = f"no endpoint and no way out of {subnet} leads to {prefix}, which its role may call"
                        yield Fault(path, f"ConnectTimeoutError: {what}")


def _called(world: World, role: str) -> set[str]:
    """The services that a role's policies name actions of, by their prefixes in IAM; none where one is not known."""
    statements = policies.identity(world, role) or ()
    actions = (action for one in statements if one.effect == "Allow" for action in one.actions or () if ":" in action)
    return {action.partition(":")[0] for action in actions}


def _has_endpoint(world: World, subnet: str, prefix: str) -> bool:
    there = set(_services(world, subnet))
    if prefix in PARTS:
        return there.issuperset(PARTS[prefix])
    return prefix in map(iam_prefix, there)


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


def _gets_out(world: World, subnet: str, prefix: str, region: str) -> bool:
    """The service's public name is reached by a NAT gateway, through a firewall where its lists have the name."""
    targets = list(default_targets(table_of(subnet, world), world))
    inspected = any(target.startswith("vpce-") for target in targets)
    if not inspected:
        return any(target.startswith("nat-") for target in targets)
    name = f"{prefix}.{region}.amazonaws.com"
    lists = "ruleGroup.rulesSource.rulesSourceList.targets[]"
    domains = [str(item) for each in world.of(networkfirewall.RULE_GROUP.token) if each.region == region
               for _, item in values(each.inputs, lists)]  # fmt: skip
    return any(name == domain or (domain.startswith(".") and name.endswith(domain)) for domain in domains)
