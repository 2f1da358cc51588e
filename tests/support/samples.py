"""Regions and networks that tests build components in, and change."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from ipaddress import IPv4Network
from typing import Any

import pulumi_aws as aws

from components.network import Network, NetworkArgs
from config.addresses import AddressPlan
from config.sections import Network as NetworkSettings
from config.sections import Protection
from config.traffic import TrafficArgs
from foundation.naming import Naming
from foundation.region import Region, Topics
from tests.support.graph import Graph, build

NAMING = Naming(suffix="test", environment="staging", cost_center="payments", owner="platform")
ACCOUNT = "123456789012"
REGION = "eu-west-2"
TOPIC = "arn:aws:sns:eu-west-2:111122223333:alerts"
TOPICS = Topics(
    alerts_arn=TOPIC,
    pages_arn="arn:aws:sns:eu-west-2:111122223333:pages",
    key_arn="arn:aws:kms:eu-west-2:111122223333:key/00000000-0000-0000-0000-000000000001",
)


def make_region(name: str = REGION, **changes: Any) -> Region:
    """A region of the tests' account with its topics; to be called inside of a program."""
    region = Region(
        name=name,
        provider=aws.Provider(name, region=name),
        account_id=ACCOUNT,
        naming=NAMING,
        protection=Protection(),
        log_retention_days=30,
        known_topics=TOPICS,
    )
    return replace(region, **changes)


def make_second(first: Region, name: str) -> Region:
    """Another region of the same environment."""
    return replace(first, name=name, provider=aws.Provider(name, region=name), naming=first.naming.for_recovery())


def in_region(make: Callable[[Region], object], *, preview: bool = False, **changes: Any) -> Graph:
    """What a component registers in a region of its own, which `changes` may change."""
    return build(lambda: make(make_region(**changes)), preview=preview, stack="test")


def plan(zones: str = "ab", cidr: str = "172.16.0.0/16") -> AddressPlan:
    """The default address plan for some zones."""
    return AddressPlan.of(IPv4Network(cidr), tuple(zones))


def network_settings(
    *,
    firewall: bool = True,
    allowed_domains: Sequence[str] = (".example.com",),
    threat_groups: Sequence[str] = ("MalwareDomainsStrictOrder",),
    extra_interface_endpoints: Sequence[str] = (),
    endpoint_zones: str = "all",
    gateway_endpoints: Sequence[str] = ("s3",),
    nat_gateways: str = "one-per-zone",
    dns_firewall: Mapping[str, Any] | None = None,
    **inspected: str | bool,
) -> NetworkSettings:
    """A network with all that it can have, unless asked for otherwise."""
    inspection = {"enabled": firewall, "allowedDomains": allowed_domains, "threatGroups": threat_groups} | inspected
    return NetworkSettings.model_validate(
        {
            "firewall": inspection,
            "extraInterfaceEndpoints": extra_interface_endpoints,
            "endpointZones": endpoint_zones,
            "gatewayEndpoints": gateway_endpoints,
            "natGateways": nat_gateways,
            "dnsFirewall": dns_firewall or {},
        }
    )


def network_args(
    region: Region,
    *,
    addresses: AddressPlan | None = None,
    traffic: TrafficArgs | None = None,
    lent: Mapping[str, Sequence[str]] | None = None,
    way_out: bool = True,
    **settings: Any,
) -> NetworkArgs:
    """A network over two zones, whose settings may be changed."""
    return NetworkArgs(
        region=region,
        settings=network_settings(**settings),
        addresses=addresses or plan(),
        traffic=traffic or TrafficArgs(database_port=3306, gateway_endpoints=("s3",), internet=True),
        lent=lent or {},
        way_out=way_out,
    )


def build_network(*, preview: bool = False, **changes: Any) -> Graph:
    """What a network registers."""
    return in_region(lambda region: Network("network", network_args(region, **changes)), preview=preview)
