"""Arguments that tests build components with, and change."""

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Network
from typing import Any

import pulumi
import pulumi_aws as aws

from components.database import Database, DatabaseArgs
from components.network import Network, NetworkArgs
from config.addresses import AddressPlan
from config.sections import Database as DatabaseSettings
from config.traffic import TrafficArgs
from foundation.naming import Naming
from foundation.packaging import Package
from foundation.region import Replica
from tests.support.graph import Graph, build

NAMING = Naming(suffix="test", environment="staging", cost_center="payments", owner="platform")
ACCOUNT = "123456789012"
REGION = "eu-west-2"


def plan(zones: str = "ab", cidr: str = "172.16.0.0/16") -> AddressPlan:
    """The default address plan for some zones."""
    return AddressPlan.of(IPv4Network(cidr), tuple(zones))


def network_args(**changes: Any) -> NetworkArgs:
    """A network with all that it can have, over two zones."""
    args = NetworkArgs(
        naming=NAMING,
        region=REGION,
        account_id=ACCOUNT,
        addresses=plan(),
        traffic=TrafficArgs(database_port=3306, gateway_endpoints=("s3",), internet=True),
        interface_endpoints=("kms", "secretsmanager"),
        gateway_endpoints=("s3",),
        nat_gateways="one-per-zone",
        firewall=True,
        allowed_domains=(".example.com",),
        threat_groups=("MalwareDomainsStrictOrder",),
        log_retention_days=30,
        deletion_protection=False,
        key_deletion_days=7,
        topic_arn="arn:aws:sns:eu-west-2:aws:alerts",
    )
    return replace(args, **changes)


def in_region(make: Callable[[pulumi.ResourceOptions], object], *, preview: bool = False) -> Graph:
    """What a component registers when it is given the region's provider."""

    def program() -> None:
        make(pulumi.ResourceOptions(provider=aws.Provider(REGION, region=REGION)))

    return build(program, preview=preview, stack="test")


def build_network(*, preview: bool = False, **changes: Any) -> Graph:
    """What a network registers."""
    args = network_args(**changes)
    return in_region(lambda options: Network("network", args, options), preview=preview)


def database_args(network: Network, **changes: Any) -> DatabaseArgs:
    """A database with all that it can have, inside a network."""
    args = DatabaseArgs(
        naming=NAMING,
        region=REGION,
        account_id=ACCOUNT,
        settings=settings(),
        isolated_subnet_ids=network.isolated_subnet_ids,
        private_subnet_ids=network.private_subnet_ids,
        database_group_id=network.security_group_ids["database"],
        rotation_group_id=network.security_group_ids["rotation"],
        endpoint_ids=[network.endpoint_ids["secretsmanager"]],
        replica=None,
        package=Package(path=".build/rotation_lambda.zip", sha256="c29tZSBoYXNo"),
        rotation_days=30,
        password_length=32,
        deletion_protection=False,
        key_deletion_days=7,
        secret_recovery_days=0,
        log_retention_days=30,
        topic_arn="arn:aws:sns:eu-west-2:aws:alerts",
    )
    return replace(args, **changes)


def settings(**keys: Any) -> DatabaseSettings:
    """The database's settings, by the keys of a stack file."""
    return DatabaseSettings.model_validate(keys)


def build_database(*, preview: bool = False, second_region: str | None = None, **changes: Any) -> Graph:
    """What a database registers, with the network that it stands in."""

    def make(options: pulumi.ResourceOptions) -> None:
        network = Network("network", network_args(), options)
        replica = None
        if second_region:
            replica = Replica(region=second_region, provider=aws.Provider(second_region, region=second_region))
        Database("database", database_args(network, replica=replica, **changes), options)

    return in_region(make, preview=preview)
