"""Moves the payments to the second region, where the Region switch plan can't.

Nothing is stopped before it is known that the move can succeed. Every step checks the current state and does only what
is missing, so after any failure the same command continues; until the server is promoted, --abort puts everything back.
"""

import sys
from collections.abc import Sequence

from ops.failover import abort
from ops.failover.execution import Execution, options
from ops.failover.move import Allowed
from ops.failover.switch import Switch
from ops.lib.clients import Clients
from ops.lib.command import parser, run
from ops.lib.steps import Clock

THEN = (
    "set payments:recovery.active to `recovery` in Pulumi.<stack>.yaml, and run `pulumi refresh` and `pulumi up`",
    "point whoever sends payments at the output recoveryQueueUrl",
    "where the first region was down: run this command again as soon as it answers",
    "read docs/recovery.md on what was lost, and on the way back",
)


def main(arguments: Sequence[str], clients: Clients | None = None, clock: Clock | None = None) -> int:
    """Runs the command line; 0 where payments are made where they should be, 1 where a step failed."""
    made = options(parser("failover", __doc__))
    made.add_argument("--region-down", action="store_true", help="continue although the first region does not answer")
    made.add_argument("--accept-loss", action="store_true", help="promote although what was not replicated is lost")
    made.add_argument("--promoted", action="store_true", help="the Region switch plan has promoted the server")
    given = made.parse_args(arguments)
    execution = Execution(given, clients, clock)
    allowed = Allowed(region_down=given.region_down, loss=given.accept_loss, promoted=given.promoted)
    move = execution.move(execution.primary, execution.recovery, allowed)
    if given.abort:
        return execution.take(abort.steps(move), execution.primary, abort.THEN)
    return execution.take(Switch(move).steps(), execution.recovery, THEN)


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:]))
