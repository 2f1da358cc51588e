"""A message that is sent on is the message that came, and ours is added where SQS has room for it."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from lambda_src import attempt
from lambda_src.message import FIRST_SENT, MOST_ATTRIBUTES, MOST_BYTES, TRACE, Message, size
from lambda_src.payment import RefusedPaymentError
from lambda_src.queues import REASON, SOURCE, Queues
from tests.lambda_src.desk import Desk
from tests.lambda_src.samples import bodies, body, event
from tests.support.agent import Agent

ROOT = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
# As SQS takes them. The first two are named as ours might be.
CAME = {
    "Reason": {"DataType": "String", "StringValue": "rent"},
    "Source": {"DataType": "String.bank", "StringValue": "BankA"},
    "traceparent": {"DataType": "String", "StringValue": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
    "ExtendedPayloadSize": {"DataType": "Number", "StringValue": "307200"},
    "Seal": {"DataType": "Binary.der", "BinaryValue": b"\x00\xff"},
}


def text(value: str) -> dict[str, str]:
    return {"DataType": "String", "StringValue": value}


def received(desk: Desk, texts: Sequence[str], attributes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Messages as Lambda delivers them, each with a tenant and the trace of its sender."""
    desk.queue.send(texts, MessageAttributes=attributes)
    records = desk.queue.receive()
    for record in records:
        record["attributes"] |= {"MessageGroupId": "a tenant", TRACE: f"{ROOT};Lineage=1:8a2f:0"}
    return records


def dead_letters(desk: Desk) -> list[dict[str, Any]]:
    """What SQS holds in the dead-letter queue."""
    client = desk.queue.client
    return client.receive_message(
        QueueUrl=desk.queue.dead_url,
        MaxNumberOfMessages=10,
        AttributeNames=["MessageGroupId"],
        MessageAttributeNames=["All"],
    ).get("Messages", [])


def moved(desk: Desk, letter: Mapping[str, Any]) -> None:
    """SQS moves it back to the queue: with everything, as a new message."""
    desk.queue.send(
        [letter["Body"]],
        MessageAttributes=letter["MessageAttributes"],
        MessageGroupId=letter["Attributes"]["MessageGroupId"],
    )
    desk.queue.client.delete_message(QueueUrl=desk.queue.dead_url, ReceiptHandle=letter["ReceiptHandle"])


def test_a_dead_letter_is_the_message_that_came_with_a_reason_and_a_source(desk: Desk) -> None:
    desk.consumer()({"Records": received(desk, ["bad"], CAME)})
    [letter] = dead_letters(desk)
    assert letter["Body"] == "bad"
    assert letter["Attributes"] == {"MessageGroupId": "a tenant"}
    assert letter["MessageAttributes"] == CAME | {REASON: text("not JSON"), SOURCE: text(desk.queue.arn)}
    # Without the count that would take a message that is parked often for a loop.
    [[entry]] = desk.queue.client.batches
    assert entry["MessageSystemAttributes"] == {TRACE: text(ROOT)}


def test_a_parked_message_is_the_one_that_came_with_the_time_of_its_first_sending(desk: Desk, agent: Agent) -> None:
    agent.stopped = True
    records = received(desk, [body()], CAME)
    desk.consumer(agent.source())({"Records": records})
    [[entry]] = desk.queue.client.batches
    sent = {"DataType": "Number", "StringValue": records[0]["attributes"]["SentTimestamp"]}
    assert entry["MessageAttributes"] == CAME | {FIRST_SENT: sent}
    assert (entry["MessageGroupId"], entry["MessageSystemAttributes"]) == ("a tenant", {TRACE: text(ROOT)})


def test_a_message_that_has_neither_tenant_nor_trace_gets_none(desk: Desk) -> None:
    desk.consumer()(event(["bad"]))
    [[entry]] = desk.queue.client.batches
    assert not entry.keys() & {"MessageGroupId", "MessageSystemAttributes"}


def test_a_redriven_message_is_refused_again_with_the_new_reason_alone_and_paid_once_it_can_be(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, handle = body(), desk.consumer()
    with monkeypatch.context() as patch:
        for reason in ("one", "another"):

            def refuse(given: str, reason: str = reason) -> Any:
                raise RefusedPaymentError(reason)

            patch.setattr(attempt, "parse_payment", refuse)
            records = received(desk, [asked], CAME) if reason == "one" else desk.queue.receive()
            desk.queue.acknowledge(records)
            handle({"Records": records})
            [letter] = dead_letters(desk)
            assert letter["MessageAttributes"] == CAME | {REASON: text(reason), SOURCE: text(desk.queue.arn)}
            moved(desk, letter)
    desk.queue.drain(handle)
    assert dead_letters(desk) == []
    desk.check_books(1)


@pytest.mark.parametrize(
    ("came", "ours"),
    [
        (MOST_ATTRIBUTES - 2, {REASON, SOURCE}),
        (MOST_ATTRIBUTES - 1, {REASON}),
        (MOST_ATTRIBUTES, set[str]()),
    ],
)
def test_ours_give_way_to_what_a_sender_has_put_in(desk: Desk, came: int, ours: set[str]) -> None:
    attributes = {f"Name{number}": text("x") for number in range(came)}
    desk.consumer()({"Records": received(desk, ["bad"], attributes)})
    [letter] = dead_letters(desk)
    assert letter["MessageAttributes"].keys() == attributes.keys() | ours
    # What is redriven has room for what it already has.
    moved(desk, letter)
    desk.queue.drain(desk.consumer())
    # The first delivery was not acknowledged.
    found = {frozenset(one["MessageAttributes"]) for one in dead_letters(desk)}
    assert found == {frozenset(attributes.keys() | ours)}


@pytest.mark.parametrize("room", [0, 10, 200])
def test_a_message_as_large_as_sqs_takes_is_sent_on_without_ours(desk: Desk, room: int) -> None:
    rest = MOST_BYTES - room - size("", CAME)
    large = "é" * (rest // 2) + "x" * (rest % 2)
    assert size(large, CAME) == MOST_BYTES - room
    [record] = event([large])["Records"]
    record["messageAttributes"] = {
        name: {
            "dataType": value["DataType"],
            "stringValue": value.get("StringValue"),
            "binaryValue": "AP8=" if "BinaryValue" in value else None,
        }
        for name, value in CAME.items()
    }
    came = Message.from_record(record)
    for entry, ours in (
        (came.parked(), {FIRST_SENT}),
        (came.copy({REASON: text("not JSON"), SOURCE: text(came.source)}), {REASON, SOURCE}),
    ):
        assert size(entry["MessageBody"], entry["MessageAttributes"]) <= MOST_BYTES
        assert entry["MessageAttributes"].keys() == CAME.keys() | (ours if room == 200 else set())
        assert {name: entry["MessageAttributes"][name] for name in CAME} == CAME


class Strict:
    """A client that refuses, as SQS, a call with more than it takes."""

    def __init__(self) -> None:
        self.calls: list[int] = []
        self.failing = 0

    def send_message_batch(self, **arguments: Any) -> dict[str, Any]:
        entries = arguments["Entries"]
        assert len(entries) <= 10
        assert sum(size(entry["MessageBody"], entry["MessageAttributes"]) for entry in entries) <= MOST_BYTES
        self.calls.append(len(entries))
        if len(self.calls) == self.failing:
            raise EndpointConnectionError(endpoint_url="https://sqs")
        return {"Successful": []}


def of_size(total: int) -> Message:
    """A message whose copy, with the time of its first sending, has so many bytes."""
    [record] = event([""])["Records"]
    ours = size("", Message.from_record(record).parked()["MessageAttributes"])
    return Message.from_record(record | {"body": "x" * (total - ours)})


@pytest.mark.parametrize(
    ("sizes", "calls"),
    [
        ([100] * 10, [10]),
        ([100] * 25, [10, 10, 5]),
        ([MOST_BYTES // 2] * 4, [2, 2]),
        ([MOST_BYTES // 2, MOST_BYTES // 2 + 1], [1, 1]),
        ([MOST_BYTES] * 3, [1, 1, 1]),
        ([MOST_BYTES - 900, *[100] * 9, 100], [10, 1]),
    ],
)
def test_no_call_has_more_than_sqs_takes_and_one_that_fails_costs_no_other(sizes: list[int], calls: list[int]) -> None:
    messages = [(of_size(one), 60) for one in sizes]
    client = Strict()
    assert Queues("queue", "dead-letter queue", client=lambda: client).park(messages) == set()
    assert client.calls == calls
    failing = Strict()
    failing.failing = len(calls)
    unsent = Queues("queue", "dead-letter queue", client=lambda: failing).park(messages)
    assert unsent == {message.message_id for message, _ in messages[-calls[-1] :]}


def test_more_dead_letters_than_a_call_takes_all_arrive(desk: Desk) -> None:
    good = bodies(2)
    assert desk.handle(*[f"bad {number}" for number in range(23)], *good) == []
    assert len(desk.queue.dead_letters()) == 23
    desk.check_books(2)
