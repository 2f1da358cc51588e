"""Several payments and their entries, written in one transaction: four round trips and one commit for all of them."""

from collections.abc import Iterable, Mapping, Sequence

from lambda_src.lease import ALWAYS, Permit
from lambda_src.ledger import Answer, Order, insert_entries, insert_payments, repetition, rolled_back_on_error
from lambda_src.payment import Payment, RefusedPaymentError
from lambdas.shared.database import Session, UnreachableError, end, execute

SELECT_KNOWN = "SELECT idempotency_key, payload_hash, result FROM payments WHERE idempotency_key IN ({})"

# By idempotency key: the hash of the payload that it was used for, and the stored result.
Known = Mapping[str, tuple[bytes, str]]


class StaleConnectionError(UnreachableError):
    """The connection did not answer the first query, before anything was written."""


def record_all(
    connection: Session, orders: Sequence[Order], permit: Permit = ALWAYS
) -> list[Answer | RefusedPaymentError]:
    """Every payment is in the database with its entries, or was there before, or is refused since its key was used for
    another payload; the transaction has ended. No two orders may share a key or an id.

    Raises whatever goes wrong with any of them, with none written unless the answer to the commit was lost: then a
    repetition finds them all. StaleConnectionError is raised where another connection may do better.
    """
    with rolled_back_on_error(connection):
        known = _look_up(connection, orders)
        new = _in_order(order for order in orders if order.payment.idempotency_key not in known)
        results = insert_payments(connection, new)
        insert_entries(connection, new)
        permit.check()
        end(connection, commit=bool(new))
    made = {
        order.payment.idempotency_key: Answer(result=result, repeated=False)
        for order, result in zip(new, results, strict=True)
    }
    return [made.get(order.payment.idempotency_key) or _repeated(order.payment, known) for order in orders]


def _look_up(connection: Session, orders: Sequence[Order]) -> Known:
    """What the database holds of the orders' keys.

    It locks nothing: a key that is used between this query and the insertion is then refused by its unique index.
    """
    query = SELECT_KNOWN.format(", ".join(["%s"] * len(orders)))
    try:
        rows = execute(connection, query, [order.payment.idempotency_key for order in orders])
    except UnreachableError as error:
        raise StaleConnectionError("the connection is gone", error.errno) from None
    return {key: (payload_hash, result) for key, payload_hash, result in rows}


def _in_order(orders: Iterable[Order]) -> list[Order]:
    """The orders in the order in which all batches lock them, however they arrived.

    Of two batches that share payments the second one then waits at the first payment they share, and holds no lock
    that the other one still needs. The order is the primary key's, since InnoDB locks a row there before it does in
    any other index. It ascends, since whoever waits for a row may lock the gap below it too, and the one that is
    waited for continues above. Two batches that share keys, but not the ids, can still deadlock: the one that InnoDB
    rolls back is then paid one by one.
    """
    return sorted(orders, key=lambda order: order.payment.payment_id)


def _repeated(payment: Payment, known: Known) -> Answer | RefusedPaymentError:
    try:
        return repetition(payment, *known[payment.idempotency_key])
    except RefusedPaymentError as refusal:
        return refusal
