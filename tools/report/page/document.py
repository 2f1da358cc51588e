"""The whole page, from the facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Template

from tools.report.facts.connections import Connections
from tools.report.facts.costs import Cost, total
from tools.report.facts.differences import Difference
from tools.report.facts.inventory import Node, by_component, flat
from tools.report.facts.pictures import Picture
from tools.report.facts.policies import Result
from tools.report.facts.requirements import Requirement
from tools.report.facts.timeline import Timeline
from tools.report.page import connections, costs, differences, inventory, pictures, policies, requirements, timeline
from tools.report.page.html import Markup, join, tag

FOLDER = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything that the page says.

    `ways` are the networks' pictures by name, `differences` are those from the stack `against`, where there is one.
    """

    stack: str
    day: date
    pictures: Sequence[Picture]
    inventory: Sequence[Node]
    timeline: Timeline
    policies: Sequence[Result]
    connections: Connections
    ways: Mapping[str, Picture]
    requirements: Sequence[Requirement]
    costs: Sequence[Cost]
    differences: Sequence[Difference] = ()
    against: str = ""


def render(facts: Facts) -> str:
    """The page, which needs no other file."""
    sections = [
        ("summary", "Summary", _summary(facts)),
        ("pictures", "The architecture", pictures.render(facts.pictures)),
        ("made", "What an up creates", inventory.render(facts.inventory)),
        ("time", "The deployment's time", timeline.render(facts.timeline)),
        ("policies", "Policies", policies.render(facts.policies)),
        ("connections", "Connections", connections.render(facts.connections, facts.ways)),
        ("requirements", "Requirements", requirements.render(facts.requirements)),
        ("costs", "Monthly costs", costs.render(facts.costs)),
    ]
    if facts.against:
        drawn = differences.render(facts.differences, facts.stack, facts.against)
        sections.append(("differences", f"Differences from {facts.against}", drawn))
    return Template((FOLDER / "page.html").read_text()).substitute(
        title=join(f"{facts.stack}, rehearsed"),
        day=facts.day.isoformat(),
        style=(FOLDER / "page.css").read_text(),
        script=(FOLDER / "page.js").read_text(),
        navigation=join(*(tag("li", tag("a", title, href=f"#{name}")) for name, title, _ in sections)),
        sections=join(*(_section(name, title, body) for name, title, body in sections)),
    )


def _section(name: str, title: str, body: Markup) -> Markup:
    return tag("section", tag("h2", title, id=f"{name}-title"), body, id=name, aria_labelledby=f"{name}-title")


def _summary(facts: Facts) -> Markup:
    items = flat(facts.inventory)
    findings = sum(len(result.findings) for result in facts.policies)
    regions = sorted({item.region for item in items} - {""})
    cards = [
        (str(len(items)), "resources", f"in {len(by_component(facts.inventory))} components"),
        (str(len(regions)), "region" if len(regions) == 1 else "regions", _regions(regions)),
        (f"{facts.timeline.programmed:.0f} min", "to deploy", f"{facts.timeline.ratio:.2f} times the shortest"),
        (str(findings), "findings", f"of {len(facts.policies)} rules; {_exempt(facts)} exempt"),
        (f"${total(facts.costs):,.0f}", "a month, idle", "list prices, without usage"),
        (str(len(facts.requirements)), "requirements", "each with its test"),
    ]
    return tag("ul", *(_card(*card) for card in cards), class_="cards")


def _regions(regions: Sequence[str]) -> Markup:
    return join(*(tag("span", f"{region} ", class_="whole") for region in regions))


def _exempt(facts: Facts) -> int:
    return sum(result.exempt for result in facts.policies)


def _card(figure: str, label: str, note: str) -> Markup:
    return tag(
        "li",
        tag("span", figure, class_="figure"),
        tag("span", label, class_="label"),
        tag("span", note, class_="note"),
    )
