"""A payment and its entries in the ledger, written in one transaction, once per idempotency key."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pymysql.constants import ER

from lambda_shared.database import DatabaseError, Session, end, execute
from lambda_src.payment import Payment, RefusedPaymentError

INSERT_PAYMENT = (
    "INSERT INTO payments (payment_id, idempotency_key, payload_hash, amount, currency, debtor, creditor, "
    "requested_at, variant, status, result) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'completed', %s)"
)
INSERT_ENTRY = "INSERT INTO ledger_entries (payment_id, account, amount, currency) VALUES (%s, %s, %s, %s)"
INSERT_ENTRIES = f"{INSERT_ENTRY}, (%s, %s, %s, %s)"
SELECT_STORED = "SELECT payload_hash, result FROM payments WHERE idempotency_key = %s"
SELECT_BALANCE = "SELECT COUNT(*), SUM(amount) FROM ledger_entries WHERE payment_id = %s"


class UnbalancedError(Exception):
    """A payment's entries are not two that add up to zero: a fault of this program's or of the database's."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """How a payment is written: `variant` is stored with it where it takes part in an A/B test.

    With `separate` each entry has a statement of its own; with `verified` the entries are read back before they stay.
    """

    variant: str | None = None
    separate: bool = False
    verified: bool = False


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the first request with the key was answered, and whether this one repeats it."""

    result: dict[str, Any]
    repeated: bool


def record(connection: Session, payment: Payment, way: Way) -> Answer:
    """The payment and its entries stand in the database, or stood there before; the transaction is over.

    Raises RefusedPaymentError where the key or the id was used for something else, and DatabaseError, with nothing
    written unless it was the commit whose answer got lost: then a repetition finds the payment.
    """
    try:
        try:
            result = _insert(connection, payment, way)
        except DatabaseError as error:
            # The unique keys decide who is first, not a look beforehand that another one can overtake.
            if error.errno != ER.DUP_ENTRY:
                raise
            answer = Answer(result=_stored(connection, payment), repeated=True)
            end(connection, commit=False)
            return answer
        _write_entries(connection, payment, way)
        end(connection, commit=True)
        return Answer(result=result, repeated=False)
    except BaseException:
        # A wait for a lock that was too long has undone its own statement only. What is broken undoes itself.
        with suppress(DatabaseError):
            end(connection, commit=False)
        raise


def _insert(connection: Session, payment: Payment, way: Way) -> dict[str, Any]:
    result = {
        "payment_id": payment.payment_id,
        "status": "completed",
        "completed_at": datetime.now(UTC).isoformat(timespec="microseconds"),
    }
    execute(
        connection,
        INSERT_PAYMENT,
        (
            *(payment.payment_id, payment.idempotency_key, payment.payload_hash(), payment.amount, payment.currency),
            *(payment.debtor, payment.creditor, payment.requested_at.replace(tzinfo=None)),
            *(way.variant, json.dumps(result)),
        ),
    )
    return result


def _write_entries(connection: Session, payment: Payment, way: Way) -> None:
    debit = (payment.payment_id, payment.debtor, -payment.amount, payment.currency)
    credit = (payment.payment_id, payment.creditor, payment.amount, payment.currency)
    statements: Sequence[tuple[str, tuple[object, ...]]] = (
        ((INSERT_ENTRY, debit), (INSERT_ENTRY, credit)) if way.separate else ((INSERT_ENTRIES, debit + credit),)
    )
    for statement, values in statements:
        execute(connection, statement, values)
    if way.verified:
        balance = execute(connection, SELECT_BALANCE, (payment.payment_id,))
        if balance != [(2, 0)]:
            raise UnbalancedError(f"the entries of {payment.payment_id} do not balance")


def _stored(connection: Session, payment: Payment) -> dict[str, Any]:
    rows = execute(connection, SELECT_STORED, (payment.idempotency_key,))
    if not rows:
        raise RefusedPaymentError("payment_id was used with another idempotency_key")
    [(payload_hash, result)] = rows
    if payload_hash != payment.payload_hash():
        raise RefusedPaymentError("idempotency_key was used with another payload")
    return json.loads(result)
