"""The stack, its components, and who reaches whom, as pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tools.diagrams import svg
from tools.diagrams.architecture import architecture
from tools.diagrams.component import component
from tools.diagrams.drawing import Diagram
from tools.diagrams.reachability import reachability
from tools.report.facts.connections import Connections
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
    return _drawn([architecture(rehearsed.stack, rehearsed.resources), *(item for item in components if item.boxes)])


def ways(rehearsed: Rehearsed, given: Connections) -> Mapping[str, Picture]:
    """The picture of each network's connections, by its name; none where Graphviz is not installed."""
    networks = dict.fromkeys(item.network for item in given.meant)
    drawn = _drawn([reachability(network, given, rehearsed.resources) for network in networks])
    return dict(zip(networks, drawn, strict=False))


def _drawn(diagrams: Sequence[Diagram]) -> Sequence[Picture]:
    try:
        return [Picture(title=item.title, svg=svg.draw(item)) for item in diagrams]
    except svg.NoGraphvizError:
        return ()
