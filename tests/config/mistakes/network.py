"""Mistakes in the network: addresses, zones, endpoints, firewall."""

from typing import Any

from tests.config.mistakes.mistake import Mistake
from tests.config.samples import container, dms, network

# The last block that there is, of which each further zone has the next one.
OVER = {
    "public": "255.255.255.0/24",
    "firewall": "172.16.1.0/24",
    "private": "172.16.64.0/20",
    "isolated": "0.0.0.0/24",
}


def partners(count: int) -> dict[str, Any]:
    """Files from so many networks that have nothing in common."""
    cidrs = [f"192.0.{2 * number}.0/24" for number in range(count)]
    return {"migration": {"transfer": {"enabled": True, "clientCidrs": cidrs, "users": []}}}


def domains(count: int) -> list[str]:
    return [f"d{number}.example.com" for number in range(count)]


def replicated_from(cidr: str) -> dict[str, Any]:
    return {"migration": {"mgn": {"enabled": True, "sourceCidrs": [cidr]}}}


MISTAKES: list[Mistake] = [
    (partners(30), "payments:network.accessListEntries", "the private tier's ingress list in eu-west-2 needs"),
    (
        {"migration": {"transfer": {"enabled": True, "clientCidrs": ["198.18.2.35/32"], "users": []}}},
        "payments:migration.transfer.clientCidrs",
        "another one, or a network's two halves: the private tier's",
    ),
    (
        replicated_from("10.1.45.0/24"),
        "payments:migration.mgn.sourceCidrs",
        "list in eu-west-2 gives 10.1.45.0/24 at ports",
    ),
    (
        dms(sourceCidr="10.1.45.0/24"),
        "payments:migration.dms.sourceCidr",
        "172.16.80.0/20 at ports 443 to 443 the same",
    ),
    (container(port=8437), "payments:container.port", "172.16.64.0/20 at ports 8437 to 8437 the same number"),
    ({"database": {"port": 1214}}, "payments:database.port", "172.16.30.0/24 at ports 1214 to 1214 and"),
    (partners(61), "payments:network.securityGroupRules", "61 or more, which the group transfer in eu-west-2 needs"),
    (network(subnets=OVER), "payments:network.subnets.public", "a block inside"),
    (network(cidr=5), "payments:network.cidr", "a network such as"),
    (network(cidr="172.16.0.1/16"), "payments:network.cidr", "no bits set after the prefix"),
    (network(cidr="172.16.0.0/33"), "payments:network.cidr", "a network such as"),
    (network(cidr="10.0.0.0/16"), "payments:network.cidr", "apart from development's 10.0.0.0/16"),
    (network(cidr="10.0.0.0/8"), "payments:network.cidr", "a /16 to a /28"),
    (network(cidr="172.16.0.0/20"), "payments:network.subnets.private", "a block inside 172.16.0.0/20"),
    (
        network(dnsFirewall={"allowedDomains": [f".d{number}.example.com" for number in range(499)]}),
        "payments:network.dnsFirewall.allowedDomains",
        "996 with the firewall's, where one with a leading dot counts twice",
    ),
    (
        network(dnsFirewall={"enabled": False, "advanced": True}),
        "payments:network.dnsFirewall.advanced",
        "nothing while the DNS Firewall is off",
    ),
    (
        network(dnsFirewall={"threatLists": {"eu-west-9": []}}),
        "payments:network.dnsFirewall.threatLists.eu-west-9",
        "eu-west-2",
    ),
    (
        network(dnsFirewall={"threatLists": {"eu-west-2": ["malware"]}}),
        "payments:network.dnsFirewall.threatLists.eu-west-2.0",
        "the id of a DNS Firewall list",
    ),
    (network(zones=["a"]), "payments:network.zones", "at least 2 items"),
    (network(zones=["a", "b", "c", "a"]), "payments:network.zones", "at most 3 items"),
    (network(zones=["a", "a"]), "payments:network.zones", "each entry once"),
    (network(zones=["a", "d"]), "payments:network.zones.1", "'a', 'b' or 'c'"),
    (network(natGateways=2), "payments:network.natGateways", "'one-per-zone' or 'one'"),
    (network(cidr="172.17.0.0/16"), "payments:network.cidr", "apart from Docker's"),
    ({"recovery": {"enabled": True, "cidr": "172.17.0.0/16"}}, "payments:recovery.cidr", "apart from Docker's"),
    (
        network(firewall={"endpoints": "one"}),
        "payments:network.natGateways",
        "one where network.firewall.endpoints is one",
    ),
    (network(endpointZones=2), "payments:network.endpointZones", "'all', 'two' or 'one'"),
    (
        network(interfaceEndpoints=["kms"]),
        "payments:network.interfaceEndpoints",
        "did you mean extraInterfaceEndpoints?",
    ),
    (
        network(extraInterfaceEndpoints=["com.amazonaws.eu-west-2 kms"]),
        "payments:network.extraInterfaceEndpoints.0",
        "service",
    ),
    (
        network(extraInterfaceEndpoints=["kms", "kms"]),
        "payments:network.extraInterfaceEndpoints",
        "each entry once",
    ),
    (
        network(extraInterfaceEndpoints=["kms", "console"]),
        "payments:network.extraInterfaceEndpoints.1",
        "a service with actions in IAM: the console",
    ),
    (
        network(extraInterfaceEndpoints=[f"service-{number}" for number in range(33)]),
        "payments:network.vpcEndpoints",
        "51 or more, which eu-west-2 needs with those of the platform",
    ),
    (network(vpcEndpoints=49), "payments:network.vpcEndpoints", "greater than or equal to 50"),
    (network(gatewayEndpoints=["sqs"]), "payments:network.gatewayEndpoints.0", "'dynamodb' or 's3'"),
    (network(accessListEntries=18), "payments:network.accessListEntries", "greater than or equal to 19"),
    (network(accessListEntries=40), "payments:network.accessListEntries", "less than or equal to 39"),
    (network(gatewayEndpoints=["s3", "s3"]), "payments:network.gatewayEndpoints", "each entry once"),
    (network(firewall={"allowedDomains": ["https://x.com"]}), "payments:network.firewall.allowedDomains.0", "a domain"),
    (network(firewall={"allowedDomains": ["*.x.com"]}), "payments:network.firewall.allowedDomains.0", "a domain"),
    (
        network(firewall={"enabled": False, "allowedDomains": [".x.com"]}),
        "payments:network.firewall.allowedDomains",
        "nothing while the firewall is off",
    ),
    (
        network(firewall={"allowedDomains": domains(600)}),
        "payments:network.firewall.allowedDomains",
        "at most 500 in eu-west-2",
    ),
    # A container that a failover has left sends to the other region's queue, whose name is a domain more.
    (
        network(firewall={"allowedDomains": domains(500)})
        | {"recovery": {"enabled": True, "active": "recovery"}}
        | container(),
        "payments:network.firewall.allowedDomains",
        "at most 500 in eu-west-2",
    ),
    (
        network(firewall={"threatGroups": ["BotNetCommandAndControlDomainsStrictOrder"] * 2}),
        "payments:network.firewall.threatGroups",
        "each entry once",
    ),
    (
        network(firewall={"threatGroups": [f"Group{number}StrictOrder" for number in range(18)]}),
        "payments:network.firewall.threatGroups",
        "at most 17 items",
    ),
    (
        network(dnsFirewall={"threatLists": {"eu-west-2": [f"rslvr-fdl-{number}" for number in range(10, 106)]}}),
        "payments:network.dnsFirewall.threatLists.eu-west-2",
        "at most 95 items",
    ),
    (network(firewall={"threatGroups": ["BotNet"]}), "payments:network.firewall.threatGroups", "StrictOrder"),
    (network(firewall={"enable": True}), "payments:network.firewall.enable", "did you mean enabled?"),
    (
        network(subnets={"public": "172.16.0.0/24", "firewall": "172.16.10.0/24", "private": "172.16.64.0/20"}),
        "payments:network.subnets.isolated",
        "this key is required",
    ),
    (
        network(
            subnets={
                "public": "172.16.0.0/24",
                "firewall": "172.16.1.0/24",
                "private": "172.16.64.0/20",
                "isolated": "172.16.30.0/24",
            }
        ),
        "payments:network.subnets.public",
        "apart from subnets.firewall's 172.16.1.0/24",
    ),
    (
        network(
            subnets={
                "public": "172.16.0.0/24",
                "firewall": "172.16.10.0/29",
                "private": "172.16.64.0/20",
                "isolated": "172.16.30.0/24",
            }
        ),
        "payments:network.subnets.firewall",
        "a /28 or larger",
    ),
]
