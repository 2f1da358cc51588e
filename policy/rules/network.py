"""The network: nothing public, nothing open to everybody, and every connection named."""

from collections.abc import Iterator

from policy.checks import absent, both, equals, given, several, when
from policy.documents import Statement, no_statement
from policy.rule import Rule
from policy.values import Values

ACL = "aws:ec2/networkAcl:NetworkAcl"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
ANYWHERE = ("0.0.0.0/0", "::/0")
ADMINISTRATION = (22, 3389)
ALL_PROTOCOLS = ("-1", "all")


def _from_anywhere(values: Values) -> bool:
    return values.at("cidrIpv4") in ANYWHERE or values.at("cidrIpv6") in ANYWHERE


def _open_to(port: int, values: Values) -> bool:
    if str(values.at("ipProtocol")) in ALL_PROTOCOLS:
        return True
    return values.at("fromPort") is not None and values["fromPort"] <= port <= values["toPort"]


def _administration_from_anywhere(values: Values) -> Iterator[str]:
    for port in ADMINISTRATION:
        if _from_anywhere(values) and _open_to(port, values):
            yield f"port {port} is open to everybody"


def _nothing_from_anywhere(values: Values) -> Iterator[str]:
    if _from_anywhere(values):
        yield "it lets everybody in"


def _no_whole_protocols_to_anywhere(values: Values) -> Iterator[str]:
    if _from_anywhere(values) and str(values.at("ipProtocol")) in ALL_PROTOCOLS:
        yield "every protocol may go everywhere"


def _admitted(values: Values) -> list[Values]:
    """What an access list lets in from everywhere."""
    return [
        item
        for item in values.each("ingress")
        if item.at("action") == "allow" and (item.at("cidrBlock") in ANYWHERE or item.at("ipv6CidrBlock") in ANYWHERE)
    ]


def _no_administration_through_the_list(values: Values) -> Iterator[str]:
    for item in _admitted(values):
        for port in ADMINISTRATION:
            whole = str(item["protocol"]) in ALL_PROTOCOLS
            if whole or item["fromPort"] <= port <= item["toPort"]:
                yield f"rule {item['ruleNo']} lets everybody reach port {port}"


def _not_all_ports_through_the_list(values: Values) -> Iterator[str]:
    for item in _admitted(values):
        if str(item["protocol"]) in ALL_PROTOCOLS or (item["fromPort"], item["toPort"]) == (0, 65535):
            yield f"rule {item['ruleNo']} lets everybody reach every port"


def _is_interface(values: Values) -> bool:
    return values.at("vpcEndpointType") == "Interface"


def _lets_data_out(item: Statement) -> bool:
    """To read named files of others, such as AWS's own, is no way out."""
    return item.is_for_anyone and ("*" in item.resources or any(action != "s3:GetObject" for action in item.actions))


def _leads_to_aws(values: Values) -> bool:
    """App Runner's endpoint for requests leads to a service of the stack alone."""
    return not str(values.at("serviceName")).endswith(".apprunner.requests")


RULES = (
    Rule(
        name="default-security-group-is-empty",
        controls=("FSBP EC2.2", "CIS 5.5", "CKV2_AWS_12"),
        severity="high",
        types=("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",),
        check=both(equals("ingress", []), equals("egress", [])),
        message="ingress=[] and egress=[]: what names no group of its own may not talk at all",
    ),
    Rule(
        name="default-network-acl-is-empty",
        controls=("own",),
        severity="medium",
        types=("aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",),
        check=both(equals("ingress", []), equals("egress", [])),
        message="ingress=[] and egress=[]: a subnet that names no list of its own may not talk at all",
    ),
    Rule(
        name="default-route-table-is-empty",
        controls=("own",),
        severity="medium",
        types=("aws:ec2/defaultRouteTable:DefaultRouteTable",),
        check=equals("routes", []),
        message="routes=[]: a subnet that names no table of its own has no way out",
    ),
    Rule(
        name="flow-log-records-everything",
        controls=("FSBP EC2.6", "CIS 3.7", "CKV2_AWS_11"),
        severity="medium",
        types=("aws:ec2/flowLog:FlowLog",),
        check=equals("trafficType", "ALL"),
        message='traffic_type="ALL": what was refused and what was let through',
    ),
    Rule(
        name="subnet-gives-no-public-addresses",
        controls=("FSBP EC2.15", "PCI EC2.15", "CKV_AWS_130"),
        severity="high",
        types=("aws:ec2/subnet:Subnet",),
        check=equals("mapPublicIpOnLaunch", False),
        message="map_public_ip_on_launch=False",
    ),
    Rule(
        name="security-group-keeps-its-rules-apart",
        controls=("AWSGuard no-rule-management-conflicts",),
        severity="medium",
        types=(GROUP,),
        check=absent("ingress", "egress"),
        message="leave ingress and egress out: rules are resources of their own, and the two ways undo each other",
    ),
    Rule(
        name="security-group-says-what-it-is-for",
        controls=("CKV_AWS_23",),
        severity="low",
        types=(GROUP, INGRESS, EGRESS),
        check=given("description"),
        message="description: whom it connects, and for what",
    ),
    Rule(
        name="ingress-names-its-source",
        controls=("FSBP EC2.18", "CKV_AWS_260"),
        severity="high",
        types=(INGRESS,),
        check=_nothing_from_anywhere,
        message="referenced_security_group_id or the source's own network, never everybody",
    ),
    Rule(
        name="ingress-opens-no-administration",
        controls=(
            "FSBP EC2.19",
            "PCI EC2.13",
            "PCI EC2.14",
            "PCI EC2.53",
            "PCI EC2.54",
            "CIS 5.3",
            "CIS 5.4",
            "CKV_AWS_24",
            "CKV_AWS_25",
        ),
        severity="critical",
        types=(INGRESS,),
        check=_administration_from_anywhere,
        message="leave ports 22 and 3389 closed to everybody: servers are reached through Session Manager",
    ),
    Rule(
        name="ingress-names-its-protocol",
        controls=("CKV_AWS_277",),
        severity="high",
        types=(INGRESS,),
        check=equals("ipProtocol", "tcp", "udp", "icmp", "icmpv6"),
        message='ip_protocol="tcp" with its ports, not all protocols',
    ),
    Rule(
        name="egress-names-its-protocol",
        controls=("CKV_AWS_382",),
        severity="medium",
        types=(EGRESS,),
        check=_no_whole_protocols_to_anywhere,
        message='ip_protocol="tcp" with its ports, or a destination of its own',
    ),
    Rule(
        name="network-acl-admits-no-administration",
        controls=("FSBP EC2.21", "PCI EC2.21", "CIS 5.2"),
        severity="high",
        types=(ACL,),
        check=_no_administration_through_the_list,
        message="leave ports 22 and 3389 out of what 0.0.0.0/0 may reach",
    ),
    Rule(
        name="network-acl-admits-no-whole-world",
        controls=("CKV_AWS_352",),
        severity="high",
        types=(ACL,),
        check=_not_all_ports_through_the_list,
        message="from_port and to_port: 0.0.0.0/0 may reach some ports at most",
    ),
    Rule(
        name="network-acl-is-in-use",
        controls=("FSBP EC2.16", "PCI EC2.16"),
        severity="low",
        types=(ACL,),
        check=given("subnetIds"),
        message="subnet_ids: a list without subnets protects nothing",
    ),
    Rule(
        name="endpoint-admits-its-own-account",
        controls=("own",),
        severity="high",
        types=(ENDPOINT,),
        check=when(_leads_to_aws, both(given("policy"), no_statement(_lets_data_out, "anybody may pass"))),
        message="policy with a condition on aws:PrincipalAccount: no data leaves to another account by this way",
    ),
    Rule(
        name="endpoint-stands-in-two-zones",
        controls=("own",),
        severity="medium",
        types=(ENDPOINT,),
        check=when(_is_interface, several("subnetIds")),
        message="subnet_ids of two zones at least",
    ),
    Rule(
        name="endpoint-has-a-security-group",
        controls=("own",),
        severity="medium",
        types=(ENDPOINT,),
        check=when(_is_interface, given("securityGroupIds")),
        message="security_group_ids: without, AWS takes the network's default group",
    ),
)
