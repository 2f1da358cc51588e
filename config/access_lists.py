"""What a network ACL lets through: the entries that the flows of a subnet tier need."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, collapse_addresses

from config.addresses import AddressPlan, Tier
from config.traffic import INTERNET, TIER_OF, Flow, GatewayService, Peer

# The ports that answers come back to. Lambda and NAT gateways use 1024 to 65535 (VPC guide, ephemeral ports);
# 3389 is left out of what comes in, so that no list opens remote desktop to the internet (EC2.21). A connection for
# which a NAT gateway picks that one port of its 64,512 is tried again by its client.
INCOMING_ANSWERS = ((1024, 3388), (3390, 65535))
OUTGOING_ANSWERS = ((1024, 65535),)


@dataclass(frozen=True, order=True)
class Entry:
    """TCP from or to a block, at a range of ports."""

    block: IPv4Network
    first_port: int
    last_port: int

    def covers(self, other: "Entry") -> bool:
        """Whether this entry lets through all that the other does."""
        return (
            other.block.subnet_of(self.block)
            and self.first_port <= other.first_port
            and other.last_port <= self.last_port
        )


@dataclass(frozen=True, kw_only=True)
class Lists:
    """What may enter and what may leave a tier."""

    ingress: list[Entry]
    egress: list[Entry]


def lists(tier: Tier, flows: Sequence[Flow], addresses: AddressPlan, *, limit: int) -> Lists:
    """The entries that a tier needs for the flows that start, end or pass there.

    Raises ValueError where they are more than the limit in one direction.
    """
    result = needed(tier, flows, addresses)
    for direction, entries in (("ingress", result.ingress), ("egress", result.egress)):
        if len(entries) > limit:
            few = f"network.accessListEntries allows {limit}, as the account's quota does"
            raise ValueError(f"the {tier} tier's {direction} list has {len(entries)} entries; {few}")
    return result


def needed(tier: Tier, flows: Sequence[Flow], addresses: AddressPlan) -> Lists:
    """The entries that a tier needs for the flows that start, end or pass there, however many they are."""
    ingress: set[Entry] = set()
    egress: set[Entry] = set()
    for flow in flows:
        crosses = tier in ("firewall", "public") and INTERNET in (flow.source, flow.destination)
        sources, destinations = _blocks(flow.source, addresses), _blocks(flow.destination, addresses)
        if crosses or _tier(flow.destination) == tier:
            ingress.update(Entry(block, flow.port, flow.port) for block in sources)
            egress.update(_answers(sources, OUTGOING_ANSWERS))
        if crosses or _tier(flow.source) == tier:
            egress.update(Entry(block, flow.port, flow.port) for block in destinations)
            ingress.update(_answers(destinations, INCOMING_ANSWERS))
    return Lists(ingress=_needed(ingress), egress=_needed(egress))


def _tier(peer: Peer) -> Tier | None:
    return TIER_OF[peer] if isinstance(peer, str) else None


def _blocks(peer: Peer, addresses: AddressPlan) -> list[IPv4Network]:
    match peer:
        case IPv4Network():
            return [peer]
        case GatewayService():
            # A list takes no prefix list, and the service's public addresses change.
            return [INTERNET]
        case _:
            return list(collapse_addresses(addresses.tier(TIER_OF[peer]).values()))


def _answers(blocks: Iterable[IPv4Network], ports: Sequence[tuple[int, int]]) -> Iterator[Entry]:
    return (Entry(block, first, last) for block in blocks for first, last in ports)


def _needed(entries: set[Entry]) -> list[Entry]:
    """The entries that no other one covers, the narrowest first."""
    kept = [entry for entry in entries if not any(other != entry and other.covers(entry) for other in entries)]
    return sorted(kept, key=lambda entry: (-entry.block.prefixlen, entry))
