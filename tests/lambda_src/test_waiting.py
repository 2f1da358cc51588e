"""That payments wait is seen: their true age, why they are parked, and an invocation that runs out of time."""

import threading
import time
from typing import Any

import pytest

from components.payments.processor_alarms import AGE_PERIOD_SECONDS, OLDEST_SECONDS
from lambda_src import batch
from lambda_src.deadline import Deadline
from lambda_src.message import FIRST_SENT, MOST_ATTRIBUTES, Message
from lambda_src.parking import MOST_SECONDS
from tests.lambda_src.desk import Desk, counted, metrics
from tests.lambda_src.samples import bodies, body, event
from tests.support.agent import Agent


def ages(written: str) -> dict[str | None, float]:
    """The greatest age of a payment by the reason for which it waits; None is any or none."""
    found: dict[str | None, float] = {}
    for line in metrics(written):
        for value in line.get("PaymentAge", []):
            reason = line.get("Reason")
            found[reason] = max(found.get(reason, 0), value)
    return found


def test_the_age_of_a_payment_counts_from_when_it_was_first_sent_however_often_it_is_parked(
    desk: Desk, agent: Agent, capfd: pytest.CaptureFixture[str]
) -> None:
    agent.stopped = True
    desk.queue.send([body()])
    handle = desk.consumer(agent.source())
    for _ in range(4):
        desk.queue.drain(handle)
        desk.queue.later()
    found = ages(capfd.readouterr().out)
    assert found.keys() == {None, "stop"}
    assert found[None] == found["stop"] == pytest.approx(3 * MOST_SECONDS, abs=60)
    # Above the threshold of its alarm, which a minute's age of each copy never reaches.
    assert found["stop"] > OLDEST_SECONDS
    agent.stopped = False
    desk.queue.drain(handle)
    assert ages(capfd.readouterr().out) == {None: pytest.approx(4 * MOST_SECONDS, abs=60)}
    desk.check_books(1)


def test_a_payment_that_is_parked_for_the_longest_time_is_seen_in_each_period_of_its_alarm() -> None:
    assert AGE_PERIOD_SECONDS > MOST_SECONDS


def test_without_the_database_the_age_has_that_reason(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_PORT", "1")
    assert desk.handle(*bodies(2)) == []
    assert ages(capfd.readouterr().out).keys() == {None, "database"}


def test_dead_letters_have_their_cause_as_a_dimension(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    desk.handle("bad", body())
    lines = metrics(capfd.readouterr().out)
    assert [line["Reason"] for line in lines if "PaymentDeadLettered" in line] == ["refused"]


@pytest.mark.parametrize(
    ("attribute", "holds"),
    [
        ("1000", False),
        ("9999999999999", False),
        ("-1", False),
        ("soon", False),
        ("1700000000000", True),
        ("٣" * 13, False),
    ],
)
def test_a_sender_can_not_make_a_payment_younger_and_nonsense_is_not_believed(attribute: str, holds: bool) -> None:
    [record] = event([body()])["Records"]
    sent = int(record["attributes"]["SentTimestamp"]) / 1000
    record["messageAttributes"] = {FIRST_SENT: {"dataType": "Number", "stringValue": attribute}}
    assert Message.from_record(record).first_sent == (int(attribute) / 1000 if holds else sent)


def test_a_message_with_all_attributes_that_sqs_takes_is_parked_with_these() -> None:
    [record] = event([body()])["Records"]
    record["messageAttributes"] = {
        f"Name{number}": {"dataType": "String", "stringValue": "x"} for number in range(MOST_ATTRIBUTES)
    }
    assert Message.from_record(record).parked()["MessageAttributes"].keys() == record["messageAttributes"].keys()


def test_an_invocation_that_runs_out_of_time_says_so_before_its_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    release = threading.Event()
    whole = batch.insert_entries

    def stuck(*arguments: Any) -> Any:
        release.wait(20)
        return whole(*arguments)

    monkeypatch.setattr(batch, "insert_entries", stuck)
    processor = desk.processor()
    messages = [Message.from_record(record) for record in event(bodies(3))["Records"]]
    thread = threading.Thread(target=processor.process, args=(messages, Deadline(1.2)))
    begin = time.monotonic()
    thread.start()
    written = ""
    # Before it is over, as Lambda would end it.
    while "PaymentRetried" not in written and time.monotonic() - begin < 10:
        time.sleep(0.05)
        written += capfd.readouterr().out
    assert thread.is_alive()
    release.set()
    thread.join()
    assert counted(written) == {"PaymentRetried": 3}
    assert ages(written).keys() == {None}
    [logged] = [line for line in desk.logged() if line["message"] == "out of time"]
    assert (logged["payments"], logged["undecided"]) == (3, 3)


def test_an_invocation_that_is_over_in_time_reports_nothing_later(
    desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    deadline = Deadline(1.3)
    desk.processor().process([Message.from_record(record) for record in event(bodies(2))["Records"]], deadline)
    while deadline.left() > 0:
        time.sleep(0.05)
    assert counted(capfd.readouterr().out) == {"PaymentCompleted": 2}
