"""Dead letters go back to the queue that payments are made from, as they came, in one move of SQS at a time."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ops.redrive import __main__ as redrive
from tests.ops.conftest import Run
from tests.ops.failover.answers import answered
from tests.ops.failover.regions import Regions
from tests.ops.failover.resources import FIRST, SECOND
from tests.support.aws import refused

CAME = {
    "Reason": {"DataType": "String", "StringValue": "rent"},
    "Seal": {"DataType": "Binary.der", "BinaryValue": b"\x00\xff"},
    "DeadLetterReason": {"DataType": "String", "StringValue": "tried 5 times, at last: KeyError"},
}


class Moves:
    """SQS's moves of messages, which moto lacks: each takes some polls, and one runs at a time."""

    def __init__(self, regions: Regions):
        self._regions = regions
        self.asked: list[dict[str, Any]] = []
        # The queue that each message went to, its body and its attributes.
        self.moved: list[tuple[str, str, dict[str, Any]]] = []
        self.states: Iterator[str] = iter(())
        self._task: dict[str, Any] = {}
        regions.answers |= {"StartMessageMoveTask": self._start, "ListMessageMoveTasks": self._list}

    def run(self, *states: str, **task: Any) -> None:
        """A task whose next states are these, and then the last one."""
        self.states, self._task = iter(states[:-1]), {"Status": states[-1], **task}

    def _start(self, region: str, body: Any) -> Any:
        asked = json.loads(body)
        self.asked.append(asked)
        sqs = self._regions._raw("sqs", region)  # pyright: ignore[reportPrivateUsage] (past the faults)
        source, target = (
            sqs.get_queue_url(QueueName=asked[name].split(":")[-1])["QueueUrl"]
            for name in ("SourceArn", "DestinationArn")
        )
        before = len(self.moved)
        # Moto hands what is sent to a queue to its function at once, so it is noted here.
        while found := sqs.receive_message(QueueUrl=source, MessageAttributeNames=["All"]).get("Messages"):
            for one in found:
                sqs.delete_message(QueueUrl=source, ReceiptHandle=one["ReceiptHandle"])
                self.moved.append((target, one["Body"], one["MessageAttributes"]))
        self.run("RUNNING", "RUNNING", "COMPLETED", ApproximateNumberOfMessagesMoved=len(self.moved) - before)
        return answered({"TaskHandle": "handle"})

    def _list(self, region: str, body: Any) -> Any:
        if not self._task:
            return answered({"Results": []})
        return answered({"Results": [self._task | {"Status": next(self.states, self._task["Status"])}]})


@pytest.fixture
def moves(regions: Regions) -> Moves:
    return Moves(regions)


def bury(regions: Regions, count: int, region: str = FIRST) -> None:
    url = regions.outputs["deadLetterQueueUrl" if region == FIRST else "recoveryDeadLetterQueueUrl"]
    for number in range(count):
        regions._raw("sqs", region).send_message(  # pyright: ignore[reportPrivateUsage] (past the faults)
            QueueUrl=url, MessageBody=f"letter {number}", MessageAttributes=CAME
        )


def names(region: str) -> str:
    return f"dead letters, {region}"


def test_dead_letters_go_back_with_everything_they_came_with(regions: Regions, run: Run, moves: Moves) -> None:
    bury(regions, 3)
    status, result = run(redrive.main)
    assert (status, result["complete"]) == (0, True)
    assert (result[names(FIRST)], result[names(SECOND)]) == ("done", "already")
    assert "3 dead letters" in result["steps"][0]["text"]
    queue = regions.outputs["queueUrl"]
    assert sorted(body for _, body, _ in moves.moved) == ["letter 0", "letter 1", "letter 2"]
    assert [(url, attributes) for url, _, attributes in moves.moved] == [(queue, CAME)] * 3
    [asked] = moves.asked
    assert asked["SourceArn"].endswith(f"{FIRST}:123456789012:payments-dead-letters")
    assert asked["DestinationArn"].endswith(f"{FIRST}:123456789012:payments")
    assert asked["MaxNumberOfMessagesPerSecond"] == redrive.A_SECOND


def test_without_dead_letters_nothing_is_moved(regions: Regions, run: Run, moves: Moves) -> None:
    status, result = run(redrive.main)
    assert (status, result[names(FIRST)], moves.asked) == (0, "already", [])


def test_a_dry_run_moves_nothing(regions: Regions, run: Run, moves: Moves) -> None:
    bury(regions, 2)
    status, result = run(redrive.main, "--dry-run")
    assert (status, result[names(FIRST)], moves.asked) == (0, "would", [])
    assert "2 dead letters" in result["steps"][0]["text"]


def test_a_stack_of_one_region_has_one_step(regions: Regions, run: Run, moves: Moves) -> None:
    regions.outputs.pop("recoveryRegion")
    bury(regions, 1)
    status, result = run(redrive.main)
    assert (status, [step["name"] for step in result["steps"]]) == (0, [names(FIRST)])
    assert len(moves.moved) == 1


def test_where_no_payments_are_made_they_stay_and_the_command_says_so(regions: Regions, run: Run, moves: Moves) -> None:
    bury(regions, 2, SECOND)
    status, result = run(redrive.main)
    assert (status, result[names(SECOND)], moves.asked) == (0, "warned", [])
    assert "2 dead letters stay: no payments are made here" in result["steps"][1]["text"]


def test_a_move_that_runs_already_is_awaited_and_no_other_is_begun(regions: Regions, run: Run, moves: Moves) -> None:
    bury(regions, 1)
    moves.run("RUNNING", "RUNNING", "CANCELLING", "COMPLETED", ApproximateNumberOfMessagesMoved=7)
    regions.outputs.pop("recoveryRegion")
    before = regions.time
    status, result = run(redrive.main)
    assert (status, moves.asked) == (0, [])
    assert "7 dead letters" in result["steps"][0]["text"]
    assert regions.time > before


@pytest.mark.parametrize(
    ("ended", "reason"), [("FAILED", "AccessDenied to the key"), ("CANCELLED", "somebody has stopped it")]
)
def test_a_move_that_does_not_complete_fails_with_its_reason(
    regions: Regions, run: Run, moves: Moves, ended: str, reason: str
) -> None:
    bury(regions, 1)
    task = {"ApproximateNumberOfMessagesMoved": 4} | ({"FailureReason": reason} if ended == "FAILED" else {})
    moves.run("RUNNING", "RUNNING", ended, **task)
    status, result = run(redrive.main)
    assert (status, result["complete"], result[names(FIRST)]) == (1, False, "failed")
    assert f"{ended} after 4 messages: {reason}" in result["steps"][0]["text"]


def test_a_move_that_never_ends_is_not_awaited_for_ever(regions: Regions, run: Run, moves: Moves) -> None:
    bury(regions, 1)
    moves.run("RUNNING")
    before = regions.time
    status, result = run(redrive.main)
    assert (status, result[names(FIRST)]) == (1, "failed")
    assert "was not reached within 300.1 s" in result["steps"][0]["text"]
    assert regions.time - before < 2 * redrive.PATIENCE_SECONDS


def test_a_refusal_of_sqs_is_one_line(regions: Regions, run: Run, moves: Moves) -> None:
    bury(regions, 1)
    regions.fail("StartMessageMoveTask", refused("StartMessageMoveTask", "UnsupportedOperation"))
    status, result = run(redrive.main)
    assert (status, result[names(FIRST)]) == (1, "failed")
    assert "UnsupportedOperation" in result["steps"][0]["text"]
