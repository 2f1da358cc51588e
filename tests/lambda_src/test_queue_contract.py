"""The contract of Lambda, SQS and the processor: partial failures, redrive, dead-letter queue, duplicates."""

from collections.abc import Mapping
from typing import Any

import pytest

from lambda_src.payment import Payment
from lambda_src.queues import REASON, SOURCE
from tests.lambda_src.desk import Desk, Invocation
from tests.lambda_src.queues import MAXIMUM_RECEIVES
from tests.lambda_src.samples import bodies, body


def test_a_batch_with_bad_ones_inside_empties_the_queue(desk: Desk) -> None:
    desk.queue.send([*bodies(12), "bad", *bodies(7), body(amount=0), body(currency="gbp")])
    desk.queue.drain(desk.consumer())
    assert desk.queue.count() == 0
    desk.check_books(19)
    assert len(desk.queue.dead_letters()) == 3


def fail_for(monkeypatch: pytest.MonkeyPatch, amount: int) -> None:
    """Payments of an amount can't be paid, whether with others or alone."""
    whole = Payment.payload_hash

    def failing(payment: Payment) -> bytes:
        if payment.amount == amount:
            raise RuntimeError
        return whole(payment)

    monkeypatch.setattr(Payment, "payload_hash", failing)


def test_only_what_failed_is_delivered_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    unlucky = [body(amount=13) for _ in range(4)]
    desk.queue.send([*unlucky, *bodies(6)])
    handle = desk.consumer()
    with monkeypatch.context() as patch:
        fail_for(patch, 13)
        desk.queue.poll(handle)
    assert sorted(desk.queue.bodies()) == sorted(unlucky)
    desk.check_books(6)
    desk.queue.drain(handle)
    assert desk.queue.count() == 0
    desk.check_books(10)
    assert desk.queue.dead_letters() == []


def test_what_always_fails_is_put_into_the_dead_letter_queue_at_its_last_delivery(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, good = body(amount=13), bodies(3)
    desk.queue.send([broken, *good])
    with monkeypatch.context() as patch:
        fail_for(patch, 13)
        desk.queue.drain(desk.consumer())
    assert [line["message"] for line in desk.logged()].count("payment failed") == MAXIMUM_RECEIVES
    desk.check_books(3)
    reason = f"tried {MAXIMUM_RECEIVES} times, at last: RuntimeError"
    assert desk.queue.dead_letters() == [{"body": broken, REASON: reason, SOURCE: desk.queue.arn}]
    # Redriven to the queue once the fault is fixed, it is paid.
    desk.queue.send([broken])
    desk.queue.drain(desk.consumer())
    desk.check_books(4)


def test_what_runs_out_of_time_each_time_ends_there_by_the_queues_own_redrive(desk: Desk) -> None:
    lost = body()
    desk.queue.send([lost])
    while records := desk.queue.receive():
        desk.queue.return_now(records)
    # Without a reason: nobody lived to say it.
    assert desk.queue.dead_letters() == [{"body": lost}]


def test_a_message_redriven_from_the_dead_letter_queue_is_checked_again_with_the_same_body(desk: Desk) -> None:
    bad = body(currency="XXX")
    desk.queue.send([bad])
    for _ in range(2):
        desk.queue.drain(desk.consumer())
        [letter] = desk.queue.dead_letters()
        assert letter["body"] == bad
        # As a move does it: body and attributes.
        attributes = {name: {"DataType": "String", "StringValue": letter[name]} for name in (REASON, SOURCE)}
        desk.queue.send([letter["body"]], MessageAttributes=attributes)
    assert desk.queue.count() == 1
    desk.check_books(0)


def test_a_payment_that_is_paid_and_delivered_again_is_finished(desk: Desk) -> None:
    asked = bodies(5)
    # SQS itself may deliver twice, a sender may send twice, and a function may end before it answers.
    desk.queue.send(asked)
    desk.queue.send(asked)
    lost = desk.queue.receive()
    desk.consumer()({"Records": lost})
    desk.queue.return_now(lost)
    desk.queue.drain(desk.consumer())
    assert desk.queue.count() == 0
    desk.check_books(5)


def test_what_the_handler_raises_itself_leaves_the_batch_in_the_queue(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STACK")

    def handle(happened: Mapping[str, Any]) -> dict[str, Any]:
        from lambda_src import handler

        return handler.handle(happened, Invocation())

    desk.queue.send(bodies(2))
    with pytest.raises(ValueError, match="STACK"):
        desk.queue.poll(handle)
    assert desk.queue.count() == 2
    monkeypatch.setenv("STACK", "test")
    desk.queue.drain(handle)
    desk.check_books(2)
