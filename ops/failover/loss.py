"""How much a promotion loses, and whether that is allowed."""

from config.recovery_objectives import DURATIONS, RPO_SECONDS
from ops.failover.move import Move
from ops.lib import database_server, replica_lag
from ops.lib.steps import Outcome, Status, StepError

CATCH_UP_SECONDS = DURATIONS["catch-up"].at_most * 60


def catch_up(move: Move) -> Outcome:
    """Waits until the target's server has all that the source's has, and notes what it lacks where that is accepted.

    The source has stopped by now. Where it answers, a server that lacks something is an error, however little it is.
    """
    context, target = move.context, move.target
    if not database_server.is_replica(context, target):
        note = move.journal.read()
        known = "unknown" if note is None or note.loss_seconds is None else f"{note.loss_seconds:.0f} s at most"
        return Outcome(Status.ALREADY, f"the server is promoted; lost: {known}")
    if context.dry_run:
        return Outcome(Status.WOULD, f"{target.server} in {target.region} is awaited to have everything")
    if not move.source_answers():
        found = replica_lag.possible_loss(context, target)
        outcome = judge(found, accepted=move.allowed.loss)
        return _noted(move, found, outcome)
    try:
        replica_lag.await_caught_up(context, target, CATCH_UP_SECONDS)
    except StepError as error:
        if not move.allowed.loss:
            raise StepError(
                f"{error}. Promoted now, it would lose payments: give them up with --accept-loss, or put everything "
                "back with --abort"
            ) from None
        found = replica_lag.possible_loss(context, target)
        return _noted(move, found, Outcome(Status.WARNED, f"{_text(found)}, which was accepted"))
    return _noted(
        move, 0.0, Outcome(Status.DONE, f"{target.server} in {target.region} has everything: nothing is lost")
    )


def judge(found: float | None, *, accepted: bool) -> Outcome:
    """Whether a promotion without the source may lose so much; raises StepError where a person has to accept it."""
    if found is not None and found <= RPO_SECONDS:
        return Outcome(Status.DONE, _text(found))
    if accepted:
        return Outcome(Status.WARNED, f"{_text(found)}, which was accepted")
    raise StepError(f"{_text(found)}; allowed: {RPO_SECONDS} s. Promote all the same with --accept-loss")


def _noted(move: Move, found: float | None, outcome: Outcome) -> Outcome:
    if found is not None:
        move.note(loss_seconds=found)
    return outcome


def _text(found: float | None) -> str:
    if found is None:
        return "nobody knows how much is lost: there is no replica lag"
    return f"at most {found:.0f} s are lost"
