"""What became of each message of a batch, in metrics, logs and traces, and what the queue is told of it."""

import traceback
from collections.abc import Sequence

from aws_lambda_powertools import Logger

from lambda_src.attempt import Attempt
from lambda_src.ledger import Answer
from lambda_src.metrics import PaymentMetrics
from lambda_src.payment import RefusedPaymentError
from lambda_src.queues import Message, Queues
from lambdas.shared.database import DatabaseError

# Its fields are named where it is called, and no account number is among them.
logger = Logger()


class Outcomes:
    """Collects what becomes of a batch's messages; `bury` ends them, and `tell` logs what was paid."""

    def __init__(self, queues: Queues, metrics: PaymentMetrics):
        self._queues = queues
        self._metrics = metrics
        self._made: list[dict[str, str | None]] = []
        self._refused: list[tuple[Message, str]] = []
        self._failed: set[str] = set()

    def paid(self, attempt: Attempt, answer: Answer) -> None:
        """The payment is made, or was made before."""
        way, outcome = attempt.order.way, "repeated" if answer.repeated else "completed"
        if answer.repeated:
            self._metrics.count("PaymentRepeated", way.variant)
        else:
            self._metrics.count("PaymentCompleted", way.variant)
            self._metrics.latency(attempt.seconds(), way.variant)
        attempt.segment.annotations["outcome"] = outcome
        attempt.segment.end()
        self._made.append(
            {
                "payment_id": attempt.order.payment.payment_id,
                "message_id": attempt.message.message_id,
                "outcome": outcome,
                "variant": way.variant,
            }
        )

    def refused(self, attempt: Attempt, refusal: RefusedPaymentError) -> None:
        """The payment will never be made; what counts is whether it can be buried."""
        attempt.segment.end(fault=True)
        self._refused.append((attempt.message, str(refusal)))

    def retried(self, attempts: Sequence[Attempt], fault: str) -> None:
        """Something that passes was in the way."""
        for attempt in attempts:
            self._again(attempt)
            logger.warning("payment retried", message_id=attempt.message.message_id, fault=fault)

    def broken(self, attempt: Attempt, error: Exception) -> None:
        """A fault of the program's was in the way."""
        self._again(attempt)
        message_id = attempt.message.message_id
        logger.error("payment failed", message_id=message_id, fault=type(error).__name__, where=_where(error))

    def undone(self, error: Exception) -> None:
        """Nothing of a batch was written, and its payments are made one by one: no outcome yet, and slow."""
        number = error.errno if isinstance(error, DatabaseError) else None
        logger.warning("batch undone", fault=type(error).__name__, errno=number, where=_where(error))

    def bury(self) -> set[str]:
        """What was refused stands among the dead letters, or is delivered again; returns all ids that are to be."""
        unsent = self._queues.bury(self._refused)
        for message, reason in self._refused:
            buried = message.message_id not in unsent
            self._metrics.count("PaymentRefused" if buried else "PaymentRetried")
            logger.warning("payment refused", message_id=message.message_id, reason=reason, dead_letter=buried)
        return self._failed | unsent

    def tell(self) -> None:
        """One line for all payments of a batch: a line each would take a tenth of what making them takes."""
        if self._made:
            logger.info("payments made", payments=self._made)

    def _again(self, attempt: Attempt) -> None:
        attempt.segment.end(fault=True)
        self._metrics.count("PaymentRetried")
        self._failed.add(attempt.message.message_id)


def _where(error: Exception) -> list[str]:
    """Where an error stands, without its text: that may quote what was worked on."""
    return [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
