"""One component: what of it has an icon, and what of others it is linked with."""

from collections.abc import Hashable, Iterator, Mapping, Sequence

from catalog import ec2, networkfirewall
from tools.diagrams.boxes import box
from tools.diagrams.drawing import Box, Diagram, Edge, Place, merged
from tools.diagrams.links import CLIENT, INTERNET, Links, is_drawn, name, ways_out
from tools.diagrams.locations import Locations
from tools.report.facts.inventory import components
from tools.report.facts.rehearsed import Resource

# Of a component with more boxes, those without lines are in its page's list alone.
MANY = 40
NEIGHBOURS = {
    CLIENT: Box(identity=CLIENT, icon="general/client", title="clients"),
    INTERNET: Box(identity=INTERNET, icon="general/internet-alt1", title="allowed domains"),
}


def component(top: str, resources: Sequence[Resource]) -> Diagram:
    """The diagram of a component of the program's own level."""
    locations, tops = Locations(resources), components(resources)
    drawn = {name(item["urn"]): item for item in resources if is_drawn(item)}
    own = {key: item for key, item in drawn.items() if tops[item["urn"]] == top}
    edges = {edge for edge in Links(resources).all() if {edge.start, edge.end} & own.keys()}
    parents = {item["urn"]: item.get("parent", "") for item in resources}
    boxes = {key: box(item, locations, top, _part(item, top, parents)) for key, item in own.items()}
    if any(item["type"] == ec2.SUBNET.token for item in own.values()):
        boxes = _zones(own, locations, top)
        edges |= set(_routes(resources, own, boxes))
    for key in {end for edge in edges for end in (edge.start, edge.end)} - boxes.keys():
        boxes[key] = NEIGHBOURS.get(key) or _neighbour(drawn[key], locations, tops[drawn[key]["urn"]])
    edges = {edge for edge in edges if edge.kind != "key" or boxes[edge.start].places == boxes[edge.end].places}
    around = {key: _around(key, edges) for key in boxes}

    def alike(item: Box) -> Hashable:
        is_own = item.identity in own
        return item.icon, item.title, item.places, around[item.identity] if is_own else ()

    made, joined = merged(boxes.values(), edges, alike)
    if len(made) > MANY:
        linked = {end for edge in joined for end in (edge.start, edge.end)}
        made = [item for item in made if item.identity in linked]
    return Diagram(name=f"component-{top}", title=f"The component {top}", boxes=made, edges=joined)


def _around(key: str, edges: set[Edge]) -> frozenset[tuple[str, str, str]]:
    """The edges of a box, without its own end."""
    return frozenset(
        (edge.kind, "" if edge.start == key else edge.start, "" if edge.end == key else edge.end)
        for edge in edges
        if key in (edge.start, edge.end)
    )


def _part(item: Resource, top: str, parents: Mapping[str, str]) -> tuple[Place, ...]:
    """The part of the component that a resource is in, if it is not directly in the component."""
    part, urn = "", parents[item["urn"]]
    while name(urn) != top and urn in parents:
        part, urn = name(urn), parents[urn]
    return (Place(label=part.removeprefix(f"{top}-"), kind="part"),) if part else ()


def _neighbour(item: Resource, locations: Locations, top: str) -> Box:
    return box(item, locations, top, (Place(label=top, kind="other"),))


def _zones(own: Mapping[str, Resource], locations: Locations, top: str) -> dict[str, Box]:
    """What a component with a network has, in each zone and subnet that it is in; subnets with nothing else in them."""
    made: dict[str, Box] = {}
    for key, item in own.items():
        zones = sorted({urn[-1] for urn in locations.subnets(item)})
        by_zone = len(zones) > 1 and item["type"] == networkfirewall.FIREWALL.token
        for zone in zones if by_zone or len(zones) == 1 else [""]:
            identity = f"{key} {zone}" if by_zone else key
            shown = box(item, locations, top, locations.places(item, zone))
            made[identity] = Box(
                identity=identity, icon=shown.icon, title=shown.title, names=shown.names, places=shown.places
            )
    full = {shown.places for key, shown in made.items() if "-subnet-" not in key}
    return {key: shown for key, shown in made.items() if "-subnet-" not in key or shown.places not in full}


def _routes(resources: Sequence[Resource], own: Mapping[str, Resource], boxes: Mapping[str, Box]) -> Iterator[Edge]:
    """The way out of each zone's private subnet, through the firewall's endpoint of the zone or its only one."""
    for start, zone, end in ways_out(resources):
        if {start, end} & own.keys():
            first, last = (f"{key} {zone}" if f"{key} {zone}" in boxes else key for key in (start, end))
            yield Edge(kind="outbound", start=first, end=last)
