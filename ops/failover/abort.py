"""Puts everything back as it was before a move, as long as the target's server is not promoted."""

from collections.abc import Sequence

from ops.failover import lease_taking
from ops.failover.move import Move
from ops.lib import database_server, event_source
from ops.lib.journal import Note
from ops.lib.steps import Outcome, Status, Step, StepError

# For so long a server that was asked to be promoted may still be shown as an available replica.
SHOWN_SECONDS, EVERY_SECONDS = 120, 15
THEN = ("find out why the move was broken off, and look at the age of the oldest waiting payment",)


def steps(move: Move) -> Sequence[Step]:
    """All steps in their order: the target is off before the source is on again."""
    context, target = move.context, move.target
    return [
        Step("not promoted", lambda: not_promoted(move)),
        Step("target off", lambda: event_source.switch(context, target, on=False)),
        Step("lease back", lambda: lease_taking.take(context, move.source)),
        Step("source on", lambda: source_on(move)),
        Step("unfreeze drift", lambda: unfreeze(move)),
    ]


def not_promoted(move: Move) -> Outcome:
    """Whether everything can be put back: raises StepError where the target's server is no longer a replica."""
    context, target = move.context, move.target
    if not context.dry_run:
        _await_shown(move)
    server = database_server.describe(context, target) or {}
    if not database_server.source(server):
        raise StepError(
            f"{target.server} in {target.region} is a server of its own: it and {move.source.server} part from here, "
            "and payments may be in either. Run the command without --abort to its end, and then move the payments back"
        )
    if server["DBInstanceStatus"] != "available":
        raise StepError(
            f"{target.server} in {target.region} is {server['DBInstanceStatus']}: it may be in the middle of its "
            "promotion. Run the command again when it is available"
        )
    return Outcome(Status.ALREADY, f"{target.server} in {target.region} is still a replica")


def _await_shown(move: Move) -> None:
    """Waits until a promotion that was asked for shows in the server's state."""
    note, clock = move.journal.read(), move.context.clock
    while note and note.asked and clock.now() < note.asked + SHOWN_SECONDS:
        clock.pause(EVERY_SECONDS)


def source_on(move: Move) -> Outcome:
    """Switches the source's event source on again, and waits until it makes payments."""
    outcome = event_source.switch(move.context, move.source, on=True)
    if not move.context.dry_run:
        event_source.await_on(move.context, move.source)
    return outcome


def unfreeze(move: Move) -> Outcome:
    """Removes the note of the move, or brings back the one that was there before."""
    note = move.journal.read()
    if note is None or note.active != move.target.region:
        return Outcome(Status.ALREADY, f"{move.journal.name} says nothing of a move to {move.target.region}")
    if note.previous is None:
        return move.context.change(f"{move.journal.name} is removed", move.journal.remove)
    before = Note(**note.previous)
    return move.context.change(f"{move.journal.name} says {before.active} again", lambda: move.journal.write(before))
