"""Checks that each say what they found and, where it is wrong, how to remediate it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console
from rich.table import Table

from ops.lib.clients import code
from ops.lib.command import FOUND, console, print_json
from ops.lib.explained import advice, explained


class Verdict(StrEnum):
    """The result of a check; what could not be read is no success."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Answer:
    """What a check found; `remediation` is what to do where it failed."""

    verdict: Verdict
    found: str
    remediation: str = ""


@dataclass(frozen=True)
class Check:
    """One question by its name."""

    name: str
    ask: Callable[[], Answer]


def passed(found: str) -> Answer:
    """The check passed."""
    return Answer(Verdict.PASSED, found)


def failed(found: str, remediation: str) -> Answer:
    """The check failed."""
    return Answer(Verdict.FAILED, found, remediation)


def skipped(reason: str) -> Answer:
    """There is nothing to check."""
    return Answer(Verdict.SKIPPED, reason)


def differing(found: Mapping[str, object], expected: Mapping[str, object]) -> list[str]:
    """A fault for each property that differs from what is expected."""
    return [
        f"{name} is {found.get(name)} and not {value}" for name, value in expected.items() if found.get(name) != value
    ]


def judged(faults: Iterable[str], well: str, remediation: str) -> Answer:
    """Passed where there are no faults, else failed with all of them."""
    listed = "; ".join(faults)
    return failed(listed, remediation) if listed else passed(well)


def answer(check: Check) -> Answer:
    """A check's answer; an error of AWS, or an answer of another form than AWS's, is a failed check."""
    try:
        return check.ask()
    except ClientError as error:
        return failed(str(error), f"it could not be read: {advice(code(error))}")
    except BotoCoreError as error:
        return failed(str(error), f"it could not be read: {explained(error).rpartition('; ')[2]}")
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        found, _, what = explained(error).partition("; ")
        return failed(found, what)


def report(title: str, checks: Sequence[Check], *, as_json: bool) -> int:
    """Runs all checks, shows the answers, and returns the exit code."""
    answers = [(check.name, answer(check)) for check in checks]
    bad = [name for name, given in answers if given.verdict is Verdict.FAILED]
    show(console(as_json=as_json), title, answers)
    if as_json:
        checked = [{"check": name, **vars(given)} for name, given in answers]
        print_json({"title": title, "failed": bad, "checks": checked})
    return FOUND if bad else 0


def show(to: Console, title: str, answers: Sequence[tuple[str, Answer]]) -> None:
    """A table of answers, those with something to do in colour."""
    colours = {Verdict.PASSED: "green", Verdict.FAILED: "red", Verdict.SKIPPED: "dim"}
    table = Table("check", "", "found", "what to do", title=title)
    for name, given in answers:
        table.add_row(name, f"[{colours[given.verdict]}]{given.verdict}[/]", given.found, given.remediation)
    to.print(table)
