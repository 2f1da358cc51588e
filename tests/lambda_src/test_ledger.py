"""Exactly once, as the database itself decides it."""

import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from typing import Any

import pymysql
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymysql.connections import Connection
from pymysql.constants import CR, ER

from lambda_src import ledger
from lambda_src.ledger import Answer, Order, UnbalancedError, WriteOptions, record
from lambda_src.payment import Payment, RefusedPaymentError, parse_payment
from lambdas.shared.database import DatabaseError, Session, UnreachableError, execute
from tests.lambda_src.desk import Desk
from tests.lambda_src.samples import body, request

OPTIONS = [
    WriteOptions(),
    WriteOptions(variant="single", verified=True),
    WriteOptions(variant="separate", separate=True),
    WriteOptions(variant="separate", separate=True, verified=True),
]


def payment(**changes: Any) -> Payment:
    return parse_payment(body(**changes))


def pay(connection: Session, asked: Payment, options: WriteOptions = WriteOptions()) -> Answer:  # noqa: B008 (it is frozen)
    return record(connection, Order(asked, options))


@pytest.fixture
def connection(desk: Desk) -> Iterator[Session]:
    with closing(desk.world.connections().ready()) as opened:
        yield opened


@pytest.mark.parametrize("options", OPTIONS)
def test_a_repetition_is_answered_what_the_first_was(desk: Desk, connection: Session, options: WriteOptions) -> None:
    asked = payment()
    first = pay(connection, asked, options)
    assert not first.repeated
    for other in OPTIONS:
        assert pay(connection, asked, other) == Answer(result=first.result, repeated=True)
    desk.check_books(1)
    assert desk.rows("SELECT variant FROM payments") == [(options.variant,)]


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": 1251},
        {"currency": "EUR"},
        {"debtor": "another"},
        {"creditor": "another"},
        {"requested_at": "2026-11-25T09:30:00.250001Z"},
        {"payment_id": str(uuid.uuid4())},
    ],
)
def test_the_same_key_with_another_payload_is_refused(desk: Desk, connection: Session, changes: dict[str, Any]) -> None:
    asked = request()
    pay(connection, payment(**asked))
    with pytest.raises(RefusedPaymentError, match="idempotency_key was used with another payload"):
        pay(connection, payment(**asked | changes))
    desk.check_books(1)


def test_a_payment_id_is_paid_under_one_key_only(desk: Desk, connection: Session) -> None:
    asked = request()
    pay(connection, payment(**asked))
    with pytest.raises(RefusedPaymentError, match="payment_id was used with another idempotency_key"):
        pay(connection, payment(**asked | {"idempotency_key": "another"}))
    # A refusal holds no lock on what it collided with.
    assert execute(connection, "SELECT COUNT(*) FROM payments") == [(1,)]
    assert desk.rows("SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_rows_locked > 0") == [(0,)]
    desk.check_books(1)


def test_keys_that_differ_in_case_are_two(desk: Desk, connection: Session) -> None:
    for key in ("key", "KEY", "key."):
        assert not pay(connection, payment(idempotency_key=key)).repeated
    desk.check_books(3)


def test_the_largest_amount_balances(desk: Desk, connection: Session) -> None:
    for _ in range(3):
        pay(connection, payment(amount=2**63 - 1), WriteOptions(verified=True))
    desk.check_books(3)


KEYS = st.sampled_from(["k1", "k2", "k3"])
IDS = st.sampled_from([str(uuid.UUID(int=number)) for number in range(1, 4)])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(KEYS, IDS, st.integers(1, 2), st.sampled_from(OPTIONS)), min_size=1, max_size=12))
def test_any_sequence_of_requests_is_answered_as_a_dictionary_would(
    desk: Desk, connection: Session, asked: list[tuple[str, str, int, WriteOptions]]
) -> None:
    desk.world.server.run(f"USE {desk.world.database.name}", "DELETE FROM ledger_entries", "DELETE FROM payments")
    paid: dict[str, tuple[str, int, Answer]] = {}
    for key, payment_id, amount, options in asked:
        try:
            answer = pay(connection, payment(idempotency_key=key, payment_id=payment_id, amount=amount), options)
        except RefusedPaymentError:
            known = key in paid and paid[key][:2] != (payment_id, amount)
            assert known or (key not in paid and payment_id in {other for other, *_ in paid.values()})
        else:
            if key in paid:
                assert paid[key] == (payment_id, amount, replace(answer, repeated=False))
                assert answer.repeated
            else:
                paid[key] = (payment_id, amount, answer)
    desk.check_books(len(paid))


def test_of_many_at_once_one_pays_and_all_get_its_answer(desk: Desk) -> None:
    asked = payment()
    ready = threading.Barrier(8)

    def attempt() -> Answer:
        with closing(desk.world.connections().ready()) as own:
            ready.wait()
            while True:
                try:
                    return pay(own, asked)
                except DatabaseError as error:
                    # Those that waited for the same key may deadlock, and are tried again.
                    if error.errno not in (ER.LOCK_DEADLOCK, ER.LOCK_WAIT_TIMEOUT):
                        raise

    with ThreadPoolExecutor(8) as pool:
        answers = [running.result() for running in [pool.submit(attempt) for _ in range(8)]]
    assert sorted(answer.repeated for answer in answers) == [False] + [True] * 7
    assert len({str(answer.result) for answer in answers}) == 1
    desk.check_books(1)


def test_a_missing_entry_is_found_where_the_balance_is_verified(
    desk: Desk, connection: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "ENTRY", "(%s, %s, %s + 1, %s)")
    with pytest.raises(UnbalancedError):
        pay(connection, payment(), WriteOptions(separate=True, verified=True))
    desk.check_books(0)


def test_a_lock_wait_timeout_rolls_the_whole_payment_back(desk: Desk, connection: Session) -> None:
    asked = payment()
    # Another one is about to write entries for a payment of the same id.
    with closing(root(desk)) as other, other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT * FROM ledger_entries FOR UPDATE")
        with pytest.raises(DatabaseError) as raised:
            pay(connection, asked)
        assert raised.value.errno == ER.LOCK_WAIT_TIMEOUT
        # The server rolled back the one statement only; the other was rolled back by the program.
        desk.check_books(0)
        assert execute(connection, "SELECT COUNT(*) FROM payments") == [(0,)]
        cursor.execute("ROLLBACK")
    assert not pay(connection, asked).repeated
    desk.check_books(1)


def test_a_deadlock_rolls_one_payment_back_and_the_other_is_made(desk: Desk) -> None:
    asked = payment()
    sessions = [desk.world.connections().ready() for _ in range(2)]
    with closing(root(desk)) as first, first.cursor() as cursor:
        # Two wait for an id that is then rolled back: both get a shared lock, and both need the exclusive one.
        cursor.execute("BEGIN")
        cursor.execute(
            "INSERT INTO payments (payment_id, idempotency_key, payload_hash, amount, currency, debtor, creditor, "
            "requested_at, status, result) VALUES (%s, 'another', '', 1, 'GBP', 'a', 'b', NOW(), 'completed', '{}')",
            (asked.payment_id,),
        )
        with ThreadPoolExecutor(2) as pool:
            waiting = [pool.submit(pay, session, asked) for session in sessions]
            await_waiting(desk, 2)
            cursor.execute("ROLLBACK")
            errors = [running.exception(30) for running in waiting]
    [fault] = [error for error in errors if error]
    assert isinstance(fault, DatabaseError)
    assert fault.errno == ER.LOCK_DEADLOCK
    desk.check_books(1)
    loser = sessions[errors.index(fault)]
    assert pay(loser, asked).repeated
    for session in sessions:
        session.close()


def test_a_commit_whose_answer_was_lost_is_found_when_it_is_repeated(
    desk: Desk, connection: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = payment()

    whole = Connection.commit

    def lose_the_answer(session: Session) -> None:
        whole(session)
        raise pymysql.err.OperationalError(CR.CR_SERVER_LOST, "Lost connection to MySQL server during query")

    with monkeypatch.context() as patch:
        patch.setattr(Connection, "commit", lose_the_answer)
        with pytest.raises(UnreachableError):
            pay(connection, asked)
    desk.check_books(1)
    assert pay(connection, asked).repeated
    desk.check_books(1)


def root(desk: Desk) -> Any:
    return pymysql.connect(unix_socket=desk.world.server.socket, user="root", database=desk.world.database.name)


def await_waiting(desk: Desk, sessions: int) -> None:
    query = "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'"
    for _ in range(100):
        if desk.rows(query) == [(sessions,)]:
            return
        # InnoDB answers as before to whoever asks again within a tenth of a second (trx0i_s.cc).
        time.sleep(0.15)
    pytest.fail("nobody waits for a lock")
