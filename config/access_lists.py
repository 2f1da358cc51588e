"""What a network ACL lets through: the entries that the flows of a subnet tier need."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv4Network

from config.addresses import AddressPlan, Tier
from config.traffic import INTERNET, TIER_OF, Flow, GatewayService, Peer

# The ports that answers come back to. Lambda and NAT gateways use 1024 to 65535 (VPC guide, ephemeral ports).
# From public addresses 3389 is left out, so that no list opens remote desktop to the internet (EC2.21). A connection
# for which a NAT gateway picks that one port of its 64,512 is tried again by its client.
ANSWERS = ((1024, 65535),)
PUBLIC_ANSWERS = ((1024, 3388), (3390, 65535))
# An entry's number is from 1 to this.
HIGHEST_NUMBER = 32766


@dataclass(frozen=True, order=True)
class Entry:
    """TCP from or to a block, at a range of ports."""

    block: IPv4Network
    first_port: int
    last_port: int

    def __str__(self) -> str:
        return f"{self.block} at ports {self.first_port} to {self.last_port}"


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
    """The entries that a tier needs for the flows that start, end or pass there, however many they are.

    Each of them follows from one flow and one zone alone, and stays beside one that lets the same through: whatever
    comes or goes, the provider deletes no entry that is needed afterwards, nor makes it again.
    """
    ingress: set[Entry] = set()
    egress: set[Entry] = set()
    for flow in flows:
        crosses = tier in ("firewall", "public") and INTERNET in (flow.source, flow.destination)
        sources, destinations = _blocks(flow.source, addresses), _blocks(flow.destination, addresses)
        if crosses or _tier(flow.destination) == tier:
            ingress.update(Entry(block, flow.port, flow.port) for block in sources)
            egress.update(Entry(block, *ports) for block in sources for ports in ANSWERS)
        if crosses or _tier(flow.source) == tier:
            egress.update(Entry(block, flow.port, flow.port) for block in destinations)
            ingress.update(Entry(block, *ports) for block in destinations for ports in _incoming_answers(block))
    return Lists(ingress=sorted(ingress), egress=sorted(egress))


def numbered(entries: Sequence[Entry], addresses: AddressPlan) -> Mapping[int, Entry]:
    """The entries of one list by their numbers; all of them allow, so that their order does not matter.

    Raises ValueError where two have the same number.
    """
    for one, other in clashes(entries, addresses):
        raise ValueError(f"two entries of an access list have the same number: {one}; {other}")
    return {number(entry, addresses): entry for entry in entries}


def clashes(entries: Iterable[Entry], addresses: AddressPlan) -> Iterator[tuple[Entry, Entry]]:
    """The pairs of entries of one list that have the same number.

    Neither can have another one instead: that would come and go with the other, and interrupt its traffic.
    """
    taken: dict[int, Entry] = {}
    for entry in entries:
        first = taken.setdefault(number(entry, addresses), entry)
        if first != entry:
            yield first, entry


def number(entry: Entry, addresses: AddressPlan) -> int:
    """The number of an entry, which follows from what it says alone.

    A subnet counts by its tier and zone, so that no other entry of ours can have its number in one network and not in
    another.
    """
    block = addresses.subnet(entry.block) or entry.block
    said = f"{block} {entry.first_port} {entry.last_port}"
    return int(sha256(said.encode()).hexdigest(), 16) % HIGHEST_NUMBER + 1


def _tier(peer: Peer) -> Tier | None:
    return TIER_OF[peer] if isinstance(peer, str) else None


def _blocks(peer: Peer, addresses: AddressPlan) -> Iterable[IPv4Network]:
    match peer:
        case IPv4Network():
            return [peer]
        case GatewayService():
            # A list takes no prefix list, and the service's public addresses change.
            return [INTERNET]
        case _:
            return addresses.tier(TIER_OF[peer]).values()


def _incoming_answers(block: IPv4Network) -> Sequence[tuple[int, int]]:
    return ANSWERS if block.is_private else PUBLIC_ANSWERS
