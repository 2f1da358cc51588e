"""The section on the costs."""

from collections.abc import Sequence
from itertools import groupby

from tools.report.facts.costs import BY_USE, Cost, total
from tools.report.page.html import Markup, join, numeric, row, table, tag

SUMS = ("component", "US dollars a month", "share")
LINES = ("what", "quantity", "US dollars a month", "price of", "source")


def render(costs: Sequence[Cost]) -> Markup:
    """The sum of each component, then each of its lines with the price's source."""
    guessed = total(costs, verified=False)
    said = (
        f"When idle, the stack costs about {total(costs):,.0f} US dollars a month. {guessed:,.0f} of them "
        "are prices that could not be verified for London, each marked below. The second region is counted at "
        "London's prices."
    )
    left_out = tag(
        "details", tag("summary", "Not in the sum: costs by usage"), tag("ul", *(tag("li", item) for item in BY_USE))
    )
    return join(tag("p", said), _sums(costs), left_out, _lines(costs))


def _sums(costs: Sequence[Cost]) -> Markup:
    whole = total(costs) or 1.0
    rows: list[Markup] = []
    for component, _ in groupby(costs, lambda cost: cost.component):
        part = total(costs, component)
        bar = tag("span", style=f"left:0;width:{100 * part / whole:.2f}%", class_="bar")
        rows.append(row(SUMS, component, numeric(f"{part:,.2f}"), tag("span", bar, class_="track")))
    return table("By component", SUMS, rows, class_="gantt")


def _lines(costs: Sequence[Cost]) -> Markup:
    rows = [
        row(
            LINES,
            join(tag("span", cost.price.what, class_="name"), tag("span", cost.component, class_="kind")),
            numeric(f"{cost.quantity:g}"),
            numeric(f"{cost.monthly:,.2f}"),
            f"one {cost.price.unit}",
            _source(cost),
        )
        for cost in costs
    ]
    return tag("details", tag("summary", "Every line, with the source of its price"), table("Every line", LINES, rows))


def _source(cost: Cost) -> Markup:
    mark = "" if cost.price.verified else tag("span", "estimate, unverified", class_="mark")
    return join(mark, tag("span", f"{cost.price.date}, {cost.price.source}", class_="note"))
