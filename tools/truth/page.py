"""The measured part of `docs/rehearsal.md`, between its markers."""

from collections.abc import Iterator

from config.project import PROJECT
from tools.truth.measure import Result
from tools.truth.report import by_kind, by_service

PAGE = PROJECT / "docs" / "rehearsal.md"
START, END = "<!-- Written by make truth. -->", "<!-- End of what make truth writes. -->"


def write(result: Result) -> None:
    """Writes the tables into the page."""
    before, _, rest = PAGE.read_text().partition(START)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{START}\n\n{text(result)}\n\n{END}{after}")


def text(result: Result) -> str:
    """The tables, and what was left out."""
    return "\n".join([*by_kind(result), "", *by_service(result), "", *summary(result)])


def summary(result: Result) -> Iterator[str]:
    """What the tables leave out."""
    yield f"{result.disputed} borders and choices are left out, since the sources disagree about them."


def rates(page: str) -> dict[str, float]:
    """The share of each kind that the page's table says is refused."""
    measured = page.partition(START)[2].partition(END)[0]
    table = measured.split("\n\n")[1].splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table]
    return {name: int(refused) / int(made) for name, made, refused, *_ in rows if int(made)}
