"""The stack and its components as pictures."""

from collections.abc import Sequence
from dataclasses import dataclass

from tools.diagrams import svg
from tools.diagrams.architecture import architecture
from tools.diagrams.component import component
from tools.report.facts.inventory import by_component, tree
from tools.report.facts.rehearsed import Rehearsed


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A diagram as an SVG, with its title."""

    title: str
    svg: str


def pictures(rehearsed: Rehearsed) -> Sequence[Picture]:
    """The picture of the stack, then each component's; none where Graphviz is not installed."""
    names = sorted(by_component(tree(rehearsed.resources)))
    components = (component(name, rehearsed.resources) for name in names)
    drawn = [architecture(rehearsed.stack, rehearsed.resources), *(item for item in components if item.boxes)]
    try:
        return [Picture(title=item.title, svg=svg.draw(item)) for item in drawn]
    except svg.NoGraphvizError:
        return ()
