"""Turns back to the old database: calls the cutover off while payments are not on, else brings back all of them.

Payments end on the new side before the old one makes any, and the old one has them all by then. Whatever fails, nothing
is lost: the same command goes on.
"""

import sys
from collections.abc import Sequence

from ops.cutover import back
from ops.cutover.execution import Execution, options
from ops.cutover.parts import Allowed
from ops.lib.clients import Clients
from ops.lib.command import CommandError, parser, run
from ops.lib.steps import Clock

CALLED_OFF = ("the owners of the old side let it write again; `make cutover` goes on from there another day",)
RETURNED = (
    "the owners of the old side let it write again, and book what waits there",
    "read docs/cutover.md on how to begin again",
)


def main(arguments: Sequence[str], clients: Clients | None = None, clock: Clock | None = None) -> int:
    """Runs the command line; 0 where the old side can go on, 1 where a step refused or failed."""
    made = options(parser("cutback", __doc__))
    made.add_argument("--senders-turned", action="store_true", help="nobody sends payments to the new side any more")
    made.add_argument("--leave-waiting", action="store_true", help="what waits on the new side is sent again elsewhere")
    given = made.parse_args(arguments)
    allowed = Allowed(senders_turned=given.senders_turned, leave_waiting=given.leave_waiting)
    execution = Execution(given, allowed, clients, clock)
    note = execution.cutover.note()
    if note is None:
        raise CommandError("no cutover has begun here: there is nothing to turn back")
    if note.opened:
        return execution.take(back.returning(execution.cutover), RETURNED)
    return execution.take(back.calling_off(execution.cutover), CALLED_OFF)


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:]))
