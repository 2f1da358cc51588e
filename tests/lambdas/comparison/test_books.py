"""Payments with other entries than their own two are found on the side where they are, and named by their keys."""

import pytest

from lambdas.comparison.sides import SIDES, Side
from tests.lambdas.comparison.databases import Databases

DAMAGES = {
    "1 entries, not 2; the entries do not balance": (
        "DELETE FROM ledger_entries WHERE payment_id = '{id}' AND amount < 0"
    ),
    "0 entries, not 2": "DELETE FROM ledger_entries WHERE payment_id = '{id}'",
    "the entries do not balance; an entry has another account or amount": (
        "UPDATE ledger_entries SET amount = amount + 1 WHERE payment_id = '{id}' AND amount > 0"
    ),
    "an entry has another account or amount": "UPDATE ledger_entries SET amount = 2 * amount WHERE payment_id = '{id}'",
    "an entry is in another currency": "UPDATE ledger_entries SET currency = 'EUR' WHERE payment_id = '{id}'",
    "2 entries, not 0": "UPDATE payments SET status = 'rejected' WHERE payment_id = '{id}'",
}


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("fault", DAMAGES)
def test_a_payment_with_wrong_entries_is_named_where_it_is_wrong(databases: Databases, side: Side, fault: str) -> None:
    ids = databases.pay(20)
    databases.run(side, DAMAGES[fault], id=ids[9])
    found = databases.compare().tables["payments"].faults
    assert found == {one: [{"key": ids[9], "fault": fault}] if one == side else [] for one in SIDES}


def test_an_account_with_another_case_is_another_account(databases: Databases) -> None:
    ids = databases.pay(20)
    for side in SIDES:
        databases.run(side, "UPDATE ledger_entries SET account = LOWER(account) WHERE payment_id = '{id}'", id=ids[2])
    found = databases.compare()
    assert [fault["key"] for side in SIDES for fault in found.tables["payments"].faults[side]] == [ids[2]] * 2
    assert not found.same, "both sides are wrong, and equally so"
    assert found.tables["payments"].different == found.tables["ledger_entries"].different == []


def test_entries_of_no_payment_are_named_by_their_own_keys(databases: Databases) -> None:
    ids = databases.pay(20)
    databases.run("new", "DELETE FROM payments WHERE payment_id = '{id}'", id=ids[5])
    keys = [row["key"] for row in databases.compare().tables["ledger_entries"].faults["new"]]
    of_payment = databases.run("new", "SELECT entry_id FROM ledger_entries WHERE payment_id = '{id}'", id=ids[5])
    assert keys == [key for (key,) in of_payment]
