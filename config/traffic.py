"""Allowed connections: the one table that security groups and network ACLs are created from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Literal

from config.addresses import Tier

Group = Literal[
    "application",
    "container",
    "database",
    "dms",
    "endpoints",
    "host-keys",
    "release",
    "replication",
    "rotation",
    "transfer",
]
Gateway = Literal["dynamodb", "s3"]

# The subnet tier of each group's network interfaces.
TIER_OF: Mapping[Group, Tier] = {
    "application": "private",
    "container": "private",
    "database": "isolated",
    "dms": "private",
    "endpoints": "private",
    "host-keys": "private",
    "release": "private",
    "replication": "private",
    "rotation": "private",
    "transfer": "private",
}
ABOUT: Mapping[Group, str] = {
    "application": "Payment functions",
    "container": "Container service",
    "database": "Payments database",
    "dms": "Database migration",
    "endpoints": "Interface endpoints of AWS services",
    "host-keys": "Import of the host keys of the SFTP server",
    "release": "Roll-out of new function versions",
    "replication": "Servers that receive replicated disks (MGN)",
    "rotation": "Rotation and bootstrap of the database credentials",
    "transfer": "SFTP server",
}
INTERNET = IPv4Network("0.0.0.0/0")
HTTPS = 443
SSH = 22
# The port on which MGN's replication servers receive disks, as its network requirements state.
MGN_REPLICATION = 1500


@dataclass(frozen=True, kw_only=True)
class GatewayService:
    """An AWS service that is reached through a gateway endpoint."""

    service: Gateway


Peer = Group | IPv4Network | GatewayService


@dataclass(frozen=True, kw_only=True)
class Flow:
    """TCP connections that one side opens to a port of the other, and what for."""

    source: Peer
    destination: Peer
    port: int
    purpose: str


@dataclass(frozen=True, kw_only=True)
class TrafficArgs:
    """Which services exist, and the networks outside that they talk to."""

    database_port: int
    gateway_endpoints: Sequence[Gateway]
    internet: bool
    container_port: int | None = None
    container_clients: Sequence[IPv4Network] = ()
    sftp_clients: Sequence[IPv4Network] = ()
    dms_source: tuple[IPv4Network, int] | None = None
    replication_sources: Sequence[IPv4Network] = ()


def flows(args: TrafficArgs) -> list[Flow]:
    """Every connection that the network lets through."""
    return [
        Flow(source="application", destination="database", port=args.database_port, purpose="Payments"),
        Flow(source="rotation", destination="database", port=args.database_port, purpose="Credentials"),
        Flow(source="application", destination="endpoints", port=HTTPS, purpose="AWS services"),
        Flow(source="rotation", destination="endpoints", port=HTTPS, purpose="AWS services"),
        Flow(source="release", destination="endpoints", port=HTTPS, purpose="AWS services"),
        # The lease on the payments is taken from there.
        *_gateways("release", args, ("dynamodb",)),
        *_outward("application", args),
        *_container(args),
        *_migration(args),
    ]


def groups(table: Sequence[Flow]) -> list[Group]:
    """The groups that a table names, each once."""
    named = {end for flow in table for end in (flow.source, flow.destination)}
    return [group for group in ABOUT if group in named]


def _outward(source: Group, args: TrafficArgs) -> Iterator[Flow]:
    yield from _gateways(source, args)
    if args.internet:
        yield Flow(source=source, destination=INTERNET, port=HTTPS, purpose="Allowed domains through the firewall")


def _gateways(source: Group, args: TrafficArgs, services: Sequence[Gateway] = ("dynamodb", "s3")) -> Iterator[Flow]:
    for service in args.gateway_endpoints:
        if service in services:
            purpose = f"{service} through its gateway endpoint"
            yield Flow(source=source, destination=GatewayService(service=service), port=HTTPS, purpose=purpose)


def _container(args: TrafficArgs) -> Iterator[Flow]:
    if args.container_port is not None:
        # The load balancer is in these networks too, in a security group that AWS creates by itself.
        for clients in args.container_clients:
            yield Flow(source=clients, destination="container", port=args.container_port, purpose="Payments taken in")
        yield Flow(source="container", destination="endpoints", port=HTTPS, purpose="AWS services")
        yield from _outward("container", args)


def _migration(args: TrafficArgs) -> Iterator[Flow]:
    for clients in args.sftp_clients:
        yield Flow(source=clients, destination="transfer", port=SSH, purpose="Files from partners")
    if args.sftp_clients:
        yield Flow(source="host-keys", destination="endpoints", port=HTTPS, purpose="AWS services")
    if args.dms_source:
        source, port = args.dms_source
        yield Flow(source="dms", destination=source, port=port, purpose="Source database")
        yield Flow(source="dms", destination="database", port=args.database_port, purpose="Target database")
        yield Flow(source="dms", destination="endpoints", port=HTTPS, purpose="AWS services")
    for servers in args.replication_sources:
        yield Flow(source=servers, destination="replication", port=MGN_REPLICATION, purpose="Replicated disks")
        yield Flow(source=servers, destination="endpoints", port=HTTPS, purpose="Control of the replication agents")
    if args.replication_sources:
        yield Flow(source="replication", destination="endpoints", port=HTTPS, purpose="AWS services")
        yield from _gateways("replication", args)
