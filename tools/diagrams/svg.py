"""A diagram as SVG: a column for each kind of thing, a band for each region, the same bytes for the same diagram."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from tools.diagrams.drawing import Box, Diagram, Edge
from tools.diagrams.mermaid import COLORS

WIDTH, LINE, PADDING = 256, 15, 9
ACROSS, DOWN, MARGIN = 46, 12, 28
HEADING, BAND, GROUP = 34, 46, 20
STYLE = """
text { font: 12px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1d2430; }
.paper { fill: #fbfaf8; } .band { fill: #ffffff; stroke: #dcd9d2; } .box { fill: #f3f1ec; stroke: #c9c5bb; }
.title { font-weight: 600; } .line, .group, .heading { fill: #566072; } .line { font-size: 11px; }
.name { font-size: 15px; font-weight: 600; } .group { font-size: 11px; }
path { fill: none; stroke-width: 1.5; } .traffic, .copy { stroke-width: 2.6; }
.credential { stroke-dasharray: 6 4; } .key { stroke-dasharray: 2 4; } .reference, .outbound { stroke-opacity: .75; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6e9ee; } .paper { fill: #12161d; } .band { fill: #181d26; stroke: #2a313d; }
  .box { fill: #1f2530; stroke: #3a4352; } .line, .group, .heading { fill: #a3adbd; }
}
"""


@dataclass(frozen=True)
class Placed:
    """A box with its position; the first of its group in its column carries the group's name."""

    box: Box
    left: float
    top: float
    height: float
    first: bool


def draw(diagram: Diagram) -> str:
    """The whole file."""
    placed, bands, width, height = _place(diagram)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{escape(diagram.title)}">',
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{width}" height="{height}"/>',
        *bands,
        *_headings(diagram),
        *(_path(edge, placed) for edge in diagram.edges),
        *(part for item in placed.values() for part in _box(item)),
        *_legend(diagram, height),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _place(diagram: Diagram) -> tuple[dict[str, Placed], list[str], int, int]:
    placed: dict[str, Placed] = {}
    frames: list[str] = []
    columns = 1 + max((box.column for box in diagram.boxes), default=0)
    width = 2 * MARGIN + columns * WIDTH + (columns - 1) * ACROSS + 2 * PADDING
    top = MARGIN + HEADING
    for band, groups in diagram.groups().items():
        bottom, start = top + BAND, top
        # The way out has rows of its own, below what runs.
        rows = [[group for group in groups if "zone by zone" not in group], [g for g in groups if "zone by zone" in g]]
        for names in rows:
            ends = dict.fromkeys(range(columns), bottom)
            for name in names:
                for box in groups[name]:
                    item = _item(box, ends[box.column], first=_is_first(placed, box))
                    placed[box.identity] = item
                    ends[box.column] = int(item.top + item.height + DOWN)
            bottom = max(ends.values()) + (DOWN if names else 0)
        frames.append(
            f'<rect class="band" x="{MARGIN - 10}" y="{start}" width="{width - 2 * MARGIN + 20}" '
            f'height="{bottom - start}" rx="12"/>'
            f'<text class="name" x="{MARGIN + 6}" y="{start + 26}">{escape(band)}</text>'
        )
        top = bottom + 2 * DOWN
    return placed, frames, width, top + MARGIN


def _is_first(placed: dict[str, Placed], box: Box) -> bool:
    """Whether the box is the first of its group in its column, which carries the group's name."""
    same = (other.box for other in placed.values())
    return not any((other.band, other.group, other.column) == (box.band, box.group, box.column) for other in same)


def _item(box: Box, top: int, *, first: bool) -> Placed:
    height = 2 * PADDING + LINE * (1 + len(box.lines))
    left = MARGIN + PADDING + box.column * (WIDTH + ACROSS)
    return Placed(box, left, top + (GROUP if first else 0), height, first)


def _headings(diagram: Diagram) -> Iterator[str]:
    for index, heading in enumerate(diagram.columns):
        left = MARGIN + PADDING + index * (WIDTH + ACROSS)
        yield f'<text class="heading" x="{left}" y="{MARGIN + 12}">{escape(heading)}</text>'


def _box(item: Placed) -> Iterator[str]:
    left, top = item.left, item.top
    yield f'<rect class="box" x="{left}" y="{top}" width="{WIDTH}" height="{item.height}" rx="7"/>'
    if item.first:
        yield f'<text class="group" x="{left}" y="{top - 6}">{escape(_short(item.box.group))}</text>'
    yield f'<text class="title" x="{left + PADDING}" y="{top + PADDING + 11}">{escape(item.box.title)}</text>'
    for index, line in enumerate(item.box.lines, start=1):
        below = top + PADDING + 11 + LINE * index
        yield f'<text class="line" x="{left + PADDING}" y="{below}">{escape(_short(line))}</text>'


def _short(text: str) -> str:
    return text if len(text) <= 38 else f"{text[:18]}…{text[-17:]}"


def _path(edge: Edge, placed: dict[str, Placed]) -> str:
    start, end = placed[edge.start], placed[edge.end]
    ahead = end.left > start.left
    first = (start.left + (WIDTH if ahead else 0), start.top + start.height / 2)
    last = (end.left + (0 if ahead else WIDTH), end.top + end.height / 2)
    if end.left == start.left:
        first, last = (start.left + WIDTH, first[1]), (end.left + WIDTH, last[1])
    bend = ACROSS if end.left == start.left else (last[0] - first[0]) / 2
    second = last[0] + bend if end.left == start.left else last[0] - bend
    shape = (
        f"M{first[0]:g},{first[1]:g} C{first[0] + bend:g},{first[1]:g} {second:g},{last[1]:g} {last[0]:g},{last[1]:g}"
    )
    color = COLORS[edge.kind]
    head = f'<circle cx="{last[0]:g}" cy="{last[1]:g}" r="3" fill="{color}"/>'
    return f'<path class="{edge.kind}" stroke="{color}" d="{shape}"/>{head}'


def _legend(diagram: Diagram, height: int) -> Iterator[str]:
    kinds: Sequence[str] = sorted({edge.kind for edge in diagram.edges})
    for index, kind in enumerate(kinds):
        left, below = MARGIN + index * 130, height - MARGIN / 2
        color = next(COLORS[edge.kind] for edge in diagram.edges if edge.kind == kind)
        yield f'<path class="{kind}" stroke="{color}" d="M{left},{below - 4:g} h28"/>'
        yield f'<text class="heading" x="{left + 36}" y="{below:g}">{kind}</text>'
