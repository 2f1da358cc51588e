"""The function with a real database and its queues: the outcome of each message of a batch."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambda_src import handler, ledger
from lambda_src.deadline import Deadline
from lambda_src.flags import Flags
from lambda_src.lease import Lease
from lambda_src.message import MOST_BYTES, Message
from lambda_src.metrics import PaymentMetrics
from lambda_src.payment import Payment, RefusedPaymentError, parse_payment
from lambda_src.processor import Processor
from lambda_src.queues import REASON, SOURCE, Queues
from tests.lambda_src.desk import SECONDS, STACK, Desk, counted
from tests.lambda_src.samples import CREDITOR, DEBTOR, bodies, body, event, failures, request
from tests.lambda_src.statements import before_each
from tests.lambda_src.test_payment import ANY_JSON, requests
from tests.rotation_lambda.secrets import stored
from tests.support.aws import refused

BAD = [
    "not a payment",
    "[1, 2]",
    body(amount=-1),
    body(currency="XXX"),
    body(debtor="a b"),
    body(creditor=DEBTOR),
    body(account=CREDITOR),
]


def test_a_payment_is_stored_with_its_two_entries(desk: Desk) -> None:
    asked = request()
    assert desk.handle(json.dumps(asked)) == []
    desk.check_books(1)
    [(amount, currency, debtor, creditor, requested, variant, status, result)] = desk.rows(
        "SELECT amount, currency, debtor, creditor, CAST(requested_at AS CHAR), variant, status, result FROM payments"
    )
    assert (amount, currency, debtor, creditor) == (1250, "GBP", DEBTOR, CREDITOR)
    assert (requested, variant, status) == ("2026-11-25 09:30:00.250000", None, "completed")
    assert json.loads(result)["payment_id"] == asked["payment_id"]
    entries = desk.rows("SELECT account, amount, currency FROM ledger_entries ORDER BY amount")
    assert entries == [(DEBTOR, -1250, "GBP"), (CREDITOR, 1250, "GBP")]


def test_bad_messages_go_to_the_dead_letter_queue_with_the_reason_and_the_good_ones_are_paid(
    desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    good = bodies(3)
    assert desk.handle(good[0], *BAD, good[1], good[2]) == []
    desk.check_books(3)
    letters = desk.queue.dead_letters()
    assert sorted(letter["body"] for letter in letters) == sorted(BAD)
    assert {letter[SOURCE] for letter in letters} == {event([""])["Records"][0]["eventSourceARN"]}
    reasons = {letter["body"]: letter[REASON] for letter in letters}
    assert reasons["not a payment"] == "not JSON"
    assert reasons[BAD[3]] == "currency must be an active ISO 4217 code that has a minor unit"
    assert counted(capfd.readouterr().out) == {
        "PaymentCompleted": 3, "PaymentRefused": len(BAD), "PaymentDeadLettered": len(BAD)
    }  # fmt: skip


class Accepting:
    """A queue's client that takes whatever it is given."""

    def __init__(self) -> None:
        self.bodies: list[str] = []

    def send_message_batch(self, **arguments: Any) -> dict[str, Any]:
        self.bodies += [entry["MessageBody"] for entry in arguments["Entries"]]
        return {"Successful": []}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text() | ANY_JSON.map(json.dumps) | requests().map(json.dumps), max_size=10))
def test_each_message_is_paid_or_refused_and_nothing_is_raised(desk: Desk, texts: list[str]) -> None:
    client = Accepting()
    paid = desk.payments()
    connections = desk.world.connections()
    tried = Processor(
        connections=connections,
        flags=Flags(None, unavailable=lambda: None),
        lease=Lease(None),
        queues=Queues("queue", "dead-letter queue", client=lambda: client),
        metrics=PaymentMetrics(STACK),
        tries=1,
    )
    assert tried.process([Message.from_record(one) for one in event(texts)["Records"]], Deadline(SECONDS)) == []
    desk.check_books(desk.payments())
    # Examples may repeat, and are answered then.
    assert desk.payments() - paid <= len(texts) - len(client.bodies)
    assert {text for text in texts if not is_payment(text)} <= set(client.bodies)
    connections.ready().close()


def is_payment(text: str) -> bool:
    try:
        parse_payment(text)
    except RefusedPaymentError:
        return False
    return True


def test_a_repeated_key_is_answered_or_refused(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    asked = request()
    again, other = json.dumps(asked, indent=1), json.dumps(asked | {"amount": 1})
    other_key = json.dumps(asked | {"idempotency_key": "another"})
    assert desk.handle(json.dumps(asked), again, other, other_key) == []
    desk.check_books(1)
    reasons = {letter["body"]: letter[REASON] for letter in desk.queue.dead_letters()}
    assert reasons == {
        other: "idempotency_key was used with another payload",
        other_key: "payment_id was used with another idempotency_key",
    }
    assert counted(capfd.readouterr().out) == {
        "PaymentCompleted": 1, "PaymentRepeated": 1, "PaymentRefused": 2, "PaymentDeadLettered": 2
    }  # fmt: skip


def unsent() -> dict[str, Any]:
    entry = {"Id": "0", "SenderFault": False, "Code": "InternalError", "Message": ""}
    return {"Successful": [], "Failed": [entry]}


@pytest.mark.parametrize(
    "fault",
    [
        lambda: refused("SendMessageBatch", "AccessDenied", DEBTOR),
        lambda: EndpointConnectionError(endpoint_url="https://sqs"),
        lambda: UnicodeEncodeError("utf-8", DEBTOR, 0, 1, "surrogates not allowed"),
        unsent,
    ],
)
def test_what_can_not_be_sent_to_the_dead_letter_queue_stays_in_the_queue(desk: Desk, fault: Callable[[], Any]) -> None:
    handle = desk.consumer()
    happened = event([body(), "not a payment"])
    desk.queue.client.faults.append(fault())
    assert failures(handle(happened)) == [happened["Records"][1]["messageId"]]
    assert desk.queue.dead_letters() == []
    assert failures(handle(happened)) == []
    assert len(desk.queue.dead_letters()) == 1
    desk.check_books(1)


def test_large_bad_messages_are_sent_in_batches_that_sqs_takes(desk: Desk) -> None:
    large = [f"{number}" + "x" * (MOST_BYTES // 3) for number in range(5)]
    assert desk.handle(*large) == []
    assert sorted(letter["body"] for letter in desk.queue.dead_letters()) == large


@pytest.mark.parametrize("failure", ["server", "login", "secret", "name"])
def test_without_the_database_the_whole_batch_is_parked_after_one_attempt(
    desk: Desk, failure: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    secret = dict(stored(desk.world.application).versions)
    if failure == "server":
        monkeypatch.setenv("DATABASE_PORT", "1")
    elif failure == "name":
        monkeypatch.setenv("DATABASE_NAME", "absent")
    elif failure == "login":
        desk.world.write(desk.world.application, "AWSCURRENT", password="wrong")  # noqa: S106 (it is)
    else:
        stored(desk.world.application).versions.clear()
    asked = bodies(5)
    assert desk.handle(*asked) == []
    assert desk.queue.delayed() == 5
    assert counted(capfd.readouterr().out) == {"PaymentRetried": 5, "PaymentParked": 5}
    [logged] = desk.logged()
    assert logged["message"] == "payments are parked"
    assert (logged["obstacle"], logged["payments"]) == ("database", 5)
    assert logged["fault"].split()[0] in {
        *("UnreachableError", "LoginRefusedError", "DatabaseError", "NoCredentialError")
    }
    # As soon as it is available the same function continues.
    if failure == "login":
        stored(desk.world.application).versions.update(secret)
        desk.world.rotate(desk.world.application)
        assert desk.handle(*asked) == []
        desk.check_books(5)
    assert desk.queue.dead_letters() == []


def test_bad_messages_are_refused_while_the_database_is_unavailable(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_PORT", "1")
    good = body()
    assert desk.handle("bad", good) == []
    assert desk.queue.bodies() == [good]
    assert [letter["body"] for letter in desk.queue.dead_letters()] == ["bad"]


def test_a_payment_that_breaks_its_connection_costs_the_others_of_its_batch_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = bodies(4)
    broken = json.loads(asked[1])["payment_id"]
    whole = ledger.execute

    def breaking(connection: Any, statement: str, values: Any = ()) -> Any:
        if broken in values and statement.startswith(ledger.INSERT_ENTRIES):
            desk.world.server.run(f"KILL {connection.thread_id()}")
        return whole(connection, statement, values)

    monkeypatch.setattr(ledger, "execute", breaking)
    assert desk.handle(*asked) == [asked[1]]
    monkeypatch.undo()
    desk.check_books(3)


def test_a_fault_of_the_program_stays_in_the_queue_and_is_logged_without_its_text(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = Payment.payload_hash

    def broken(payment: Payment) -> bytes:
        if payment.amount == 13:
            raise KeyError(payment.debtor)
        return whole(payment)

    monkeypatch.setattr(Payment, "payload_hash", broken)
    asked = [body(), body(amount=13), body()]
    assert desk.handle(*asked) == [asked[1]]
    desk.check_books(2)
    [logged] = [line for line in desk.logged() if line["level"] == "ERROR"]
    assert (logged["message"], logged["fault"]) == ("payment failed", "KeyError")
    assert logged["where"][-1].startswith("broken:")
    assert counted(capfd.readouterr().out) == {"PaymentCompleted": 2, "PaymentRetried": 1}


def test_a_payment_alone_takes_four_round_trips_and_so_does_a_batch(desk: Desk) -> None:
    def sent_for(*texts: str) -> list[str]:
        sent: list[str] = []
        with before_each(lambda word, connection: sent.append(word)):
            assert desk.handle(*texts) == []
        return sent

    paid = bodies(10)
    assert sent_for(*paid) == ["SELECT", "INSERT", "INSERT", "COMMIT"]
    assert sent_for(body()) == ["ROLLBACK", "INSERT", "INSERT", "COMMIT"]
    # The last one releases the lock on what it conflicted with.
    assert sent_for(paid[0]) == ["ROLLBACK", "INSERT", "SELECT", "ROLLBACK"]
    assert sent_for(*paid) == ["SELECT", "ROLLBACK"]
    assert sent_for(*paid[:5], *bodies(5)) == ["SELECT", "INSERT", "INSERT", "COMMIT"]
    desk.check_books(16)


def test_an_empty_batch_writes_nothing(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    assert desk.handle() == []
    assert capfd.readouterr().out == ""


def test_rotations_between_batches_go_unnoticed(desk: Desk) -> None:
    for _ in range(3):
        assert desk.handle(*bodies(2)) == []
        desk.world.rotate(desk.world.application)
        desk.world.rotate(desk.world.application)
        handler.processor()._connections.ready().close()  # pyright: ignore[reportPrivateUsage] (the kept one breaks)
    desk.check_books(6)
