"""A diagram in Graphviz's language, which lays it out."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby, pairwise
from textwrap import wrap
from typing import Any, cast

import graphviz

from catalog.drawing import EdgeKind
from tools.diagrams.drawing import NAMES, Box, Diagram, Edge, Place, PlaceKind

# Its types are unknown.
Digraph = cast(Any, graphviz).Digraph
ICON = 44
WIDTH, ROW = 20, 4
FONT = "Helvetica,Arial,sans-serif"
# What is not a color is for Graphviz's layout: what weighs more is shorter and straighter.
STYLES: Mapping[EdgeKind, Mapping[str, str]] = {
    "data": {"color": "#1f5fa8", "penwidth": "2.4", "weight": "8"},
    "refused": {"color": "#b4471f", "penwidth": "1.4", "style": "dashed", "weight": "2"},
    "outbound": {"color": "#5c6675", "penwidth": "1.4", "weight": "4"},
    "credential": {"color": "#c0392b", "penwidth": "1.2", "style": "dashed"},
    "key": {"color": "#8a6d1a", "penwidth": "1", "style": "dotted"},
    "copy": {"color": "#2e7d4f", "penwidth": "2.2", "style": "bold"},
    "control": {"color": "#7b3fa0", "penwidth": "1.2", "style": "dashed"},
    "reference": {"color": "#8a94a3", "penwidth": "1"},
}
FRAMES: Mapping[PlaceKind, Mapping[str, str]] = {
    "region": {"color": "#147eba", "bgcolor": "#f7fbfd", "penwidth": "1.6"},
    "standby": {"color": "#147eba", "bgcolor": "#f7fbfd", "penwidth": "1.6", "style": "dotted"},
    "vpc": {"color": "#5a30b5", "bgcolor": "#faf8fe", "penwidth": "1.4"},
    "zone": {"color": "#147eba", "bgcolor": "#faf8fe", "style": "dashed"},
    "public": {"color": "#5b8c1b", "bgcolor": "#f2f6e8"},
    "firewall": {"color": "#b4471f", "bgcolor": "#fcf1ec"},
    "private": {"color": "#147eba", "bgcolor": "#e6f2f8"},
    "isolated": {"color": "#5c6675", "bgcolor": "#eef0f3"},
    "part": {"color": "#9aa3b0", "bgcolor": "#f6f7f9", "style": "rounded"},
    "other": {"color": "#9aa3b0", "bgcolor": "#ffffff", "style": "rounded,dashed"},
}


def source(diagram: Diagram) -> str:
    """The text that Graphviz draws, with icons by their paths in the package `diagrams`."""
    graph = Digraph(diagram.name)
    graph.attr(rankdir="LR", compound="true", nodesep="0.2", ranksep=str(diagram.gap), bgcolor="#ffffff", pad="0.15")
    graph.attr(fontname=FONT, fontsize="14", fontcolor="#1d2430", labeljust="l", newrank="true")
    graph.attr("node", shape="plain", fontname=FONT, fontsize="13", fontcolor="#1d2430")
    graph.attr("edge", arrowsize="0.7")
    _fill(graph, diagram.boxes, 0, "cluster")
    for edge in diagram.edges:
        graph.edge(f"{edge.start}:icon", f"{edge.end}:icon", **{"class": edge.kind}, **STYLES[edge.kind], **_said(edge))
    for first, then in _rows(diagram):
        graph.edge(first, then, style="invis")
    return str(graph.source)


def _said(edge: Edge) -> Mapping[str, str]:
    """What an edge has beyond its kind's style."""
    words = {"label": edge.label, "fontname": FONT, "fontsize": "12", "fontcolor": "#1d2430"} if edge.label else {}
    return {**words, "dir": "both"} if edge.both else words


def _rows(diagram: Diagram) -> Iterator[tuple[str, str]]:
    """Pairs of boxes side by side in places without edges: Graphviz alone would put all of these below each other."""
    linked = {end for edge in diagram.edges for end in (edge.start, edge.end)}
    busy = {box.places for box in diagram.boxes if box.identity in linked}
    lonely = sorted((box for box in diagram.boxes if box.places not in busy), key=_frame)
    for _, within in groupby(lonely, key=_frame):
        for index, (first, then) in enumerate(pairwise(within), 1):
            if index % ROW:
                yield first.identity, then.identity


def _frame(box: Box) -> list[tuple[int, str]]:
    """The places around a box, the parts of a component as one."""
    return [_order(place) for place in box.places if place.kind != "part"]


def _fill(graph: Any, boxes: Sequence[Box], depth: int, path: str) -> None:
    """The boxes of a place: those directly in it, then those of each place inside."""
    inside: dict[Place, list[Box]] = {}
    for box in boxes:
        if len(box.places) == depth:
            graph.node(box.identity, label=_label(box))
        else:
            inside.setdefault(box.places[depth], []).append(box)
    for place, within in sorted(inside.items(), key=lambda item: _order(item[0])):
        key = f"{path} {place.kind} {place.label}"
        with graph.subgraph(name=key) as frame:
            frame.attr(label=place.label, **{"class": place.kind}, **FRAMES[place.kind])
            _fill(frame, within, depth + 1, key)


def _order(place: Place) -> tuple[int, str]:
    return list(FRAMES).index(place.kind), place.label


def _label(box: Box) -> str:
    names = box.names if len(box.names) <= NAMES else ()
    lines = [line for name in names for line in wrap(name, WIDTH, break_long_words=False)]
    small = "".join(f'<BR/><FONT POINT-SIZE="12">{escape(line)}</FONT>' for line in lines)
    title = "<BR/>".join(map(escape, wrap(box.title, WIDTH)))
    image = (
        f'<TD PORT="icon" FIXEDSIZE="TRUE" WIDTH="{ICON}" HEIGHT="{ICON}"><IMG SRC="{box.icon}.png" SCALE="TRUE"/></TD>'
    )
    return (
        f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2"><TR>{image}</TR>'
        f"<TR><TD><B>{title}</B>{small}</TD></TR></TABLE>>"
    )
