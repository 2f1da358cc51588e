"""The copy to the new database: its start, the wait for its load, its stop, and what ends with it."""

from ops.compare.comparison import Looks, compare
from ops.cutover import lag
from ops.cutover.journal import Note
from ops.cutover.parts import TABLES, Cutover, no_go
from ops.cutover.replication import Replication, TableState, await_at_rest, await_running, bring_to_rest, suspended
from ops.lib.steps import Outcome, Status, StepError

# A load takes hours: the command is run again until it has ended.
LOAD_SECONDS, EVERY_SECONDS = 3600, 60
ONE = Looks(most=1, every=0)
# Whoever stops the writers wants to wait for seconds only.
NEARLY_SECONDS = 30
# What DMS's validation says of a table that it does not call wrong; what it has yet to look at is compared in the end.
NOT_WRONG = (
    "Validated", "Pending records", "Pending validation", "Pending revalidation", "Preparing table", "Not enabled",
)  # fmt: skip


def start(cutover: Cutover) -> Outcome:
    """The copy runs; one that stopped goes on from where it was."""
    note, state, name = cutover.note(), cutover.copy.state(), cutover.copy.name
    if note and note.stopping:
        return Outcome(Status.ALREADY, f"{name} is stopped for good: both databases were the same")
    if note is None and not state.new and not (state.at_rest and not cutover.new_rows()):
        raise no_go(
            f"{name} was started by none of these commands, and nobody has looked whether the new database was empty "
            "before: stop it, and say --again, which deletes what was copied and loads it once more"
        )
    if state.running:
        return Outcome(Status.ALREADY, f"{name} runs")
    if cutover.context.dry_run:
        return Outcome(Status.WOULD, f"{name}, which is {state.status}, is started")
    if note is None:
        cutover.journal.write(Note(began=cutover.now()))
    if state.at_rest:
        _ask_for_start(cutover, new=state.new)
    await_running(cutover.context, cutover.copy)
    return Outcome(Status.DONE, f"{name} runs")


def _ask_for_start(cutover: Cutover, *, new: bool) -> None:
    if new or not cutover.new_rows():
        cutover.copy.start("start-replication" if new else "reload-target")
    elif all(table.complete for table in cutover.copy.tables()):
        cutover.copy.start("resume-processing")
    else:
        raise no_go(
            f"{cutover.copy.name} stopped before its load was complete, and a new load keeps the rows that are there "
            "as they are: say --again, which deletes them first"
        )


def empty(cutover: Cutover) -> Outcome:
    """What was copied is deleted, so that everything is loaded once more; payments of the new side's own never are.

    Raises StepError where the new database has rows that the old one has not.
    """
    note = cutover.note()
    if not cutover.allowed.again:
        return Outcome(Status.ALREADY, "nothing is to be loaded once more")
    if note and note.opened and not note.returned:
        raise no_go("payments are on: what is in the new database is theirs")
    if not cutover.copy.state().at_rest:
        raise no_go(f"{cutover.copy.name} is {cutover.copy.state().status}: stop it")
    own = [row for table in compare(cutover.ask, TABLES, looks=ONE).tables.values() for row in table.different]
    if extra := [str(row["key"]) for row in own if row["kind"] == "extra"]:
        raise no_go(f"{len(extra)} rows are in the new database alone, {extra[0]} among them: whose are they?")
    if cutover.context.dry_run:
        return Outcome(Status.WOULD, "what was copied is deleted from the new database")
    cutover.tell("copy", "begin")
    cutover.tell("copy", "empty")
    cutover.journal.write(Note(began=cutover.now()))
    return Outcome(Status.DONE, "what was copied is deleted from the new database")


def loaded(cutover: Cutover) -> Outcome:
    """Every table is loaded and follows within seconds, and DMS's own validation calls no row wrong."""
    note = cutover.note()
    if note and note.stopping:
        return Outcome(Status.ALREADY, "every table was loaded")
    if cutover.context.dry_run:
        states = ", ".join(f"{table.name}: {table.state}" for table in cutover.copy.tables())
        return Outcome(Status.WOULD, f"waits until every table is loaded; now: {states or 'nothing has begun'}")

    def complete() -> str | None:
        require_running(cutover.copy)
        tables = cutover.copy.tables()
        if not tables or not all(table.complete for table in tables):
            return None
        if wrong := [_wrong(table) for table in tables if table.failed or table.validation not in NOT_WRONG]:
            raise no_go(*wrong)
        late = lag.behind(cutover.context, cutover.client("cloudwatch"), cutover.copy)
        return f"{late:.0f} s" if late is not None and late <= NEARLY_SECONDS else None

    late = cutover.context.clock.until(
        complete,
        seconds=LOAD_SECONDS,
        every=EVERY_SECONDS,
        what=f"the end of the load, and a lag of {NEARLY_SECONDS} s,",
    )
    return Outcome(Status.DONE, f"every table is loaded, and changes arrive {late} late")


def stop(cutover: Cutover) -> Outcome:
    """The copy runs no more; nothing that the old database gets from now on would arrive."""
    note = cutover.note()
    if note and note.opened:
        return Outcome(Status.ALREADY, f"{cutover.copy.name} is stopped")
    if cutover.context.dry_run:
        return Outcome(Status.WOULD, f"{cutover.copy.name} is stopped")
    if cutover.journal.required().compared is None:
        raise no_go("both databases have not been found to be the same")
    if note and note.stopping is None:
        cutover.journal.change(stopping=cutover.now())
    return bring_to_rest(cutover.context, cutover.copy)


def end(cutover: Cutover) -> Outcome:
    """Every constraint holds in the new database, the copy can't write, and the place in the binlog is noted."""
    note = cutover.note()
    if note and note.position:
        return Outcome(Status.ALREADY, f"every constraint holds; the copy back begins at {note.position}")
    if cutover.context.dry_run:
        return Outcome(Status.WOULD, "every constraint is restored, and the place in the binlog is noted")
    if cutover.journal.required().stopping is None or not cutover.copy.state().at_rest:
        raise no_go(f"{cutover.copy.name} is not stopped")
    try:
        position = cutover.tell("copy", "end")["position"]
    except StepError as error:
        if "does not allow" not in str(error):
            raise
        advice = "call the cutover off by `make cutback`, mend the rows in the old database, and begin again"
        raise no_go(str(error), advice) from None
    if position is None:
        raise no_go("the new server writes no binlog, so that nothing could be copied back: see its backups")
    cutover.journal.change(position=position)
    return Outcome(Status.DONE, f"every constraint holds; the copy back begins at {position}")


def begin_again(cutover: Cutover) -> Outcome:
    """The copy can write in the new database again, runs, and goes on from where it was stopped."""
    note = cutover.journal.required()
    if note.stopping is None:
        return Outcome(Status.ALREADY, f"{cutover.copy.name} was not stopped")
    if cutover.context.dry_run:
        return Outcome(Status.WOULD, f"{cutover.copy.name} goes on")
    cutover.tell("copy", "begin")
    state = cutover.copy.state()
    if not state.running:
        if state.status == "stopping":
            await_at_rest(cutover.context, cutover.copy)
        if cutover.copy.state().at_rest:
            cutover.copy.start("resume-processing")
        await_running(cutover.context, cutover.copy)
    cutover.journal.write(Note(began=note.began))
    return Outcome(Status.DONE, f"{cutover.copy.name} goes on")


def require_running(copy: Replication) -> None:
    """Raises StepError where it does not run, or has given a table up."""
    state = copy.state()
    faults = [] if state.running else [f"{copy.name} is {state.status} {state.failure}".rstrip()]
    faults += suspended(copy)
    if faults:
        raise no_go(*faults)


def _wrong(table: TableState) -> str:
    return f"DMS's validation of {table.name}: {table.validation}, {table.failed} rows: `make compare` names them"
