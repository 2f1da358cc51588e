"""Clients follow the payments: the command lets the plan turn the public names, and says where they were not turned."""

import pytest

from ops.failover import __main__ as failover
from ops.failover import failback
from tests.ops.conftest import Run
from tests.ops.failover.regions import Regions
from tests.ops.failover.resources import FIRST, SECOND
from tests.support.aws import refused


def test_the_names_turn_there_and_back(regions: Regions, run: Run) -> None:
    status, result = run(failover.main)
    assert (status, result["turn-records"], result["clients follow"]) == (0, "done", "already")
    assert regions.plan.healthy == SECOND
    note = regions.note()
    assert note is not None
    # Clients' payments are made from now on, and not from the moment at which the queue was read.
    assert result["recoveryTimeSeconds"] == note["turned"] - note["began"] > note["restored"] - note["began"]
    regions.make_replica(FIRST)
    assert run(failback.main)[0] == 0
    assert regions.plan.healthy == FIRST


@pytest.mark.parametrize("operation", ["GetPlanInRegion", "StartPlanExecution", "GetPlanExecution"])
def test_payments_move_though_the_plan_does_not_answer_and_the_next_run_turns_the_names(
    regions: Regions, run: Run, operation: str
) -> None:
    regions.fail(operation, refused(operation, "InternalServerException", status=500))
    status, result = run(failover.main)
    assert (result["turn-records"], result["promote-secrets"]) == ("warned", "done")
    assert (status, result["clients follow"]) == ((1, "failed") if regions.plan.healthy == FIRST else (0, "already"))
    assert regions.state("second") == "Enabled"
    status, result = run(failover.main)
    assert (status, regions.plan.healthy) == (0, SECOND)
    # One that was begun is gone on with.
    assert len(regions.plan.executions) == 1


def test_an_execution_that_stands_in_the_middle_is_gone_on_with(regions: Regions, run: Run) -> None:
    begun = regions.plan.start(SECOND)
    regions.plan.fail |= {"catch-up"}
    regions.plan.early = False
    status, _ = run(failover.main)
    assert (status, regions.plan.healthy, regions.plan.executions) == (0, SECOND, [begun])
    assert (begun.status["catch-up"], begun.status["promote-database"]) == ("skipped", "skipped")


def test_an_approval_holds_nothing_up(regions: Regions, run: Run) -> None:
    regions.plan.steps.insert(0, "approve")
    assert run(failover.main)[0] == 0
    assert regions.plan.executions[0].status["approve"] == "skipped"


def test_an_execution_for_the_other_region_is_left_alone(regions: Regions, run: Run) -> None:
    other = regions.plan.start(FIRST)
    status, result = run(failover.main)
    assert (status, result["turn-records"], result["clients follow"]) == (1, "warned", "failed")
    assert regions.plan.executions == [other]
    assert any(f"cancel {other.id}" in step["text"] for step in result["steps"])


def test_a_step_that_fails_to_turn_the_names_is_named(regions: Regions, run: Run) -> None:
    regions.plan.fail |= {"turn-records"}
    status, result = run(failover.main)
    assert (status, result["clients follow"]) == (1, "failed")
    assert any("turn-records failed in" in step["text"] for step in result["steps"])


def test_routing_controls_without_records_are_turned_once(regions: Regions, run: Run) -> None:
    regions.plan.steps[regions.plan.steps.index("turn-records")] = "turn-routing-controls"
    regions.plan.has_checks = False
    assert run(failover.main)[0] == 0
    status, result = run(failover.main)
    assert (status, result["turn-records"], len(regions.plan.executions)) == (0, "already", 1)


def test_a_plan_that_turns_nothing_is_not_executed(regions: Regions, run: Run) -> None:
    regions.plan.steps.remove("turn-records")
    status, result = run(failover.main)
    assert (status, result["turn-records"], regions.plan.executions) == (0, "already", [])
