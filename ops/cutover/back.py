"""The way back: before payments are on nothing is lost by it, and after that the copy back brings all of them."""

from collections.abc import Sequence

from ops.cutover import copying, proof, readiness
from ops.cutover.parts import Cutover, no_go
from ops.cutover.replication import bring_to_rest, suspended
from ops.lib import event_source
from ops.lib.steps import Outcome, Status, Step

# The processor empties a queue of the usual length in much less.
DRAIN_SECONDS, EVERY_SECONDS = 900, 15
HOW_TO_TURN = (
    "whoever sends payments sends them to the old platform, which keeps them waiting; then say --senders-turned"
)


def calling_off(cutover: Cutover) -> Sequence[Step]:
    """The steps while payments are not on: the copy goes on, and the old side may write again."""
    return [
        Step("not-opened", lambda: not_opened(cutover)),
        Step("stop-back", lambda: stop_back(cutover)),
        Step("resume-copy", lambda: copying.begin_again(cutover)),
    ]


def returning(cutover: Cutover) -> Sequence[Step]:
    """The steps once payments are on: they end on the new side before the old one makes any."""
    return [
        Step("check", lambda: check(cutover)),
        Step("senders-turned", lambda: senders_turned(cutover)),
        Step("close", lambda: close(cutover)),
        Step("arrived-back", lambda: proof.arrived_back(cutover)),
        Step("compare-back", lambda: proof.final_back(cutover)),
        Step("stop-back", lambda: stop_back(cutover)),
        Step("hand-over", lambda: hand_over(cutover)),
    ]


def not_opened(cutover: Cutover) -> Outcome:
    """Whether payments are off, so that the new database has nothing of its own."""
    note = cutover.journal.required()
    if note.opened:
        raise no_go("payments are on")
    if event_source.is_on(cutover.context, cutover.payments):
        raise no_go("the processor of the new side takes payments: switch it off, and see what it has booked")
    return Outcome(Status.DONE, "payments are not on: nothing is lost by calling it off")


def check(cutover: Cutover) -> Outcome:
    """Whether there is a way back: raises StepError with all that is in its way."""
    note = cutover.journal.required()
    if note.returned:
        return Outcome(Status.ALREADY, "payments are back on the old side")
    if cutover.back is None:
        raise no_go("there is no copy back: the old database has nothing of what was booked since payments are on")
    state, faults = cutover.back.state(), list[str]()
    if not state.running and note.compared_back is None:
        faults.append(
            f"{cutover.back.name} is {state.status} {state.failure}".rstrip()
            + ": start it again by `make cutover OPTIONS='--step start-back'`"
        )
    faults += suspended(cutover.back)
    if not cutover.copy.state().at_rest:
        faults.append(f"{cutover.copy.name} runs: stop it first")
    if faults:
        raise no_go(*faults)
    return Outcome(Status.DONE, f"{cutover.back.name} brings back all that was booked")


def senders_turned(cutover: Cutover) -> Outcome:
    """Nobody sends payments to the new side any more, and it has booked all that were sent there."""
    note = cutover.journal.required()
    if note.closing:
        return Outcome(Status.ALREADY, "nobody sends payments to the new side")
    if cutover.context.dry_run:
        return Outcome(Status.WOULD, f"waits for people: {HOW_TO_TURN}")
    if not cutover.allowed.senders_turned:
        raise no_go(HOW_TO_TURN)
    if cutover.allowed.leave_waiting:
        count = readiness.waiting(cutover)
        return Outcome(
            Status.WARNED, f"{count} payments stay in the new queue: their senders send them to the old side"
        )

    def empty() -> str | None:
        return "empty" if readiness.waiting(cutover) == 0 else None

    what = "NO-GO: an empty queue (where nothing books it any more, say --leave-waiting)"
    cutover.context.clock.until(
        empty, seconds=DRAIN_SECONDS, every=EVERY_SECONDS, what=what, steadily=event_source.COUNTS_SECONDS
    )
    return Outcome(Status.DONE, "everything that was sent to the new side is booked")


def close(cutover: Cutover) -> Outcome:
    """The processor of the new side makes no payments, and none is in flight."""
    context = cutover.context
    if not context.dry_run and cutover.journal.required().closing is None:
        cutover.journal.change(closing=cutover.now())
    outcome = event_source.switch(context, cutover.payments, on=False)
    if not context.dry_run:
        event_source.await_drained(context, cutover.payments)
    return outcome


def stop_back(cutover: Cutover) -> Outcome:
    """The copy back runs no more."""
    back, note = cutover.back, cutover.journal.required()
    if back is None:
        return Outcome(Status.ALREADY, "there is no copy back")
    if cutover.context.dry_run:
        return Outcome(Status.WOULD, f"{back.name} is stopped")
    if note.opened and note.compared_back is None:
        raise no_go("both databases have not been found to be the same again")
    return bring_to_rest(cutover.context, back)


def hand_over(cutover: Cutover) -> Outcome:
    """The old side has every payment, and nothing of this stack writes to it any more."""
    note = cutover.journal.required()
    if note.returned:
        return Outcome(Status.ALREADY, "payments are back on the old side")
    if cutover.context.dry_run:
        return Outcome(Status.WOULD, "the old side may write again")
    if note.compared_back is None or (cutover.back and not cutover.back.state().at_rest):
        raise no_go("the copy back has not ended")
    cutover.journal.change(returned=cutover.now())
    return Outcome(Status.DONE, "the old side has every payment: its owners let it write again")
