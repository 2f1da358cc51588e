"""Moves the payments back to the first region, once the program has made its server a replica of the active one.

The resources are the program's to change: this command moves the payments, and says what `pulumi up` has to create
before and after it. Every step checks the current state and does only what is missing, so the same command continues
after any failure. It ends the failover when the second region's server is a replica again.
"""

import sys
from collections.abc import Sequence

from ops.failover import abort, by_plan, replicas, secrets
from ops.failover.execution import Execution, options
from ops.failover.move import Allowed, Move
from ops.failover.switch import Switch
from ops.lib import database_server, event_source
from ops.lib.clients import Clients
from ops.lib.command import CommandError, parser, run
from ops.lib.steps import Clock, Outcome, Status, Step

THEN = (
    "point whoever sends payments at the output queueUrl",
    "where the last step has warned: do what it says, then run this command again",
    "set payments:protection.deletionProtection back to true, and run `pulumi up`",
)


def main(arguments: Sequence[str], clients: Clients | None = None, clock: Clock | None = None) -> int:
    """Runs the command line; 0 where payments are made where they should be, 1 where a step failed."""
    made = options(parser("failback", __doc__))
    made.add_argument("--accept-loss", action="store_true", help="promote although the replica has not caught up")
    given = made.parse_args(arguments)
    execution = Execution(given, clients, clock)
    allowed = Allowed(loss=given.accept_loss, promoted=by_plan.moved_back(execution))
    move = execution.move(execution.recovery, execution.primary, allowed)
    if given.abort:
        return execution.take(abort.steps(move), execution.recovery, abort.THEN)
    return execution.take(_steps(execution, move), execution.primary, THEN)


def _steps(execution: Execution, move: Move) -> Sequence[Step]:
    context, here, there = execution.context, execution.primary, execution.recovery
    replica: Sequence[Step] = []
    before: Sequence[Step] = []
    if move.allowed.promoted:
        before = [Step("old secrets", lambda: secrets.follow(context, there, here))]
    elif _serving(execution) == there.region:
        replica = [Step("replica", lambda: replicas.ready(context, execution.stack, here, there))]
        before = [Step("old secrets", lambda: secrets.replicate(context, there, here))]
    return [
        *replica,
        *Switch(move).steps(before),
        Step("secrets follow", lambda: secrets.replicate(context, here, there)),
        Step("unfreeze drift", lambda: unfreeze(execution)),
    ]


def _serving(execution: Execution) -> str:
    """The active region: the one in the note or, where the plan moved the payments, the second one."""
    note, there = execution.journal.read(), execution.recovery
    if note and note.active == execution.primary.region:
        return note.active
    if database_server.is_replica(execution.context, there):
        raise CommandError(
            f"payments are not in {there.region}: there is nothing to move back. A failover that has not ended is put "
            "back by `make failover` with --abort"
        )
    if note is None and not event_source.is_on(execution.context, there):
        raise CommandError(
            f"payments are not in {there.region}: there is nothing to move back. Where a plan was broken off that had "
            "already stopped them there, `make failover` with --promoted starts them again"
        )
    return there.region


def unfreeze(execution: Execution) -> Outcome:
    """Removes the note of the failover, once the second region's server is a replica again."""
    first, second = execution.primary, execution.recovery
    if not replicas.is_replica_of(execution.context, second, first):
        stack = execution.stack
        command = replicas.replace_command(stack, replicas.second_server(stack), replicas.replicated_backups(stack))
        return Outcome(
            Status.WARNED,
            f"{second.server} in {second.region} is not a replica of {first.server}, so {execution.journal.name} "
            "stays. Set payments:recovery.active to `primary` and returning to false, run `pulumi refresh` and then "
            f"`{command}`, and this command again",
        )
    if not execution.context.dry_run:
        execution.ended = execution.journal.read()
    return execution.context.change(
        f"{execution.journal.name} is removed; drift is remediated again", execution.journal.remove
    )


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:]))
