"""The worlds in which one thing of a region's network is broken."""

from collections.abc import Callable, Sequence
from typing import Any

from tests.ops.canned import Canned
from tests.ops.verify import healthy_network as net

ROUTES, GROUPS, ENDPOINTS = "ec2.DescribeRouteTables", "ec2.DescribeSecurityGroups", "ec2.DescribeVpcEndpoints"
FLOW_LOGS, FAIL_OPEN = "ec2.DescribeFlowLogs", "route53resolver.GetFirewallConfig"
DNS_GROUPS, DNS_RULES = ("route53resolver.ListFirewallRuleGroupAssociations", "route53resolver.ListFirewallRules")
DNS_DOMAINS = "route53resolver.ListFirewallDomains"
QUERY_LOGS = "route53resolver.ListResolverQueryLogConfigAssociations"

TABLES = net.tables()
ONE_ZONE_ASTRAY = [net.table("private-b", ("0.0.0.0/0", "GatewayId", "vpce-a")), *TABLES[0:1], *TABLES[2:]]
BACK_BY_ANOTHER = [*TABLES[:3], net.table("public-a", ("172.16.0.0/24", "GatewayId", "vpce-b")), *TABLES[4:]]
PAST_THE_FIREWALL = [net.table("private-a", ("0.0.0.0/0", "NatGatewayId", "nat-a")), *TABLES[1:]]
OPEN, OPEN_6 = {"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}, {"Ipv6Ranges": [{"CidrIpv6": "::/0"}]}
REFUSED_LOGS = {"FlowLogs": [{"FlowLogStatus": "ACTIVE", "TrafficType": "ALL", "DeliverLogsStatus": "FAILED"}]}
ANSWERED_UNJUDGED = {"FirewallConfig": {"FirewallFailOpen": "ENABLED"}}
# Of a group that is associated beside the stack's, and rules in the place of the stack's own or beside them.
STRANGERS = {"FirewallRuleGroupId": "rslvr-frg-2", "Status": "COMPLETE"}
ALL_ALLOWED = net.dns_rule(200, "ALLOW", **net.of_list("all"))
ALLOWED_FIRST = net.dns_rule(0, "ALLOW", **net.of_list("allowed"))
ALLOWED_LAST = net.dns_rule(300, "ALLOW", **net.of_list("allowed"))
UNSURE = net.dns_rule(2, "BLOCK", DnsThreatProtection="DGA", ConfidenceThreshold="LOW")
ADDRESSES_ALONE = net.dns_rule(200, "BLOCK", Qtype="A", **net.of_list("all"))

# A check, what it says, an operation, and its answer in a region.
Break = tuple[str, str, str, Callable[[str], Canned]]


def _endpoints(region: str, own: Sequence[dict[str, Any]] | None = None, **files: Any) -> Canned:
    """The network's own endpoints, and the SFTP server's with some changes."""
    return net.either(net.endpoints(region) if own is None else list(own), net.file_endpoint(region) | files)


def _private(region: str) -> Canned:
    return _endpoints(region, [one | {"PrivateDnsEnabled": False} for one in net.endpoints(region)])


NETWORK: Sequence[Break] = [
    (
        "N1 zones",
        "overlaps 10.0.0.0/16",
        "ec2.DescribeVpcs",
        lambda region: {"Vpcs": [{"CidrBlock": "10.0.128.0/17"}]},
    ),
    ("N1 zones", "the isolated subnets are in", "ec2.DescribeSubnets", lambda region: net.subnets(region, "aaa")),
    ("N2 way out and back", "goes out by vpce-a", ROUTES, lambda region: {"RouteTables": ONE_ZONE_ASTRAY}),
    ("N2 way out and back", "do not come back by vpce-a", ROUTES, lambda region: {"RouteTables": BACK_BY_ANOTHER}),
    ("N2 way out and back", "goes out by nat-a", ROUTES, lambda region: {"RouteTables": PAST_THE_FIREWALL}),
    (
        "N2 way out and back",
        "the firewall is PROVISIONING",
        "network-firewall.DescribeFirewall",
        lambda region: net.firewall(region, "PROVISIONING"),
    ),
    ("N3 nobody from outside", "lets 0.0.0.0/0 in", GROUPS, lambda region: net.security_group(OPEN)),
    ("N3 nobody from outside", "lets ::/0 in", GROUPS, lambda region: net.security_group(OPEN_6)),
    (
        "N4 endpoints",
        "no usable endpoint for lambda",
        ENDPOINTS,
        lambda region: _endpoints(region, net.endpoints(region)[1:]),
    ),
    ("N4 endpoints", "no usable endpoint for secretsmanager", ENDPOINTS, _private),
    ("M2 address", "is no name of vpce-1", ENDPOINTS, lambda region: _endpoints(region, DnsEntries=[])),
    ("M2 address", "State is pending", ENDPOINTS, lambda region: _endpoints(region, State="pending")),
    (
        "N4 endpoints",
        "nobody asked for the endpoint of xray",
        ENDPOINTS,
        lambda region: _endpoints(region, net.endpoints(region, "xray")),
    ),
    ("N5 flow logs", "no flow log records", FLOW_LOGS, lambda region: {"FlowLogs": []}),
    ("N5 flow logs", "no flow log records all", FLOW_LOGS, lambda region: REFUSED_LOGS),
    ("N6 names", "0 groups of rules judge", DNS_GROUPS, lambda region: net.dns_association("UPDATING")),
    ("N6 names", "2 groups of rules judge", DNS_GROUPS, lambda region: net.dns_association("COMPLETE", STRANGERS)),
    ("N6 names", "rule 6 of rslvr-frg-1 is ALLOW, not BLOCK", DNS_RULES, lambda region: net.dns_rules(ALL_ALLOWED)),
    ("N6 names", "rule 1 of rslvr-frg-1 is ALLOW, not BLOCK", DNS_RULES, lambda region: net.dns_rules(ALLOWED_FIRST)),
    ("N6 names", "rule 7 of rslvr-frg-1 is ALLOW, and is not", DNS_RULES, lambda region: net.dns_rules(ALLOWED_LAST)),
    ("N6 names", "rule 2 of rslvr-frg-1 is BLOCK of DGA LOW too", DNS_RULES, lambda region: net.dns_rules(UNSURE)),
    ("N6 names", "of queries of type A alone too", DNS_RULES, lambda region: net.dns_rules(ADDRESSES_ALONE)),
    ("N6 names", "rule 6 of rslvr-frg-1 is missing", DNS_RULES, lambda region: {"FirewallRules": net.DNS_RULES[1:]}),
    ("N6 names", "rule 6 of rslvr-frg-1 is BLOCK not of *", DNS_DOMAINS, lambda region: net.dns_domains(all=[])),
    ("N6 names", "BLOCK of a.example too and not of *", DNS_DOMAINS, lambda region: net.dns_domains(all=["a.example"])),
    ("N6 names", "rule 5 of rslvr-frg-1 is ALLOW of * too", DNS_DOMAINS, lambda region: net.dns_domains(allowed=["*"])),
    ("N6 names", "ALLOW not of *.amazonaws.com", DNS_DOMAINS, lambda region: net.dns_domains(allowed=[])),
    ("N6 names", "no query of a name is recorded", QUERY_LOGS, lambda region: net.query_log("CREATING")),
    (
        "N6 names",
        "queries can't be recorded: no permission",
        QUERY_LOGS,
        lambda region: net.query_log("FAILED", ErrorMessage="no permission"),
    ),
    ("N6 names", "FirewallFailOpen is ENABLED", FAIL_OPEN, lambda region: ANSWERED_UNJUDGED),
]
