"""The address plan: which block each zone has in each subnet tier."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Network
from itertools import combinations, product
from typing import Literal, get_args

from config.types import Zone

Tier = Literal["public", "firewall", "private", "isolated"]
TIERS: tuple[Tier, ...] = get_args(Tier)
ZONES: tuple[Zone, ...] = get_args(Zone)

# The development account's network, which production must stay apart from.
DEVELOPMENT_NETWORK = IPv4Network("10.0.0.0/16")

# Docker's default network, and that of services of AWS that run containers: AWS advises against it (VPC guide, VPC CIDR
# blocks).
DOCKER_NETWORK = IPv4Network("172.17.0.0/16")

# Each tier's block of zone a, for a network that starts at 0.0.0.0 and is a /16 or larger. The firewall
# tier starts at x.x.10.0/24; the private tier is wide because containers and migration servers live there.
DEFAULT_BLOCKS: Mapping[Tier, IPv4Network] = {
    "public": IPv4Network("0.0.0.0/24"),
    "firewall": IPv4Network("0.0.10.0/24"),
    "isolated": IPv4Network("0.0.30.0/24"),
    "private": IPv4Network("0.0.64.0/20"),
}


# As many addresses as there are; beyond the last one comes the first again, and AddressPlan.faults says what is wrong.
EVERY = 2**32


def moved(block: IPv4Network, origin: IPv4Network, target: IPv4Network) -> IPv4Network:
    """The block that lies as far from target's start as block lies from origin's."""
    offset = int(block.network_address) - int(origin.network_address)
    # A target too small for the block may not be aligned to it; AddressPlan.faults then says that it does not fit.
    return IPv4Network(((int(target.network_address) + offset) % EVERY, block.prefixlen), strict=False)


@dataclass(frozen=True, kw_only=True)
class AddressPlan:
    """The network's CIDR, its zones (letters) and the block of zone a in each tier.

    A zone's block in a tier follows from its letter, so adding or removing another zone moves nothing.
    """

    cidr: IPv4Network
    zones: tuple[str, ...]
    blocks: Mapping[Tier, IPv4Network]

    @classmethod
    def of(
        cls,
        cidr: IPv4Network,
        zones: tuple[str, ...],
        blocks: Mapping[Tier, IPv4Network] | None = None,
    ) -> "AddressPlan":
        """The plan with the given blocks, or with the default ones moved into cidr."""
        origin = IPv4Network("0.0.0.0/0")
        default: dict[Tier, IPv4Network] = {tier: moved(block, origin, cidr) for tier, block in DEFAULT_BLOCKS.items()}
        return cls(cidr=cidr, zones=zones, blocks=blocks or default)

    def within(self, cidr: IPv4Network) -> "AddressPlan":
        """The same plan for another network, every block as far from its start as here."""
        blocks: dict[Tier, IPv4Network] = {tier: moved(block, self.cidr, cidr) for tier, block in self.blocks.items()}
        return AddressPlan(cidr=cidr, zones=self.zones, blocks=blocks)

    def block(self, tier: Tier, zone: str) -> IPv4Network:
        """The block of one zone in one tier."""
        first = self.blocks[tier]
        number = ord(zone) - ord("a")
        return IPv4Network(((int(first.network_address) + number * first.num_addresses) % EVERY, first.prefixlen))

    def subnet(self, block: IPv4Network) -> str:
        """The tier and the zone that a block is of, whether the zone is used or not; empty where it is of none."""
        return self._subnets.get(block, "")

    @cached_property
    def _subnets(self) -> Mapping[IPv4Network, str]:
        places = product(TIERS, ZONES)
        return {self.block(tier, zone): f"{tier} {zone}" for tier, zone in places}

    def tier(self, tier: Tier) -> dict[str, IPv4Network]:
        """The blocks of a tier by zone."""
        return {zone: self.block(tier, zone) for zone in self.zones}

    def faults(self) -> Iterator[tuple[str, str, str]]:
        """What AWS or the separation from development would refuse: the part, its value, what is allowed."""
        yield from self._of_the_whole()
        blocks = [(tier, zone, block) for tier in TIERS for zone, block in self.tier(tier).items()]
        for tier, zone, block in blocks:
            given = f"{block} (zone {zone})"
            if block.prefixlen > 28:
                yield f"subnets.{tier}", given, "a /28 or larger, as a subnet is"
            if not block.subnet_of(self.cidr):
                yield f"subnets.{tier}", given, f"a block inside {self.cidr}"
        for (tier, zone, block), (other, other_zone, taken) in combinations(blocks, 2):
            if block.overlaps(taken):
                allowed = f"a block apart from subnets.{other}'s {taken} (zone {other_zone})"
                yield f"subnets.{tier}", f"{block} (zone {zone})", allowed

    def _of_the_whole(self) -> Iterator[tuple[str, str, str]]:
        for whose, taken in (("development's", DEVELOPMENT_NETWORK), ("Docker's", DOCKER_NETWORK)):
            if self.cidr.overlaps(taken):
                yield "cidr", str(self.cidr), f"a network apart from {whose} {taken}"
        if not 16 <= self.cidr.prefixlen <= 28:
            yield "cidr", str(self.cidr), "a /16 to a /28, as a VPC is"
