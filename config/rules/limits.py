"""What AWS takes of the networks that a configuration makes: known only once all of its sections are valid."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from config.access_lists import Entry, clashes, needed
from config.addresses import TIERS, AddressPlan
from config.faults import Fault
from config.sections import Network
from config.traffic import TrafficArgs, flows

# What the platform itself calls through an interface endpoint, where all of it is on, and where SFTP comes in.
OWN_ENDPOINTS = frozenset({
    "appconfigdata", "codedeploy", "ec2", "ecr.api", "ecr.dkr", "ecs", "elasticloadbalancing", "lambda", "logs", "mgn",
    "monitoring", "rds", "secretsmanager", "sqs", "transfer", "transfer.server",
})  # fmt: skip
# Of the firewall's rule group, which can't be changed later; with TLS alone a domain counts 1, with HTTP too 2.
DOMAIN_CAPACITY = 500


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One region's network as it would be made."""

    region: str
    addresses: AddressPlan
    traffic: TrafficArgs
    settings: Network


def access_lists(planned: Sequence[Planned]) -> Iterator[Fault]:
    """No network ACL has more entries than the account's quota, and no two of the same number."""
    for one in planned:
        limit, table = one.settings.access_list_entries, flows(one.traffic)
        for tier in TIERS:
            entries = needed(tier, table, one.addresses)
            for direction, found in (("ingress", entries.ingress), ("egress", entries.egress)):
                where = f"the {tier} tier's {direction} list in {one.region}"
                if len(found) > limit:
                    yield (
                        "network.accessListEntries",
                        limit,
                        f"{len(found)} or more, which {where} needs: have "
                        "the quota of rules per network ACL raised, to 40 at most, or name fewer or wider networks in "
                        "migration.transfer.clientCidrs and migration.mgn.sourceCidrs",
                    )
                for pair in clashes(found, one.addresses):
                    said = " and ".join(map(str, pair))
                    yield (
                        *_chosen(pair, one.traffic),
                        f"another one, or a network's two halves: {where} gives {said} the same number",
                    )


def _chosen(pair: Sequence[Entry], traffic: TrafficArgs) -> tuple[str, object]:
    """What the configuration says that is in one of two entries: its key and its value."""
    networks = {
        "migration.transfer.clientCidrs": traffic.sftp_clients,
        "migration.mgn.sourceCidrs": traffic.replication_sources,
        "migration.dms.sourceCidr": traffic.dms_source[:1] if traffic.dms_source else (),
    }
    named = ((key, entry.block) for entry in pair for key, blocks in networks.items() if entry.block in blocks)
    in_container = any(entry.first_port == traffic.container_port for entry in pair)
    port = ("container.port", traffic.container_port) if in_container else ("database.port", traffic.database_port)
    return next(named, port)


def security_groups(planned: Sequence[Planned]) -> Iterator[Fault]:
    """No security group has more rules of one direction than the account's quota."""
    for one in planned:
        limit, table = one.settings.security_group_rules, flows(one.traffic)
        for side in ("source", "destination"):
            ends = [getattr(flow, side) for flow in table]
            for group in sorted({end for end in ends if isinstance(end, str)}):
                count = ends.count(group)
                if count > limit:
                    allowed = f"{count} or more, which the group {group} in {one.region} needs: have the quota raised"
                    yield "network.securityGroupRules", limit, allowed


def firewall_domains(planned: Sequence[Planned]) -> Iterator[Fault]:
    """No rule group of the firewall has more domains than it was made for."""
    for one in planned:
        count = len(one.settings.firewall.allowed_domains)
        if count > DOMAIN_CAPACITY:
            allowed = f"at most {DOMAIN_CAPACITY} in {one.region}, with the names that the platform asks for itself"
            yield "network.firewall.allowedDomains", f"{count} domains", allowed


def interface_endpoints(planned: Sequence[Planned]) -> Iterator[Fault]:
    """No network has more endpoints than the account's quota, to which the firewall's own count."""
    for one in planned:
        settings, limit = one.settings, one.settings.vpc_endpoints
        of_firewall = len(settings.zones) if settings.firewall.enabled else 0
        count = len(OWN_ENDPOINTS.union(settings.extra_interface_endpoints)) + of_firewall
        if count > limit:
            allowed = (
                f"{count} or more, which {one.region} needs with those of the platform: have the quota of interface "
                "endpoints per VPC raised, or name fewer in network.extraInterfaceEndpoints"
            )
            yield "network.vpcEndpoints", limit, allowed


RULES: tuple[Callable[[Sequence[Planned]], Iterator[Fault]], ...] = (
    access_lists,
    security_groups,
    firewall_domains,
    interface_endpoints,
)
