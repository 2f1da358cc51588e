"""While a copy runs, rows that are on their way are looked at again, and what stays different is called so."""

from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambdas.comparison.sides import Side
from tests.lambdas.comparison.databases import Databases


class Replication:
    """Rows that are paid on the old side arrive on the new one some questions later, entries and payments apart."""

    def __init__(self, databases: Databases, late: int):
        self._databases, self._late, self._asked = databases, late, 0
        self._waiting: list[tuple[int, str]] = []
        self.paid: list[str] = []

    def __call__(self, event: Mapping[str, Any]) -> None:
        self._asked += 1
        if event["ask"] == "block":
            self.paid += self._databases.pay(1, sides=["old"])
            self._waiting.append((self._asked + self._late, self.paid[-1]))
        for at, payment_id in list(self._waiting):
            if at <= self._asked:
                copy(self._databases, payment_id)
                self._waiting.remove((at, payment_id))


def copy(databases: Databases, payment_id: str) -> None:
    """One payment and its entries, as the old side has them, by the keys that they have there."""
    for table in ("ledger_entries", "payments"):
        rows = databases.run("old", "SELECT * FROM {table} WHERE payment_id = '{id}'", table=table, id=payment_id)
        for row in rows:
            values = ", ".join(databases.literal(value) for value in row)
            databases.run("new", "REPLACE INTO {table} VALUES ({values})", table=table, values=values)


def test_rows_on_their_way_are_no_difference(databases: Databases) -> None:
    databases.pay(30)
    databases.meanwhile = replication = Replication(databases, late=3)
    found = databases.compare(final=False, looks=5)
    assert len(replication.paid) > 5
    assert found.same, found.found
    assert sum(result.late for result in found.tables.values()) > 0
    assert found.looks < 5, "it ends once everything has arrived"


def test_a_difference_stays_one_among_rows_on_their_way(databases: Databases) -> None:
    ids = databases.pay(30)
    databases.run("new", "UPDATE payments SET amount = 1 WHERE payment_id = '{id}'", id=ids[11])
    databases.run("new", "DELETE FROM ledger_entries WHERE payment_id = '{id}'", id=ids[12])
    databases.meanwhile = Replication(databases, late=2)
    found = databases.compare(final=False, looks=4)
    assert [row["key"] for row in found.tables["payments"].different] == [ids[11]]
    assert {row["kind"] for row in found.tables["ledger_entries"].different} == {"missing"}
    assert {row["key"] for row in found.tables["payments"].faults["new"]} == {ids[11], ids[12]}
    assert found.looks == 4


def test_at_the_cutover_there_is_no_second_look(databases: Databases) -> None:
    databases.pay(10)
    [last] = databases.pay(1, sides=["old"])
    asked: list[str] = []
    databases.meanwhile = lambda event: asked.append(event["ask"])
    found = databases.compare(final=True)
    assert [row["key"] for row in found.tables["payments"].different] == [last]
    assert "rows" not in asked
    assert "payments: rows: old 11, new 10" in found.found
    assert "ledger_entries: the highest key: old 22, new 20" in found.found
    assert "ledger_entries: the sum of GBP/in: old 13750, new 12500" in found.found


def test_a_result_that_comes_in_a_second_step_is_no_difference(databases: Databases) -> None:
    """DMS writes long values after their row: until then the result of the new row is NULL."""
    ids = databases.pay(20)
    databases.run("new", "UPDATE payments SET result = NULL WHERE payment_id = '{id}'", id=ids[4])

    def arrive(event: Mapping[str, Any]) -> None:
        if event["ask"] == "rows":
            copy(databases, ids[4])

    databases.meanwhile = arrive
    assert databases.compare(final=False).same


# What may happen to a row of one side.
DAMAGE = {
    "delete": "DELETE FROM payments WHERE payment_id = '{id}'",
    "amount": "UPDATE payments SET amount = amount + 1 WHERE payment_id = '{id}'",
    "status": "UPDATE payments SET status = 'pending' WHERE payment_id = '{id}'",
    "result": "UPDATE payments SET result = NULL WHERE payment_id = '{id}'",
    "currency": "UPDATE payments SET currency = 'EUR' WHERE payment_id = '{id}'",
    "space": "UPDATE payments SET idempotency_key = CONCAT(idempotency_key, ' ') WHERE payment_id = '{id}'",
}


@given(
    count=st.integers(1, 40),
    rows=st.integers(1, 50),
    damages=st.dictionaries(
        st.integers(0, 39), st.tuples(st.sampled_from(sorted(DAMAGE)), st.sampled_from(["old", "new"])), max_size=6
    ),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_exactly_the_damaged_rows_are_named(
    databases: Databases, count: int, rows: int, damages: dict[int, tuple[str, Side]]
) -> None:
    for side in ("old", "new"):
        databases.run(side, "TRUNCATE ledger_entries", "DELETE FROM payments")
    ids = databases.pay(count)
    planted = {ids[place]: damage for place, damage in damages.items() if place < count}
    for key, (kind, side) in planted.items():
        databases.run(side, DAMAGE[kind], id=key)
    found = databases.compare(rows=rows)
    assert [row["key"] for row in found.tables["payments"].different] == sorted(planted)
    assert found.tables["ledger_entries"].different == []
    assert found.same == (not planted)
    assert databases.compare(rows=rows, final=False).tables["payments"].different == found.tables["payments"].different
