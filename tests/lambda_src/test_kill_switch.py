"""The kill switch: nothing is paid, nothing is lost, and nothing goes to the dead-letter queue."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from botocore.exceptions import EndpointConnectionError

from lambda_src.message import FIRST_SENT
from lambda_src.parking import MOST_SECONDS, STOP_SECONDS
from lambda_src.queues import queue_client
from tests.lambda_src.desk import Desk, counted
from tests.lambda_src.queues import MAXIMUM_RECEIVES
from tests.lambda_src.samples import bodies, body, event, failures
from tests.support.agent import Agent


def test_a_stopped_processor_parks_bodies_and_attributes_and_touches_nothing_else(
    desk: Desk, agent: Agent, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    agent.stopped = True
    # Not even bad ones are looked at.
    asked = [*bodies(4), "not a payment"]
    attributes = {
        "Trace": {"DataType": "String.custom", "StringValue": "one"},
        "Sum": {"DataType": "Number", "StringValue": "12"},
        "Seal": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
    }
    desk.queue.send(asked, MessageAttributes=attributes)
    first = {record["body"]: int(record["attributes"]["SentTimestamp"]) for record in desk.queue.receive()}
    # Nobody acknowledged them, and their visibility timeout is over.
    desk.queue.later()
    before = len(desk.world.client.operations)
    desk.queue.drain(desk.consumer(agent.source()))
    assert len(desk.world.client.operations) == before
    assert desk.queue.delayed() == desk.queue.count() == 5
    assert desk.queue.dead_letters() == []
    assert counted(capfd.readouterr().out) == {"PaymentParked": 5}
    desk.queue.later()
    records = desk.queue.receive()
    assert sorted(record["body"] for record in records) == sorted(asked)
    for record in records:
        # As if it had never been delivered, but for the time when it was first sent.
        assert record["attributes"]["ApproximateReceiveCount"] == "1"
        assert int(record["attributes"]["SentTimestamp"]) > first[record["body"]] + 1000 * MOST_SECONDS
        found = {
            name: value["stringValue"] or value["binaryValue"] for name, value in record["messageAttributes"].items()
        }
        assert int(found.pop(FIRST_SENT)) == first[record["body"]]
        assert found == {"Trace": "one", "Sum": "12", "Seal": "AP8="}
        assert record["messageAttributes"]["Trace"]["dataType"] == "String.custom"


def test_a_copy_is_delivered_a_minute_later(desk: Desk, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    agent.stopped = True
    sent: list[int] = []
    client = desk.queue.client
    whole = client.send_message_batch

    def noted(**arguments: object) -> dict[str, object]:
        entries = arguments["Entries"]
        assert isinstance(entries, list)
        sent.extend(entry["DelaySeconds"] for entry in entries)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType] (boto3's own)
        return whole(**arguments)

    monkeypatch.setattr(client, "send_message_batch", noted)
    desk.consumer(agent.source())(event(bodies(10)))
    assert sent == [STOP_SECONDS] * 10


def test_what_can_not_be_parked_stays_in_the_queue(desk: Desk, agent: Agent, capfd: pytest.CaptureFixture[str]) -> None:
    agent.stopped = True
    handle = desk.consumer(agent.source())
    happened = event(bodies(3))
    wanted = [record["messageId"] for record in happened["Records"]]
    desk.queue.client.faults.append(EndpointConnectionError(endpoint_url="https://sqs"))
    assert failures(handle(happened)) == wanted
    entry = {"Id": "1", "SenderFault": False, "Code": "InternalError", "Message": ""}
    desk.queue.client.faults.append({"Successful": [{"Id": "0"}, {"Id": "2"}], "Failed": [entry]})
    assert failures(handle(happened)) == [wanted[1]]
    assert counted(capfd.readouterr().out) == {"PaymentRetried": 4, "PaymentParked": 2}


def test_a_function_that_ends_between_copy_and_acknowledgement_leaves_both_and_pays_once(
    desk: Desk, agent: Agent
) -> None:
    agent.stopped = True
    desk.queue.send(bodies(4))
    lost = desk.queue.receive()
    desk.consumer(agent.source())({"Records": lost})
    desk.queue.return_now(lost)
    assert desk.queue.count() == 8
    agent.stopped = False
    desk.queue.later()
    desk.queue.drain(desk.consumer(agent.source()))
    assert desk.queue.count() == 0
    desk.check_books(4)


def test_however_long_a_stop_lasts_the_receive_counts_start_again(desk: Desk, agent: Agent) -> None:
    agent.stopped = True
    desk.queue.send([body()])
    for _ in range(3 * MAXIMUM_RECEIVES):
        desk.queue.drain(desk.consumer(agent.source()))
        desk.queue.later()
    assert desk.queue.dead_letters() == []
    agent.stopped = False
    desk.queue.drain(desk.consumer(agent.source()))
    desk.check_books(1)


def test_a_parked_message_is_sent_without_the_header_of_loop_detection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "payment-processor-test")
    monkeypatch.setenv(
        "_X_AMZN_TRACE_ID", "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Lineage=1:a:0"
    )
    headers: list[Any] = []

    def seen(params: dict[str, Any], **_: object) -> tuple[Any, dict[str, Any]]:
        headers.append(params["headers"])
        return (SimpleNamespace(status_code=200), {"Successful": [], "Failed": []})

    client = cast(Any, queue_client())
    client.meta.events.register_last("before-call", seen)
    client.send_message_batch(QueueUrl="https://sqs.eu-west-2.amazonaws.com/123456789012/q", Entries=[])
    assert [name for name in headers[0] if name.lower() == "x-amzn-trace-id"] == []
