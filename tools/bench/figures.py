"""Figures of one run of the benchmark, which its parts pass on from processes of their own."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

# The environment variable that names the file of the figures.
FILE = "BENCH_FIGURES"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What was measured, and what it is compared with."""

    figure: str
    value: float
    unit: str
    against: str | None = None


def hand_on(figure: str, value: float, unit: str, against: str | None = None) -> None:
    """Writes a figure into the file that the environment names, if it names one."""
    path = os.environ.get(FILE)
    if path:
        with open(path, "a") as file:
            file.write(json.dumps(asdict(Figure(figure=figure, value=value, unit=unit, against=against))) + "\n")


def handed_on(path: Path) -> Iterator[Figure]:
    """The figures in the file, which is empty afterwards."""
    lines = path.read_text().splitlines()
    path.write_text("")
    yield from (Figure(**json.loads(line)) for line in lines)
