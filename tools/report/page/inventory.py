"""The section on what would be made: a tree to search and to filter."""

from collections.abc import Sequence

from tools.report.facts.inventory import Node, flat
from tools.report.page.html import Markup, join, tag


def render(nodes: Sequence[Node]) -> Markup:
    """The search, and each component with what is in it."""
    return join(_search(flat(nodes)), tag("ul", *(_node(node, top=True) for node in nodes), class_="tree", id="tree"))


def _search(items: Sequence[Node]) -> Markup:
    return tag(
        "form",
        _field("search", "Search", tag("input", type="search", id="search", placeholder="name, type or id")),
        _select("component", "Component", list(dict.fromkeys(item.component for item in items))),
        _select("kind", "Type", sorted({item.kind for item in items})),
        _select("region", "Region", sorted({item.region for item in items} - {""})),
        tag("output", f"{len(items)} resources", id="count", aria_live="polite"),
        role="search",
        id="filter",
    )


def _select(name: str, label: str, values: Sequence[str]) -> Markup:
    options = [tag("option", "all", value=""), *(tag("option", value, value=value) for value in values)]
    return _field(name, label, tag("select", *options, id=name))


def _field(name: str, label: str, control: Markup) -> Markup:
    return tag("div", tag("label", label, for_=name), control, class_="field")


def _node(node: Node, *, top: bool = False) -> Markup:
    if node.custom and not node.children:
        return tag(
            "li",
            tag("span", node.name, class_="name"),
            tag("span", node.kind, class_="kind"),
            tag("span", node.region, class_="region") if node.region else "",
            tag("code", node.identifier),
            class_="leaf",
            data_component=node.component,
            data_kind=node.kind,
            data_region=node.region,
        )
    heading = tag(
        "summary",
        tag("span", node.name, class_="name"),
        tag("span", node.kind, class_="kind"),
        tag("span", str(node.count()), class_="badge", aria_label=f"{node.count()} resources"),
    )
    children = tag("ul", *(_node(child) for child in node.children))
    return tag("li", tag("details", heading, children), class_="top" if top else None)
