"""That nothing is written to the old database any more, and that the new one has all that it has."""

import json
import uuid
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Literal

from ops.compare.comparison import Comparison, compare
from ops.compare.marker import BY_HAND
from ops.cutover import copying, lag
from ops.cutover.parts import TABLES, Cutover, no_go
from ops.cutover.replication import Replication
from ops.lib.steps import Outcome, Status

# A minute without a change; within ten minutes whatever the old side had begun has ended.
STILL_SECONDS, STILL_PATIENCE_SECONDS = 60, 600
# How long a mark may be on its way, and its writing be waited for.
MARK_SECONDS, EVERY_SECONDS = 900, 5
# How many rows that differ are named; the report has all of them.
NAMED = 5
HOW_TO_STOP = (
    "the owners of the old side stop what writes there, book what waits there, and revoke the permission to write; "
    "then say --writers-stopped"
)


def early(cutover: Cutover) -> Outcome:
    """Both databases are the same while payments go on, but for what is on its way."""
    note = cutover.note()
    if note and note.still:
        return Outcome(Status.ALREADY, "the writers are stopped: the comparison that counts is the final one")
    if cutover.context.dry_run:
        return Outcome(Status.WOULD, "both databases are compared while payments go on")
    found = compare(cutover.ask, TABLES, clock=cutover.context.clock)
    _require_same(found)
    return Outcome(Status.DONE, _compared(found))


def still(cutover: Cutover) -> Outcome:
    """Nothing is written to the old database: a person has said so, and no change came in a minute."""
    note = cutover.note()
    if note and note.stopping:
        return Outcome(Status.ALREADY, "the writers are stopped")
    if not (cutover.allowed.writers_stopped or (note and note.still)):
        if cutover.context.dry_run:
            return Outcome(Status.WOULD, f"waits for people: {HOW_TO_STOP}")
        raise no_go(HOW_TO_STOP)
    if cutover.context.dry_run:
        return Outcome(Status.WOULD, "a minute without a change of the old database is waited for")
    cutover.journal.required()
    copying.require_running(cutover.copy)
    seen: list[tuple[int, ...]] = []

    def unchanged() -> str | None:
        seen.append(_changes(cutover))
        return "nothing" if seen[-2:] == [seen[-1]] * 2 else None

    cutover.context.clock.until(
        unchanged,
        seconds=STILL_PATIENCE_SECONDS,
        every=STILL_SECONDS,
        what="NO-GO: a minute without a change of the old database",
    )
    if note and note.still and note.last in (None, cutover.last_entry()):
        return Outcome(Status.ALREADY, "nothing is written to the old database")
    # What was believed before something was written again is believed no more.
    cutover.journal.write(
        replace(cutover.journal.required(), still=cutover.now(), mark=None, arrived=None, compared=None)
    )
    return Outcome(Status.DONE, "nothing is written to the old database")


def arrived(cutover: Cutover) -> Outcome:
    """A row that was written last has arrived, in the order of the old database's commits, and the lag is 0."""
    note = cutover.note()
    if note and note.arrived:
        return Outcome(Status.ALREADY, "everything has arrived")
    if cutover.context.dry_run:
        return Outcome(Status.WOULD, "a mark is written in the old database, and waited for in the new one")
    note = cutover.journal.required()
    if note.still is None:
        raise no_go("the old database may still be written to")
    mark = note.mark or str(uuid.uuid4())
    cutover.journal.change(mark=mark)
    if not _marked(cutover, mark, "old") and not cutover.ask({"ask": "mark", "mark": mark})["written"]:
        cutover.say(f"Run this in the old database, as one who may write there: {BY_HAND.format(mark=mark)}")
    seconds = _await_mark(cutover, cutover.copy, mark, ("old", "new"))
    cutover.journal.change(arrived=cutover.now())
    return Outcome(Status.DONE, f"the mark {mark} arrived after {seconds:.0f} s, and nothing is on its way")


def final(cutover: Cutover) -> Outcome:
    """Both databases are the same, row by row and in all numbers, with nothing on its way."""
    note = cutover.note()
    if note and note.compared:
        return Outcome(Status.ALREADY, "both databases were the same")
    if cutover.context.dry_run:
        return Outcome(Status.WOULD, "both databases are compared")
    if cutover.journal.required().arrived is None:
        raise no_go("it is not known that everything has arrived")
    last = cutover.last_entry()
    found = compare(cutover.ask, TABLES, final=True, clock=cutover.context.clock)
    _archive(cutover, "cutover", cutover.copy, found)
    _require_same(found)
    if cutover.last_entry() != last:
        raise no_go("something was written to the old database meanwhile")
    cutover.journal.change(compared=cutover.now(), last=last)
    return Outcome(Status.DONE, _compared(found))


def arrived_back(cutover: Cutover) -> Outcome:
    """A row that was written last on the new side has arrived on the old one, and the lag is 0."""
    note = cutover.journal.required()
    if note.arrived_back:
        return Outcome(Status.ALREADY, "everything has arrived on the old side")
    if cutover.context.dry_run:
        return Outcome(Status.WOULD, "a mark is written in the new database, and waited for in the old one")
    if note.closing is None:
        raise no_go("payments may still be made on the new side")
    mark = note.mark_back or str(uuid.uuid4())
    cutover.journal.change(mark_back=mark)
    cutover.tell("mark", mark)
    assert cutover.back is not None  # noqa: S101 (the check before it refuses a cutover without one)
    seconds = _await_mark(cutover, cutover.back, mark, ("new", "old"))
    cutover.journal.change(arrived_back=cutover.now())
    return Outcome(Status.DONE, f"the mark {mark} arrived after {seconds:.0f} s, and nothing is on its way")


def final_back(cutover: Cutover) -> Outcome:
    """Both databases are the same again, with all that the new one has got."""
    note = cutover.journal.required()
    if note.compared_back:
        return Outcome(Status.ALREADY, "both databases were the same")
    if cutover.context.dry_run:
        return Outcome(Status.WOULD, "both databases are compared")
    if note.arrived_back is None:
        raise no_go("it is not known that everything has arrived on the old side")
    found = compare(cutover.ask, TABLES, final=True, clock=cutover.context.clock)
    assert cutover.back is not None  # noqa: S101 (the check before it refuses a cutover without one)
    _archive(cutover, "cutback", cutover.back, found)
    _require_same(found)
    cutover.journal.change(compared_back=cutover.now())
    return Outcome(Status.DONE, _compared(found))


def _changes(cutover: Cutover) -> tuple[int, ...]:
    """What every write to the old database alters: its last entry, and how many changes of each table DMS has read."""
    return cutover.last_entry(), *(table.changes for table in cutover.copy.tables())


def _await_mark(cutover: Cutover, copy: Replication, mark: str, way: tuple[str, str]) -> float:
    """How many seconds a mark was on its way; raises StepError where it is not written, or does not arrive."""
    clock, (start, end) = cutover.context.clock, way

    def written() -> str | None:
        return start if _marked(cutover, mark, start) else None

    def has_arrived() -> str | None:
        copying.require_running(copy)
        return end if _marked(cutover, mark, end) else None

    clock.until(written, seconds=MARK_SECONDS, every=EVERY_SECONDS, what=f"the mark {mark} in the {start} database")
    began = clock.now()
    clock.until(
        has_arrived, seconds=MARK_SECONDS, every=EVERY_SECONDS, what=f"NO-GO: the mark {mark} in the {end} database"
    )
    seconds = clock.now() - began
    lag.await_none(cutover.context, cutover.client("cloudwatch"), copy)
    return seconds


def _marked(cutover: Cutover, mark: str, side: str) -> bool:
    return bool(cutover.ask({"ask": "marked", "mark": mark})[side])


def _archive(cutover: Cutover, kind: Literal["cutover", "cutback"], copy: Replication, found: Comparison) -> None:
    """The report is beside those of `make compare`, whatever it says; rows are in it by their keys alone.

    It has what DMS says of the copy that has ended, and what DMS's validation has written down on its target: null
    where that is not to be seen, as in an old database whose user for comparisons may not read `awsdms_control`.
    """
    note, side = cutover.journal.required(), "new" if kind == "cutover" else "old"
    mark, at = (note.mark, note.arrived) if kind == "cutover" else (note.mark_back, note.arrived_back)
    report = {
        "kind": kind,
        "comparison": found.report(),
        "mark": {"mark": mark, "arrived": at},
        "dms": {
            "name": copy.name,
            "tables": [asdict(table) for table in copy.tables()],
            "failures": cutover.ask({"ask": "failures", "side": side})["failures"],
        },
    }
    made = datetime.fromtimestamp(cutover.now(), UTC)
    cutover.client("s3").put_object(
        Bucket=cutover.reports,
        Key=f"comparisons/{made:%Y%m%dT%H%M%SZ}-{kind}.json",
        Body=json.dumps(report, indent=2, default=str).encode(),
        ContentType="application/json",
    )


def _require_same(found: Comparison) -> None:
    """Raises StepError where rows differ, with the keys of the first ones."""
    if found.same:
        return
    rows = [f"{name} {row['key']}" for name, table in found.tables.items() for row in table.different]
    named = f"; the first rows: {', '.join(rows[:NAMED])}" if rows else ""
    raise no_go(*found.found, f"`make compare` reports it all{named}")


def _compared(found: Comparison) -> str:
    rows = ", ".join(f"{table.rows['new']} of {name}" for name, table in found.tables.items())
    return f"both databases are the same: {rows}"
