"""The guide's page about faults in a move, from what the schedules have shown."""

from collections.abc import Iterable, Iterator, Sequence

from config.project import PROJECT
from tests.moves.schedules import MOVES, Result, Schedule

PAGE = PROJECT / "docs" / "failover-faults.md"
START, END = "<!-- schedules -->\n", "<!-- /schedules -->\n"
Played = Sequence[tuple[Schedule, Result]]


def written(played: Played) -> str:
    """The page with the current tables in it."""
    before, rest = PAGE.read_text().split(START)
    return before + START + "".join(_lines(played)) + END + rest.split(END)[1]


def _lines(played: Played) -> Iterator[str]:
    yield from _head("move")
    for kind in MOVES:
        for given_up in (False, True):
            results = [result for one, result in played if (one.kind, one.given_up) == (kind, given_up)]
            if results:
                yield _row((f"{kind}, given up by `--abort`" if given_up else kind,), results)
    yield _row(("**together**",), [result for _, result in played])
    yield "\n"
    yield from _head("step", "fault", "move")
    for one, result in played:
        yield _row((f"`{one.step}`", one.fault, f"{one.kind}, given up" if one.given_up else one.kind), [result])


def _head(*names: str) -> Iterator[str]:
    columns = (*names, "schedules", "sent", "booked", "lost", "doubled", "not replicated")
    yield f"| {' | '.join(columns)} |\n| {' | '.join('---' for _ in columns)} |\n"


def _row(names: Sequence[str], results: Iterable[Result]) -> str:
    listed = list(results)
    total = sum(listed[1:], listed[0])
    counts = (len(listed), total.sent, total.booked, total.lost, total.doubled, total.unreplicated)
    return f"| {' | '.join((*names, *map(str, counts)))} |\n"
