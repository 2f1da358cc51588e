"""The public names, turned to the region that serves by an execution of the Region switch plan.

AWS has no call that changes the health checks of a plan but a plan's execution. So one is started, or one that is in
progress is continued, and each step is skipped that the move itself has done.
"""

from collections.abc import Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from config.recovery_objectives import DURATIONS, StepName
from ops.failover.move import Move
from ops.lib.clients import unanswered
from ops.lib.steps import Outcome, Status, StepError

TURNS: Sequence[StepName] = ("turn-routing-controls", "turn-records")
# Beside its own, the steps that an execution may have begun before they are skipped.
PATIENCE_SECONDS = 60 * sum(DURATIONS[name].at_most for name in (*TURNS, "stop-reading", "start-reading"))
EVERY_SECONDS = 5
PROGRESSES = frozenset({"inProgress", "pausedByFailedStep", "pausedByOperator", "pending", "pendingManualApproval"})
# What a step may be in when it is passed over.
STANDS = frozenset({"running", "failed", "pendingApproval"})
COMMENT = "make failover or make failback turns the public names"


def turn(move: Move) -> Outcome:
    """Turns the names to the target; a warning where the plan can't, since payments are made there all the same."""
    try:
        return _turn(move)
    except (StepError, BotoCoreError, ClientError) as error:
        return Outcome(Status.WARNED, f"clients are not led to {move.target.region} yet: {error}")


def _turn(move: Move) -> Outcome:
    wanted = _turning(move)
    if not wanted:
        return Outcome(Status.ALREADY, "the plan turns no public names")
    if _turned(move):
        _note(move)
        return Outcome(Status.ALREADY, f"the public names lead to {move.target.region}")

    def execute() -> None:
        _execute(move, wanted)
        _note(move)

    return move.context.change(f"the public names lead to {move.target.region}", execute)


def followed(move: Move) -> Outcome:
    """Whether clients are led to the target; raises StepError where they are not."""
    region = move.target.region
    if not _turning(move):
        return Outcome(Status.ALREADY, f"no public names: clients need the addresses in {region}")
    if move.context.dry_run:
        return Outcome(Status.WOULD, f"it is seen that the public names lead to {region}")
    if not _turned(move):
        raise StepError(
            f"the public names do not lead to {region} yet: payments are made there, and clients arrive elsewhere. Run "
            "the command again, and until then tell them the addresses in docs/recovery.md"
        )
    return Outcome(Status.ALREADY, f"the public names lead to {region}")


def _turning(move: Move) -> list[str]:
    """The steps of the plan that turn something."""
    if not move.target.plan:
        return []
    client = move.context.client("arc-region-switch", move.target)
    workflows = client.get_plan_in_region(arn=move.target.plan)["plan"]["workflows"]
    return [step["name"] for workflow in workflows for step in workflow["steps"] if step["name"] in TURNS]


def _turned(move: Move) -> bool:
    """Whether the plan's health checks lead to the target; without any, whether an execution has turned the rest."""
    client, plan = move.context.client("arc-region-switch", move.target), move.target.plan
    checks = client.list_route53_health_checks_in_region(arn=plan)["healthChecks"]
    status = {check["region"]: check.get("status") for check in checks}
    if status:
        return (status.get(move.target.region), status.get(move.source.region)) == ("healthy", "unhealthy")
    note = move.journal.read()
    return note is not None and note.active == move.target.region and note.turned is not None


def _note(move: Move) -> None:
    note = move.journal.read()
    if note and note.turned is None and not move.context.dry_run:
        move.note(turned=move.context.clock.now())


def _execute(move: Move, wanted: Sequence[str]) -> None:
    client, plan = move.context.client("arc-region-switch", move.target), move.target.plan
    execution, seen = _begun(move), ""

    def completed() -> str | None:
        nonlocal seen
        state = client.get_plan_execution(planArn=plan, executionId=execution)
        steps: list[dict[str, Any]] = state.get("stepStates", [])
        seen = ", ".join(f"{step['name']} {step['status']}" for step in steps if step["status"] in STANDS)
        ended = {step["name"] for step in steps if step["status"] == "completed"}
        if ended.issuperset(wanted):
            return execution
        if state["executionState"] not in PROGRESSES:
            raise StepError(f"the execution {execution} of the plan is {state['executionState']}: see its events")
        for step in steps:
            if step["status"] in STANDS:
                _pass(move, execution, step, wanted)
        return None

    try:
        move.context.clock.until(
            completed, seconds=PATIENCE_SECONDS, every=EVERY_SECONDS, what=f"the end of {' and '.join(wanted)}"
        )
    except StepError as error:
        raise StepError(f"{error} ({execution}: {seen or 'no step runs'})") from None


def _begun(move: Move) -> str:
    """The execution that is in progress for the target, or else a new one."""
    client, plan = move.context.client("arc-region-switch", move.target), move.target.plan
    found = client.list_plan_executions(planArn=plan)["items"]
    current = [one for one in found if one["executionState"] in PROGRESSES]
    elsewhere = [one["executionId"] for one in current if one["executionRegion"] != move.target.region]
    if elsewhere:
        raise StepError(f"the plan is being executed for the other region: cancel {elsewhere[0]}")
    if current:
        return current[0]["executionId"]
    started = client.start_plan_execution(
        planArn=plan,
        targetRegion=move.target.region,
        action="activate",
        # It leaves out each function of the plan, all of which the move has called.
        mode="ungraceful",
        comment=COMMENT,
    )
    return started["executionId"]


def _pass(move: Move, execution: str, step: dict[str, Any], wanted: Sequence[str]) -> None:
    """Skips a step that the move has done; one that can't be skipped yet ends or fails by itself."""
    if step["name"] in wanted:
        if step["status"] == "failed":
            raise StepError(f"{step['name']} failed in {execution}: see its events")
        return
    client = move.context.client("arc-region-switch", move.target)
    try:
        client.update_plan_execution_step(
            planArn=move.target.plan,
            executionId=execution,
            stepName=step["name"],
            actionToTake="skip",
            comment=COMMENT,
        )
    except ClientError as error:
        if unanswered(error):
            raise
