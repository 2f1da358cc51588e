"""A batch is one transaction, and its answers are the same as those of single payments."""

import json
import uuid
from contextlib import closing
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambda_src import ledger
from lambda_src.batch import record_all
from lambda_src.ledger import Answer, Order, WriteOptions, record
from lambda_src.payment import parse_payment
from tests.lambda_src.batches import WHOLE, answers, sending
from tests.lambda_src.desk import Desk, counted
from tests.lambda_src.queues import Handle
from tests.lambda_src.samples import bodies, body, event, request
from tests.support.agent import Agent, flags


@pytest.fixture
def handle(desk: Desk) -> Handle:
    """A function that has just started."""
    return desk.consumer()


def test_each_payment_of_a_batch_is_written_in_its_own_way(
    desk: Desk, agent: Agent, capfd: pytest.CaptureFixture[str]
) -> None:
    ways = [flags(), flags(variant="single"), flags(variant="separate"), flags(variant="separate", verified=True)]
    left = iter(ways * 2)
    agent.releases = lambda context: next(left)
    handle = desk.consumer(agent.source())
    with sending() as sent:
        assert answers(desk, [body(debtor=f"debtor-{number}") for number in range(8)], handle) == ["completed"] * 8
    # The payments; the entries of some together; the debits and the credits of others; what is stored of two.
    assert sent == ["SELECT", "INSERT", "INSERT", "INSERT", "INSERT", "SELECT", "COMMIT"]
    desk.check_books(8)
    variants = [None, "single", "separate", "separate"] * 2
    assert desk.rows("SELECT variant FROM payments ORDER BY debtor") == [(variant,) for variant in variants]
    assert counted(capfd.readouterr().out) == {"PaymentCompleted": 8}


def test_what_a_batch_stores_is_what_a_payment_alone_stores(desk: Desk) -> None:
    columns = "amount, currency, debtor, creditor, requested_at, variant, status, HEX(payload_hash), JSON_KEYS(result)"
    same: dict[str, Any] = {"payment_id": str(uuid.uuid4()), "idempotency_key": "key"}
    stored: list[list[tuple[Any, ...]]] = []
    for texts in ([body(**same)], [body(**same), body()]):
        answers(desk, texts)
        stored.append(
            desk.rows(f"SELECT {columns} FROM payments WHERE idempotency_key = 'key'")  # noqa: S608 (the names above)
            + desk.rows(
                f"SELECT account, amount, currency FROM ledger_entries WHERE payment_id = '{same['payment_id']}' "  # noqa: S608 (an id)
                "ORDER BY entry_id"
            )
        )
        desk.rows("DELETE FROM ledger_entries")
        desk.rows("DELETE FROM payments")
    assert stored[0] == stored[1]
    assert len(stored[0]) == 3


def test_what_conflicts_within_a_batch_waits_for_its_turn(desk: Desk) -> None:
    asked = request()
    texts = [
        json.dumps(asked),
        body(),
        json.dumps(asked),
        json.dumps(asked | {"amount": 1}),
        json.dumps(asked | {"idempotency_key": "another"}),
    ]
    with sending() as sent:
        assert answers(desk, texts) == [
            *("completed", "completed", "repeated"),
            "idempotency_key was used with another payload",
            "payment_id was used with another idempotency_key",
        ]
    assert sent == [*WHOLE, *["INSERT", "SELECT", "ROLLBACK"] * 3]
    desk.check_books(2)


def test_what_conflicts_with_one_that_waits_has_to_wait_too(desk: Desk) -> None:
    ids = [str(uuid.uuid4()) for _ in range(3)]
    # Its id is taken, so the key of the first is free for the second, which takes the third one's id.
    assert answers(desk, [body(payment_id=ids[0])]) == ["completed"]
    asked = [("k1", ids[0]), ("k1", ids[1]), ("k2", ids[1]), ("k3", ids[2])]
    assert answers(desk, [body(idempotency_key=key, payment_id=one) for key, one in asked]) == [
        "payment_id was used with another idempotency_key",
        "completed",
        "payment_id was used with another idempotency_key",
        "completed",
    ]
    desk.check_books(3)


def test_known_keys_are_answered_without_being_tried(desk: Desk) -> None:
    asked = [request() for _ in range(3)]
    texts = [json.dumps(one) for one in asked]
    assert answers(desk, texts[:2]) == ["completed", "completed"]
    with sending() as sent:
        assert answers(desk, [texts[0], texts[2], json.dumps(asked[1] | {"amount": 7})]) == [
            *("repeated", "completed"),
            "idempotency_key was used with another payload",
        ]
    assert sent == WHOLE
    desk.check_books(3)


def test_a_repetition_is_answered_what_the_batch_was(desk: Desk) -> None:
    orders = [Order(parse_payment(body()), WriteOptions()) for _ in range(5)]
    with closing(desk.world.connections().ready()) as connection:
        first = record_all(connection, orders[:4])
        results = [answer.result for answer in first if isinstance(answer, Answer) and not answer.repeated]
        assert [result["payment_id"] for result in results] == [order.payment.payment_id for order in orders[:4]]
        again = [Answer(result=result, repeated=True) for result in results]
        assert record_all(connection, orders)[:4] == again
        assert [record(connection, order) for order in orders[:4]] == again
    desk.check_books(5)


def test_a_batch_locks_its_payments_in_one_order(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    whole = ledger.execute

    def watched(connection: Any, statement: str, values: Any = ()) -> Any:
        if statement.startswith(ledger.INSERT_PAYMENTS):
            written.extend(values[:: len(values) // 10])
        return whole(connection, statement, values)

    monkeypatch.setattr(ledger, "execute", watched)
    desk.consumer()(event(bodies(10)))
    assert len(written) == 10
    assert written == sorted(written)


KEYS = st.sampled_from(["k1", "k2", "k3", "k4"])
IDS = st.sampled_from([str(uuid.UUID(int=number)) for number in range(1, 5)])
REQUESTS = st.tuples(KEYS, IDS, st.integers(1, 2))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(REQUESTS, min_size=1, max_size=10), min_size=1, max_size=4))
def test_any_sequence_of_batches_is_answered_as_a_dictionary_would(
    desk: Desk, handle: Handle, batches: list[list[tuple[str, str, int]]]
) -> None:
    desk.world.server.run(f"USE {desk.world.database.name}", "DELETE FROM ledger_entries", "DELETE FROM payments")
    paid: dict[str, tuple[str, int]] = {}

    def expected(key: str, payment_id: str, amount: int) -> str:
        if key in paid:
            same = paid[key] == (payment_id, amount)
            return "repeated" if same else "idempotency_key was used with another payload"
        if payment_id in {other for other, _ in paid.values()}:
            return "payment_id was used with another idempotency_key"
        paid[key] = (payment_id, amount)
        return "completed"

    for batch in batches:
        texts = [body(idempotency_key=key, payment_id=one, amount=amount) for key, one, amount in batch]
        assert answers(desk, texts, handle) == [expected(*one) for one in batch]
    desk.check_books(len(paid))
