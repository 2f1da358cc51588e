"""Rehearses a failover and measures how long it takes, step by step, against what is allowed.

Its table holds how long each step typically takes, may take, and took. Without --for-real it changes nothing: it asks
the Region switch plan for its evaluation and shows what each step finds. With it the payments do move, by the steps of
the failover; `make failback` moves them back. A drill never continues without the first region, nor accepts a loss, and
fails where the plan could not be run.
"""

import sys
from collections.abc import Sequence
from functools import partial

from ops.failover.execution import Execution
from ops.failover.move import Allowed
from ops.failover.switch import Switch
from ops.failover.timetable import show
from ops.lib.clients import Clients
from ops.lib.command import FOUND, parser, run, with_config
from ops.lib.steps import Clock, Outcome, Status, Step

EVALUATION = "plan evaluation"
THEN = (
    "keep this report",
    "move the payments back by `make failback`, when everybody has seen them in the second region",
)


def main(arguments: Sequence[str], clients: Clients | None = None, clock: Clock | None = None) -> int:
    """Runs the command line; 0 where the plan is ready and each step was completed in the time allowed, 1 where not."""
    made = with_config(parser("drill", __doc__))
    made.add_argument("--for-real", action="store_true", help="move the payments, and measure it")
    given = made.parse_args(arguments)
    given.dry_run = not given.for_real
    execution = Execution(given, clients, clock)
    move = execution.move(execution.primary, execution.recovery, Allowed())
    steps = [Step(EVALUATION, partial(evaluate, execution)), *Switch(move).steps()]
    status = execution.take(steps, execution.recovery, THEN if given.for_real else ())
    note = execution.journal.read()
    show(execution.console, execution.durations, note.loss_seconds if note else None)
    late = any(row.late for row in execution.durations)
    missed = given.for_real and (late or not execution.met)
    return status or (FOUND if missed or execution.status_of(EVALUATION) is not Status.DONE else 0)


def evaluate(execution: Execution) -> Outcome:
    """The latest evaluation of the Region switch plan, which AWS repeats by itself."""
    if not execution.outputs.has("regionSwitchPlanArn"):
        return Outcome(Status.WARNED, "the stack has no Region switch plan; only this command can move the payments")
    found = execution.context.client("arc-region-switch", execution.recovery).get_plan_evaluation_status(
        planArn=execution.outputs.text("regionSwitchPlanArn")
    )
    warnings = [warning["warningMessage"] for warning in found.get("warnings", [])]
    text = "; ".join([f"the plan's evaluation says {found.get('evaluationState', 'unknown')}", *warnings])
    return Outcome(Status.DONE if found.get("evaluationState") == "passed" else Status.WARNED, text)


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:]))
