"""The network ACLs: the same connections as the security groups allow, once more at each subnet tier's border."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv4Network, collapse_addresses

from pulumi import Input, ResourceOptions
from pulumi_aws import ec2

from components.network.subnet_tier import SubnetTier
from config.addresses import AddressPlan, Tier
from config.traffic import INTERNET, TIER_OF, Flow, GatewayService, Peer
from foundation.component import Component
from foundation.region import Region

# The ports that answers come back to. Lambda and NAT gateways use 1024 to 65535 (VPC guide, ephemeral ports);
# 3389 is left out of what comes in, so that no list opens remote desktop to the internet (EC2.21). A connection for
# which a NAT gateway picks that one port of its 64,512 is tried again by its client.
INCOMING_ANSWERS = ((1024, 3388), (3390, 65535))
OUTGOING_ANSWERS = ((1024, 65535),)
# A rule's number is from 1 to this.
HIGHEST_NUMBER = 32766


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
    result = Lists(ingress=_needed(ingress), egress=_needed(egress))
    for direction, entries in (("ingress", result.ingress), ("egress", result.egress)):
        if len(entries) > limit:
            few = f"network.accessListEntries allows {limit}, as the account's quota does"
            raise ValueError(f"the {tier} tier's {direction} list has {len(entries)} entries; {few}")
    return result


def numbered(entries: Sequence[Entry]) -> dict[int, Entry]:
    """The entries by their numbers, which follow from what each of them says alone.

    A change of a number interrupts its traffic, as an entry is deleted before it is made again. All of them allow, so
    that their order does not matter. Two that have the same number are rare; the later one takes the next.
    """
    found: dict[int, Entry] = {}
    for entry in entries:
        said = f"{entry.block} {entry.first_port} {entry.last_port}"
        number = int(sha256(said.encode()).hexdigest(), 16) % HIGHEST_NUMBER + 1
        while number in found:
            number = number % HIGHEST_NUMBER + 1
        found[number] = entry
    return found


class AccessLists(Component):
    """A network ACL for each subnet tier that lets through the flows which start, end or pass there.

    `limit` is the most entries of one direction. Raises ValueError where a list needs more.
    """

    lists: dict[Tier, ec2.NetworkAcl]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        vpc_id: Input[str],
        addresses: AddressPlan,
        flows: Sequence[Flow],
        tiers: Mapping[Tier, SubnetTier],
        limit: int,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        self.lists = {}
        for tier, subnets in tiers.items():
            entries = lists(tier, flows, addresses, limit=limit)
            self.lists[tier] = ec2.NetworkAcl(
                f"{name}-{tier}",
                vpc_id=vpc_id,
                subnet_ids=list(subnets.subnet_ids.values()),
                ingress=[_rule(number, entry) for number, entry in numbered(entries.ingress).items()],
                egress=[_rule(number, entry) for number, entry in numbered(entries.egress).items()],
                tags=region.naming.tags(f"{tier}-network-acl"),
                opts=self.child(),
            )
        self.publish()


def _rule(number: int, entry: Entry) -> ec2.NetworkAclEgressArgsDict:
    return {
        "rule_no": number,
        "action": "allow",
        "protocol": "tcp",
        "cidr_block": str(entry.block),
        "from_port": entry.first_port,
        "to_port": entry.last_port,
    }


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
