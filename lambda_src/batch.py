"""Several payments and their entries, written in one transaction: four round trips and one commit for all of them."""

from collections.abc import Iterable, Mapping, Sequence

from lambda_src.ledger import Answer, Order, insert_entries, insert_payments, repetition, undone_unless_whole
from lambda_src.payment import Payment, RefusedPaymentError
from lambdas.shared.database import Session, UnreachableError, end, execute

SELECT_KNOWN = "SELECT idempotency_key, payload_hash, result FROM payments WHERE idempotency_key IN ({})"

# By idempotency key: the hash of the payload it was used for, and what that was answered.
Known = Mapping[str, tuple[bytes, str]]


class StaleConnectionError(UnreachableError):
    """The connection did not answer the first question, before anything was written."""


def record_all(connection: Session, orders: Sequence[Order]) -> list[Answer | RefusedPaymentError]:
    """Every payment stands in the database with its entries, or stood there before, or is refused since its key was
    used for another payload; the transaction is over. No two orders may have a key or an id in common.

    Raises whatever goes wrong with any of them, with none written unless it was the commit whose answer got lost: then
    a repetition finds them all. StaleConnectionError is raised where another connection may do better.
    """
    with undone_unless_whole(connection):
        known = _look_up(connection, orders)
        new = _in_order(order for order in orders if order.payment.idempotency_key not in known)
        results = insert_payments(connection, new)
        insert_entries(connection, new)
        end(connection, commit=bool(new))
    made = {
        order.payment.idempotency_key: Answer(result=result, repeated=False)
        for order, result in zip(new, results, strict=True)
    }
    return [made.get(order.payment.idempotency_key) or _repeated(order.payment, known) for order in orders]


def _look_up(connection: Session, orders: Sequence[Order]) -> Known:
    """What the database holds of the orders' keys.

    It locks nothing: a key that is taken between this look and the insertion is refused by its unique index then.
    """
    query = SELECT_KNOWN.format(", ".join(["%s"] * len(orders)))
    try:
        rows = execute(connection, query, [order.payment.idempotency_key for order in orders])
    except UnreachableError as error:
        raise StaleConnectionError("the connection is gone", error.errno) from None
    return {key: (payload_hash, result) for key, payload_hash, result in rows}


def _in_order(orders: Iterable[Order]) -> list[Order]:
    """The orders as all batches lock them, in whatever order they came.

    Of two batches that share payments the second one then waits at the first payment they share, and holds nothing
    that the other one still wants. The order is the primary key's, since InnoDB locks a row there before it does in
    any other index. It ascends, since whoever waits for a row may claim the gap below it too, and the one that is
    waited for goes on above. Two batches that share keys, but not the ids, can still lock each other out: the one that
    InnoDB takes back is then paid one by one.
    """
    return sorted(orders, key=lambda order: order.payment.payment_id)


def _repeated(payment: Payment, known: Known) -> Answer | RefusedPaymentError:
    try:
        return repetition(payment, *known[payment.idempotency_key])
    except RefusedPaymentError as refusal:
        return refusal
