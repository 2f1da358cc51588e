"""The section on the policies."""

from collections.abc import Sequence

from tools.report.facts.policies import Result
from tools.report.page.html import Markup, join, numeric, row, table, tag

HEADINGS = ("rule", "checked", "findings", "exempt", "until")


def render(results: Sequence[Result]) -> Markup:
    """The rules with findings or exemptions, and all the others folded."""
    loud = [result for result in results if result.findings or result.exempt]
    quiet = [result for result in results if result not in loud]
    folded = tag(
        "details",
        tag("summary", f"{len(quiet)} more rules without violations"),
        table("Rules without violations", HEADINGS, [_row(result) for result in quiet]),
    )
    findings = [tag("li", f"{result.rule.name}: {finding}") for result in results for finding in result.findings]
    return join(
        tag("ul", *findings, class_="findings") if findings else "",
        table("Rules with findings or exemptions", HEADINGS, [_row(result) for result in loud]),
        folded,
    )


def _row(result: Result) -> Markup:
    reasons = [tag("span", f"{item.resources}: {item.reason}", class_="note") for item in result.exemptions]
    name = join(
        tag("span", result.rule.name, class_="name"),
        tag("span", ", ".join(result.rule.controls), class_="kind"),
        *reasons,
    )
    until = ", ".join(sorted({str(item.expires) for item in result.exemptions})) or "-"
    return row(
        HEADINGS,
        name,
        numeric(str(result.checked)),
        numeric(str(len(result.findings))),
        numeric(str(result.exempt)),
        numeric(until),
    )
