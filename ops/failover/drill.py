"""Rehearses a failover and says how long it takes, step by step, against what is allowed.

Its table holds what each step typically takes, may take, and took. Without --for-real it changes nothing: it asks the
Region switch plan for its evaluation and looks at what each step finds. With it the payments do move, by the steps of
the failover; `make failback` moves them back. A drill never goes on without the first region and never accepts a loss.
"""

import sys
from collections.abc import Sequence
from functools import partial

from ops.failover.move import Move
from ops.failover.steps import Clock, Outcome, Status, Step
from ops.failover.switch import Allowed, Switch
from ops.failover.timetable import show
from ops.lib.clients import Clients
from ops.lib.command import FOUND, parser, run

THEN = (
    "keep this report",
    "move the payments back by `make failback`, when everybody has seen them in the second region",
)


def main(arguments: Sequence[str], clients: Clients | None = None, clock: Clock | None = None) -> int:
    """Runs the command line; 0 where every step was taken in the time allowed, 1 where not."""
    made = parser("drill", __doc__)
    made.add_argument("--for-real", action="store_true", help="move the payments, and measure it")
    given = made.parse_args(arguments)
    given.dry_run = not given.for_real
    move = Move(given, clients, clock)
    switch = Switch(move.work, move.journal, move.primary, move.recovery, allowed=Allowed())
    steps = [Step("plan evaluation", partial(evaluate, move)), *switch.steps()]
    status = move.take(steps, move.recovery, THEN if given.for_real else ())
    note = move.journal.read()
    show(move.console, move.durations, note.loss_seconds if note else None)
    late = any(row.late for row in move.durations)
    return status or (FOUND if given.for_real and (late or not move.met) else 0)


def evaluate(move: Move) -> Outcome:
    """What the Region switch plan says of itself: it looks at its resources by itself all the time."""
    if not move.outputs.has("regionSwitchPlanArn"):
        return Outcome(Status.WARNED, "the stack has no Region switch plan; only this command can move the payments")
    found = move.work.client("arc-region-switch", move.recovery).get_plan_evaluation_status(
        planArn=move.outputs.text("regionSwitchPlanArn")
    )
    warnings = [warning["warningMessage"] for warning in found.get("warnings", [])]
    text = "; ".join([f"the plan's evaluation says {found.get('evaluationState', 'unknown')}", *warnings])
    return Outcome(Status.DONE if found.get("evaluationState") == "passed" else Status.WARNED, text)


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:]))
