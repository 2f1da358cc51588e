"""What a diagram is, before it is drawn: boxes in places, and edges of some kinds."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from catalog.drawing import EdgeKind

# `standby` is the second region, `part` a component inside the one that is shown, `other` one beside it.
PlaceKind = Literal["region", "standby", "vpc", "zone", "public", "firewall", "private", "isolated", "part", "other"]
# A box with more names shows none.
NAMES = 4


@dataclass(frozen=True, kw_only=True, order=True)
class Place:
    """A frame around boxes, such as a region, a subnet or a component."""

    label: str
    kind: PlaceKind


@dataclass(frozen=True, kw_only=True)
class Box:
    """One thing, or several alike, with the names of them all; `places` are around it, the outermost first."""

    identity: str
    icon: str
    title: str
    names: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, kw_only=True, order=True)
class Edge:
    """An arrow between two boxes, by their identities; `both` is whether it has a head at each end."""

    kind: EdgeKind
    start: str
    end: str
    label: str = ""
    both: bool = False


@dataclass(frozen=True, kw_only=True)
class Diagram:
    """A whole diagram; `gap` is how many inches a line has at least from one box to the next."""

    name: str
    title: str
    boxes: Sequence[Box]
    edges: Sequence[Edge]
    gap: float = 0.4


def merged(
    boxes: Iterable[Box], edges: Iterable[Edge], alike: Callable[[Box], Hashable]
) -> tuple[list[Box], list[Edge]]:
    """The boxes with those that are alike as one, and the edges between them, in an order of their own."""
    groups: dict[Hashable, list[Box]] = {}
    for box in sorted(boxes, key=lambda box: box.identity):
        groups.setdefault(alike(box), []).append(box)
    now = {box.identity: group[0].identity for group in groups.values() for box in group}
    joined = {
        replace(edge, start=now[edge.start], end=now[edge.end])
        for edge in edges
        if edge.start in now and edge.end in now and now[edge.start] != now[edge.end]
    }
    return [_joined(group) for group in groups.values()], sorted(joined)


def _joined(group: Sequence[Box]) -> Box:
    first = group[0]
    names = tuple(dict.fromkeys(name for box in group for name in box.names))
    title = first.title if len(group) == 1 else f"{len(group)} \u00d7 {first.title}"
    return Box(identity=first.identity, icon=first.icon, title=title, names=names, places=first.places)
