"""Payments and their entries in the ledger, and one payment with its entries in a transaction of its own."""

import json
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pymysql.constants import ER

from lambda_src.lease import ALWAYS, Permit
from lambda_src.payment import Payment, RefusedPaymentError
from lambdas.shared.database import DatabaseError, Session, end, execute

INSERT_PAYMENTS = (
    "INSERT INTO payments (payment_id, idempotency_key, payload_hash, amount, currency, debtor, creditor, "
    "requested_at, variant, status, result) VALUES "
)
PAYMENT = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, 'completed', %s)"
INSERT_ENTRIES = "INSERT INTO ledger_entries (payment_id, account, amount, currency) VALUES "
ENTRY = "(%s, %s, %s, %s)"
SELECT_STORED = "SELECT payload_hash, result FROM payments WHERE idempotency_key = %s"
SELECT_BALANCES = (
    "SELECT payment_id, COUNT(*), SUM(amount) FROM ledger_entries WHERE payment_id IN ({}) GROUP BY payment_id"
)

Row = tuple[object, ...]
Result = dict[str, Any]


class UnbalancedError(Exception):
    """A payment's entries are not two that add up to zero: a fault of this program or of the database."""


@dataclass(frozen=True, kw_only=True)
class WriteOptions:
    """How a payment is written: `variant` is stored with it where it takes part in an A/B test.

    With `separate` no statement writes both of its entries; with `verified` they are read back before the commit.
    """

    variant: str | None = None
    separate: bool = False
    verified: bool = False


@dataclass(frozen=True)
class Order:
    """A payment that is to be made, and how it is written."""

    payment: Payment
    options: WriteOptions


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The result of the first request with the key, and whether this request repeats it."""

    result: Result
    repeated: bool


def record(connection: Session, order: Order, permit: Permit = ALWAYS) -> Answer:
    """The payment and its entries are in the database, or were there before; the transaction has ended.

    Raises RefusedPaymentError where the key or the id was used for something else, LeaseError where the permit has
    ended, and DatabaseError, with nothing written unless the answer to the commit was lost: then a repetition finds
    the payment.
    """
    with rolled_back_on_error(connection):
        try:
            [result] = insert_payments(connection, [order])
        except DatabaseError as error:
            # The unique keys decide which request is first; a query beforehand could be overtaken.
            if error.errno != ER.DUP_ENTRY:
                raise
            answer = _stored(connection, order.payment)
            end(connection, commit=False)
            return answer
        insert_entries(connection, [order])
        permit.check()
        end(connection, commit=True)
        return Answer(result=result, repeated=False)


@contextmanager
def rolled_back_on_error(connection: Session) -> Generator[None]:
    """An exception in the block rolls the transaction back."""
    try:
        yield
    except BaseException:
        # A lock wait timeout has rolled back its own statement only. A broken connection rolls back by itself.
        with suppress(DatabaseError):
            end(connection, commit=False)
        raise


def insert_payments(connection: Session, orders: Sequence[Order]) -> list[Result]:
    """Inserts the payments' rows in the open transaction; returns the result of each request."""
    results = [_completed(order.payment) for order in orders]
    rows = [_row(order, result) for order, result in zip(orders, results, strict=True)]
    _insert(connection, INSERT_PAYMENTS, PAYMENT, rows)
    return results


def insert_entries(connection: Session, orders: Sequence[Order]) -> None:
    """Inserts two entries of each payment in the open transaction.

    Those that are written separately share their two statements: all debits, then all credits. Raises
    UnbalancedError where entries that are to be verified are not what was written.
    """
    whole = [entry for order in orders if not order.options.separate for entry in _entries(order.payment)]
    apart = [_entries(order.payment) for order in orders if order.options.separate]
    for rows in (whole, [debit for debit, _ in apart], [credit for _, credit in apart]):
        _insert(connection, INSERT_ENTRIES, ENTRY, rows)
    _verify(connection, [order.payment.payment_id for order in orders if order.options.verified])


def repetition(payment: Payment, payload_hash: bytes, result: str) -> Answer:
    """The answer to a request whose key is known; raises RefusedPaymentError where it was used for another payload."""
    if payload_hash != payment.payload_hash():
        raise RefusedPaymentError("idempotency_key was used with another payload")
    return Answer(result=json.loads(result), repeated=True)


def _insert(connection: Session, statement: str, row: str, rows: Sequence[Row]) -> None:
    if rows:
        execute(connection, statement + ", ".join([row] * len(rows)), [value for values in rows for value in values])


def _completed(payment: Payment) -> Result:
    return {
        "payment_id": payment.payment_id,
        "status": "completed",
        "completed_at": datetime.now(UTC).isoformat(timespec="microseconds"),
    }


def _row(order: Order, result: Result) -> Row:
    payment = order.payment
    return (
        *(payment.payment_id, payment.idempotency_key, payment.payload_hash(), payment.amount, payment.currency),
        *(payment.debtor, payment.creditor, payment.requested_at.replace(tzinfo=None)),
        *(order.options.variant, json.dumps(result)),
    )


def _entries(payment: Payment) -> tuple[Row, Row]:
    """The debit and the credit."""
    return (
        (payment.payment_id, payment.debtor, -payment.amount, payment.currency),
        (payment.payment_id, payment.creditor, payment.amount, payment.currency),
    )


def _verify(connection: Session, payment_ids: Sequence[str]) -> None:
    if not payment_ids:
        return
    query = SELECT_BALANCES.format(", ".join(["%s"] * len(payment_ids)))
    found = {payment_id: balance for payment_id, *balance in execute(connection, query, payment_ids)}
    unbalanced = [payment_id for payment_id in payment_ids if found.get(payment_id) != [2, 0]]
    if unbalanced:
        raise UnbalancedError(f"the entries of {', '.join(unbalanced)} do not balance")


def _stored(connection: Session, payment: Payment) -> Answer:
    rows = execute(connection, SELECT_STORED, (payment.idempotency_key,))
    if not rows:
        raise RefusedPaymentError("payment_id was used with another idempotency_key")
    return repetition(payment, *rows[0])
