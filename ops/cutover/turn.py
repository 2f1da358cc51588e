"""The turn: the copy back runs before the first payment is made on the new side, and then payments are on."""

from collections.abc import Iterator

from ops.cutover.journal import Note
from ops.cutover.parts import Cutover, no_go
from ops.cutover.replication import Replication, await_at_rest, await_running, suspended
from ops.lib import event_source
from ops.lib.steps import Outcome, Status

# What is amiss with the new side shows within minutes, while turning back is cheap.
WATCH_SECONDS, EVERY_SECONDS = 600, 60


def start_back(cutover: Cutover) -> Outcome:
    """The copy back runs, from the place in the binlog behind the last row that came from the old database."""
    back = cutover.back
    if back is None or cutover.allowed.one_way:
        return Outcome(Status.WARNED, "there is no copy back: once payments are on, nobody can turn back")
    note = cutover.note()
    if cutover.context.dry_run:
        return Outcome(Status.WOULD, f"{back.name} is started")
    if note is None or note.position is None:
        raise no_go("the copy has not ended, and no place in the binlog is noted")
    if note.compared_back:
        return Outcome(Status.ALREADY, "the old side has every payment")
    if not back.state().running:
        _start(cutover, back, note)
        if cutover.allowed.at_once:
            return Outcome(Status.WARNED, f"{back.name} is being started, and payments do not wait for it")
        await_running(cutover.context, back)
    if note.followed:
        return Outcome(Status.ALREADY, f"{back.name} runs")
    cutover.journal.change(followed=cutover.now())
    return Outcome(Status.DONE, f"{back.name} copies what is written from {note.position} on")


def open_payments(cutover: Cutover) -> Outcome:
    """The processor of the new side makes payments. From here on turning back needs the copy back."""
    context, note = cutover.context, cutover.note()
    if context.dry_run:
        return Outcome(Status.WOULD, "payments are on")
    if note is None or not note.opened:
        if faults := list(_in_the_way(cutover)):
            raise no_go(*faults)
        # First on record: what may have begun is not called off any more.
        cutover.journal.change(opened=cutover.now())
    elif note.closing:
        raise no_go("payments were told to end on the new side: run `make cutback` to its end")
    outcome = event_source.switch(context, cutover.payments, on=True)
    event_source.await_on(context, cutover.payments)
    return Outcome(outcome.status, "payments are made on the new side")


def watch(cutover: Cutover) -> Outcome:
    """For some minutes payments are booked on the new side, and the copy back brings them to the old one."""
    if cutover.context.dry_run:
        return Outcome(Status.WOULD, f"looks on for {WATCH_SECONDS // 60} minutes")
    note = cutover.journal.required()
    if note.opened is None:
        raise no_go("payments are not on")
    until = note.opened + WATCH_SECONDS
    if cutover.back and not cutover.allowed.one_way and note.followed is None and not list(_amiss(cutover)):
        await_running(cutover.context, cutover.back)
        cutover.journal.change(followed=cutover.now())
    while True:
        if faults := list(_amiss(cutover)):
            raise no_go(*faults, "repair it, or turn back by `make cutback`")
        if cutover.now() >= until:
            break
        cutover.context.clock.pause(EVERY_SECONDS)
    if cutover.last_entry("new") <= (note.last or 0):
        return Outcome(Status.WARNED, "no payment was made on the new side yet: is it sent any?")
    return Outcome(Status.DONE, "payments are made on the new side, and the old one follows")


def _start(cutover: Cutover, back: Replication, note: Note) -> None:
    """Asks for its start: at the place until it has run from there, and then on from what it has reached."""
    if back.state().status == "stopping":
        await_at_rest(cutover.context, back)
    if not back.state().at_rest:
        return
    if note.followed and note.opened:
        back.start("resume-processing")
    else:
        back.start("start-replication", note.position)


def _in_the_way(cutover: Cutover) -> Iterator[str]:
    note = cutover.journal.required()
    if note.compared is None:
        yield "both databases have not been found to be the same"
    elif cutover.last_entry() != note.last:
        yield (
            "something was written to the old database after the comparison: call the cutover off by `make cutback`, "
            "stop what writes, and begin again"
        )
    if not cutover.copy.state().at_rest:
        yield f"{cutover.copy.name} is not stopped"
    if note.position is None:
        yield "the constraints of the new database are not restored"
    if cutover.back and not cutover.allowed.one_way:
        yield from _ill(cutover.back, starting=cutover.allowed.at_once)


def _amiss(cutover: Cutover) -> Iterator[str]:
    if not cutover.copy.state().at_rest:
        yield f"{cutover.copy.name} runs, and writes into what has changed since"
    if cutover.back and not cutover.allowed.one_way:
        yield from _ill(cutover.back, starting=cutover.journal.required().followed is None)


def _ill(back: Replication, *, starting: bool) -> Iterator[str]:
    """What is wrong with the copy back, which may still be starting."""
    state = back.state()
    if state.at_rest or not (state.running or starting):
        yield f"{back.name} is {state.status} {state.failure}".rstrip()
    yield from suspended(back)
