"""A batch is one transaction, and nobody can tell from the answers."""

import json
import uuid
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any

import pymysql
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymysql.connections import Connection
from pymysql.constants import CR, ER

from lambda_src import ledger
from tests.payments.agent import Agent, flags
from tests.payments.desk import Desk, counted
from tests.payments.queues import Handle
from tests.payments.samples import bodies, body, event, failures, request
from tests.payments.statements import before_each
from tests.payments.test_ledger import await_waiting, root

WHOLE = ["SELECT", "INSERT", "INSERT", "COMMIT"]
ALONE = ["INSERT", "INSERT", "COMMIT"]


@contextmanager
def sending(hook: Callable[[int, str], None] = lambda place, word: None) -> Generator[list[str]]:
    """The statements that are sent meanwhile; the hook is called before each, with its place, and sends its own."""
    sent: list[str] = []
    hooked = False

    def note(word: str, connection: object) -> None:
        nonlocal hooked
        if hooked:
            return
        hooked = True
        hook(len(sent), word)
        hooked = False
        sent.append(word)

    with before_each(note):
        yield sent


def outcomes(desk: Desk) -> dict[str, str]:
    """What the log says of each payment or refused message."""
    found: dict[str, str] = {}
    for line in desk.logged():
        if line["message"] == "payments made":
            found |= {payment["message_id"]: payment["outcome"] for payment in line["payments"]}
        elif line["message"] == "payment refused":
            found[line["message_id"]] = line["reason"]
    return found


def answers(desk: Desk, texts: list[str], handle: Handle | None = None) -> list[str]:
    """What a batch's messages are answered, in their order."""
    happened = event(texts)
    assert failures((handle or desk.consumer())(happened)) == []
    found = outcomes(desk)
    return [found[record["messageId"]] for record in happened["Records"]]


@pytest.fixture
def handle(desk: Desk) -> Handle:
    """A function that has just started."""
    return desk.consumer()


def break_connections(desk: Desk) -> None:
    for (number,) in desk.rows("SELECT id FROM information_schema.processlist WHERE user LIKE 'pay%'"):
        desk.world.server.run(f"KILL {number}")


def test_each_payment_of_a_batch_is_written_in_its_own_way(
    desk: Desk, agent: Agent, capfd: pytest.CaptureFixture[str]
) -> None:
    ways = [flags(), flags(variant="single"), flags(variant="separate"), flags(variant="separate", verified=True)]
    left = iter(ways * 2)
    agent.releases = lambda account: next(left)
    handle = desk.consumer(agent.source())
    with sending() as sent:
        assert answers(desk, [body(debtor=f"debtor-{number}") for number in range(8)], handle) == ["completed"] * 8
    # The payments; the entries of some together; the debits and the credits of others; what stands there of two.
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


def test_what_clashes_within_a_batch_waits_for_its_turn(desk: Desk) -> None:
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


def test_what_clashes_with_one_that_waits_has_to_wait_too(desk: Desk) -> None:
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


@pytest.mark.parametrize("taken", ["payment", "idempotency_key", "payment_id"])
def test_what_somebody_else_takes_meanwhile_costs_one_rollback(desk: Desk, taken: str) -> None:
    asked, other = request(), desk.consumer()
    meanwhile = {
        "payment": json.dumps(asked),
        "idempotency_key": body(idempotency_key=asked["idempotency_key"]),
        "payment_id": body(payment_id=asked["payment_id"]),
    }[taken]

    def overtake(place: int, word: str) -> None:
        # The look has found nothing.
        if place == 1:
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
    agent.releases = lambda account: flags(verified=True)
    happened = event([body(), body(debtor="crooked"), body(creditor="crooked"), body()])
    bad = [record["messageId"] for record in happened["Records"]][1:3]
    assert failures(desk.consumer(agent.source())(happened)) == bad
    desk.check_books(2)
    faults = [line["fault"] for line in desk.logged() if line["message"] != "payments made"]
    assert faults == ["UnbalancedError"] * 3


def test_an_entry_that_is_missing_is_noticed_where_the_balance_is_verified(
    desk: Desk, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ledger.execute

    def forgetful(connection: Any, statement: str, values: Any = ()) -> Any:
        entries = statement.startswith(ledger.INSERT_ENTRIES)
        return None if entries and len(values) > 8 else whole(connection, statement, values)

    monkeypatch.setattr(ledger, "execute", forgetful)
    agent.releases = lambda account: flags(verified=True)
    assert answers(desk, bodies(2), desk.consumer(agent.source())) == ["completed"] * 2
    desk.check_books(2)
    [undone, _] = desk.logged()
    assert (undone["message"], undone["fault"]) == ("batch undone", "UnbalancedError")


def test_a_lock_that_is_held_too_long_costs_the_batch_one_wait(desk: Desk) -> None:
    with closing(root(desk)) as other, other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT * FROM ledger_entries FOR UPDATE")

        def give_back(place: int, word: str) -> None:
            if word == "ROLLBACK":
                # The server has undone the one statement only; the payments are there until this one.
                assert desk.rows("SELECT COUNT(*) FROM information_schema.innodb_trx") == [(2,)]
                cursor.execute("ROLLBACK")

        with sending(give_back) as sent:
            assert answers(desk, bodies(2)) == ["completed"] * 2
    assert sent == ["SELECT", "INSERT", "INSERT", "ROLLBACK", *ALONE * 2]
    desk.check_books(2)


def test_two_batches_that_lock_each_other_out_are_both_paid(desk: Desk) -> None:
    asked = request()
    texts = [json.dumps(asked), body()]
    with closing(root(desk)) as first, first.cursor() as cursor:
        # Both wait for an id that is then given back: both get a shared lock and both want the only one.
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


def test_a_connection_that_the_last_payment_broke_costs_the_next_batch_nothing(desk: Desk, handle: Handle) -> None:
    assert answers(desk, bodies(1), handle) == ["completed"]
    with sending(lambda place, word: break_connections(desk) if word == "COMMIT" else None):
        assert len(failures(handle(event(bodies(1))))) == 1
    with sending() as sent:
        assert answers(desk, bodies(2), handle) == ["completed"] * 2
    assert sent == WHOLE
    assert "batch undone" not in [line["message"] for line in desk.logged()]
    desk.check_books(3)


def test_a_batch_that_breaks_its_connection_is_paid_one_by_one(desk: Desk) -> None:
    def kill(place: int, word: str) -> None:
        if place == 2:
            break_connections(desk)

    with sending(kill) as sent:
        assert answers(desk, bodies(3)) == ["completed"] * 3
    assert sent == ["SELECT", "INSERT", "INSERT", *ALONE * 3]
    desk.check_books(3)


def test_a_commit_whose_answer_got_lost_is_found_by_the_payments_one_by_one(
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
