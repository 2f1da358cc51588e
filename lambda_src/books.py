"""The ledger as an audit reads it: block by block, each in a snapshot of its own that nothing can be written in."""

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from lambda_src.connections import Connections
from lambdas.shared.database import Session, end, execute

# Far less than what a statement may take, on a server that reads all of it from its disk.
PAYMENTS_PER_BLOCK = 1000
ENTRIES_PER_BLOCK = 10_000

# Of the session, so that a statement outside of the block's transaction could not write either.
READ_ONLY = "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
# A payment is in the snapshot with both of its entries or not at all.
SNAPSHOT = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"
FIRST_PAYMENT = "SELECT MIN(created_at) FROM payments"
# The index is named: with statistics of another day the server might read the whole table for each block.
SELECT_PAYMENTS = (
    "SELECT created_at, payment_id, status, amount, currency, debtor, creditor "
    "FROM payments FORCE INDEX (payments_created_at) "
    "WHERE created_at >= %s AND created_at < %s AND (created_at > %s OR payment_id > %s) "
    "ORDER BY created_at, payment_id LIMIT %s"
)
SELECT_ENTRIES = "SELECT payment_id, account, amount, currency FROM ledger_entries WHERE payment_id IN ({})"
ENTRY_RANGE = "SELECT MIN(entry_id), MAX(entry_id) FROM ledger_entries"
SELECT_STRAYS = (
    "SELECT entries.payment_id FROM ledger_entries AS entries "
    "LEFT JOIN payments ON payments.payment_id = entries.payment_id "
    "WHERE entries.entry_id >= %s AND entries.entry_id < %s AND payments.payment_id IS NULL"
)

Row = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What is wrong with a payment, named by its id, or with all entries of a currency."""

    fault: str
    payment_id: str | None = None
    currency: str | None = None


@dataclass(frozen=True, kw_only=True)
class Block:
    """What a block holds: how many payments, what their entries add up to by currency, and what is wrong."""

    payments: int = 0
    balances: Counter[str] = field(default_factory=Counter[str])
    findings: Sequence[Finding] = ()


class Books:
    """The payments and the entries, which are only read."""

    def __init__(self, connections: Connections):
        self._connections = connections

    def first_day(self) -> date | None:
        """The day of the oldest payment, where there is any."""
        with self._snapshot() as connection:
            ((first,),) = execute(connection, FIRST_PAYMENT)
        return first.date() if first else None

    def payments_of(self, day: date) -> Iterator[Block]:
        """The payments that were booked on a day (UTC) with all of their entries, the oldest first."""
        start = datetime.combine(day, time())
        until, position = start + timedelta(days=1), (start, "")
        while True:
            with self._snapshot() as connection:
                payments = execute(connection, SELECT_PAYMENTS, (position[0], until, *position, PAYMENTS_PER_BLOCK))
                entries = _entries(connection, payments)
            if payments:
                yield _checked(payments, entries)
            if len(payments) < PAYMENTS_PER_BLOCK:
                return
            position = payments[-1][:2]

    def entries(self, share: int, shares: int) -> Iterator[Block]:
        """One of some shares of all entries: those of no payment are findings."""
        with self._snapshot() as connection:
            ((first, last),) = execute(connection, ENTRY_RANGE)
        if first is None:
            return
        for number in range(first // ENTRIES_PER_BLOCK, last // ENTRIES_PER_BLOCK + 1):
            if number % shares == share:
                bounds = (number * ENTRIES_PER_BLOCK, (number + 1) * ENTRIES_PER_BLOCK)
                with self._snapshot() as connection:
                    strays = execute(connection, SELECT_STRAYS, bounds)
                yield Block(findings=[Finding(fault="an entry is of no payment", payment_id=row[0]) for row in strays])

    @contextmanager
    def _snapshot(self) -> Generator[Session]:
        connection = self._connections.ready()
        execute(connection, READ_ONLY)
        execute(connection, SNAPSHOT)
        yield connection
        end(connection, commit=False)


def _entries(connection: Session, payments: Sequence[Row]) -> dict[str, list[Row]]:
    """The entries of some payments, by the payment's id."""
    found: dict[str, list[Row]] = {payment_id: [] for _, payment_id, *_ in payments}
    if found:
        query = SELECT_ENTRIES.format(", ".join(["%s"] * len(found)))
        for payment_id, *entry in execute(connection, query, list(found)):
            found[payment_id].append(tuple(entry))
    return found


def _checked(payments: Sequence[Row], entries: dict[str, list[Row]]) -> Block:
    balances: Counter[str] = Counter()
    findings: list[Finding] = []
    for _, payment_id, *payment in payments:
        for _, amount, currency in entries[payment_id]:
            balances[currency] += amount
        findings += [Finding(fault=fault, payment_id=payment_id) for fault in _faults(payment, entries[payment_id])]
    return Block(payments=len(payments), balances=balances, findings=findings)


def _faults(payment: Sequence[Any], entries: Sequence[Row]) -> Iterator[str]:
    """What is wrong with a payment's entries; no account and no amount is named."""
    status, amount, currency, debtor, creditor = payment
    expected = {(debtor, -amount, currency), (creditor, amount, currency)} if status == "completed" else set[Row]()
    if set(entries) == expected and len(entries) == len(expected):
        return
    if len(entries) != len(expected):
        yield f"{len(entries)} entries, not {len(expected)}"
    if sum(entry[1] for entry in entries):
        yield "the entries do not balance"
    if any(entry[2] != currency for entry in entries):
        yield "an entry is in another currency"
    if {entry[:2] for entry in entries} - {entry[:2] for entry in expected}:
        yield "an entry has another account or amount"
