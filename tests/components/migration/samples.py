"""Arguments that the migration's tests build components with, and change."""

from collections.abc import Mapping
from dataclasses import replace
from ipaddress import IPv4Network
from typing import Any

import pulumi
import pulumi_aws as aws

from components.migration import (
    DatabaseMigration,
    DatabaseMigrationArgs,
    FileTransfer,
    FileTransferArgs,
    ServerMigration,
    ServerMigrationArgs,
)
from components.network import Network
from config.migration import DatabaseMigration as DatabaseMigrationSettings
from config.migration import ServerMigration as Settings
from config.migration import Transfer as TransferSettings
from config.traffic import TrafficArgs
from foundation.packaging import Package
from foundation.region import Replica
from tests.support.graph import Graph
from tests.support.samples import ACCOUNT, NAMING, REGION, in_region, network_args

TOPIC = "arn:aws:sns:eu-west-2:aws:alerts"
PACKAGE = Package(path=".build/lambdas-transfer.zip", sha256="c29tZSBoYXNo")
PARTNERS = IPv4Network("192.0.2.0/24")
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
OTHER_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJYWfdPxxQ7xnV4S0bS9SxZb1YxQe8sVQp0Kc3bS2q7n bank"
THIRD_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA4AnQ7Yy0n7s2Wk3xJb1YxQe8sVQp0Kc3bS2q7nZ1Zq"
USERS = [{"name": "bank", "publicKeys": [KEY, OTHER_KEY]}, {"name": "scheme", "publicKeys": [THIRD_KEY]}]
SOURCE = IPv4Network("10.0.0.0/16")
# Of another account than the one that the tests simulate.
SOURCE_SECRET = "arn:aws:secretsmanager:eu-west-2:210987654321:secret:development-AbCdEf"  # noqa: S105 (its name)

TEMPLATES = {
    "replication": "pulumi-python:dynamic/mgn:ReplicationTemplate",
    "launch": "pulumi-python:dynamic/mgn:LaunchTemplate",
}


def network(options: pulumi.ResourceOptions, **traffic: Any) -> Network:
    """A network with the endpoints and the traffic that the migration needs."""
    table = TrafficArgs(database_port=3306, gateway_endpoints=("s3",), internet=True, **traffic)
    return Network(
        "network", network_args(traffic=table, interface_endpoints=("kms", "secretsmanager", "transfer")), options
    )


def transfer_settings(**keys: Any) -> TransferSettings:
    """The file transfer's settings, by the keys of a stack file."""
    return TransferSettings.model_validate({"enabled": True, "clientCidrs": [PARTNERS], "users": USERS} | keys)


def transfer_args(inside: Network, **changes: Any) -> FileTransferArgs:
    """A file transfer with two partners, inside a network."""
    args = FileTransferArgs(
        naming=NAMING,
        region=REGION,
        account_id=ACCOUNT,
        settings=transfer_settings(),
        vpc_id=inside.vpc_id,
        private_subnet_ids=inside.private_subnet_ids,
        transfer_group_id=inside.security_group_ids["transfer"],
        host_keys_group_id=inside.security_group_ids["rotation"],
        endpoint_ids=inside.endpoint_ids,
        replica=None,
        package=PACKAGE,
        deletion_protection=False,
        key_deletion_days=7,
        secret_recovery_days=0,
        log_retention_days=30,
        topic_arn=TOPIC,
    )
    return replace(args, **changes)


def build_transfer(*, preview: bool = False, second_region: str | None = None, **changes: Any) -> Graph:
    """What a file transfer registers, with the network that it stands in."""

    def make(options: pulumi.ResourceOptions) -> None:
        inside = network(options, sftp_clients=(PARTNERS,))
        replica = None
        if second_region:
            replica = Replica(region=second_region, provider=aws.Provider(second_region, region=second_region))
        FileTransfer("transfer", transfer_args(inside, replica=replica, **changes), options)

    return in_region(make, preview=preview)


def dms_settings(**keys: Any) -> DatabaseMigrationSettings:
    """The database migration's settings, by the keys of a stack file."""
    source = {"enabled": True, "sourceCidr": SOURCE, "sourceSecretArn": SOURCE_SECRET}
    return DatabaseMigrationSettings.model_validate(source | keys)


def build_dms(*, preview: bool = False, settings: DatabaseMigrationSettings | None = None, **changes: Any) -> Graph:
    """What a database migration registers, with the network that it stands in."""

    def make(options: pulumi.ResourceOptions) -> None:
        inside = network(options, dms_source=(SOURCE, 3306))
        args = DatabaseMigrationArgs(
            naming=NAMING,
            region=REGION,
            account_id=ACCOUNT,
            settings=settings or dms_settings(),
            private_subnet_ids=inside.private_subnet_ids,
            security_group_id=inside.security_group_ids["dms"],
            target_secret_arn="arn:aws:secretsmanager:eu-west-2:aws:secret:target-AbCdEf",  # noqa: S106 (its name)
            target_secret_key_arn="arn:aws:kms:eu-west-2:aws:key/target",  # noqa: S106 (a key's name)
            key_deletion_days=7,
            log_retention_days=30,
            topic_arn=TOPIC,
        )
        DatabaseMigration("dms", replace(args, **changes), options)

    return in_region(make, preview=preview)


def settings(**keys: Any) -> Settings:
    """The section of a stack file, by its keys."""
    return Settings.model_validate({"enabled": True, "sourceCidrs": ["10.0.8.0/24"], **keys})


def migrate(options: pulumi.ResourceOptions, name: str = "server-migration", **changes: Any) -> ServerMigration:
    """Server migration in a subnet of its own; the options hold the region's provider."""
    network = aws.ec2.Vpc(f"{name}-vpc", cidr_block="172.16.0.0/16", opts=options)
    subnet = aws.ec2.Subnet(
        f"{name}-subnet",
        vpc_id=network.id,
        cidr_block="172.16.0.0/24",
        availability_zone=f"{REGION}a",
        opts=options,
    )
    args = ServerMigrationArgs(
        naming=NAMING,
        region=REGION,
        account_id=ACCOUNT,
        settings=settings(),
        subnet_id=subnet.id,
        security_group_id=aws.ec2.SecurityGroup(f"{name}-group", vpc_id=network.id, opts=options).id,
        key_deletion_days=7,
        topic_arn="arn:aws:sns:eu-west-2:aws:alerts",
    )
    return ServerMigration(name, replace(args, **changes), options)


def build_migration(*, preview: bool = False, **changes: Any) -> Graph:
    """What server migration registers."""
    return in_region(lambda options: migrate(options, **changes), preview=preview)


def template(graph: Graph, kind: str) -> Mapping[str, Any]:
    """The inputs of one of the two templates."""
    return graph.one(f"server-migration-{kind}-template").inputs
