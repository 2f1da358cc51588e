"""Where a resource is: its region, its network, and the zones and tiers of its subnets."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from catalog import ec2, rds
from catalog.dms import REPLICATION_SUBNET_GROUP
from tools.diagrams.drawing import Place, PlaceKind
from tools.report.facts.inventory import region
from tools.report.facts.rehearsed import Resource

SUBNET_GROUPS = (rds.SUBNET_GROUP.token, REPLICATION_SUBNET_GROUP.token)
TIERS: Mapping[str, PlaceKind] = {
    "public": "public",
    "firewall": "firewall",
    "private": "private",
    "isolated": "isolated",
}


def references(item: Resource, key: str = "") -> set[str]:
    """The URNs that an input refers to; without one, those of all inputs."""
    named: Mapping[str, Sequence[str]] = item.get("propertyDependencies") or {}
    return {urn for name, urns in named.items() if key in ("", name) for urn in urns or ()}


def tier(urn: str) -> str:
    """The tier of a subnet or of its route table, by its name."""
    return re.split(r"-(?:subnet|route-table)-", urn)[0].rpartition("-")[2]


class Locations:
    """The locations of a stack's resources."""

    def __init__(self, resources: Sequence[Resource]):
        self._by_urn = {item["urn"]: item for item in resources}

    @cached_property
    def home(self) -> str:
        """The first region: that of the program's own network, where there is one."""
        items = self._by_urn.values()
        zones = (
            item["inputs"]["availabilityZone"] for item in items if item["urn"].endswith("::network-public-subnet-a")
        )
        return next((zone[:-1] for zone in zones), "")

    def subnets(self, item: Resource) -> list[str]:
        """The URNs of the subnets that a resource has addresses in."""
        found: set[str] = {item["urn"]} if item["type"] == ec2.SUBNET.token else set()
        for urn in references(item):
            other = self._by_urn.get(urn)
            if other and other["type"] == ec2.SUBNET.token:
                found.add(urn)
            elif other and other["type"] in SUBNET_GROUPS:
                found.update(self.subnets(other))
        return sorted(found)

    def region(self, item: Resource) -> Place:
        """The region of a resource as a place."""
        name = region(item) or self.home
        return Place(label=name, kind="region") if name == self.home else Place(label=name, kind="standby")

    def places(self, item: Resource, zone: str = "") -> tuple[Place, ...]:
        """What is around a resource; with a zone, as far as it is in that one, and else with all zones as one."""
        subnets = [urn for urn in self.subnets(item) if not zone or urn.endswith(zone)]
        vpc = self._vpc(item, subnets)
        around = (self.region(item), *([Place(label=f"VPC {self._range(vpc)}", kind="vpc")] if vpc else []))
        if not subnets:
            return around
        kind = tier(subnets[0])
        if zone:
            name, subnet = f"availability zone {zone}", f"{kind} subnet {self._range(subnets[0])}"
        else:
            name, subnet = f"availability zones {', '.join(self._zones(vpc))}", f"{kind} subnets"
        return (*around, Place(label=name, kind="zone"), Place(label=subnet, kind=TIERS[kind]))

    def _zones(self, vpc: str) -> list[str]:
        """The letters of the zones that a network has subnets in."""
        items = (item for item in self._by_urn.values() if item["type"] == ec2.SUBNET.token)
        return sorted({item["urn"][-1] for item in items if vpc in references(item, "vpcId")})

    def _range(self, urn: str) -> str:
        return self._by_urn[urn]["inputs"]["cidrBlock"]

    def _vpc(self, item: Resource, subnets: Sequence[str]) -> str:
        """The URN of the network that a resource is in; empty where it is in none."""
        holders = [self._by_urn[urn] for urn in subnets] or [item]
        named = (urn for holder in holders for urn in references(holder, "vpcId") if urn in self._by_urn)
        return next((urn for urn in named if self._by_urn[urn]["type"] == ec2.VPC.token), "")
