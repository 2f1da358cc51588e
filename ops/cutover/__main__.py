"""Moves the payments from the old database to the new one, by steps that each look first and do what is missing.

Run it days before: it loads the new database, follows the old one and compares both, and stops where people have to
stop the writers. Run it again with --writers-stopped on the day. Whatever fails, nothing is lost: the same command goes
on, and until payments are on `make cutback` calls it off.
"""

import sys
from collections.abc import Sequence

from ops.cutover import order
from ops.cutover.execution import Execution, options
from ops.cutover.parts import Allowed
from ops.lib.clients import Clients
from ops.lib.command import parser, run
from ops.lib.steps import Clock

THEN = (
    "watch the alarms of this stack for an hour, and the copy back for as long as turning back is to be possible",
    "read docs/cutover.md on until when that is, and on how the migration is switched off",
)


def main(arguments: Sequence[str], clients: Clients | None = None, clock: Clock | None = None) -> int:
    """Runs the command line; 0 where each step that was asked for is done, 1 where one refused or failed."""
    made = options(parser("cutover", __doc__))
    made.add_argument("--writers-stopped", action="store_true", help="nothing writes to the old database any more")
    made.add_argument("--one-way", action="store_true", help="there is to be no turning back once payments are on")
    made.add_argument("--at-once", action="store_true", help="open payments while the copy back is still being started")
    made.add_argument("--again", action="store_true", help="delete what was copied, and load everything once more")
    given = made.parse_args(arguments)
    allowed = Allowed(
        writers_stopped=given.writers_stopped, one_way=given.one_way, at_once=given.at_once, again=given.again
    )
    execution = Execution(given, allowed, clients, clock)
    return execution.take(order.steps(execution.cutover), THEN)


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:]))
