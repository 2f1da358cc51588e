"""A move that is planned loses nothing or fails, and nothing is stopped before it is known that it can succeed."""

from collections.abc import Callable

import pytest
from botocore.exceptions import EndpointConnectionError

from lambdas.recovery import lease
from ops.failover import __main__ as failover
from ops.failover import drill, failback
from tests.ops.conftest import Command, Run
from tests.ops.failover import resources
from tests.ops.failover.answers import answered
from tests.ops.failover.regions import Regions
from tests.ops.failover.resources import FIRST, REPLICA, SECOND
from tests.support.aws import refused

# The options that a command has to move payments for real.
MOVES = ((failover.main, ()), (drill.main, ("--for-real",)))


def report(regions: Regions, lag: float | None) -> None:
    """Only this lag is known from now on."""
    regions.time += 4 * 3600
    regions.lag = lag
    regions.report_lag()


@pytest.mark.parametrize("lag", [61, 300, 800, -1, None])
@pytest.mark.parametrize(("command", "options"), MOVES, ids=["failover", "drill"])
def test_a_copy_that_is_behind_stops_a_planned_move_before_anything_else_is_stopped(
    regions: Regions, run: Run, command: Command, options: tuple[str, ...], lag: float | None
) -> None:
    report(regions, lag)
    status, result = run(command, *options)
    assert (status, result["check"], regions.changes()) == (1, "failed", [])
    assert "--accept-loss" in result["steps"][-1]["text"]
    # It has caught up meanwhile.
    report(regions, 0)
    assert run(command, *options)[0] == 0


def test_a_copy_that_is_behind_stops_the_way_back_too(regions: Regions, run: Run) -> None:
    assert run(failover.main)[0] == 0
    regions.make_replica(FIRST)
    report(regions, 800)
    status, result = run(failback.main)
    assert (status, result["check"], regions.changes()) == (1, "failed", [])


@pytest.mark.parametrize("command", [failover.main, failback.main])
def test_what_a_copy_lacks_is_given_up_only_where_that_was_said(regions: Regions, run: Run, command: Command) -> None:
    if command is failback.main:
        assert run(failover.main)[0] == 0
        regions.make_replica(FIRST)
    report(regions, 300)
    status, result = run(command, "--accept-loss")
    assert (status, result["catch-up"]) == (0, "warned")
    # It waited for the copy all the same.
    assert result["recoveryPointSeconds"] >= 300


@pytest.mark.parametrize(("command", "options"), MOVES, ids=["failover", "drill"])
def test_a_copy_that_stops_following_once_payments_are_stopped_is_not_promoted(
    regions: Regions, run: Run, command: Command, options: tuple[str, ...]
) -> None:
    pause = regions.clock.pause

    def break_off(seconds: float) -> None:
        regions.lag = 5
        pause(seconds)

    regions.clock.pause = break_off
    status, result = run(command, *options)
    assert (status, result["catch-up"]) == (1, "failed")
    assert "--abort" in result["steps"][-1]["text"]
    assert f"{SECOND} PromoteReadReplica" not in regions.changes()
    assert resources.server(SECOND, REPLICA).is_replica
    regions.clock.pause = pause
    regions.lag = 0
    assert run(failover.main)[0] == 0


def test_a_region_that_is_said_to_be_down_and_answers_loses_nothing_either(regions: Regions, run: Run) -> None:
    report(regions, 300)
    status, result = run(failover.main, "--region-down")
    assert (status, result["check"], regions.changes()) == (1, "failed", [])


def missing_server(regions: Regions) -> None:
    regions.fail("DescribeDBInstances", refused("DescribeDBInstances", "DBInstanceNotFound"))


def changing_server(regions: Regions) -> None:
    regions.show("DescribeDBInstances", lambda parsed: parsed["DBInstances"][0].update(DBInstanceStatus="rebooting"))


def broken_function(regions: Regions) -> None:
    broken = {"State": "Failed", "StateReason": "its key is disabled"}
    regions.show("GetFunctionConfiguration", lambda parsed: parsed.update(broken))


def missing_function(regions: Regions) -> None:
    regions.clients.get("lambda", SECOND).delete_function(FunctionName="secret-promotion")


def deleted_secret(regions: Regions) -> None:
    regions.show("DescribeSecret", lambda parsed: parsed.update(DeletedDate=regions.time))


def missing_lease(regions: Regions) -> None:
    regions.clients.get("dynamodb", FIRST).delete_item(TableName=resources.TABLE, Key=lease.KEY)
    regions.calls.clear()


def unreadable_lease(regions: Regions) -> None:
    regions.fail("GetItem", refused("GetItem", "InternalServerError", status=500), times=3)


def missing_right(regions: Regions) -> None:
    regions.refused = {"rds:PromoteReadReplica"}


def missing_right_at_home(regions: Regions) -> None:
    regions.refused = {"sqs:DeleteMessage"}


@pytest.mark.parametrize(
    ("spoil", "text"),
    [
        (missing_server, "there is no server"),
        (changing_server, "rebooting"),
        (broken_function, "its key is disabled"),
        (missing_function, "ResourceNotFoundException"),
        (deleted_secret, "is deleted"),
        (missing_lease, "says nothing about who may book"),
        (unreadable_lease, "InternalServerError"),
        (missing_right, "may not do rds:PromoteReadReplica"),
        (missing_right_at_home, "may not do sqs:DeleteMessage"),
    ],
)
def test_nothing_is_stopped_where_the_target_could_not_serve(
    regions: Regions, run: Run, spoil: Callable[[Regions], None], text: str
) -> None:
    spoil(regions)
    status, result = run(failover.main)
    assert (status, result["check"], regions.changes()) == (1, "failed", [])
    assert text in result["steps"][-1]["text"]
    assert regions.state("first") == "Enabled"


def test_a_kill_switch_that_is_on_in_the_other_region_is_told_before_payments_go_there(
    regions: Regions, run: Run
) -> None:
    regions.stopped = {FIRST}
    assert run(failover.main, "--dry-run")[1]["check"] == "done"
    regions.stopped = {SECOND}
    status, result = run(failover.main, "--dry-run")
    assert (status, result["check"]) == (0, "warned")
    assert "the kill switch in eu-west-1 is on" in result["steps"][0]["text"]
    regions.fail("GetLatestConfiguration", refused("GetLatestConfiguration", "AccessDeniedException"))
    assert "not known" in run(failover.main, "--dry-run")[1]["steps"][0]["text"]


@pytest.mark.parametrize(
    "error", [refused("SimulatePrincipalPolicy", "AccessDenied"), EndpointConnectionError(endpoint_url="iam")]
)
def test_rights_that_nobody_may_ask_for_are_no_reason_to_stay(regions: Regions, run: Run, error: Exception) -> None:
    regions.fail("SimulatePrincipalPolicy", error)
    status, result = run(failover.main)
    assert (status, result["check"]) == (0, "warned")
    assert "not known" in result["steps"][0]["text"]


def test_the_rights_of_a_session_are_those_of_its_role(regions: Regions, run: Run) -> None:
    arn = "arn:aws:sts::123456789012:assumed-role/payments/somebody"
    regions.answers["GetCallerIdentity"] = lambda region, body: answered({"Account": "123456789012", "Arn": arn})
    asked: list[str] = []
    simulate = regions.answers["SimulatePrincipalPolicy"]
    regions.answers["SimulatePrincipalPolicy"] = lambda region, body: (
        asked.append(body["PolicySourceArn"]) or simulate(region, body)
    )
    assert run(failover.main)[0] == 0
    assert set(asked) == {"arn:aws:iam::123456789012:role/payments"}
