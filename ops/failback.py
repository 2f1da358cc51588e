"""Moves the payments back to the first region, and makes the second one the follower again.

The first region's old server is set aside and never overwritten. Every step looks at what is and does only what is
missing, so after any failure the same command goes on.
"""

import sys
from collections.abc import Sequence

from ops import secrets
from ops.clients import Clients
from ops.command import CommandError, parser, run
from ops.journal import Note
from ops.move import Move, options
from ops.rebuild import rebuild
from ops.steps import Clock, Outcome, Step
from ops.switch import Allowed, Switch

THEN = (
    "point whoever sends payments at the output queueUrl",
    "set payments:recovery.active to `primary`, and run `pulumi refresh` and `pulumi up` as docs/failover.md says",
    "compare the books with the servers that were set aside, and delete these",
)


def main(arguments: Sequence[str], clients: Clients | None = None, clock: Clock | None = None) -> int:
    """Runs the command line; 0 where payments are made in the first region again, 1 where a step failed."""
    made = options(parser("failback", __doc__))
    made.add_argument("--accept-loss", action="store_true", help="promote although the replica has not caught up")
    given = made.parse_args(arguments)
    move = Move(given, clients, clock)
    note = move.journal.read()
    if note is None:
        raise CommandError(f"there is no {move.journal.name} in {move.recovery.region}: payments were not moved away")
    return move.take(_steps(move, note, Allowed(loss=given.accept_loss)), move.primary, THEN)


def _steps(move: Move, note: Note, allowed: Allowed) -> Sequence[Step]:
    work, here, there = move.work, move.primary, move.recovery
    switch = Switch(work, move.journal, there, here, rotation_days=move.rotation_days, allowed=allowed)
    steps = switch.steps()
    if note.active == there.region:
        # The way back begins while the second region goes on with the payments.
        steps = [
            Step("old server", lambda: rebuild(work, there, here, note.day)),
            Step("old secrets", lambda: secrets.replicate(work, there, here)),
            *steps,
        ]
    return [
        *steps,
        # The switch has written a new note by then, whose day a later run of this command finds too.
        Step("new follower", lambda: rebuild(work, here, there, (move.journal.read() or note).day)),
        Step("secrets follow", lambda: secrets.replicate(work, here, there)),
        Step("unfreeze drift", lambda: unfreeze(move)),
    ]


def unfreeze(move: Move) -> Outcome:
    """Ends the note of the failover."""
    if not move.work.dry_run:
        move.ended = move.journal.read()
    return move.work.change(f"{move.journal.name} is removed; drift is put right again", move.journal.remove)


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:]))
