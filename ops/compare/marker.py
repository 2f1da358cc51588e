"""A row's way from the old database to the new one: once it has arrived, so has all that was written before it."""

from collections.abc import Callable
from dataclasses import dataclass

from ops.compare.comparison import Ask
from ops.lib.steps import Clock, StepError

EVERY_SECONDS = 2
# As rotation_lambda/schema/004_replication_marks.sql has it.
BY_HAND = (
    "CREATE TABLE IF NOT EXISTS payments.replication_marks (mark_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin "
    "NOT NULL, written_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6), PRIMARY KEY (mark_id)) ENGINE = InnoDB; "
    "INSERT INTO payments.replication_marks (mark_id) VALUES ('{mark}');"
)


@dataclass(frozen=True, kw_only=True)
class Way:
    """How many seconds a mark took from the old database to the new one, and whether the command wrote it itself."""

    mark: str
    seconds: float
    by_command: bool


def await_mark(ask: Ask, mark: str, *, seconds: float, clock: Clock, say: Callable[[str], None]) -> Way:
    """The way of a mark, which is written here where the old database's user may; else `say` is told what to run there.

    Raises StepError where it is not written, or has not arrived, within some seconds each.
    """
    by_command = bool(ask({"ask": "mark", "mark": mark})["written"])
    if not by_command:
        say(f"Run this in the old database, as one who may write there: {BY_HAND.format(mark=mark)}")
        _until(ask, mark, "old", seconds, clock)
    began = clock.now()
    _until(ask, mark, "new", seconds, clock)
    return Way(mark=mark, seconds=clock.now() - began, by_command=by_command)


def _until(ask: Ask, mark: str, side: str, seconds: float, clock: Clock) -> None:
    end = clock.now() + seconds
    while not ask({"ask": "marked", "mark": mark})[side]:
        if clock.now() >= end:
            raise StepError(
                f"the mark {mark} was not written in the old database within {seconds:g} s; run the command again with "
                f"--mark {mark}"
                if side == "old"
                else f"the mark {mark} is in the old database and has not arrived within {seconds:g} s: the "
                "replication does not run or lags; no lag of 0 is to be believed"
            )
        clock.pause(EVERY_SECONDS)
