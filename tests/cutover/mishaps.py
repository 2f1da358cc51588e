"""What else can go wrong on the day: how it comes about, which step refuses, and what people do then."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.cutover import happenings
from tests.cutover.day import Day
from tests.cutover.schedules import Kind


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


MISHAPS: Sequence[Mishap] = (
    Mishap(
        what="the new database has payments before the load",
        step="check",
        said="has payments already",
        people="empty its tables",
        options=(),
        happens=happenings.book_before,
        remedy=happenings.empty,
    ),
    Mishap(
        what="the assessment has failed",
        step="check",
        said="the assessment is failed",
        people="mend what `make assess` names",
        options=(),
        happens=happenings.assess("failed"),
        remedy=happenings.assess("passed"),
    ),
    Mishap(
        what="the copy ends by itself during its load",
        step="start-copy",
        said="stopped before its load was complete",
        people="`make cutover OPTIONS=--again`, which empties the tables and loads them again",
        after="start-copy",
        options=(),
        happens=happenings.fail_over,
        remedy=happenings.load_again,
    ),
    Mishap(
        what="a row can't be written, and its table is suspended",
        step="loaded",
        said="has suspended the table payments",
        people="remove the cause, delete the table's rows, `aws dms reload-tables`",
        after="loaded",
        options=(),
        happens=happenings.suspend,
        remedy=happenings.reload,
    ),
    Mishap(
        what="a row of the new database differs while payments go on",
        step="compare-early",
        said="are changed",
        people="see who has changed it; mend it, or load the table again",
        after="loaded",
        options=(),
        happens=happenings.alter("new", "+"),
        remedy=happenings.alter("new", "-"),
    ),
    Mishap(
        what="a writer of the old side is not stopped",
        step="writers-stopped",
        said="a minute without a change of the old database was not reached",
        people="stop it",
        happens=happenings.keep_writing,
        remedy=happenings.stop_writing,
    ),
    Mishap(
        what="the copy lags: the mark does not arrive",
        step="arrived",
        said="NO-GO: the mark",
        people="wait, and run the command again",
        after="writers-stopped",
        happens=happenings.hold("over", held=True),
        remedy=happenings.hold("over", held=False),
    ),
    Mishap(
        what="the copy ends by itself while the mark is waited for",
        step="arrived",
        said="dms-task-test is failed",
        people="run the command again: it goes on from where it was",
        after="writers-stopped",
        options=("--step", "arrived"),
        happens=happenings.fail_over,
        remedy=happenings.again,
    ),
    Mishap(
        what="a row of the new database differs in the end",
        step="compare",
        said="are changed",
        people="mend it, or call the cutover off by `make cutback`",
        after="arrived",
        happens=happenings.alter("new", "+"),
        remedy=happenings.alter("new", "-"),
    ),
    Mishap(
        what="a constraint does not hold: the old database never had it",
        step="end-copy",
        said="payments_result does not allow",
        people="`make cutback`, mend the rows in the old database, and another day",
        happens=happenings.without_result,
        remedy=happenings.with_result,
    ),
    Mishap(
        what="the copy back fails when it is started",
        step="start-back",
        said="dms-reverse-test is failed",
        people="mend it, and run the command again, or `make cutback`",
        after="end-copy",
        happens=happenings.break_back(happenings.BROKEN),
        remedy=happenings.break_back(""),
    ),
    Mishap(
        what="something is written to the old database after the comparison",
        step="open",
        said="something was written to the old database",
        people="`make cutback`, stop what writes, and another day",
        after="start-back",
        happens=happenings.write_late,
        remedy=happenings.call_off,
    ),
    Mishap(
        what="the copy back ends by itself once payments are on",
        step="watch",
        said="dms-reverse-test is failed",
        people="run the command again: it goes on from where it was",
        after="open",
        options=("--step", "watch"),
        happens=happenings.fail_back,
        remedy=happenings.again,
    ),
    Mishap(
        what="the copy back has ended when people want to turn back",
        kind="back",
        step="check",
        said="dms-reverse-test is failed",
        people="`make cutover OPTIONS='--step start-back'`",
        options=("--senders-turned",),
        happens=happenings.fail_back,
        remedy=happenings.start_back,
    ),
    Mishap(
        what="the copy back ends, and repeats what it wrote when it is started again",
        kind="back",
        step="arrived-back",
        said="dms-reverse-test is failed",
        people="`make cutover OPTIONS='--step start-back'`: rows that are there already are replaced",
        after="close",
        options=("--senders-turned", "--step", "arrived-back"),
        happens=happenings.fail_back,
        remedy=happenings.repeat_back,
    ),
    Mishap(
        what="the new side does not book what waits there",
        kind="back",
        step="senders-turned",
        said="NO-GO: an empty queue",
        people="mend the processor, or `--leave-waiting`: senders send it again",
        options=("--senders-turned",),
        happens=happenings.switch(on=False),
        remedy=happenings.switch(on=True),
    ),
    Mishap(
        what="the copy back lags: the mark does not arrive",
        kind="back",
        step="arrived-back",
        said="NO-GO: the mark",
        people="wait, and run the command again",
        options=("--senders-turned",),
        happens=happenings.hold("back", held=True),
        remedy=happenings.hold("back", held=False),
    ),
    Mishap(
        what="a row of the old database differs",
        kind="back",
        step="compare-back",
        said="are changed",
        people="mend it: the new database has what is right",
        after="arrived-back",
        options=("--senders-turned",),
        happens=happenings.alter("old", "+"),
        remedy=happenings.alter("old", "-"),
    ),
)
