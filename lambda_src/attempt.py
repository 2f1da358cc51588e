"""The attempt to pay what a message asks for, and which of a batch's attempts can't meet each other."""

import time
from collections.abc import Sequence

from lambda_src.flags import Flags
from lambda_src.ledger import Order
from lambda_src.payment import parse_payment
from lambda_src.queues import Message
from lambda_src.tracing import Subsegment


class Attempt:
    """A message on its way to being paid; `order` is there once it is read.

    It begins when it is made, and so does its part of the trace.
    """

    order: Order

    def __init__(self, message: Message):
        self.message = message
        self.segment = Subsegment("payment")
        self._start = time.perf_counter()

    def read(self, flags: Flags) -> None:
        """The message is understood; raises RefusedPaymentError where it is no payment."""
        payment = parse_payment(self.message.body)
        self.segment.annotations["payment_id"] = payment.payment_id
        self.order = Order(payment, flags.way(payment.debtor))

    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.perf_counter() - self._start


def apart(attempts: Sequence[Attempt]) -> tuple[list[Attempt], list[Attempt]]:
    """Those that have neither key nor id in common with any before them; and the rest.

    Paid one after the other behind the first ones, in their own order, the rest are answered as they would be if all
    were paid in the order in which they came.
    """
    seen: set[tuple[str, str]] = set()
    firsts: list[Attempt] = []
    rest: list[Attempt] = []
    for attempt in attempts:
        payment = attempt.order.payment
        names = {("key", payment.idempotency_key), ("id", payment.payment_id)}
        (rest if names & seen else firsts).append(attempt)
        # Those of the rest count too: what clashes with one of them has to wait for its turn.
        seen |= names
    return firsts, rest
