"""What matters of a whole stack: the paths of payments and files, the way out, the credentials, and the copies."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace

from catalog import TYPES, lambda_, s3
from tools.diagrams.boxes import box
from tools.diagrams.drawing import Box, Diagram, Edge, merged
from tools.diagrams.links import CLIENT, INTERNET, Links, is_drawn, name, ways_out
from tools.diagrams.locations import Locations
from tools.report.facts.inventory import components
from tools.report.facts.rehearsed import Resource

OUTSIDE = (
    Box(identity=CLIENT, icon="general/client", title="clients"),
    Box(identity=INTERNET, icon="general/internet-alt1", title="allowed domains"),
)

# What says nothing by itself.
MANY = (lambda_.FUNCTION.token, s3.BUCKET.token)


def architecture(stack: str, resources: Sequence[Resource]) -> Diagram:
    """The diagram of a stack."""
    locations, tops = Locations(resources), components(resources)
    own = {name(item["urn"]): item for item in resources if is_drawn(item)}
    details = {key for key, item in own.items() if _is_detail(item)}
    edges = {edge for edge in _without(details, Links(resources).all()) if edge.kind != "key"}
    edges |= set(_outbound(resources))
    carriers = {end for edge in edges if edge.kind in ("data", "refused") for end in (edge.start, edge.end)}
    helpers = {key for key, item in own.items() if item["type"] == lambda_.FUNCTION.token} - carriers
    edges = {edge for edge in edges if edge.kind != "reference" or not helpers & {edge.start, edge.end}}
    linked = {end for edge in edges for end in (edge.start, edge.end)}
    boxes: list[Box] = []
    for key, item in own.items():
        if key not in details and (key in linked or item["type"] not in MANY):
            made, component = box(item, locations, tops[item["urn"]]), (tops[item["urn"]],)
            boxes.append(made if key in carriers else replace(made, names=component))

    def alike(item: Box) -> Hashable:
        return item.identity if item.identity in carriers else (item.icon, item.title, item.places)

    drawn, joined = merged([*OUTSIDE, *boxes], edges, alike)
    return Diagram(name=stack, title=f"The stack {stack}", boxes=drawn, edges=_direct(joined))


def _is_detail(item: Resource) -> bool:
    drawing = TYPES[item["type"]].drawing
    return drawing is not None and drawing.is_detail


def _without(details: Iterable[str], edges: Iterable[Edge]) -> set[Edge]:
    """The edges with each that ends at a detail led on to where the detail leads."""
    left = set(edges)
    for detail in sorted(details):
        before = [edge for edge in left if edge.end == detail]
        after = [edge for edge in left if edge.start == detail]
        left -= {*before, *after}
        left |= {Edge(kind=one.kind, start=first.start, end=one.end) for first in before for one in after}
    return {edge for edge in left if edge.start != edge.end}


def _direct(edges: Sequence[Edge]) -> list[Edge]:
    """The edges without those of control and reference that others lead round to as well."""
    hops = {(edge.start, edge.end) for edge in edges}
    round_trips = {(start, end) for start, middle in hops for again, end in hops if middle == again}
    minor = ("control", "reference")
    return [edge for edge in edges if edge.kind not in minor or (edge.start, edge.end) not in round_trips]


def _outbound(resources: Sequence[Resource]) -> Iterator[Edge]:
    """The way out of what reads a queue in a private subnet, and on from there."""
    readers = {name(urn) for urn in Links(resources).readers}
    subnets = {item["urn"]: Locations(resources).subnets(item) for item in resources if name(item["urn"]) in readers}
    for start, _, end in ways_out(resources):
        inside = [name(urn) for urn, within in subnets.items() if start in map(name, within)]
        starts = inside if "-private-subnet-" in start else [start]
        yield from (Edge(kind="outbound", start=one, end=end) for one in starts)
