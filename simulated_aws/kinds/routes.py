"""Whether traffic gets where a gateway is meant to lead it, once every route is there."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from catalog import ec2
from simulated_aws.declarations import Fault
from simulated_aws.kinds.world import Resource, World

EVERYWHERE = "0.0.0.0/0"
# What a default route of a public subnet leads to: the internet, or a firewall in front of it.
TO_INTERNET = ("igw-", "vpce-")
TARGETS = ("gatewayId", "vpcEndpointId", "natGatewayId")
TABLES = (ec2.ROUTE_TABLE.token, ec2.DEFAULT_ROUTE_TABLE.token)


def unmet(resources: Mapping[str, Resource], account: str) -> Iterator[Fault]:
    """NAT gateways in subnets that the internet can't be reached from.

    docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
    """
    world = World(resources, account)
    for resource_id, gateway in resources.items():
        if gateway.token != ec2.NAT_GATEWAY.token or gateway.inputs.get("connectivityType") == "private":
            continue
        subnet = str(gateway.inputs.get("subnetId"))
        if not any(target.startswith(TO_INTERNET) for target in default_targets(table_of(subnet, world), world)):
            what = f"the route table of {subnet} has no default route to an internet gateway; nothing gets out"
            yield Fault(f"{resource_id}.subnetId", f"a public NAT gateway has to be in a public subnet: {what}")


def table_of(subnet: str, world: World) -> str:
    """The route table of a subnet: its own, or the main one of its VPC."""
    for each in world.of(ec2.ROUTE_TABLE_ASSOCIATION.token):
        if each.inputs.get("subnetId") == subnet:
            return str(each.inputs.get("routeTableId"))
    found = world.resources.get(subnet)
    vpc = world.resources.get(str(found.inputs.get("vpcId"))) if found else None
    return str(vpc.outputs.get("defaultRouteTableId")) if vpc else ""


def default_targets(table: str, world: World) -> Iterator[str]:
    """The gateways and endpoints that the default route of a route table leads to."""
    routes: list[tuple[Mapping[str, Any], str]] = [
        (each.inputs, "destinationCidrBlock")
        for each in world.of(ec2.ROUTE.token)
        if each.inputs.get("routeTableId") == table
    ]
    for token in TABLES:
        for each in world.of(token):
            if world.resources.get(table) is each or each.inputs.get("defaultRouteTableId") == table:
                inline = cast(list[Mapping[str, Any]], each.inputs.get("routes") or [])
                routes += [(route, "cidrBlock") for route in inline]
    for route, destination in routes:
        if route.get(destination) == EVERYWHERE:
            yield from (str(route[target]) for target in TARGETS if route.get(target))
