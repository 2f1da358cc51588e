"""Makes the payments of a batch of messages, each by itself, and tells which have to be delivered again."""

import time
import traceback
from collections.abc import Sequence

from aws_lambda_powertools import Logger

from lambda_shared.database import DatabaseError, Session
from lambda_src.connections import Connections
from lambda_src.credentials import NoCredentialError
from lambda_src.flags import Flags
from lambda_src.ledger import record
from lambda_src.metrics import PaymentMetrics
from lambda_src.payment import RefusedPaymentError, parse_payment
from lambda_src.queues import Message, Queues
from lambda_src.tracing import subsegment

# Its fields are named where it is called, and no account number is among them.
logger = Logger()


class DatabaseAwayError(Exception):
    """There is no connection; the message says what kind of failure it was."""


class Processor:
    """Pays what can be paid, sends what never can to the dead letters, and leaves the rest to the queue."""

    def __init__(self, connections: Connections, flags: Flags, queues: Queues, metrics: PaymentMetrics):
        self._connections = connections
        self._flags = flags
        self._queues = queues
        self._metrics = metrics
        self._session: Session | None = None
        self._made: list[dict[str, str | None]] = []

    def process(self, messages: Sequence[Message]) -> list[str]:
        """Returns the ids of the messages that the queue has to deliver again; all others are done with."""
        try:
            failed = self._park(messages) if self._flags.stopped() else self._pay_each(messages)
        finally:
            # What is kept until the next invocation is asked first whether it still answers.
            self._session = None
            self._flags.close()
            self._metrics.flush()
            self._tell()
        return [message.message_id for message in messages if message.message_id in failed]

    def _park(self, messages: Sequence[Message]) -> set[str]:
        """Sent first and acknowledged then: whatever happens in between, a payment is there twice and never gone."""
        failed = self._queues.park(messages)
        for message in messages:
            self._metrics.count("PaymentRetried" if message.message_id in failed else "PaymentParked")
        logger.warning("payments are stopped", parked=len(messages) - len(failed), failed=len(failed))
        return failed

    def _pay_each(self, messages: Sequence[Message]) -> set[str]:
        failed: set[str] = set()
        refused: list[tuple[Message, str]] = []
        for place, message in enumerate(messages):
            try:
                self._pay(message)
            except RefusedPaymentError as error:
                refused.append((message, str(error)))
            except DatabaseAwayError as error:
                # The rest would only wait as long for the same answer, until their function's time is over.
                rest = messages[place:]
                self._retry(rest, error)
                failed.update(other.message_id for other in rest)
                break
            except DatabaseError as error:
                self._session = None
                self._retry([message], error)
                failed.add(message.message_id)
            except Exception as error:
                self._session = None
                self._report(message, error)
                failed.add(message.message_id)
        return failed | self._refuse(refused)

    def _pay(self, message: Message) -> None:
        start = time.perf_counter()
        with subsegment("payment") as annotations:
            payment = parse_payment(message.body)
            annotations["payment_id"] = payment.payment_id
            way = self._flags.way(payment.debtor)
            answer = record(self._connected(), payment, way)
            annotations["outcome"] = outcome = "repeated" if answer.repeated else "completed"
        if answer.repeated:
            self._metrics.count("PaymentRepeated", way.variant)
        else:
            self._metrics.count("PaymentCompleted", way.variant)
            self._metrics.latency(time.perf_counter() - start, way.variant)
        self._made.append(
            {
                "payment_id": payment.payment_id,
                "message_id": message.message_id,
                "outcome": outcome,
                "variant": way.variant,
            }
        )

    def _tell(self) -> None:
        """One line for all payments of a batch: a line each would take a tenth of what making them takes."""
        if self._made:
            logger.info("payments made", payments=self._made)
        self._made = []

    def _connected(self) -> Session:
        if self._session is None:
            try:
                self._session = self._connections.ready()
            except (DatabaseError, NoCredentialError) as error:
                raise DatabaseAwayError(_fault(error)) from None
        return self._session

    def _refuse(self, refused: Sequence[tuple[Message, str]]) -> set[str]:
        failed = self._queues.bury(refused)
        for message, reason in refused:
            buried = message.message_id not in failed
            self._metrics.count("PaymentRefused" if buried else "PaymentRetried")
            logger.warning("payment refused", message_id=message.message_id, reason=reason, dead_letter=buried)
        return failed

    def _retry(self, messages: Sequence[Message], error: Exception) -> None:
        fault = str(error) if isinstance(error, DatabaseAwayError) else _fault(error)
        for message in messages:
            self._metrics.count("PaymentRetried")
            logger.warning("payment retried", message_id=message.message_id, fault=fault)

    def _report(self, message: Message, error: Exception) -> None:
        """Where a fault of the program's stands, without its text: that may quote what was worked on."""
        frames = traceback.extract_tb(error.__traceback__)
        where = [f"{frame.name}:{frame.lineno}" for frame in frames]
        self._metrics.count("PaymentRetried")
        logger.error("payment failed", message_id=message.message_id, fault=type(error).__name__, where=where)


def _fault(error: Exception) -> str:
    number = f" {error.errno}" if isinstance(error, DatabaseError) else ""
    return f"{type(error).__name__}{number}"
