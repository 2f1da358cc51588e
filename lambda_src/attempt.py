"""The attempt to make a message's payment, and which attempts of a batch do not conflict with each other."""

import time
from collections.abc import Sequence

from lambda_src.flags import Flags
from lambda_src.ledger import Order
from lambda_src.message import Message
from lambda_src.payment import parse_payment
from lambda_src.tracing import Subsegment


class Attempt:
    """A message whose payment is being made; `order` exists once it is read.

    Its time and its subsegment of the trace start with the constructor.
    """

    order: Order

    def __init__(self, message: Message):
        self.message = message
        self.segment = Subsegment("payment")
        self._start = time.perf_counter()

    def read(self, flags: Flags) -> None:
        """Reads the message's payment; raises RefusedPaymentError where it has none."""
        payment = parse_payment(self.message.body)
        self.segment.annotations["payment_id"] = payment.payment_id
        self.order = Order(payment, flags.write_options(payment.debtor))

    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.perf_counter() - self._start


def without_conflicts(attempts: Sequence[Attempt]) -> tuple[list[Attempt], list[Attempt]]:
    """The attempts that share neither key nor id with any before them; and the rest.

    Paid one by one after the first ones, in their own order, the rest get the answers that they would get if all were
    paid in the order in which they arrived.
    """
    seen: set[tuple[str, str]] = set()
    firsts: list[Attempt] = []
    rest: list[Attempt] = []
    for attempt in attempts:
        payment = attempt.order.payment
        names = {("key", payment.idempotency_key), ("id", payment.payment_id)}
        (rest if names & seen else firsts).append(attempt)
        # The rest count too: what conflicts with one of them has to wait for its turn.
        seen |= names
    return firsts, rest
