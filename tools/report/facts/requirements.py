"""Each requirement, where it is met, and the test of it, from `docs/requirements.md`."""

from dataclasses import dataclass
from pathlib import Path

from config.project import PROJECT

FILE = PROJECT / "docs" / "requirements.md"


@dataclass(frozen=True)
class Requirement:
    """One row of the table."""

    number: str
    text: str
    places: tuple[str, ...]
    tests: tuple[str, ...]


def requirements(path: Path = FILE) -> list[Requirement]:
    """The rows of the table, in its order."""
    rows = [line.strip().strip("|").split(" | ") for line in path.read_text().splitlines() if line.startswith("| ")]
    return [
        Requirement(cells[0].strip(), cells[1].strip(), _names(cells[2]), _names(cells[3]))
        for cells in rows
        if len(cells) == 4 and cells[0].strip() not in ("id", "---")
    ]


def _names(cell: str) -> tuple[str, ...]:
    """The names in backquotes."""
    return tuple(cell.split("`")[1::2])
