"""EC2's things that one resource names or joins are in one VPC."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from catalog import arc, dms, ec2, fis, networkfirewall, rds
from simulated_aws.declarations import Fault
from simulated_aws.kinds.region import texts_with_paths
from simulated_aws.live import Live
from simulated_aws.modelling import Inputs

# What may name things of several networks, and joins none.
LOOSE = {arc.PLAN.token, fis.EXPERIMENT_TEMPLATE.token}
# What a network has from the start.
DEFAULTS = ("defaultNetworkAclId", "defaultRouteTableId", "defaultSecurityGroupId", "mainRouteTableId")
# Where subnets say which network a group of theirs is in.
GROUPS = (rds.SUBNET_GROUP.token, dms.REPLICATION_SUBNET_GROUP.token, ec2.NAT_GATEWAY.token)


def clashes(token: str, inputs: Inputs, everything: Mapping[str, Live]) -> Iterator[Fault]:
    """What a resource names of another network than the rest of it is in.

    EC2 answers "You have specified two resources that belong to different networks", RDS
    InvalidVPCNetworkStateFault (github.com/terraform-aws-modules/terraform-aws-rds/issues/451).
    """
    if token in LOOSE:
        return
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
