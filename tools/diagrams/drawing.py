"""What a diagram is, before it is drawn: boxes in groups and columns, and edges of some kinds."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.drawing import EdgeKind


@dataclass(frozen=True, kw_only=True)
class Box:
    """One thing, or several alike; `lines` are below its title, `group` is around it.

    `band` is the row of the diagram that it is in, such as a region's, and `column` its position there.
    """

    identity: str
    title: str
    lines: tuple[str, ...]
    band: str
    group: str
    column: int


@dataclass(frozen=True, kw_only=True, order=True)
class Edge:
    """An arrow between two boxes, by their identities."""

    kind: EdgeKind
    start: str
    end: str


@dataclass(frozen=True, kw_only=True)
class Diagram:
    """A whole diagram; `columns` are the headings, where its columns have some."""

    name: str
    title: str
    boxes: Sequence[Box]
    edges: Sequence[Edge]
    columns: Sequence[str] = ()

    def groups(self) -> dict[str, dict[str, list[Box]]]:
        """The boxes by band and group, in their order."""
        found: dict[str, dict[str, list[Box]]] = {}
        for box in self.boxes:
            found.setdefault(box.band, {}).setdefault(box.group, []).append(box)
        return found
