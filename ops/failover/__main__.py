"""Moves the payments to the second region, where the Region switch plan can't.

Every step checks the current state and does only what is missing, so after any failure the same command continues.
"""

import sys
from collections.abc import Sequence

from ops.failover.execution import Execution, options
from ops.failover.switch import Allowed, Switch
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
    """Runs the command line; 0 where payments are made in the second region, 1 where a step failed."""
    made = options(parser("failover", __doc__))
    made.add_argument("--region-down", action="store_true", help="continue although the first region does not answer")
    made.add_argument(
        "--accept-loss", action="store_true", help="promote although the loss exceeds the RPO or is unknown"
    )
    made.add_argument("--promoted", action="store_true", help="the Region switch plan has promoted the server")
    given = made.parse_args(arguments)
    execution = Execution(given, clients, clock)
    switch = Switch(
        execution.context,
        execution.journal,
        execution.primary,
        execution.recovery,
        allowed=Allowed(region_down=given.region_down, loss=given.accept_loss, promoted=given.promoted),
    )
    return execution.take(switch.steps(), execution.recovery, THEN)


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:]))
