"""The section on what differs from another stack."""

from collections.abc import Sequence

from tools.report.facts.differences import Difference, Value
from tools.report.page.html import Markup, join, row, table, tag


def render(differences: Sequence[Difference], here: str, there: str) -> Markup:
    """Each component that differs, folded."""
    if not differences:
        return tag("p", f"{here} and {there} do not differ.")
    return join(*(_component(item, here, there) for item in differences))


def _component(item: Difference, here: str, there: str) -> Markup:
    values = sum(len(changed) for changed in item.values.values())
    counts = (f"{len(item.only_here)} in {here} alone", f"{len(item.only_there)} in {there} alone", f"{values} values")
    heading = tag("summary", tag("span", item.component, class_="name"), tag("span", " · ".join(counts), class_="kind"))
    return tag(
        "details",
        heading,
        _alone(item.only_here, here),
        _alone(item.only_there, there),
        _values(item, here, there) if item.values else "",
    )


def _alone(names: Sequence[str], stack: str) -> Markup:
    items = [tag("li", name) for name in names]
    return join(tag("h3", f"In {stack} alone"), tag("ul", *items, class_="plain")) if names else Markup()


def _values(item: Difference, here: str, there: str) -> Markup:
    headings = ("value", here, there)
    rows = [_row(headings, name, value) for name, changed in item.values.items() for value in changed]
    return table(f"Values of {item.component} that differ", headings, rows)


def _row(headings: tuple[str, ...], name: str, value: Value) -> Markup:
    subject = join(tag("span", value.path, class_="name"), tag("span", name, class_="kind"))
    return row(headings, subject, tag("code", value.here), tag("code", value.there))
