"""The answers of a region's network in which everything is as it should be."""

from collections.abc import Mapping
from typing import Any

from tests.ops.canned import Answers, Canned
from tests.ops.verify.stack import FIRST, SERVICES, ZONES, config, transfer_name


def cidr(zone: str) -> str:
    return f"172.16.{ZONES.index(zone)}.0/24"


def subnets(region: str, isolated: str = ZONES) -> Canned:
    """The requested subnets, each in the zone of its name, the isolated ones in these zones."""

    def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
        found = [(name, name[-1]) for name in asked["SubnetIds"]]
        zones = {name: isolated[ZONES.index(zone)] if name.startswith("isolated") else zone for name, zone in found}
        return {
            "Subnets": [
                {"SubnetId": name, "AvailabilityZone": f"{region}{zones[name]}", "CidrBlock": cidr(zone)}
                for name, zone in found
            ]
        }

    return answer


def table(subnet: str, *routes: tuple[str, str, str]) -> dict[str, Any]:
    return {
        "Associations": [{"SubnetId": subnet}],
        "Routes": [{"DestinationCidrBlock": to, kind: by, "State": "active"} for to, kind, by in routes],
    }


def tables() -> list[dict[str, Any]]:
    """For each zone: a route out by the zone's endpoint, and one back from the NAT gateway's subnet by it."""
    out = [table(f"private-{zone}", ("0.0.0.0/0", "GatewayId", f"vpce-{zone}")) for zone in ZONES]
    back = [table(f"public-{zone}", (cidr(zone), "GatewayId", f"vpce-{zone}")) for zone in ZONES]
    return [*out, *back]


def endpoints(region: str = FIRST, *more: str) -> list[dict[str, Any]]:
    common = {"State": "available"}
    interfaces = [
        {
            "ServiceName": f"com.amazonaws.{region}.{name}",
            "VpcEndpointType": "Interface",
            "PrivateDnsEnabled": True,
            **common,
        }
        for name in (*SERVICES, "transfer.server.c-0001", *more)
    ]
    gateways = [
        {"ServiceName": f"com.amazonaws.{region}.{name}", "VpcEndpointType": "Gateway", **common}
        for name in config().gateway_endpoints
    ]
    return [*interfaces, *gateways]


def file_endpoint(region: str, state: str = "available") -> dict[str, Any]:
    """The endpoint that the SFTP server's service makes for it."""
    return {"State": state, "DnsEntries": [{"DnsName": transfer_name(region)}]}


def either(own: list[dict[str, Any]], files: dict[str, Any]) -> Canned:
    """The network's own endpoints, or the one that is asked for by its id."""
    return lambda asked: {"VpcEndpoints": [files] if "VpcEndpointIds" in asked else own}


def security_group(source: dict[str, Any]) -> dict[str, Any]:
    return {"SecurityGroups": [{"GroupId": "sg-1", "IpPermissions": [source]}]}


def firewall(region: str = FIRST, status: str = "READY") -> dict[str, Any]:
    states = {f"{region}{zone}": {"Attachment": {"EndpointId": f"vpce-{zone}"}} for zone in ZONES}
    return {"FirewallStatus": {"Status": status, "ConfigurationSyncStateSummary": "IN_SYNC", "SyncStates": states}}


def gateways() -> list[dict[str, Any]]:
    return [{"SubnetId": f"public-{zone}", "State": "available"} for zone in ZONES]


def dns_rule(priority: int, action: str, **about: str) -> dict[str, Any]:
    return {"Priority": priority, "Action": action, **about}


def of_list(name: str) -> dict[str, str]:
    return {"FirewallDomainListId": f"rslvr-fdl-{name}"}


# AWS's names and those that prod allows, with the dot at their end.
ALLOWED = [
    f"{name}." for domain in ("amazonaws.com", "compute.internal", "example.com") for name in (f"*.{domain}", domain)
]
# In no order, as AWS may list them.
DNS_RULES = [
    dns_rule(200, "BLOCK", **of_list("all")),
    dns_rule(100, "ALLOW", **of_list("allowed")),
    dns_rule(1, "BLOCK", **of_list("threats")),
    *(
        dns_rule(number, "BLOCK", DnsThreatProtection=threat, ConfidenceThreshold="HIGH")
        for number, threat in enumerate(("DGA", "DICTIONARY_DGA", "DNS_TUNNELING"), 2)
    ),
]


def dns_rules(*others: dict[str, Any]) -> dict[str, Any]:
    """The rules as they should be, but for those of another one's priority."""
    taken = {other["Priority"] for other in others}
    return {"FirewallRules": [*others, *(rule for rule in DNS_RULES if rule["Priority"] not in taken)]}


def dns_association(status: str = "COMPLETE", *others: dict[str, str]) -> dict[str, Any]:
    own = {"FirewallRuleGroupId": "rslvr-frg-1", "Status": status}
    return {"FirewallRuleGroupAssociations": [own, *others]}


def dns_domains(**changed: list[str]) -> Canned:
    """The domains of the lists, some of them other than they should be."""
    lists = {"allowed": ALLOWED, "all": ["*."], **changed}
    return lambda asked: {"Domains": lists[asked["FirewallDomainListId"].removeprefix("rslvr-fdl-")]}


def query_log(status: str = "ACTIVE", **more: str) -> dict[str, Any]:
    return {"ResolverQueryLogConfigAssociations": [{"Status": status, **more}]}


def answers(region: str) -> Answers:
    """What the account answers about the network when everything is as it should be."""
    return {
        "ec2.DescribeVpcs": {"Vpcs": [{"CidrBlock": "172.16.0.0/16"}]},
        "ec2.DescribeSubnets": subnets(region),
        "ec2.DescribeRouteTables": {"RouteTables": tables()},
        "ec2.DescribeNatGateways": {"NatGateways": gateways()},
        "ec2.DescribeSecurityGroups": security_group({"IpRanges": [{"CidrIp": "172.16.0.0/24"}]}),
        "ec2.DescribeVpcEndpoints": either(endpoints(region), file_endpoint(region)),
        "ec2.DescribeFlowLogs": {"FlowLogs": [{"FlowLogStatus": "ACTIVE", "TrafficType": "ALL"}]},
        "network-firewall.DescribeFirewall": firewall(region),
        "route53resolver.ListFirewallRuleGroupAssociations": dns_association(),
        "route53resolver.ListFirewallRules": dns_rules(),
        "route53resolver.ListFirewallDomains": dns_domains(),
        "route53resolver.ListResolverQueryLogConfigAssociations": query_log(),
        "route53resolver.GetFirewallConfig": {"FirewallConfig": {"FirewallFailOpen": "DISABLED"}},
    }
