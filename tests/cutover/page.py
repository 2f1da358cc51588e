"""The guide's page about faults on the day of a cutover, from what the schedules have shown; each test has a part."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence

from config.project import PROJECT
from tests.cutover.mishap import Mishap
from tests.cutover.schedules import Kind, Result, Schedule

PAGE = PROJECT / "docs" / "cutover-faults.md"
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
COUNTS = ("schedules", "sent", "booked", "rows compared", "lost", "doubled", "minutes")
NAMES = {"over": "the cutover", "called off": "called off, and done another day", "back": "turned back"}


def part(name: str) -> str:
    """The part of the page with this name, as it is."""
    return PAGE.read_text().split(f"<!-- {name} -->\n")[1]


def holds(name: str, text: str) -> None:
    """A part of the page is what was found, or becomes it where that is asked for."""
    if os.environ.get("WRITE_TABLES"):
        write(name, text)
    assert part(name) == text, "WRITE_TABLES=1 pytest tests/cutover writes the page"


def write(name: str, text: str) -> None:
    """Replaces a part of the page."""
    before, _, after = PAGE.read_text().split(f"<!-- {name} -->\n")
    PAGE.write_text(f"<!-- {name} -->\n".join((before, text, after)))


def faults(kind: Kind, played: Sequence[tuple[Schedule, Result]]) -> str:
    """What became of the schedules of one way: together, and by step and fault."""
    rows = [
        _head("way", "mode", *COUNTS),
        *(
            _row((NAMES[kind], mode), [result for one, result in played if one.mode == mode])
            for mode in ("provisioned", "serverless")
        ),
        "\n",
        _head("step", "fault", "it says", "mode", *COUNTS[1:]),
        *(_single(one, result) for one, result in played),
    ]
    return "".join(rows)


def mishaps(played: Sequence[tuple[Mishap, Result]]) -> str:
    """What else can go wrong: the step that notices it, what people do, and the minutes without service."""
    return "".join(_mishaps(played))


def _mishaps(played: Sequence[tuple[Mishap, Result]]) -> Iterator[str]:
    yield _head("step", "what goes wrong", "it says", "people", *COUNTS[1:])
    for one, result in played:
        where = f"`{one.step}`" if one.kind == "over" else f"`{one.step}` ({one.kind})"
        yield _cells((where, one.what, f"…{one.said}…", one.people, *_numbers(result)))


def _head(*names: str) -> str:
    return _cells(names) + _cells(["---"] * len(names))


def _row(names: Sequence[str], results: Sequence[Result]) -> str:
    return _cells((*names, str(len(results)), *_numbers(sum(results[1:], results[0])))) if results else ""


def _single(one: Schedule, result: Result) -> str:
    return _cells((f"`{one.step}`", one.fault, _said(result.said[one.step]), one.mode, *_numbers(result)))


def _said(text: str) -> str:
    """What a command said, without what differs each time; nothing where it was killed, or went on by itself."""
    return ID.sub("…", text).replace("|", "\\|") or "nothing"


def _numbers(result: Result) -> list[str]:
    counts = (result.sent, result.booked, result.compared, result.lost, result.doubled)
    return [*map(str, counts), f"{result.minutes:.0f}"]


def _cells(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
