"""The outcome of each message of a batch, in metrics, logs and traces, and which messages the queue gets back."""

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
    """Collects the outcomes of a batch's messages."""

    def __init__(self, queues: Queues, metrics: PaymentMetrics):
        self._queues = queues
        self._metrics = metrics
        self._made: list[dict[str, str | None]] = []
        self._refused: list[tuple[Message, str]] = []
        self._failed: set[str] = set()

    def paid(self, attempt: Attempt, answer: Answer) -> None:
        """The payment is made, or was made before."""
        options, outcome = attempt.order.options, "repeated" if answer.repeated else "completed"
        if answer.repeated:
            self._metrics.count("PaymentRepeated", options.variant)
        else:
            self._metrics.count("PaymentCompleted", options.variant)
            self._metrics.latency(attempt.seconds(), options.variant)
        attempt.segment.annotations["outcome"] = outcome
        attempt.segment.end()
        self._made.append(
            {
                "payment_id": attempt.order.payment.payment_id,
                "message_id": attempt.message.message_id,
                "outcome": outcome,
                "variant": options.variant,
            }
        )

    def refused(self, attempt: Attempt, refusal: RefusedPaymentError) -> None:
        """The payment will never be made; its outcome is known once it is in the dead-letter queue."""
        attempt.segment.end(fault=True)
        self._refused.append((attempt.message, str(refusal)))

    def retried(self, attempts: Sequence[Attempt], fault: str) -> None:
        """The payments failed for a transient reason."""
        for attempt in attempts:
            self._again(attempt)
            logger.warning("payment retried", message_id=attempt.message.message_id, fault=fault)

    def broken(self, attempt: Attempt, error: Exception) -> None:
        """The payment failed by a fault of the program."""
        self._again(attempt)
        message_id = attempt.message.message_id
        logger.error("payment failed", message_id=message_id, fault=type(error).__name__, where=_where(error))

    def rolled_back(self, error: Exception) -> None:
        """Nothing of a batch was written; its payments have no outcome yet and are made one by one, which is slower."""
        number = error.errno if isinstance(error, DatabaseError) else None
        logger.warning("batch undone", fault=type(error).__name__, errno=number, where=_where(error))

    def dead_letter(self) -> set[str]:
        """Sends refused payments to the dead-letter queue; returns the ids of all messages to deliver again."""
        unsent = self._queues.dead_letter(self._refused)
        for message, reason in self._refused:
            sent = message.message_id not in unsent
            self._metrics.count("PaymentRefused" if sent else "PaymentRetried")
            logger.warning("payment refused", message_id=message.message_id, reason=reason, dead_letter=sent)
        return self._failed | unsent

    def log_paid(self) -> None:
        """One line for all payments of a batch: a line for each would take a tenth of the time of the payments."""
        if self._made:
            logger.info("payments made", payments=self._made)

    def _again(self, attempt: Attempt) -> None:
        attempt.segment.end(fault=True)
        self._metrics.count("PaymentRetried")
        self._failed.add(attempt.message.message_id)


def _where(error: Exception) -> list[str]:
    """Where an error was raised, without its text, which may quote values of the payment."""
    return [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
