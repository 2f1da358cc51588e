"""What waits in the region that is left moves over in calls that SQS takes, until only what is parked is left there."""

from typing import Any

import pytest

from ops.failover import __main__ as failover
from ops.failover import failback, waiting_payments
from tests.ops.conftest import Run
from tests.ops.failover.regions import Regions
from tests.ops.failover.resources import FIRST
from tests.support.aws import refused

HALF_A_MEBIBYTE = 524_288


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([], []),
        ([1] * 10, [10]),
        ([HALF_A_MEBIBYTE] * 5, [2, 2, 1]),
        ([2 * HALF_A_MEBIBYTE] * 3, [1, 1, 1]),
        ([HALF_A_MEBIBYTE, HALF_A_MEBIBYTE + 1, 1], [1, 2]),
    ],
)
def test_no_call_holds_more_than_sqs_takes(sizes: list[int], expected: list[int]) -> None:
    messages = [{"Body": "x" * size} for size in sizes]
    found = list(waiting_payments.batches(messages))
    assert [len(batch) for batch in found] == expected
    assert [message for batch in found for message in batch] == messages


def test_attributes_and_letters_of_several_bytes_count() -> None:
    attributes = {"ab": {"DataType": "String", "StringValue": "x"}, "c": {"DataType": "Binary", "BinaryValue": b"xy"}}
    rest = waiting_payments.LARGEST_BYTES - len("abStringxcBinaryxy")
    message: dict[str, Any] = {"Body": "é" * (rest // 2) + "x" * (rest % 2), "MessageAttributes": attributes}
    assert [len(batch) for batch in waiting_payments.batches([{"Body": ""}, message])] == [2]
    message["Body"] += "x"
    assert [len(batch) for batch in waiting_payments.batches([{"Body": "x"}, message])] == [1, 1]


def test_what_is_still_in_flight_is_waited_for(regions: Regions, run: Run) -> None:
    hidden = iter([("0", "3"), ("0", "3"), ("0", "0")])

    def show(parsed: dict[str, Any]) -> None:
        if "ApproximateNumberOfMessagesDelayed" in parsed.get("Attributes", {}):
            visible, in_flight = next(hidden)
            parsed["Attributes"] |= {
                "ApproximateNumberOfMessages": visible,
                "ApproximateNumberOfMessagesNotVisible": in_flight,
            }

    regions.show("GetQueueAttributes", show)
    status, result = run(failover.main)
    assert (status, result["waiting payments"]) == (0, "already")
    assert next(hidden, None) is None


def test_what_stays_in_flight_is_named(regions: Regions, run: Run) -> None:
    def show(parsed: dict[str, Any]) -> None:
        if "ApproximateNumberOfMessagesDelayed" in parsed.get("Attributes", {}):
            parsed["Attributes"]["ApproximateNumberOfMessagesNotVisible"] = "3"

    regions.show("GetQueueAttributes", show)
    status, result = run(failover.main)
    assert (status, result["waiting payments"]) == (0, "warned")
    assert "3 payments in flight" in result["steps"][-2]["text"]


def test_large_payments_move_in_several_calls(regions: Regions, run: Run) -> None:
    source, queue = regions.outputs["eventSourceId"], regions.outputs["queueUrl"]
    regions.clients.get("lambda", FIRST).update_event_source_mapping(UUID=source, Enabled=False)
    for number in range(4):
        body = f"{number}{'x' * 250_000}"
        regions.clients.get("sqs", FIRST).send_message(QueueUrl=queue, MessageBody=body)
    status, result = run(failover.main)
    assert (status, result["waiting payments"], len(regions.sent)) == (0, "done", 4)


def test_a_payment_moves_with_the_trace_and_the_attributes_of_its_sender(regions: Regions, run: Run) -> None:
    source, queue = regions.outputs["eventSourceId"], regions.outputs["queueUrl"]
    regions.clients.get("lambda", FIRST).update_event_source_mapping(UUID=source, Enabled=False)
    trace = {"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-5759e988-bd862e3fe1be46a994272793"}}
    attributes = {"Seal": {"DataType": "Binary.der", "BinaryValue": b"\x00\xff"}}
    regions.clients.get("sqs", FIRST).send_message(
        QueueUrl=queue, MessageBody="traced", MessageAttributes=attributes, MessageSystemAttributes=trace
    )
    assert run(failover.main)[1]["waiting payments"] == "done"
    assert regions.traces == [trace]
    assert regions.attributes == [{"Seal": {"DataType": "Binary.der", "BinaryValue": "AP8="}}]


def test_replicas_that_an_ended_run_has_made_are_awaited_too(regions: Regions, run: Run) -> None:
    assert run(failover.main)[0] == 0
    regions.make_replica(FIRST)
    behind = {"left": 4}

    def show(parsed: dict[str, Any]) -> None:
        for replica in parsed.get("ReplicationStatus", []):
            behind["left"] -= 1
            replica["Status"] = "InProgress" if behind["left"] > 0 else "InSync"

    regions.fail("PutParameter", refused("PutParameter", "ThrottlingException"))
    assert run(failback.main)[1]["old secrets"] == "done"
    regions.show("DescribeSecret", show)
    status, result = run(failback.main)
    assert (status, result["old secrets"]) == (0, "already")
    assert behind["left"] <= 0
