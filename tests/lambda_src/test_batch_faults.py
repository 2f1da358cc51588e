"""A failure rolls a batch back, and its payments are made one by one."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pymysql
import pytest
from pymysql.connections import Connection
from pymysql.constants import CR, ER

from lambda_src import ledger
from tests.lambda_src.batches import ALONE, WHOLE, answers, break_connections, outcomes, sending
from tests.lambda_src.desk import Desk, counted
from tests.lambda_src.queues import Handle
from tests.lambda_src.samples import bodies, body, event, failures, request
from tests.lambda_src.test_ledger import await_waiting, root
from tests.support.agent import Agent, flags


@pytest.fixture
def handle(desk: Desk) -> Handle:
    """A function that has just started."""
    return desk.consumer()


@pytest.mark.parametrize("taken", ["payment", "idempotency_key", "payment_id"])
def test_what_another_function_pays_meanwhile_costs_one_rollback(desk: Desk, taken: str) -> None:
    asked, other = request(), desk.consumer()
    meanwhile = {
        "payment": json.dumps(asked),
        "idempotency_key": body(idempotency_key=asked["idempotency_key"]),
        "payment_id": body(payment_id=asked["payment_id"]),
    }[taken]

    def overtake(index: int, word: str) -> None:
        # The query has found nothing.
        if index == 1:
            other(event([meanwhile]))

    texts = [body(), json.dumps(asked), body()]
    with sending(overtake) as sent:
        found = answers(desk, texts)
    assert sent == ["SELECT", "INSERT", "ROLLBACK", *ALONE, "INSERT", "SELECT", "ROLLBACK", *ALONE]
    refused = {
        "payment": "repeated",
        "idempotency_key": "idempotency_key was used with another payload",
        "payment_id": "payment_id was used with another idempotency_key",
    }
    assert found == ["completed", refused[taken], "completed"]
    desk.check_books(3)
    assert "batch undone" in [line["message"] for line in desk.logged()]


def test_a_payment_that_does_not_balance_costs_the_others_of_its_batch_nothing(desk: Desk, agent: Agent) -> None:
    desk.rows(
        "CREATE TRIGGER crooked BEFORE INSERT ON ledger_entries FOR EACH ROW "
        "SET NEW.amount = NEW.amount + IF(NEW.account = 'crooked', 1, 0)"
    )
    agent.releases = lambda context: flags(verified=True)
    happened = event([body(), body(debtor="crooked"), body(creditor="crooked"), body()])
    bad = [record["messageId"] for record in happened["Records"]][1:3]
    assert failures(desk.consumer(agent.source())(happened)) == bad
    desk.check_books(2)
    faults = [line["fault"] for line in desk.logged() if line["message"] != "payments made"]
    assert faults == ["UnbalancedError"] * 3


def test_a_missing_entry_of_a_batch_is_found_where_the_balance_is_verified(
    desk: Desk, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ledger.execute

    def incomplete(connection: Any, statement: str, values: Any = ()) -> Any:
        entries = statement.startswith(ledger.INSERT_ENTRIES)
        return None if entries and len(values) > 8 else whole(connection, statement, values)

    monkeypatch.setattr(ledger, "execute", incomplete)
    agent.releases = lambda context: flags(verified=True)
    assert answers(desk, bodies(2), desk.consumer(agent.source())) == ["completed"] * 2
    desk.check_books(2)
    [undone, _] = desk.logged()
    assert (undone["message"], undone["fault"]) == ("batch undone", "UnbalancedError")


def test_a_lock_that_is_held_too_long_costs_the_batch_one_wait(desk: Desk) -> None:
    with closing(root(desk)) as other, other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT * FROM ledger_entries FOR UPDATE")

        def give_back(index: int, word: str) -> None:
            if word == "ROLLBACK":
                # The server has rolled back the one statement only; the payments are there until this one.
                assert desk.rows("SELECT COUNT(*) FROM information_schema.innodb_trx") == [(2,)]
                cursor.execute("ROLLBACK")

        with sending(give_back) as sent:
            assert answers(desk, bodies(2)) == ["completed"] * 2
    assert sent == ["SELECT", "INSERT", "INSERT", "ROLLBACK", *ALONE * 2]
    desk.check_books(2)


def test_two_batches_in_a_deadlock_are_both_paid(desk: Desk) -> None:
    asked = request()
    texts = [json.dumps(asked), body()]
    with closing(root(desk)) as first, first.cursor() as cursor:
        # Both wait for an id that is then rolled back: both get a shared lock, and both need the exclusive one.
        cursor.execute("BEGIN")
        cursor.execute(
            "INSERT INTO payments (payment_id, idempotency_key, payload_hash, amount, currency, debtor, creditor, "
            "requested_at, status, result) VALUES (%s, 'another', '', 1, 'GBP', 'a', 'b', NOW(), 'completed', '{}')",
            (asked["payment_id"],),
        )
        with ThreadPoolExecutor(2) as pool:
            running = [pool.submit(desk.consumer(), event([texts[0], body()])) for _ in range(2)]
            await_waiting(desk, 2)
            cursor.execute("ROLLBACK")
            assert [failures(one.result(30)) for one in running] == [[], []]
    desk.check_books(3)
    assert sorted(outcomes(desk).values()) == ["completed"] * 3 + ["repeated"]
    [undone] = [line for line in desk.logged() if line["message"] == "batch undone"]
    assert undone["errno"] == ER.LOCK_DEADLOCK


def test_a_connection_that_broke_between_two_batches_is_replaced(
    desk: Desk, handle: Handle, capfd: pytest.CaptureFixture[str]
) -> None:
    assert answers(desk, bodies(2), handle) == ["completed"] * 2
    break_connections(desk)
    with sending() as sent:
        assert answers(desk, bodies(2), handle) == ["completed"] * 2
    assert sent == ["SELECT", *WHOLE]
    desk.check_books(4)
    assert counted(capfd.readouterr().out) == {"PaymentCompleted": 4}


def test_a_connection_that_breaks_under_a_payment_is_replaced_once(desk: Desk, handle: Handle) -> None:
    assert answers(desk, bodies(1), handle) == ["completed"]
    with sending(lambda index, word: break_connections(desk) if index == 1 else None) as sent:
        assert answers(desk, bodies(1), handle) == ["completed"]
    assert sent == ["ROLLBACK", "INSERT", *ALONE]
    desk.check_books(2)


def test_a_connection_that_the_last_payment_broke_costs_the_next_batch_nothing(desk: Desk, handle: Handle) -> None:
    assert answers(desk, bodies(1), handle) == ["completed"]
    with sending(lambda index, word: break_connections(desk) if word == "INSERT" else None):
        assert len(failures(handle(event(bodies(1))))) == 1
    with sending() as sent:
        assert answers(desk, bodies(2), handle) == ["completed"] * 2
    assert sent == WHOLE
    assert "batch undone" not in [line["message"] for line in desk.logged()]
    desk.check_books(3)


def test_a_batch_that_breaks_its_connection_is_paid_one_by_one(desk: Desk) -> None:
    def kill(index: int, word: str) -> None:
        if index == 2:
            break_connections(desk)

    with sending(kill) as sent:
        assert answers(desk, bodies(3)) == ["completed"] * 3
    assert sent == ["SELECT", "INSERT", "INSERT", *ALONE * 3]
    desk.check_books(3)


def test_a_commit_whose_answer_was_lost_is_found_by_the_payments_one_by_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = Connection.commit
    lost: list[int] = []

    def lose_the_answer(session: Any) -> None:
        whole(session)
        if not lost:
            lost.append(1)
            raise pymysql.err.OperationalError(CR.CR_SERVER_LOST, "Lost connection to MySQL server during query")

    monkeypatch.setattr(Connection, "commit", lose_the_answer)
    assert answers(desk, bodies(3)) == ["repeated"] * 3
    desk.check_books(3)
    assert counted(capfd.readouterr().out) == {"PaymentRepeated": 3}
