"""Payments move to the second region, whatever fails on the way."""

from collections import Counter
from io import BytesIO
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError
from moto.sqs.models import sqs_backends

from config.recovery_objectives import LEASE_WAIT_SECONDS
from ops.failover import __main__ as failover
from ops.lib.outputs import OutputsError
from tests.ops.conftest import Run
from tests.ops.failover import resources
from tests.ops.failover.answers import answered
from tests.ops.failover.regions import Regions
from tests.ops.failover.resources import ACCOUNT, FIRST, REPLICA, SECOND
from tests.support.aws import refused

STEPS = [
    *("check", "freeze drift", "stop-reading", "take-lease", "catch-up", "promote-database", "start-reading"),
    *("turn-records", "promote-secrets", "waiting payments", "clients follow"),
]
# What changes something, in the order in which it has to happen.
CHANGES = [
    f"{SECOND} PutParameter",
    f"{FIRST} UpdateEventSourceMapping",
    # The function that takes the lease, and what it does.
    *(f"{SECOND} Invoke", f"{SECOND} PutItem"),
    # What is lost, and that a promotion is asked for.
    *[f"{SECOND} PutParameter"] * 2,
    f"{SECOND} PromoteReadReplica",
    f"{SECOND} UpdateEventSourceMapping",
    f"{SECOND} PutParameter",
    # The plan turns the names, and nothing that is done already.
    *(f"{SECOND} StartPlanExecution", *[f"{SECOND} UpdatePlanExecutionStep"] * 3, f"{SECOND} PutParameter"),
    f"{SECOND} Invoke",
    # What the function does in turn.
    *[f"{SECOND} StopReplicationToReplica", f"{SECOND} RotateSecret"] * 2,
]


def only_second_is_active(regions: Regions) -> None:
    """Only the second region makes payments, with a lease, a server, secrets and a rotation of its own."""
    assert regions.holder() == SECOND
    assert (regions.state("first"), regions.state("second")) == ("Disabled", "Enabled")
    assert resources.server(SECOND, REPLICA).source_db_instance_identifier is None
    for name in ("application", "master"):
        secret = resources.secret(SECOND, name)
        assert f":lambda:{SECOND}:" in secret.rotation_lambda_arn
        assert (secret.rotation_enabled, secret.auto_rotate_after_days) == (True, 30)


def statuses(result: dict[str, Any]) -> dict[str, str]:
    return {step["name"]: step["status"] for step in result["steps"]}


def test_payments_move_in_the_order_that_loses_nothing(regions: Regions, run: Run) -> None:
    began = regions.time
    status, result = run(failover.main)
    assert (status, list(statuses(result))) == (0, STEPS)
    assert regions.changes() == CHANGES
    only_second_is_active(regions)
    assert regions.promoted_with == {"DBInstanceIdentifier": REPLICA, "BackupRetentionPeriod": 7}
    assert result["recoveryPointSeconds"] == 0
    assert 0 < result["recoveryTimeSeconds"] <= regions.time - began
    assert result["met"] is True
    assert "recovery.active" in result["then"][0]


def test_a_dry_run_changes_nothing_and_says_what_would_be_done(regions: Regions, run: Run) -> None:
    status, result = run(failover.main, "--dry-run")
    assert (status, regions.changes()) == (0, [])
    expected = dict.fromkeys(STEPS, "would") | {"check": "done"}
    assert statuses(result) == expected


def test_a_second_run_finds_everything_done(regions: Regions, run: Run) -> None:
    _, first = run(failover.main)
    status, result = run(failover.main)
    # The lease's function says again from when on it is safe.
    assert (status, regions.changes()) == (0, [f"{SECOND} Invoke"])
    assert set(statuses(result).values()) <= {"already", "done"}
    assert result["recoveryTimeSeconds"] == first["recoveryTimeSeconds"]


@pytest.mark.parametrize(
    ("operation", "step"),
    [
        ("PutParameter", "freeze drift"),
        ("UpdateEventSourceMapping", "stop-reading"),
        ("GetQueueAttributes", "stop-reading"),
        ("GetMetricStatistics", "check"),
        ("PutItem", "take-lease"),
        ("PromoteReadReplica", "promote-database"),
        ("Invoke", "take-lease"),
        ("StopReplicationToReplica", "promote-secrets"),
        ("RotateSecret", "promote-secrets"),
    ],
)
def test_after_a_failed_step_the_same_command_continues(regions: Regions, run: Run, operation: str, step: str) -> None:
    regions.fail(operation, refused(operation, "AccessDeniedException"))
    status, result = run(failover.main)
    assert (status, result["complete"], result[step]) == (1, False, "failed")
    assert list(statuses(result)) == STEPS[: STEPS.index(step) + 1]
    tried = Counter(regions.changes())
    status, result = run(failover.main)
    assert (status, result["complete"]) == (0, True)
    only_second_is_active(regions)
    # The loss is measured again where the server was not promoted.
    again_by_design = {"PutParameter"} if operation == "PromoteReadReplica" else set[str]()
    # The functions are called again, and do what they have not done.
    again_by_design.add("Invoke")
    # Nothing else is done twice: what failed is called once more, and nothing else is.
    done = Counter(regions.changes()) + tried
    again = {call for call, times in done.items() if times > CHANGES.count(call)}
    assert {call.split()[1] for call in again} <= {operation, *again_by_design}


@pytest.mark.parametrize("look", range(4))
def test_a_promotion_whose_answer_is_lost_is_awaited_and_not_asked_for_again(
    regions: Regions, run: Run, look: int
) -> None:
    promote = regions.answers["PromoteReadReplica"]

    def lose(region: str, body: Any) -> Any:
        promote(region, body)
        regions.faults["DescribeDBInstances"] = [ReadTimeoutError(endpoint_url="rds")] * (look > 0)
        raise ReadTimeoutError(endpoint_url="rds")

    regions.answers["PromoteReadReplica"] = lose
    statuses_seen = [run(failover.main)[0]]
    if look:
        statuses_seen.append(run(failover.main)[0])
    for _ in range(look):
        regions.clients.get("rds", SECOND).describe_db_instances(DBInstanceIdentifier=REPLICA)
    status, _ = run(failover.main)
    assert (set(statuses_seen), status) == ({1}, 0)
    assert f"{SECOND} PromoteReadReplica" not in regions.changes()
    only_second_is_active(regions)


def test_a_region_that_does_not_answer_stops_the_command_until_a_person_says_that_it_is_down(
    regions: Regions, run: Run
) -> None:
    regions.down.add(FIRST)
    status, result = run(failover.main)
    assert (status, result["check"], regions.changes()) == (1, "failed", [])
    assert "--region-down" in result["steps"][-1]["text"]
    assert regions.state("second") == "Disabled"


def test_without_the_first_region_payments_continue_and_it_is_switched_off_when_it_comes_back(
    regions: Regions, run: Run
) -> None:
    regions.down.add(FIRST)
    status, result = run(failover.main, "--region-down")
    assert (status, result["check"], result["stop-reading"]) == (0, "warned", "warned")
    assert result["waiting payments"] == "warned"
    assert (regions.state("first"), regions.state("second")) == ("Enabled", "Enabled")
    regions.down.clear()
    status, result = run(failover.main)
    assert (status, regions.changes()) == (0, [f"{FIRST} UpdateEventSourceMapping", f"{SECOND} Invoke"])
    only_second_is_active(regions)


@pytest.mark.parametrize(("lag", "met"), [(0, True), (780, True), (960, False), (None, False), (-1, False)])
def test_more_loss_than_is_allowed_has_to_be_accepted(regions: Regions, run: Run, lag: float | None, met: bool) -> None:
    regions.down.add(FIRST)
    # What was reported before is too old to be looked at.
    regions.time += 4 * 3600
    regions.lag = lag
    regions.report_lag()
    status, result = run(failover.main, "--region-down")
    assert status == (0 if met else 1)
    if not met:
        assert "--accept-loss" in result["steps"][-1]["text"]
        assert f"{SECOND} PromoteReadReplica" not in regions.changes()
        status, result = run(failover.main, "--region-down", "--accept-loss")
        assert (status, result["catch-up"]) == (0, "warned")
    assert result["met"] is met
    found = result["recoveryPointSeconds"]
    # It is measured once a minute.
    assert found is None if lag is None or lag < 0 else lag <= found < lag + 60


def test_a_broken_connection_of_the_replica_counts_from_when_it_was_last_known(regions: Regions, run: Run) -> None:
    regions.down.add(FIRST)
    regions.time += 600
    regions.lag = -1
    regions.report_lag()
    _, result = run(failover.main, "--region-down")
    assert result["recoveryPointSeconds"] >= 600


def test_what_the_plan_leaves_out_when_it_is_ungraceful_is_done_after_it(regions: Regions, run: Run) -> None:
    regions.down.add(FIRST)
    resources.server(SECOND, REPLICA).source_db_instance_identifier = None
    source, regions.plan.healthy = regions.outputs["recoveryEventSourceId"], SECOND
    regions.clients.get("lambda", SECOND).update_event_source_mapping(UUID=source, Enabled=True)
    status, result = run(failover.main, "--promoted", "--region-down")
    assert (status, result["promote-database"], result["start-reading"]) == (0, "already", "done")
    assert result["promote-secrets"] == "done"
    lease, secrets = [f"{SECOND} Invoke", f"{SECOND} PutItem"], CHANGES[-5:]
    assert [call for call in regions.changes() if not call.endswith("PutParameter")] == lease + secrets


@pytest.mark.parametrize(("failing", "step"), [("take-lease", "take-lease"), ("secret-promotion", "promote-secrets")])
def test_a_function_that_fails_is_reported_with_what_it_says(
    regions: Regions, run: Run, failing: str, step: str
) -> None:
    invoke = regions.answers["Invoke"]

    def fail(region: str, body: Any) -> Any:
        said = {"StatusCode": 200, "FunctionError": "Unhandled", "Payload": BytesIO(b"AccessDenied")}
        return answered(said) if regions.function == failing else invoke(region, body)

    regions.answers["Invoke"] = fail
    status, result = run(failover.main)
    assert (status, result[step]) == (1, "failed")
    # Payments go on without secrets of their own, and never without the lease.
    assert regions.state("second") == ("Enabled" if step == "promote-secrets" else "Disabled")
    assert "AccessDenied" in result["steps"][-1]["text"]


def test_nothing_is_promoted_while_the_other_region_may_still_book(regions: Regions, run: Run) -> None:
    taken: list[float] = []
    share, promote = regions.answers["PutItem"], regions.answers["PromoteReadReplica"]
    regions.answers["PutItem"] = lambda region, body: taken.append(regions.time) or share(region, body)
    regions.answers["PromoteReadReplica"] = lambda region, body: taken.append(regions.time) or promote(region, body)
    regions.down.add(FIRST)
    status, result = run(failover.main, "--region-down")
    assert (status, result["take-lease"]) == (0, "done")
    took, promoted = taken
    assert promoted - took >= LEASE_WAIT_SECONDS


def test_a_standalone_server_is_accepted_only_from_the_region_switch_plan(regions: Regions, run: Run) -> None:
    resources.server(SECOND, REPLICA).source_db_instance_identifier = None
    status, result = run(failover.main)
    assert (status, result["check"]) == (1, "failed")
    assert regions.changes() == []
    assert run(failover.main, "--promoted")[0] == 0
    only_second_is_active(regions)


def test_waiting_payments_are_moved_along_and_none_is_lost(regions: Regions, run: Run) -> None:
    # Otherwise moto would invoke the function with them at once.
    source, queue = regions.outputs["eventSourceId"], regions.outputs["queueUrl"]
    regions.clients.get("lambda", FIRST).update_event_source_mapping(UUID=source, Enabled=False)
    first = regions.clients.get("sqs", FIRST)
    waiting = [f"payment {number}" for number in range(25)]
    for text in waiting:
        first.send_message(QueueUrl=queue, MessageBody=text)
    regions.fail("SendMessageBatch", refused("SendMessageBatch", "AccessDenied"))
    status, result = run(failover.main)
    assert (status, result["waiting payments"], regions.sent) == (0, "warned", [])
    # Ten were received and not sent on; their visibility timeout is over when the command is run again.
    for message in sqs_backends[ACCOUNT][FIRST].queues["payments"]._messages:  # pyright: ignore[reportPrivateUsage] (a clock for it there is none)
        message.change_visibility(0)
    status, result = run(failover.main)
    assert (status, result["waiting payments"]) == (0, "done")
    assert sorted(regions.sent) == sorted(waiting)


def test_dead_letters_go_to_the_dead_letter_queue_of_the_other_region(regions: Regions, run: Run) -> None:
    reason = {"Reason": {"DataType": "String", "StringValue": "refused"}}
    queues = {region: regions.clients.get("sqs", region) for region in (FIRST, SECOND)}
    here, there = regions.outputs["deadLetterQueueUrl"], regions.outputs["recoveryDeadLetterQueueUrl"]
    queues[FIRST].send_message(QueueUrl=here, MessageBody="letter", MessageAttributes=reason)
    status, result = run(failover.main)
    assert (status, result["waiting payments"]) == (0, "done")
    [found] = queues[SECOND].receive_message(QueueUrl=there, MessageAttributeNames=["All"])["Messages"]
    assert (found["Body"], found["MessageAttributes"]) == ("letter", reason)
    assert "Messages" not in queues[FIRST].receive_message(QueueUrl=here)


def test_parked_payments_are_named_and_moved_once_their_delay_is_over(regions: Regions, run: Run) -> None:
    source, queue = regions.outputs["eventSourceId"], regions.outputs["queueUrl"]
    regions.clients.get("lambda", FIRST).update_event_source_mapping(UUID=source, Enabled=False)
    attributes = {"FirstSentTimestamp": {"DataType": "Number", "StringValue": "1795801702000"}}
    regions.clients.get("sqs", FIRST).send_message(
        QueueUrl=queue, MessageBody="parked", DelaySeconds=900, MessageAttributes=attributes
    )
    status, result = run(failover.main)
    assert (status, result["waiting payments"], regions.sent) == (0, "warned", [])
    for message in sqs_backends[ACCOUNT][FIRST].queues["payments"]._messages:  # pyright: ignore[reportPrivateUsage] (as above)
        message.delayed_until = 0
    status, result = run(failover.main)
    assert (status, result["waiting payments"], regions.sent) == (0, "done", ["parked"])
    assert regions.attributes == [attributes]


def test_a_stack_without_a_second_region_is_refused_with_the_output_that_it_lacks(regions: Regions, run: Run) -> None:
    regions.outputs.pop("recoveryRegion")
    with pytest.raises(OutputsError, match="has no output recoveryRegion"):
        run(failover.main)
