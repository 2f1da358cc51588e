"""Double entry, as each side has it: payments with other entries than their own two, and entries of no payment.

Accounts are compared by the server and never leave it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from lambdas.comparison.blocks import Key, Range
from lambdas.comparison.sides import Row, Side, Sides

# Columns are compared as bytes: two with different collations can't be compared otherwise.
PAYMENTS = """
SELECT payments.payment_id AS payment, IF(payments.status = 'completed', 2, 0) AS expected,
    COUNT(entries.entry_id) AS entries, COALESCE(SUM(entries.amount), 0) AS balance,
    COALESCE(SUM(CAST(entries.currency AS BINARY) <> CAST(payments.currency AS BINARY)), 0) AS currencies,
    COALESCE(SUM(ABS(entries.amount) <> payments.amount OR CAST(entries.account AS BINARY)
        <> CAST(IF(entries.amount < 0, payments.debtor, payments.creditor) AS BINARY)), 0) AS others
FROM payments LEFT JOIN ledger_entries AS entries ON entries.payment_id = payments.payment_id
WHERE {where}
GROUP BY payments.payment_id
HAVING entries <> expected OR balance <> 0 OR currencies <> 0 OR others <> 0
ORDER BY payments.payment_id
"""
ENTRIES = """
SELECT entries.entry_id FROM ledger_entries AS entries
LEFT JOIN payments ON payments.payment_id = entries.payment_id
WHERE {where} AND payments.payment_id IS NULL
ORDER BY entries.entry_id
"""
KEYS = {"payments": "payments.payment_id", "ledger_entries": "entries.entry_id"}


def faults_within(sides: Sides, side: Side, table: str, keys: Range) -> list[dict[str, Any]]:
    """What is wrong with the payments or the entries of a range."""
    return _faults(sides, side, table, *keys.where(KEYS[table])) if table in KEYS else []


def faults_of(sides: Sides, side: Side, table: str, keys: Sequence[Key]) -> list[dict[str, Any]]:
    """What is wrong with these payments or entries."""
    if table not in KEYS or not keys:
        return []
    return _faults(sides, side, table, f"{KEYS[table]} IN ({', '.join(['%s'] * len(keys))})", list(keys))


def _faults(sides: Sides, side: Side, table: str, where: str, values: list[Key]) -> list[dict[str, Any]]:
    if table == "ledger_entries":
        strays = sides.read(side, ENTRIES.format(where=where), values, "ledger_entries")
        return [{"key": key, "fault": "an entry is of no payment"} for (key,) in strays]
    found = sides.read(side, PAYMENTS.format(where=where), values, "payments")
    return [{"key": row[0], "fault": "; ".join(_wrong(row))} for row in found]


def _wrong(row: Row) -> Iterator[str]:
    _, expected, entries, balance, currencies, others = row
    if entries != expected:
        yield f"{entries} entries, not {expected}"
    if balance:
        yield "the entries do not balance"
    if currencies:
        yield "an entry is in another currency"
    if others:
        yield "an entry has another account or amount"
