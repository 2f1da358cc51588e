"""The ledger's audit on a real server: what is wrong is found and named, and nothing else is."""

import threading
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, time, timedelta

import pytest

from lambda_src import audit, books
from lambda_src.audit import Report
from lambda_src.books import Books
from lambda_src.connections import Connections
from lambda_src.deadline import Deadline
from lambda_src.ledger import Order, WriteOptions, insert_entries, insert_payments
from lambda_src.payment import parse_payment
from lambdas.shared.database import DatabaseError, Session, end, execute
from tests.lambda_src.desk import Desk, counted, metrics
from tests.lambda_src.nights import NIGHTS, TODAY, booked, damage, named, night, nights
from tests.lambda_src.samples import CREDITOR, DEBTOR, body
from tests.rotation_lambda.world import KilledError

# What MySQL and MariaDB refuse a statement with that would write in a transaction that only reads.
READ_ONLY = 1792
OUT_OF_BALANCE = "the entries of a currency do not balance"


def test_a_clean_ledger_of_thousands_passes(desk: Desk) -> None:
    booked(desk, 2 * books.PAYMENTS_PER_BLOCK + 300)
    booked(desk, 200, currency="EUR")
    for report in nights(desk)[:2]:
        assert (report.complete, report.payments, report.findings) == (True, 2500, 0)
    assert named(desk) == []


def test_an_empty_ledger_passes(desk: Desk) -> None:
    assert night(desk) == Report(complete=True, booked=0)


DAMAGES: dict[str, tuple[str, Sequence[str]]] = {
    "a missing entry": (
        "DELETE FROM ledger_entries WHERE payment_id = '{}' AND amount < 0",
        ["1 entries, not 2", "the entries do not balance", OUT_OF_BALANCE],
    ),
    "no entry": ("DELETE FROM ledger_entries WHERE payment_id = '{}'", ["0 entries, not 2"]),
    "a third entry": (
        "INSERT INTO ledger_entries (payment_id, account, amount, currency) VALUES ('{}', 'third', 1, 'GBP')",
        [
            "3 entries, not 2",
            "the entries do not balance",
            "an entry has another account or amount",
            OUT_OF_BALANCE,
        ],
    ),
    "a wrong amount": (
        "UPDATE ledger_entries SET amount = amount + 1 WHERE payment_id = '{}' AND amount > 0",
        ["the entries do not balance", "an entry has another account or amount", OUT_OF_BALANCE],
    ),
    "two wrong amounts": (
        "UPDATE ledger_entries SET amount = 2 * amount WHERE payment_id = '{}'",
        ["an entry has another account or amount"],
    ),
    "a wrong account": (
        "UPDATE ledger_entries SET account = 'another' WHERE payment_id = '{}' AND amount > 0",
        ["an entry has another account or amount"],
    ),
    "a wrong currency": (
        "UPDATE ledger_entries SET currency = 'EUR' WHERE payment_id = '{}' AND amount > 0",
        ["an entry is in another currency", OUT_OF_BALANCE, OUT_OF_BALANCE],
    ),
    "two wrong currencies": (
        "UPDATE ledger_entries SET currency = 'EUR' WHERE payment_id = '{}'",
        ["an entry is in another currency"],
    ),
    "entries of a payment that was not made": (
        "UPDATE payments SET status = 'rejected' WHERE payment_id = '{}'",
        ["2 entries, not 0", "an entry has another account or amount"],
    ),
}


@pytest.mark.parametrize("kind", DAMAGES)
def test_damage_is_found_and_named(desk: Desk, kind: str) -> None:
    statement, faults = DAMAGES[kind]
    ids = booked(desk, 120, currency="GBP")
    damage(desk, statement, ids[60])
    report = night(desk)
    assert (report.complete, report.payments, report.findings) == (True, 120, len(faults))
    assert [fault for fault, _ in named(desk)] == list(faults)
    assert {what for fault, what in named(desk) if fault != OUT_OF_BALANCE} == {ids[60]}
    written = desk.lines.getvalue()
    assert not [account for account in (DEBTOR, CREDITOR) if account in written], "the log names an account"


def test_entries_of_no_payment_are_found_within_a_pass(desk: Desk) -> None:
    ids = booked(desk, 20)
    damage(desk, "DELETE FROM payments WHERE payment_id = '{}'", ids[7])
    assert sum(report.findings for report in nights(desk)) == 2
    assert named(desk) == [("an entry is of no payment", ids[7])] * 2


def test_all_of_the_ledger_is_seen_in_a_pass_whichever_night_it_begins(desk: Desk) -> None:
    ids = booked(desk, 30)
    for age, payment_id in enumerate(ids, 1):
        day = TODAY - timedelta(days=age)
        damage(desk, "UPDATE payments SET created_at = '{}' WHERE payment_id = '{}'", day, payment_id)
    damage(desk, "DELETE FROM ledger_entries")
    assert night(desk).findings == 6, "two new days, and every seventh older one"
    for first in range(3):
        desk.lines.truncate(0)
        desk.lines.seek(0)
        nights(desk, TODAY + timedelta(days=first))
        assert {payment_id for _, payment_id in named(desk)} == set(ids)


def test_blocks_leave_no_payment_out_and_take_none_twice(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    # A hundred payments of one statement have one time of booking.
    ids = booked(desk, 250)
    monkeypatch.setattr(books, "PAYMENTS_PER_BLOCK", 7)
    monkeypatch.setattr(books, "ENTRIES_PER_BLOCK", 11)
    report = night(desk)
    assert (report.complete, report.payments, report.findings) == (True, 250, 0)
    damage(desk, "DELETE FROM ledger_entries")
    assert night(desk).findings == 250
    assert sorted(payment_id for _, payment_id in named(desk)) == sorted(ids)


def test_payments_that_are_booked_meanwhile_are_no_finding(desk: Desk) -> None:
    # New by then, also where the test runs over midnight.
    today = datetime.now(UTC).date() + timedelta(days=2)
    stopped = threading.Event()
    paid: list[str] = []

    def pay() -> None:
        with closing(desk.world.connections().ready()) as connection:
            while not stopped.is_set():
                order = Order(parse_payment(body()), WriteOptions(separate=True))
                insert_payments(connection, [order])
                insert_entries(connection, [order])
                end(connection, commit=True)
                paid.append(order.payment.payment_id)

    threads = [threading.Thread(target=pay) for _ in range(3)]
    for thread in threads:
        thread.start()
    seen = 0
    try:
        while seen < 500:
            before = len(paid)
            report = night(desk, today)
            assert (report.complete, report.findings) == (True, 0)
            assert report.payments >= before
            seen = report.payments
    finally:
        stopped.set()
        for thread in threads:
            thread.join()
    assert night(desk, today).payments == len(paid)


def test_a_run_that_was_killed_is_repeated_and_one_that_is_lost_is_made_up_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = booked(desk, 50)
    damage(desk, "DELETE FROM ledger_entries WHERE payment_id = '{}'", ids[0])
    monkeypatch.setattr(books, "PAYMENTS_PER_BLOCK", 10)
    connections = desk.world.connections()

    def kill(*given: object) -> None:
        raise KilledError

    with monkeypatch.context() as killed:
        killed.setattr(books, "_entries", kill)
        with pytest.raises(KilledError):
            audit.audit(Books(connections), TODAY, NIGHTS, Deadline(900))
    # The process that goes on has the connection of the one that was killed, in its transaction.
    again = audit.audit(Books(connections), TODAY, NIGHTS, Deadline(900))
    assert (again.complete, again.payments, again.findings) == (True, 50, 1)
    assert night(desk, TODAY + timedelta(days=1)).findings == 1


def test_a_run_without_time_says_how_far_it_came(desk: Desk) -> None:
    booked(desk, 10)
    report = night(desk, seconds=0)
    assert not report.complete
    (line,) = [line for line in desk.logged() if line["message"] == "the audit is out of time"]
    assert line["fault"] == f"it came as far as the payments of {(TODAY - timedelta(days=1)).isoformat()}"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payments SET amount = 1",
        "INSERT INTO ledger_entries SELECT 99, payment_id, 'third', 1, currency, NOW() FROM payments LIMIT 1",
    ],
)
def test_the_server_refuses_to_write_in_an_audit(desk: Desk, monkeypatch: pytest.MonkeyPatch, statement: str) -> None:
    booked(desk, 3)
    connections = desk.world.connections()
    with monkeypatch.context() as writing:
        writing.setattr(books, "FIRST_PAYMENT", statement)
        with pytest.raises(DatabaseError) as refused:
            Books(connections).first_day()
    assert refused.value.errno == READ_ONLY
    # Nor outside of a block's transaction.
    with pytest.raises(DatabaseError) as refused:
        execute(connections.ready(), statement)
    assert refused.value.errno == READ_ONLY
    desk.check_books(3)


def test_an_audit_locks_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    booked(desk, 30)
    free: list[int] = []
    ended = books.end

    def look(connection: Session, *, commit: bool) -> None:
        for query in ("SELECT 1 FROM payments FOR UPDATE NOWAIT", "SELECT 1 FROM ledger_entries FOR UPDATE NOWAIT"):
            free.append(len(desk.rows(query)))
        ended(connection, commit=commit)

    monkeypatch.setattr(books, "end", look)
    assert night(desk).complete
    assert set(free) == {30, 60}


def test_the_function_writes_its_metrics_under_the_days_that_they_are_of(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AUDIT_NIGHTS", str(NIGHTS))
    ids = booked(desk, 5)
    yesterday = TODAY - timedelta(days=1)
    times = (f"{TODAY}", f"{yesterday}", f"{yesterday} 23:59:59.999999")
    for moment, payment_id in zip(times, (ids[0], ids[2], ids[3]), strict=True):
        damage(desk, "UPDATE payments SET created_at = '{}' WHERE payment_id = '{}'", moment, payment_id)
    damage(desk, "DELETE FROM ledger_entries WHERE payment_id = '{}'", ids[1])
    capfd.readouterr()
    answer = audit.handle({"time": f"{TODAY}T01:30:00Z"}, Minutes(15))
    assert answer == {"complete": True, "payments": 4, "findings": 1}
    written = capfd.readouterr().out
    assert counted(written) == {"LedgerAudited": 1, "LedgerFindings": 1, "PaymentsBooked": 4}
    (day,) = [line for line in metrics(written) if "PaymentsBooked" in line]
    assert day["_aws"]["Timestamp"] == datetime.combine(yesterday, time(12), UTC).timestamp() * 1000
    audit.handle({"time": f"{TODAY}T01:30:00Z"}, Minutes(0))
    assert counted(capfd.readouterr().out) == {"LedgerAudited": 0, "LedgerFindings": 0}


class Minutes:
    """The context of an invocation that has some minutes."""

    def __init__(self, minutes: int):
        self._minutes = minutes

    def get_remaining_time_in_millis(self) -> int:
        return self._minutes * 60_000


def test_a_connection_that_breaks_between_blocks_is_replaced(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    booked(desk, 30)
    monkeypatch.setattr(books, "PAYMENTS_PER_BLOCK", 10)
    connections = desk.world.connections()
    ready = Connections.ready

    def broken(self: Connections) -> Session:
        if kept := connections.kept():
            desk.world.server.run(f"KILL {execute(kept, 'SELECT CONNECTION_ID()')[0][0]}")
        return ready(self)

    monkeypatch.setattr(Connections, "ready", broken)
    report = audit.audit(Books(connections), TODAY, NIGHTS, Deadline(900))
    assert (report.complete, report.payments, report.findings) == (True, 30, 0)
