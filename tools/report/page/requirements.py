"""The section on the requirements."""

from collections.abc import Sequence

from tools.report.facts.requirements import Requirement
from tools.report.page.html import Markup, join, row, table, tag

HEADINGS = ("requirement", "where", "test")


def render(requirements: Sequence[Requirement]) -> Markup:
    """Each requirement with its component and its test."""
    rows = [
        row(
            HEADINGS,
            join(tag("span", item.number, class_="badge"), " ", item.text),
            join(*(tag("code", place, class_="line") for place in item.places)),
            join(*(tag("code", test.rpartition("/")[2], class_="line") for test in item.tests)),
        )
        for item in requirements
    ]
    return table("Each requirement, where it is met, and the test that fails when it is not", HEADINGS, rows)
