"""What else can go wrong on the day: how it comes about, which step refuses, and what people do then."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ops.cutover import __main__ as cutover
from ops.cutover import cutback
from tests.cutover.day import Day
from tests.cutover.schedules import STEPS, Kind, Result, complete, gap, move_over, prepare, totals
from tests.dms.machine import Machine
from tests.lambda_src.samples import body
from tests.ops.conftest import Command

TAKEN = "taken-by-somebody"
STRAY = (
    "INSERT INTO payments (payment_id, idempotency_key, payload_hash, amount, currency, debtor, creditor, "
    "requested_at, status) VALUES (UUID(), 'taken-by-somebody', '', 1, 'GBP', 'a', 'b', NOW(), 'pending')"
)
BROKEN = "Stop Reason RECOVERABLE_ERROR"
# The steps from which on the writers are stopped.
AFTER_PEOPLE = STEPS["over"][STEPS["over"].index("writers-stopped") :]


@dataclass(frozen=True, kw_only=True)
class Mishap:
    """What goes wrong, the step that notices, a part of what it says, and what people do, as the page tells it.

    It `happens` when all steps up to `after` are done, and `remedy` comes after the refusal of the command that is then
    run with these options.
    """

    what: str
    step: str
    said: str
    people: str
    happens: Callable[[Day], None]
    remedy: Callable[[Day], None]
    after: str = ""
    kind: Kind = "over"
    options: Sequence[str] = ("--writers-stopped",)


def play(day: Day, mishap: Mishap) -> Result:
    """A day on which it goes wrong; the step refuses, people mend it, and the day is done."""
    day.begin()
    said = _back(day, mishap) if mishap.kind == "back" else _over(day, mishap)
    result = totals(day, "old" if mishap.kind == "back" else "new")
    result.minutes = gap(day, "new", "old") if mishap.kind == "back" else gap(day, "old", "new")
    result.said = {mishap.step: said}
    return result


def _over(day: Day, mishap: Mishap) -> str:
    if mishap.after in AFTER_PEOPLE:
        prepare(day)
        day.stop_writers()
        complete(day, cutover.main, "--writers-stopped", "--until", mishap.after)
    elif mishap.after:
        complete(day, cutover.main, "--until", mishap.after)
    mishap.happens(day)
    if mishap.step in AFTER_PEOPLE and mishap.after not in AFTER_PEOPLE:
        prepare(day)
        if not day.busy:
            day.stop_writers()
    said = _refusal(day, mishap, cutover.main)
    mishap.remedy(day)
    if day.side == "old":
        prepare(day)
        day.stop_writers()
    complete(day, cutover.main, "--writers-stopped")
    return said


def _back(day: Day, mishap: Mishap) -> str:
    move_over(day)
    for _ in range(6):
        day.tick()
    if mishap.after:
        day.side = "old"
        complete(day, cutback.main, "--senders-turned", "--until", mishap.after)
    mishap.happens(day)
    day.side = "old"
    said = _refusal(day, mishap, cutback.main)
    mishap.remedy(day)
    complete(day, cutback.main, "--senders-turned")
    day.let_write()
    for _ in range(4):
        day.tick()
    return said


def _refusal(day: Day, mishap: Mishap, command: Command) -> str:
    """What the step says; no step after it is taken."""
    status, steps = day.call(command, *mishap.options)
    assert status == 1, f"{mishap.what}: nobody noticed"
    [*_, (last, step)] = steps.items()
    assert (last, step["status"]) == (mishap.step, "failed"), f"{mishap.what}: {last} {step}"
    assert mishap.said in step["text"], step["text"]
    return step["text"]


def _again(day: Day) -> None:
    """Running the command again is enough."""


def _book_before(day: Day) -> None:
    """Somebody tries the new side out, whose processor is on after its first `up`."""
    day.desk.queue.send([body()])
    day.work()


def _empty(day: Day) -> None:
    day.bootstrap({"copy": "empty"})
    day.booked["new"].clear()
    day.bookings[:] = [one for one in day.bookings if one[1] == "old"]


def _assess(result: str) -> Callable[[Day], None]:
    """DMS's assessment ends so."""

    def assess(day: Day) -> None:
        day.over.assessed = result

    return assess


def _load_again(day: Day) -> None:
    complete(day, cutover.main, "--again", "--until", "start-copy")


def _fail_over(day: Day) -> None:
    day.tick()
    day.over.fail(BROKEN)


def _suspend(day: Day) -> None:
    """Somebody has put a row into the new database whose key a payment of the old side then has."""
    day.run("new", STRAY)
    day.send(body(idempotency_key=TAKEN))
    for _ in range(3):
        day.tick()


def _reload(day: Day) -> None:
    """The rows of the table are deleted, and DMS loads it again."""
    day.run("new", "DELETE FROM payments")
    day.over.copying.reload("payments")


def _alter(side: str, by: str) -> Callable[[Day], None]:
    """Somebody changes the amount of a payment."""

    def alter(day: Day) -> None:
        day.run(side, f"UPDATE payments SET amount = amount {by} 1 ORDER BY created_at LIMIT 1")  # noqa: S608 (ours)

    return alter


def _keep_writing(day: Day) -> None:
    """The owners say that the writers are stopped, and one of them is not."""
    day.busy = True


def _stop_writing(day: Day) -> None:
    day.busy = False
    day.stop_writers()


def _write_late(day: Day) -> None:
    """A writer that was forgotten writes after the comparison."""
    day.platform.open()
    text = body()
    day.sent.append(text)
    day.platform.waiting.append(text)
    day.work()
    day.platform.close()


def _call_off(day: Day) -> None:
    complete(day, cutback.main)
    day.let_write()
    for _ in range(4):
        day.tick()


def _without_result(day: Day) -> None:
    """A completed payment has no result in the old database, which has no check of that."""
    day.run("old", "UPDATE payments SET result = NULL WHERE status = 'completed' ORDER BY payment_id LIMIT 1")


def _with_result(day: Day) -> None:
    day.run("old", "UPDATE payments SET result = '{}' WHERE result IS NULL")
    _call_off(day)


def _hold(machine: str, *, held: bool) -> Callable[[Day], None]:
    """A copy lets no change through, or does again."""

    def hold(day: Day) -> None:
        copy: Machine = getattr(day, machine)
        copy.copying.held = held

    return hold


def _break_back(broken: str) -> Callable[[Day], None]:
    """The copy back fails at each start, or no more."""

    def set_broken(day: Day) -> None:
        day.back.broken = broken

    return set_broken


def _fail_back(day: Day) -> None:
    day.back.fail(BROKEN)


def _start_back(day: Day) -> None:
    complete(day, cutover.main, "--step", "start-back")


def _switch(*, on: bool) -> Callable[[Day], None]:
    """Somebody switches the processor of the new side, while payments wait."""

    def switch(day: Day) -> None:
        day.switch(on=on)
        if not on:
            day.send(body())

    return switch


MISHAPS: Sequence[Mishap] = (
    Mishap(
        what="the new database has payments before the load",
        step="check",
        said="has payments already",
        people="empty its tables",
        options=(),
        happens=_book_before,
        remedy=_empty,
    ),
    Mishap(
        what="the assessment has failed",
        step="check",
        said="the assessment is failed",
        people="mend what `make assess` names",
        options=(),
        happens=_assess("failed"),
        remedy=_assess("passed"),
    ),
    Mishap(
        what="the copy ends by itself during its load",
        step="start-copy",
        said="stopped before its load was complete",
        people="`make cutover OPTIONS=--again`, which empties the tables and loads them again",
        after="start-copy",
        options=(),
        happens=_fail_over,
        remedy=_load_again,
    ),
    Mishap(
        what="a row can't be written, and its table is suspended",
        step="loaded",
        said="has suspended the table payments",
        people="remove the cause, delete the table's rows, `aws dms reload-tables`",
        after="loaded",
        options=(),
        happens=_suspend,
        remedy=_reload,
    ),
    Mishap(
        what="a row of the new database differs while payments go on",
        step="compare-early",
        said="are changed",
        people="see who has changed it; mend it, or load the table again",
        after="loaded",
        options=(),
        happens=_alter("new", "+"),
        remedy=_alter("new", "-"),
    ),
    Mishap(
        what="a writer of the old side is not stopped",
        step="writers-stopped",
        said="a minute without a change of the old database was not reached",
        people="stop it",
        happens=_keep_writing,
        remedy=_stop_writing,
    ),
    Mishap(
        what="the copy lags: the mark does not arrive",
        step="arrived",
        said="NO-GO: the mark",
        people="wait, and run the command again",
        after="writers-stopped",
        happens=_hold("over", held=True),
        remedy=_hold("over", held=False),
    ),
    Mishap(
        what="the copy ends by itself while the mark is waited for",
        step="arrived",
        said="dms-task-test is failed",
        people="run the command again: it goes on from where it was",
        after="writers-stopped",
        options=("--step", "arrived"),
        happens=_fail_over,
        remedy=_again,
    ),
    Mishap(
        what="a row of the new database differs in the end",
        step="compare",
        said="are changed",
        people="mend it, or call the cutover off by `make cutback`",
        after="arrived",
        happens=_alter("new", "+"),
        remedy=_alter("new", "-"),
    ),
    Mishap(
        what="a constraint does not hold: the old database never had it",
        step="end-copy",
        said="payments_result does not allow",
        people="`make cutback`, mend the rows in the old database, and another day",
        happens=_without_result,
        remedy=_with_result,
    ),
    Mishap(
        what="the copy back fails when it is started",
        step="start-back",
        said="dms-reverse-test is failed",
        people="mend it, and run the command again, or `make cutback`",
        after="end-copy",
        happens=_break_back(BROKEN),
        remedy=_break_back(""),
    ),
    Mishap(
        what="something is written to the old database after the comparison",
        step="open",
        said="something was written to the old database",
        people="`make cutback`, stop what writes, and another day",
        after="start-back",
        happens=_write_late,
        remedy=_call_off,
    ),
    Mishap(
        what="the copy back ends by itself once payments are on",
        step="watch",
        said="dms-reverse-test is failed",
        people="run the command again: it goes on from where it was",
        after="open",
        options=("--step", "watch"),
        happens=_fail_back,
        remedy=_again,
    ),
    Mishap(
        what="the copy back has ended when people want to turn back",
        kind="back",
        step="check",
        said="dms-reverse-test is failed",
        people="`make cutover OPTIONS='--step start-back'`",
        options=("--senders-turned",),
        happens=_fail_back,
        remedy=_start_back,
    ),
    Mishap(
        what="the new side does not book what waits there",
        kind="back",
        step="senders-turned",
        said="NO-GO: an empty queue",
        people="mend the processor, or `--leave-waiting`: senders send it again",
        options=("--senders-turned",),
        happens=_switch(on=False),
        remedy=_switch(on=True),
    ),
    Mishap(
        what="the copy back lags: the mark does not arrive",
        kind="back",
        step="arrived-back",
        said="NO-GO: the mark",
        people="wait, and run the command again",
        options=("--senders-turned",),
        happens=_hold("back", held=True),
        remedy=_hold("back", held=False),
    ),
    Mishap(
        what="a row of the old database differs",
        kind="back",
        step="compare-back",
        said="are changed",
        people="mend it: the new database has what is right",
        after="arrived-back",
        options=("--senders-turned",),
        happens=_alter("old", "+"),
        remedy=_alter("old", "-"),
    ),
)
