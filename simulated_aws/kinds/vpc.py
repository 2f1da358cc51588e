"""EC2's things that one resource names or joins are in one VPC."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from catalog import arc, dms, ec2, fis, networkfirewall, rds
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.kinds.region import texts_with_paths
from simulated_aws.live import Live
from simulated_aws.modelling import Inputs

# What may name things of several networks, and joins none.
LOOSE = {arc.PLAN.token, fis.EXPERIMENT_TEMPLATE.token}
# What a network has from the start.
DEFAULTS = ("defaultNetworkAclId", "defaultRouteTableId", "defaultSecurityGroupId", "mainRouteTableId")
# Where subnets say which network a group of theirs is in.
GROUPS = (rds.SUBNET_GROUP.token, dms.REPLICATION_SUBNET_GROUP.token, ec2.NAT_GATEWAY.token)

# What the target of a route is, by its input (docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html).
ROUTES = {
    "gatewayId": ("igw-", "vgw-", "vpce-", "local"),
    "natGatewayId": ("nat-",),
    "networkInterfaceId": ("eni-",),
    "transitGatewayId": ("tgw-",),
    "vpcEndpointId": ("vpce-",),
    "vpcPeeringConnectionId": ("pcx-",),
}
# The inputs by which a server names its group of subnets.
GROUP_KEYS = {rds.INSTANCE.token: "dbSubnetGroupName", dms.REPLICATION_INSTANCE.token: "replicationSubnetGroupId"}


def clashes(token: str, inputs: Inputs, everything: Mapping[str, Live]) -> Iterator[Fault]:
    """What a resource names of another network than the rest of it is in.

    EC2 answers "You have specified two resources that belong to different networks", RDS
    InvalidVPCNetworkStateFault (github.com/terraform-aws-modules/terraform-aws-rds/issues/451).
    """
    if token in LOOSE:
        return
    yield from _zone(token, inputs, everything)
    if token == ec2.ROUTE.token:
        yield from _target(inputs, everything)
    networks: dict[str, str] = {}
    first = ""
    for path, text in texts_with_paths(inputs):
        vpc = networks.get(text) or _vpc_of(text, everything)
        if not vpc:
            continue
        networks[text] = vpc
        first = first or text
        if vpc != networks[first]:
            other = f"{first} is in {networks[first]}, {text} is in {vpc}"
            yield Fault(path, f"InvalidParameter: two resources that belong to different networks: {other}")


def _target(inputs: Inputs, everything: Mapping[str, Live]) -> Iterator[Fault]:
    """A route leads to what its input names, and to no endpoint of a service."""
    for key, prefixes in ROUTES.items():
        text = str(inputs.get(key) or "")
        if text and UNKNOWN not in text and not text.startswith(prefixes):
            yield Fault(key, f"InvalidParameterValue: {text!r} is none of {', '.join(prefixes)}")
        live = everything.get(text)
        is_endpoint = live is not None and live.token == ec2.VPC_ENDPOINT.token
        if live and is_endpoint and live.inputs.get("vpcEndpointType") != "GatewayLoadBalancer":
            yield Fault(key, f"InvalidVpcEndpointType: {text} is no endpoint of a gateway load balancer")


def _zone(token: str, inputs: Inputs, everything: Mapping[str, Live]) -> Iterator[Fault]:
    """A server's zone is one of its group's subnets.

    docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
    """
    zone, group = inputs.get("availabilityZone"), everything.get(str(inputs.get(GROUP_KEYS.get(token, ""))))
    if not zone or zone == UNKNOWN or group is None:
        return
    subnets = [everything[subnet] for subnet in cast(list[str], group.inputs["subnetIds"]) if subnet in everything]
    zones = sorted({str(subnet.inputs["availabilityZone"]) for subnet in subnets})
    if zones and zone not in zones:
        yield Fault("availabilityZone", f"InvalidVPCNetworkStateFault: {zone} is none of {', '.join(zones)}")


def _vpc_of(text: str, everything: Mapping[str, Live]) -> str:
    """The VPC that an id or an ARN is in; empty for what is in none."""
    live = everything.get(text)
    if live is None:
        return _by_output(text, everything) if text.startswith(("acl-", "rtb-", "sg-", "vpce-")) else ""
    if live.token == ec2.VPC.token:
        return text
    if live.token in GROUPS:
        subnets = cast(list[str], live.inputs.get("subnetIds") or [live.inputs.get("subnetId")])
        return next((vpc for subnet in subnets if (vpc := _vpc_of(subnet, everything))), "")
    if live.token in (ec2.DEFAULT_ROUTE_TABLE.token, ec2.DEFAULT_NETWORK_ACL.token):
        return next((_by_output(str(value), everything) for key, value in live.inputs.items() if key in DEFAULTS), "")
    return str(live.inputs.get("vpcId") or "")


def _by_output(text: str, everything: Mapping[str, Live]) -> str:
    """The VPC of what AWS made with another resource: a network's defaults, and a firewall's endpoints."""
    for resource_id, live in everything.items():
        if live.token == ec2.VPC.token and text in {live.outputs.get(key) for key in DEFAULTS}:
            return resource_id
        if live.token == networkfirewall.FIREWALL.token and text in _endpoints(live.outputs):
            return str(live.inputs.get("vpcId") or "")
    return ""


def _endpoints(outputs: Inputs) -> set[str]:
    statuses = cast(list[dict[str, Any]], outputs.get("firewallStatuses") or [])
    states = [state for status in statuses for state in status["syncStates"]]
    return {attachment["endpointId"] for state in states for attachment in state["attachments"]}
