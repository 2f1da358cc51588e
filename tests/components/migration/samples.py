"""Migrations that tests build, each inside a network of its own, and change."""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network
from typing import Any

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
from config.migration import ServerMigration as ServerMigrationSettings
from config.migration import Transfer as TransferSettings
from config.sections import Protection
from config.traffic import TrafficArgs
from foundation.packaging import Package
from foundation.region import Region
from tests.components.database.samples import make_database
from tests.support.graph import Graph
from tests.support.samples import in_region, make_second, network_args, plan

PACKAGE = Package(path=".build/lambdas-transfer.zip", sha256="c29tZSBoYXNo")
COMPARING = Package(path=".build/lambdas-comparison.zip", sha256="c29tZSBoYXNo")
PARTNERS = IPv4Network("192.0.2.0/24")
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
OTHER_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJYWfdPxxQ7xnV4S0bS9SxZb1YxQe8sVQp0Kc3bS2q7n bank"
THIRD_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA4AnQ7Yy0n7s2Wk3xJb1YxQe8sVQp0Kc3bS2q7nZ1Zq"
USERS = [{"name": "bank", "publicKeys": [KEY, OTHER_KEY]}, {"name": "scheme", "publicKeys": [THIRD_KEY]}]
SOURCE = IPv4Network("10.0.0.0/16")
# Of another account than the one that the tests simulate.
SOURCE_SECRET = "arn:aws:secretsmanager:eu-west-2:210987654321:secret:development-AbCdEf"  # noqa: S105 (its name)
# The same database's, of a user that may write.
OLD_SECRET = "arn:aws:secretsmanager:eu-west-2:210987654321:secret:development-writer-AbCdEf"  # noqa: S105 (its name)
SERVERS = IPv4Network("10.0.8.0/24")
# The second region's endpoint of Secrets Manager, in a network that these tests do not make.
SECOND_ENDPOINT = "vpce-0123456789abcdef0"

TEMPLATES = {
    "replication": "pulumi-python:dynamic/mgn:ReplicationTemplate",
    "launch": "pulumi-python:dynamic/mgn:LaunchTemplate",
}


def arn(graph: Graph, name: str) -> str:
    """The ARN that AWS gave the resource with a logical name."""
    return graph.one(name).properties["arn"]


def denied(statement: Mapping[str, Any], action: str) -> bool:
    """Whether a statement of a policy denies an action."""
    return statement["Effect"] == "Deny" and action in statement["Action"]


def network(region: Region, *, zones: str = "ab", **traffic: Any) -> Network:
    """A network without a firewall, with the traffic of a migration."""
    table = TrafficArgs(database_port=3306, gateway_endpoints=("s3",), internet=False, **traffic)
    args = network_args(region, addresses=plan(zones), traffic=table, firewall=False, nat_gateways="one")
    return Network("network", args)


def transfer_settings(**keys: Any) -> TransferSettings:
    """The file transfer's settings, by the keys of a stack file."""
    return TransferSettings.model_validate({"enabled": True, "clientCidrs": [PARTNERS], "users": USERS} | keys)


def make_transfer(
    region: Region,
    *,
    second_region: str | None = None,
    settings: TransferSettings | None = None,
    clients: Sequence[IPv4Network] = (PARTNERS,),
) -> FileTransfer:
    """A file transfer with two partners, in a network."""
    args = FileTransferArgs(
        region=region,
        second=make_second(region, second_region) if second_region else None,
        second_endpoint_ids=[SECOND_ENDPOINT] if second_region else [],
        network=network(region, sftp_clients=clients),
        settings=settings or transfer_settings(),
        package=PACKAGE,
    )
    return FileTransfer("transfer", args)


def build_transfer(*, preview: bool = False, protection: Protection | None = None, **changes: Any) -> Graph:
    """What a file transfer registers, with the network that it is in."""
    return in_region(
        lambda region: make_transfer(region, **changes), preview=preview, protection=protection or Protection()
    )


def dms_settings(**keys: Any) -> DatabaseMigrationSettings:
    """The database migration's settings, by the keys of a stack file."""
    source = {"enabled": True, "sourceCidr": SOURCE, "sourceSecretArn": SOURCE_SECRET}
    return DatabaseMigrationSettings.model_validate(source | keys)


def make_dms(
    region: Region,
    *,
    settings: DatabaseMigrationSettings | None = None,
    source: tuple[IPv4Network, int] | None = (SOURCE, 3306),
    user: DatabaseMigrationSettings | None = None,
) -> DatabaseMigration:
    """A database migration in a network, into a database whose settings may be others."""
    inside = network(region, dms_source=source)
    settings = settings or dms_settings()
    args = DatabaseMigrationArgs(
        region=region,
        network=inside,
        settings=settings,
        database=make_database(region, inside, migration=user or settings),
        package=COMPARING,
    )
    return DatabaseMigration("dms", args)


def build_dms(*, preview: bool = False, **changes: Any) -> Graph:
    """What a database migration registers, with its network and the database."""
    return in_region(lambda region: make_dms(region, **changes), preview=preview)


def both_ways(**keys: Any) -> DatabaseMigrationSettings:
    """The settings of a database migration with a way back."""
    return dms_settings(reverse={"enabled": True, "targetSecretArn": OLD_SECRET}, **keys)


def mgn_settings(**keys: Any) -> ServerMigrationSettings:
    """Server migration's settings, by the keys of a stack file."""
    return ServerMigrationSettings.model_validate({"enabled": True, "sourceCidrs": [SERVERS], **keys})


def template(graph: Graph, kind: str) -> Mapping[str, Any]:
    """The inputs of one of server migration's two templates."""
    return graph.one(f"server-migration-{kind}-template").inputs


def make_mgn(
    region: Region,
    *,
    settings: ServerMigrationSettings | None = None,
    sources: Sequence[IPv4Network] = (SERVERS,),
) -> ServerMigration:
    """Server migration into a network."""
    inside = network(region, replication_sources=sources)
    args = ServerMigrationArgs(region=region, network=inside, settings=settings or mgn_settings())
    return ServerMigration("server-migration", args)


def build_mgn(*, preview: bool = False, **changes: Any) -> Graph:
    """What server migration registers, with the network that servers are replicated into."""
    return in_region(lambda region: make_mgn(region, **changes), preview=preview)
