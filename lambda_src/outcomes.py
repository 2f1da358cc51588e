"""The outcome of each message of a batch, in metrics, logs and traces, and which messages the queue gets back."""

import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from aws_lambda_powertools import Logger

from lambda_src.attempt import Attempt
from lambda_src.ledger import Answer
from lambda_src.message import Message
from lambda_src.metrics import PaymentMetrics
from lambda_src.parking import Obstacle, ObstacleError, delay_seconds
from lambda_src.payment import RefusedPaymentError
from lambda_src.queues import Queues
from lambdas.shared.database import DatabaseError

# Its fields are named where it is called, and no account number is among them.
logger = Logger()

# Why a payment is in the dead-letter queue, as a dimension: the sender's mistake, the database's answer, or a fault of
# the program. The message itself has the words.
Cause = Literal["refused", "database", "program"]


class Outcomes:
    """Collects the outcomes of a batch's messages; `tries` is how often one is delivered before it is given up."""

    def __init__(
        self,
        messages: Sequence[Message],
        *,
        queues: Queues,
        metrics: PaymentMetrics,
        tries: int,
        clock: Callable[[], float] = time.time,
    ):
        self._messages = messages
        self._queues = queues
        self._metrics = metrics
        self._tries = tries
        self._clock = clock
        self._made: list[dict[str, str | None]] = []
        self._dead: list[tuple[Message, str, Cause]] = []
        self._parked: dict[Obstacle, list[Message]] = {}
        self._again: set[str] = set()

    def paid(self, attempt: Attempt, answer: Answer) -> None:
        """The payment is made, or was made before."""
        options, outcome = attempt.order.options, "repeated" if answer.repeated else "completed"
        if answer.repeated:
            self._metrics.count("PaymentRepeated", variant=options.variant)
        else:
            self._metrics.count("PaymentCompleted", variant=options.variant)
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
        self._dead.append((attempt.message, str(refusal), "refused"))

    def failed(self, attempt: Attempt, error: Exception) -> None:
        """The payment was tried and failed: the queue delivers it again, unless this was the last time.

        Without its error's text, which may quote values of the payment.
        """
        attempt.segment.end(fault=True)
        message = attempt.message
        if isinstance(error, DatabaseError):
            cause, fault = "database", fault_of(error)
            logger.warning("payment retried", message_id=message.message_id, fault=fault)
        else:
            cause, fault = "program", type(error).__name__
            logger.error("payment failed", message_id=message.message_id, fault=fault, where=_where(error))
        # What is missing where SQS counts further than the messages were delivered is its own redrive.
        if message.receives >= self._tries:
            self._dead.append((message, f"tried {message.receives} times, at last: {fault}", cause))
        else:
            self._retry([message])

    def unavailable(self, attempts: Sequence[Attempt], error: ObstacleError) -> None:
        """These payments could not be tried or committed, which says nothing about them."""
        for attempt in attempts:
            attempt.segment.end(fault=True)
        self.parked([attempt.message for attempt in attempts], error.obstacle, str(error))

    def parked(self, messages: Sequence[Message], obstacle: Obstacle, fault: str | None = None) -> None:
        """The payments can't be tried now; their copies are sent by `finish`."""
        if messages:
            logger.warning("payments are parked", obstacle=obstacle, fault=fault, payments=len(messages))
            self._parked.setdefault(obstacle, []).extend(messages)

    def rolled_back(self, error: Exception) -> None:
        """Nothing of a batch was written; its payments have no outcome yet and are made one by one, which is slower."""
        number = error.errno if isinstance(error, DatabaseError) else None
        logger.warning("batch undone", fault=type(error).__name__, errno=number, where=_where(error))

    def finish(self) -> set[str]:
        """Sends what is parked or given up; returns the ids of all messages to deliver again.

        It sends before they are acknowledged: a failure in between duplicates a message, and never loses it.
        """
        self._report_age()
        for obstacle, messages in self._parked.items():
            self._park(messages, obstacle)
        self._dead_letter()
        return self._again

    def out_of_time(self) -> None:
        """Reports a batch whose function is about to be ended: the queue delivers all of it again."""
        undecided = len(self._messages) - len(self._made) - len(self._again)
        for _ in range(undecided):
            self._metrics.count("PaymentRetried")
        self._report_age()
        self._metrics.flush()
        logger.error("out of time", payments=len(self._messages), undecided=undecided)

    def log_paid(self) -> None:
        """One line for all payments of a batch: a line for each would take a tenth of the time of the payments."""
        if self._made:
            logger.info("payments made", payments=self._made)

    def _report_age(self) -> None:
        """The age of the oldest payment, and of the oldest that each obstacle keeps waiting."""
        now = self._clock()
        if self._messages:
            self._metrics.age(now - min(message.first_sent for message in self._messages))
        for obstacle, messages in self._parked.items():
            self._metrics.age(now - min(message.first_sent for message in messages), reason=obstacle)

    def _park(self, messages: Sequence[Message], obstacle: Obstacle) -> None:
        now = self._clock()
        delays = [(message, delay_seconds(obstacle, now - message.first_sent)) for message in messages]
        unsent = self._queues.park(delays)
        self._retry(message for message in messages if message.message_id in unsent)
        for message in messages:
            if message.message_id not in unsent:
                self._metrics.count("PaymentParked", reason=obstacle)
                # A stop is wanted; anything else breaks the promise of an answer at the first attempt.
                if obstacle != "stop":
                    self._metrics.count("PaymentRetried")

    def _dead_letter(self) -> None:
        unsent = self._queues.dead_letter([(message, reason) for message, reason, _ in self._dead])
        self._retry(message for message, _, _ in self._dead if message.message_id in unsent)
        for message, reason, cause in self._dead:
            sent = message.message_id not in unsent
            if sent:
                self._metrics.count("PaymentRefused" if cause == "refused" else "PaymentRetried")
                self._metrics.count("PaymentDeadLettered", reason=cause)
            logger.warning(
                "payment refused" if cause == "refused" else "payment given up",
                message_id=message.message_id,
                reason=reason,
                dead_letter=sent,
            )

    def _retry(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self._metrics.count("PaymentRetried")
            self._again.add(message.message_id)


def fault_of(error: Exception) -> str:
    """What failed, without the error's text."""
    number = f" {error.errno}" if isinstance(error, DatabaseError) else ""
    return f"{type(error).__name__}{number}"


def _where(error: Exception) -> list[str]:
    """Where an error was raised, without its text, which may quote values of the payment."""
    return [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
