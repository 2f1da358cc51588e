"""Every difference between two real databases is found and named by its key, and equal ones are never different."""

from typing import Any

import pytest

from lambdas.comparison.sides import ComparisonError, Side
from tests.lambdas.comparison.databases import Databases

MISSING, EXTRA = {"kind": "missing"}, {"kind": "extra"}


def changed(*columns: str) -> dict[str, Any]:
    return {"kind": "changed", "columns": sorted(columns)}


# What is done on which side, and what is then said of the payment, and of the entry by which it leaves its debtor.
PLANTED: dict[str, tuple[Side, str, dict[str, Any] | None, dict[str, Any] | None]] = {
    "a missing payment": ("new", "DELETE FROM payments WHERE payment_id = '{id}'", MISSING, None),
    "an extra payment": ("old", "DELETE FROM payments WHERE payment_id = '{id}'", EXTRA, None),
    "a missing entry": ("new", "DELETE FROM ledger_entries WHERE payment_id = '{id}' AND amount < 0", None, MISSING),
    "an extra entry": ("old", "DELETE FROM ledger_entries WHERE payment_id = '{id}' AND amount < 0", None, EXTRA),
    "another amount": (
        "new",
        "UPDATE payments SET amount = amount + 1 WHERE payment_id = '{id}'",
        changed("amount"),
        None,
    ),
    "another status": (
        "new",
        "UPDATE payments SET status = 'rejected' WHERE payment_id = '{id}'",
        changed("status"),
        None,
    ),
    "a result of NULL": ("new", "UPDATE payments SET result = NULL WHERE payment_id = '{id}'", changed("result"), None),
    "another currency in all of it": (
        "new",
        "UPDATE payments, ledger_entries SET payments.currency = 'EUR', ledger_entries.currency = 'EUR' "
        "WHERE payments.payment_id = '{id}' AND ledger_entries.payment_id = '{id}'",
        changed("currency"),
        changed("currency"),
    ),
    "a space at the end": (
        "new",
        "UPDATE payments SET idempotency_key = CONCAT(idempotency_key, ' ') WHERE payment_id = '{id}'",
        changed("idempotency_key"),
        None,
    ),
    "another case": (
        "new",
        "UPDATE payments SET idempotency_key = UPPER(idempotency_key) WHERE payment_id = '{id}'",
        changed("idempotency_key"),
        None,
    ),
    "a microsecond": (
        "new",
        "UPDATE payments SET requested_at = requested_at + INTERVAL 1 MICROSECOND WHERE payment_id = '{id}'",
        changed("requested_at"),
        None,
    ),
    "another hash of the request": (
        "new",
        "UPDATE payments SET payload_hash = UNHEX(REPEAT('20', 32)) WHERE payment_id = '{id}'",
        changed("payload_hash"),
        None,
    ),
    "another debtor": (
        "new",
        "UPDATE payments SET debtor = LOWER(debtor) WHERE payment_id = '{id}'",
        changed("debtor"),
        None,
    ),
    "another account": (
        "new",
        "UPDATE ledger_entries SET account = CONCAT(account, ' ') WHERE payment_id = '{id}' AND amount < 0",
        None,
        changed("account"),
    ),
    "another amount of an entry": (
        "new",
        "UPDATE ledger_entries SET amount = amount - 1 WHERE payment_id = '{id}' AND amount < 0",
        None,
        changed("amount"),
    ),
}


@pytest.mark.parametrize("kind", PLANTED)
@pytest.mark.parametrize("place", [0, 13, 29])
def test_a_planted_difference_is_named_by_its_key(databases: Databases, kind: str, place: int) -> None:
    side, statement, payment, entry = PLANTED[kind]
    ids = databases.pay(30)
    of_entry = databases.entry(ids[place])
    databases.run(side, statement, id=ids[place])
    found = databases.compare()
    assert not found.same
    assert found.tables["payments"].different == ([{"key": ids[place], **payment}] if payment else [])
    entries = [row for row in found.tables["ledger_entries"].different if row["key"] == of_entry]
    assert entries == ([{"key": of_entry, **entry}] if entry else [])


def test_equal_databases_are_the_same_in_blocks_of_every_size(databases: Databases) -> None:
    databases.pay(30)
    databases.pay(4, status="'rejected'", currency="'EUR'")
    databases.pay(3, status="'pending'", result="NULL")
    for rows in (1, 7, 37, 74, 1000):
        found = databases.compare(rows=rows)
        payments, entries = found.tables["payments"], found.tables["ledger_entries"]
        assert found.same, found.found
        assert (payments.rows, entries.rows) == ({"old": 37, "new": 37}, {"old": 60, "new": 60})
        assert payments.blocks == 37 // rows + 1
        assert payments.sums["new"] == {
            "GBP/completed": 30 * 1250,
            "EUR/rejected": 4 * 1250,
            "GBP/pending": 3 * 1250,
        }
        assert entries.sums["old"] == {"GBP/in": 30 * 1250, "GBP/out": 30 * 1250}


def test_empty_databases_are_the_same(databases: Databases) -> None:
    found = databases.compare()
    assert found.same
    assert [result.rows for result in found.tables.values()] == [{"old": 0, "new": 0}] * 2


@pytest.mark.parametrize(("side", "kind"), [("old", "missing"), ("new", "extra")])
def test_one_side_that_is_empty_differs_in_each_row(databases: Databases, side: Side, kind: str) -> None:
    ids = databases.pay(20, sides=[side])
    payments = databases.compare().tables["payments"]
    assert payments.different == [{"key": key, "kind": kind} for key in ids]


def test_rows_that_are_swapped_leave_every_sum_as_it_is_and_are_found(databases: Databases) -> None:
    one, *_, other = databases.pay(20)
    databases.run("old", "UPDATE payments SET amount = 7 WHERE payment_id = '{id}'", id=one)
    databases.run("new", "UPDATE payments SET amount = 7 WHERE payment_id = '{id}'", id=other)
    payments = databases.compare().tables["payments"]
    assert payments.figures() == []
    assert payments.different == [{"key": key, **changed("amount")} for key in (one, other)]


def test_a_null_is_no_empty_text(databases: Databases) -> None:
    ids = databases.pay(3)
    databases.run("new", "UPDATE payments SET variant = '' WHERE payment_id = '{id}'", id=ids[1])
    assert databases.compare().tables["payments"].different == [{"key": ids[1], **changed("variant")}]


def test_another_collation_of_a_column_is_no_difference(databases: Databases) -> None:
    ids = databases.pay(20)
    for column in ("payment_id CHAR(36)", "status VARCHAR(32)", "debtor VARCHAR(64)"):
        databases.retype("old", f"{column} CHARACTER SET utf8mb4 NOT NULL")
    assert databases.compare().same
    databases.run("new", "UPDATE payments SET status = 'Completed' WHERE payment_id = '{id}'", id=ids[3])
    assert databases.compare().tables["payments"].different == [{"key": ids[3], **changed("status")}]


def test_keys_that_the_databases_sort_differently_are_the_same_rows(databases: Databases) -> None:
    """One sorts as people do, the other by bytes: rows are in other blocks there, or the blocks are refused."""
    databases.pay(4, ids=["a-1", "B-2", "c-3", "D-4"])
    databases.retype("old", "payment_id CHAR(36) CHARACTER SET utf8mb4 NOT NULL")
    block = databases.ask({"ask": "block", "table": "payments", "after": None, "rows": 3})
    assert (block["upto"], block["rows"], block["different"]) == ("a-1", {"old": 1, "new": 3}, [])
    assert databases.compare(rows=10).tables["payments"].different == []
    with pytest.raises(ComparisonError, match=r"sort payments.payment_id in different orders: see its collations"):
        databases.compare(rows=1)


def test_a_difference_of_everything_is_counted_and_not_all_of_it_named(databases: Databases) -> None:
    databases.pay(2100, sides=["old"])
    found = databases.compare(rows=5000)
    payments = found.tables["payments"]
    assert (len(payments.different), payments.unnamed) == (1000, 1100)
    assert not found.same
