"""Moves the payments back to the first region, once the program has made its server a copy of the one that serves.

What stands is the program's to change: this command moves what serves, and says what `pulumi up` has to make before and
after it. Every step looks at what is and does only what is missing, so the same command goes on after any failure, and
ends the move when the second region follows again.
"""

import sys
from collections.abc import Sequence

from ops.failover import copies, event_source, secrets, server
from ops.failover.move import Move, options
from ops.failover.steps import Clock, Outcome, Status, Step
from ops.failover.switch import Allowed, Switch
from ops.lib.clients import Clients
from ops.lib.command import CommandError, parser, run

THEN = (
    "point whoever sends payments at the output queueUrl",
    "where the last step has warned: do what it says, and run this command again",
    "set payments:protection.deletionProtection back to true, and run `pulumi up`",
)


def main(arguments: Sequence[str], clients: Clients | None = None, clock: Clock | None = None) -> int:
    """Runs the command line; 0 where payments are made in the first region again, 1 where a step failed."""
    made = options(parser("failback", __doc__))
    made.add_argument("--accept-loss", action="store_true", help="promote although the replica has not caught up")
    given = made.parse_args(arguments)
    move = Move(given, clients, clock)
    return move.take(_steps(move, Allowed(loss=given.accept_loss)), move.primary, THEN)


def _steps(move: Move, allowed: Allowed) -> Sequence[Step]:
    work, here, there = move.work, move.primary, move.recovery
    before: Sequence[Step] = []
    if _serving(move) == there.region:
        before = [
            Step("copy", lambda: copies.ready(work, move.stack, here, there)),
            Step("old secrets", lambda: secrets.replicate(work, there, here)),
        ]
    return [
        *before,
        *Switch(work, move.journal, there, here, allowed=allowed).steps(),
        Step("secrets follow", lambda: secrets.replicate(work, here, there)),
        Step("unfreeze drift", lambda: unfreeze(move)),
    ]


def _serving(move: Move) -> str:
    """The region that payments are in: what the note says or, where the plan moved them, the second one."""
    note = move.journal.read()
    if note:
        return note.active
    if server.is_replica(move.work, move.recovery) or not event_source.is_on(move.work, move.recovery):
        raise CommandError(f"payments are not in {move.recovery.region}: there is nothing to move back")
    return move.recovery.region


def unfreeze(move: Move) -> Outcome:
    """Ends the note of the failover, once the second region's server follows again."""
    first, second = move.primary, move.recovery
    if not copies.copies(move.work, second, first):
        stack = move.stack
        command = copies.replace_by(stack, copies.second_server(stack), copies.copied_backups(stack))
        return Outcome(
            Status.WARNED,
            f"{second.server} in {second.region} is no copy of {first.server}, so {move.journal.name} stays. Set "
            "payments:recovery.active to `primary` and returning to false, run `pulumi refresh` and then "
            f"`{command}`, and this command again",
        )
    if not move.work.dry_run:
        move.ended = move.journal.read()
    return move.work.change(f"{move.journal.name} is removed; drift is put right again", move.journal.remove)


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:]))
