"""`docs/performance.md`, from what a benchmark measured."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tools.bench.figures import Figure
from tools.bench.machine import Load

# If other processes use more than this share of the machine, they slow the benchmark.
QUIET = 0.1


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of the benchmark: its question, its figures, and what other processes used of the machine."""

    question: str
    figures: Sequence[Figure]
    load: Load
    seconds: float


def page(parts: Sequence[Part], machine: str, today: date) -> str:
    """The page: a table for each part."""
    return "\n".join(_lines(parts, machine, today)) + "\n"


def _lines(parts: Sequence[Part], machine: str, today: date) -> Iterator[str]:
    yield "# Performance"
    yield ""
    yield f"Measured by `make bench` on {today.isoformat()}: {machine}."
    yield "Figures of one run on one machine: compare those of one table, but no time with that of another machine."
    for part in parts:
        yield from ("", f"## {part.question}", "")
        yield from ("| figure | value | compared with |", "| --- | ---: | --- |")
        for figure in part.figures:
            yield f"| {figure.figure} | {_number(figure.value)} {figure.unit} | {figure.against or ''} |"
        yield from ("", f"This part took {part.seconds:.0f} seconds; {_loaded(part.load)}")


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:.2f}"


def _loaded(load: Load) -> str:
    if load.others is None:
        return "the load of the machine is unknown."
    share = f"other processes used {load.others:.0%} of the machine"
    return f"{share}." if load.others <= QUIET else f"**{share}: it was loaded, and its times are too long.**"
