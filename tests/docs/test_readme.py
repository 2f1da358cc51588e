"""The README is short, and its figures are those of what it speaks of."""

import re

import pytest

from config.project import PROJECT
from tests.simulated_aws.wrong.cases import cases, kinds
from tests.support.graph import build_stack
from tests.tools.report.states import state
from tools.mutants.faults import MUTANTS
from tools.report.facts.costs import costs, total
from tools.report.facts.rehearsed import Rehearsed
from tools.report.facts.requirements import requirements

README = (PROJECT / "README.md").read_text()
TEXT = " ".join(README.split())
TIMES = {"half a minute": 30, "one": 60, "one and a half": 90, "two": 120}
NUMBERS = {"none": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


def section(heading: str) -> str:
    return README.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def said(pattern: str) -> tuple[str, ...]:
    """What the README says in the place of each group of a pattern."""
    found = re.search(pattern, TEXT)
    assert found, f"the README does not say {pattern}"
    return tuple(found.groups())


def number(text: str) -> int:
    return int(text.replace(",", ""))


def test_it_is_short_enough_to_be_read() -> None:
    assert len(README.splitlines()) <= 160
    assert max(map(len, re.sub(r"^[|!].*$", "", README, flags=re.MULTILINE).splitlines())) <= 130


def test_it_has_what_a_newcomer_asks_in_this_order() -> None:
    headings = re.findall(r"^## (.*)$", README, re.MULTILINE)
    assert headings == [
        "Why trust it",
        "Two commands",
        "The first hour",
        "A first deployment to a real account",
        "What it costs",
        "Pages",
        "What has not been tested",
    ]


def test_its_picture_is_one_that_is_kept_up_to_date() -> None:
    (picture,) = re.findall(r"!\[[^\]]+\]\((.*?)\)", README)
    # `tests/tools/diagrams/test_pictures.py` looks at those of this folder.
    assert picture.startswith("docs/diagrams/")
    assert (PROJECT / picture).is_file()


def test_each_reason_for_trust_leads_to_its_page_or_command() -> None:
    reasons = section("Why trust it").partition("\n\nNothing")[0].strip().split("\n- ")
    assert len(reasons) >= 5
    for reason in reasons:
        assert re.search(r"\]\(docs/|`make ", reason), reason


def test_what_it_counts_is_as_many() -> None:
    wrong = [case for kind in kinds() for case in cases(kind)]
    passed, all_wrong = said(r"refuses all but (\w+) of ([\d,]+) wrong programs")
    assert (NUMBERS[passed], number(all_wrong)) == (sum(bool(case.passes) for case in wrong), len(wrong))
    assert number(*said(r"\[([\d,]+) of them\]\(docs/requirements")) == len(requirements())
    assert number(*said(r"([\d,]+) deliberate faults")) == len(MUTANTS)


def monthly(stack: str) -> Rehearsed:
    return Rehearsed(stack=stack, resources=state(build_stack(stack)))


def test_its_prices_are_those_of_the_report() -> None:
    for stack, price in zip(
        ("prod", "dev"), said(r"prod costs about ([\d,]+) US dollars a month and dev about ([\d,]+)"), strict=True
    ):
        assert number(price) == pytest.approx(total(costs(monthly(stack))), rel=0.02), stack
    found = costs(monthly("prod"))
    shares = said(r"endpoints are (\d+)% of prod, the interface endpoints (\d+)%")
    for share, what in zip(shares, ("Firewall endpoint", "Interface endpoint"), strict=True):
        part = sum(cost.monthly for cost in found if cost.price.what == what)
        assert int(share) == round(100 * part / total(found)), what
    assert total(found, verified=False) > total(found) / 2, "most of the price is said to be unverified"


def test_its_times_are_not_shorter_than_what_the_engine_alone_takes() -> None:
    performance = (PROJECT / "docs" / "performance.md").read_text()
    for stack, time in zip(
        ("dev", "prod"), said(r"rehearsal of `dev` then took (.*?), that of `prod` (.*?), and"), strict=True
    ):
        phases = re.findall(rf"^\| {stack}: (?:preview|up|up again|refresh|destroy) \| ([\d.]+) s", performance, re.M)
        assert len(phases) == 5
        assert sum(map(float, phases)) < TIMES[time], stack
