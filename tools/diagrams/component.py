"""Every resource of one component, those of one type and parent in one box."""

from collections.abc import Mapping, Sequence

from catalog import kms
from tools.diagrams.drawing import Box, Diagram, Edge
from tools.report.facts.inventory import components, short_kind
from tools.report.facts.rehearsed import Resource

DEEPEST = 7


def component(name: str, resources: Sequence[Resource]) -> Diagram:
    """The diagram of a component of the program's own level."""
    tops = components(resources)
    # The program registers what does not wait in no order.
    own = sorted(
        (item for item in resources if tops[item["urn"]] == name and item.get("custom")), key=lambda item: item["urn"]
    )
    kinds = {item["urn"]: item["type"] for item in own}
    of = {item["urn"]: _identity(item) for item in own}
    edges = {
        Edge(kind="key" if kinds[urn] == kms.KEY.token else "reference", start=of[urn], end=of[item["urn"]])
        for item in own
        for urn in _references(item)
        if urn in of and of[urn] != of[item["urn"]]
    }
    depths = _depths(list(dict.fromkeys(of.values())), edges)
    boxes: dict[str, list[Resource]] = {}
    for item in own:
        boxes.setdefault(of[item["urn"]], []).append(item)
    return Diagram(
        name=f"component-{name}",
        title=f"The component {name}",
        boxes=[_box(identity, name, items, depths[identity]) for identity, items in boxes.items()],
        edges=sorted(edges),
    )


def _references(item: Resource) -> set[str]:
    references: Mapping[str, Sequence[str]] = item.get("propertyDependencies") or {}
    return {urn for urns in references.values() for urn in urns or ()}


def _identity(item: Resource) -> str:
    return f"{item.get('parent', '').rpartition('::')[2]} {short_kind(item['type'])}"


def _box(identity: str, name: str, items: Sequence[Resource], depth: int) -> Box:
    parent = items[0].get("parent", "").rpartition("::")[2]
    kind = short_kind(items[0]["type"])
    return Box(
        identity=identity,
        title=f"{len(items)} {kind}" if len(items) > 1 else kind,
        lines=tuple(item["urn"].rpartition("::")[2].removeprefix(f"{name}-") for item in items),
        band=name,
        group=parent,
        column=depth,
    )


def _depths(identities: Sequence[str], edges: set[Edge]) -> Mapping[str, int]:
    """How many boxes are before each on the longest way to it, up to a limit that also ends a circle."""
    depths = dict.fromkeys(identities, 0)
    for _ in range(DEEPEST):
        for edge in sorted(edges):
            depths[edge.end] = min(max(depths[edge.end], depths[edge.start] + 1), DEEPEST)
    return depths
