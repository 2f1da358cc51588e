"""What EC2 and Network Firewall refuse: rules of traffic, subnets, routes, gateways, endpoints and firewalls."""

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from typing import Any, cast

from catalog import ec2, networkfirewall
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.endpoints import has_endpoint
from simulated_aws.rules.register import Inputs, Others, refuses, refuses_beside

PROTOCOLS = {"tcp", "udp", "icmp", "icmpv6", "-1"}


@refuses(ec2.SECURITY_GROUP_INGRESS_RULE, ec2.SECURITY_GROUP_EGRESS_RULE)
def _security_group_rule(inputs: Inputs) -> Iterator[Fault]:
    protocol = str(inputs.get("ipProtocol"))
    if protocol not in PROTOCOLS and not (protocol.isdigit() and int(protocol) < 256):
        yield Fault("ipProtocol", f"{protocol!r} is no protocol: {', '.join(sorted(PROTOCOLS))} or a number")
    sources = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")
    if sum(inputs.get(source) is not None for source in sources) != 1:
        yield Fault("cidrIpv4", f"exactly one of {', '.join(sources)} is expected")
    yield from _port_order(inputs, "fromPort", "toPort", "")


@refuses_beside(ec2.SECURITY_GROUP_INGRESS_RULE)
def _same_ingress_rule(inputs: Inputs, others: Others) -> Iterator[Fault]:
    yield from _same_rule(inputs, others(ec2.SECURITY_GROUP_INGRESS_RULE))


@refuses_beside(ec2.SECURITY_GROUP_EGRESS_RULE)
def _same_egress_rule(inputs: Inputs, others: Others) -> Iterator[Fault]:
    yield from _same_rule(inputs, others(ec2.SECURITY_GROUP_EGRESS_RULE))


def _same_rule(inputs: Inputs, others: Mapping[str, Inputs]) -> Iterator[Fault]:
    compared = (
        "securityGroupId", "ipProtocol", "fromPort", "toPort",
        "cidrIpv4", "prefixListId", "referencedSecurityGroupId",
    )  # fmt: skip
    for other in others.values():
        if all(other.get(key) == inputs.get(key) for key in compared):
            yield Fault("securityGroupId", "InvalidPermission.Duplicate: the same rule exists")


@refuses(ec2.NETWORK_ACL)
def _network_acl(inputs: Inputs) -> Iterator[Fault]:
    for direction in ("ingress", "egress"):
        entries = cast(list[Inputs], inputs.get(direction) or [])
        yield from _repeated([entry["ruleNo"] for entry in entries], f"{direction}.ruleNo")
        for index, entry in enumerate(entries):
            path = f"{direction}[{index}]."
            if not 1 <= entry["ruleNo"] <= 32766:
                yield Fault(f"{path}ruleNo", f"{entry['ruleNo']} is not between 1 and 32766")
            if entry["action"] not in ("allow", "deny"):
                yield Fault(f"{path}action", f"{entry['action']!r} is neither allow nor deny")
            if str(entry["protocol"]) not in PROTOCOLS and not str(entry["protocol"]).isdigit():
                yield Fault(f"{path}protocol", f"{entry['protocol']!r} is no protocol")
            yield from _port_order(entry, "fromPort", "toPort", path)


@refuses(ec2.VPC_ENDPOINT)
def _endpoint(inputs: Inputs) -> Iterator[Fault]:
    name = inputs.get("serviceName")
    if not isinstance(name, str) or name == UNKNOWN:
        return
    service = name.removeprefix(f"com.amazonaws.{inputs.get('region', '')}.")
    if service == name or not has_endpoint(service):
        yield Fault("serviceName", f"the service {name!r} does not exist in {inputs.get('region')}")


@refuses(ec2.FLOW_LOG)
def _flow_log(inputs: Inputs) -> Iterator[Fault]:
    if inputs.get("maxAggregationInterval") not in (None, 60, 600):
        yield Fault("maxAggregationInterval", f"{inputs['maxAggregationInterval']} is neither 60 nor 600 seconds")


@refuses_beside(ec2.SUBNET)
def _subnet_range(inputs: Inputs, others: Others) -> Iterator[Fault]:
    if "cidrBlock" not in inputs:
        # EC2 takes it from a pool.
        return
    block = IPv4Network(inputs["cidrBlock"])
    vpc = others(ec2.VPC).get(inputs["vpcId"])
    if vpc and "cidrBlock" in vpc and not block.subnet_of(IPv4Network(vpc["cidrBlock"])):
        yield Fault("cidrBlock", f"InvalidSubnet.Range: {block} is not inside the VPC's {vpc['cidrBlock']}")
    zone = str(inputs.get("availabilityZone"))
    if zone[:-1] != inputs["region"] or zone[-1] not in "abc":
        yield Fault("availabilityZone", f"{zone!r} is no zone of {inputs['region']}")
    for other in others(ec2.SUBNET).values():
        beside = other["vpcId"] == inputs["vpcId"] and "cidrBlock" in other
        if beside and block.overlaps(IPv4Network(other["cidrBlock"])):
            yield Fault("cidrBlock", f"InvalidSubnet.Conflict: {block} overlaps {other['cidrBlock']}")


@refuses_beside(ec2.ROUTE)
def _one_route(inputs: Inputs, others: Others) -> Iterator[Fault]:
    for other in others(ec2.ROUTE).values():
        if all(other.get(key) == inputs.get(key) for key in ("routeTableId", "destinationCidrBlock")):
            yield Fault("destinationCidrBlock", f"RouteAlreadyExists: {inputs['destinationCidrBlock']}")


@refuses_beside(ec2.ROUTE_TABLE_ASSOCIATION)
def _one_table(inputs: Inputs, others: Others) -> Iterator[Fault]:
    for other in others(ec2.ROUTE_TABLE_ASSOCIATION).values():
        if other.get("subnetId") == inputs.get("subnetId"):
            yield Fault("subnetId", f"Resource.AlreadyAssociated: {inputs['subnetId']} has a route table")


@refuses_beside(ec2.NAT_GATEWAY)
def _nat_gateway(inputs: Inputs, others: Others) -> Iterator[Fault]:
    subnet = others(ec2.SUBNET).get(inputs["subnetId"], {})
    gateways = others(ec2.INTERNET_GATEWAY).values()
    if all(gateway.get("vpcId") != subnet.get("vpcId") for gateway in gateways):
        yield Fault("subnetId", "Gateway.NotAttached: the network has no internet gateway")


@refuses(networkfirewall.FIREWALL_POLICY)
def _firewall_policy(inputs: Inputs) -> Iterator[Fault]:
    policy: Inputs = inputs.get("firewallPolicy") or {}
    references: list[Inputs] = policy.get("statefulRuleGroupReferences") or []
    options: Inputs = policy.get("statefulEngineOptions") or {}
    path = "firewallPolicy.statefulRuleGroupReferences"
    strict = options.get("ruleOrder") == "STRICT_ORDER"
    if strict and any(reference.get("priority") is None for reference in references):
        yield Fault(path, "each reference needs a priority in strict order")
    yield from _repeated([item["priority"] for item in references if item.get("priority")], f"{path}.priority")


@refuses(networkfirewall.RULE_GROUP)
def _rule_group(inputs: Inputs) -> Iterator[Fault]:
    capacity = inputs.get("capacity")
    if isinstance(capacity, int | float) and not 1 <= capacity <= 30000:
        yield Fault("capacity", f"{capacity:g} is not between 1 and 30000")


@refuses_beside(networkfirewall.FIREWALL)
def _firewall_zones(inputs: Inputs, others: Others) -> Iterator[Fault]:
    subnets = others(ec2.SUBNET)
    mapped = [subnets[item["subnetId"]] for item in inputs["subnetMappings"] if item["subnetId"] in subnets]
    yield from _repeated([subnet["availabilityZone"] for subnet in mapped], "subnetMappings")
    if any(subnet["vpcId"] != inputs["vpcId"] for subnet in mapped):
        yield Fault("subnetMappings", "a subnet of another network than the firewall's")


def _port_order(inputs: Inputs, first: str, last: str, path: str) -> Iterator[Fault]:
    start, end = inputs.get(first), inputs.get(last)
    if isinstance(start, int | float) and isinstance(end, int | float) and not -1 <= start <= end <= 65535:
        yield Fault(f"{path}{first}", f"{start:g} to {end:g} is no range of ports")


def _repeated(values: list[Any], path: str) -> Iterator[Fault]:
    for value in {value for value in values if values.count(value) > 1}:
        yield Fault(path, f"{value} is given more than once")
