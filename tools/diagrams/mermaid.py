"""A diagram as Mermaid, which GitHub draws."""

import re
from collections.abc import Iterator, Mapping

from tools.diagrams.drawing import Box, Diagram, EdgeKind

ARROWS: Mapping[EdgeKind, str] = {
    "traffic": "==>",
    "outbound": "-->",
    "credential": "-.->",
    "key": "-.-o",
    "copy": "==>",
    "reference": "-->",
}
COLORS: Mapping[EdgeKind, str] = {
    "traffic": "#1f6fb5",
    "outbound": "#6b7686",
    "credential": "#b4471f",
    "key": "#8a6d1a",
    "copy": "#2f7d5b",
    "reference": "#6b7686",
}


def draw(diagram: Diagram) -> str:
    """The text of a Mermaid block."""
    return "\n".join(("flowchart LR", *_boxes(diagram), *_edges(diagram))) + "\n"


def _boxes(diagram: Diagram) -> Iterator[str]:
    for band, groups in diagram.groups().items():
        yield f'  subgraph {_word(f"band {band}")}["{band}"]'
        for group, boxes in groups.items():
            if group != band:
                yield f'    subgraph {_word(f"group {band} {group}")}["{group}"]'
            yield from (_box(box) for box in boxes)
            if group != band:
                yield "    end"
        yield "  end"


def _box(box: Box) -> str:
    text = "<br>".join((f"<b>{box.title}</b>", *box.lines))
    return f'      {_word(box.identity)}["{text}"]'


def _edges(diagram: Diagram) -> Iterator[str]:
    places: dict[EdgeKind, list[str]] = {}
    for index, edge in enumerate(diagram.edges):
        yield f"  {_word(edge.start)} {ARROWS[edge.kind]} {_word(edge.end)}"
        places.setdefault(edge.kind, []).append(str(index))
    for kind, numbers in places.items():
        yield f"  linkStyle {','.join(numbers)} stroke:{COLORS[kind]}"


def _word(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "_", text)
