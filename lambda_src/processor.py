"""Makes the payments of a batch of messages, and tells which have to be delivered again."""

from collections.abc import Sequence

from aws_lambda_powertools import Logger

from lambda_src.attempt import Attempt, apart
from lambda_src.batch import StaleConnectionError, record_all
from lambda_src.connections import Connections
from lambda_src.credentials import NoCredentialError
from lambda_src.flags import Flags
from lambda_src.ledger import Answer, Order, record
from lambda_src.metrics import PaymentMetrics
from lambda_src.outcomes import Outcomes
from lambda_src.payment import RefusedPaymentError
from lambda_src.queues import Message, Queues
from lambdas.shared.database import DatabaseError, Session

# Its fields are named where it is called, and no account number is among them.
logger = Logger()


class DatabaseAwayError(Exception):
    """There is no connection; the message says what kind of failure it was."""


class Processor:
    """Pays what can be paid, sends what never can to the dead letters, and leaves the rest to the queue.

    A batch is paid in one transaction. What can't be in it, and all of a batch that fails, is paid one by one, so that
    no payment costs another one more than time.
    """

    def __init__(self, connections: Connections, flags: Flags, queues: Queues, metrics: PaymentMetrics):
        self._connections = connections
        self._flags = flags
        self._queues = queues
        self._metrics = metrics
        self._session: Session | None = None

    def process(self, messages: Sequence[Message]) -> list[str]:
        """Returns the ids of the messages that the queue has to deliver again; all others are done with."""
        outcomes = Outcomes(self._queues, self._metrics)
        try:
            failed = self._park(messages) if self._flags.stopped() else self._pay(messages, outcomes)
        finally:
            # What is kept until the next invocation may have broken by then.
            self._session = None
            self._flags.close()
            self._metrics.flush()
            outcomes.tell()
        return [message.message_id for message in messages if message.message_id in failed]

    def _park(self, messages: Sequence[Message]) -> set[str]:
        """Sent first and acknowledged then: whatever happens in between, a payment is there twice and never gone."""
        failed = self._queues.park(messages)
        for message in messages:
            self._metrics.count("PaymentRetried" if message.message_id in failed else "PaymentParked")
        logger.warning("payments are stopped", parked=len(messages) - len(failed), failed=len(failed))
        return failed

    def _pay(self, messages: Sequence[Message], outcomes: Outcomes) -> set[str]:
        firsts, rest = apart(self._read(messages, outcomes))
        try:
            left = self._pay_together(firsts, outcomes)
        except DatabaseAwayError as error:
            outcomes.retried([*firsts, *rest], str(error))
        else:
            self._pay_each([*left, *rest], outcomes)
        return outcomes.bury()

    def _read(self, messages: Sequence[Message], outcomes: Outcomes) -> list[Attempt]:
        """The attempts to pay whatever is a payment."""
        found: list[Attempt] = []
        for attempt in map(Attempt, messages):
            try:
                attempt.read(self._flags)
            except RefusedPaymentError as refusal:
                outcomes.refused(attempt, refusal)
            except Exception as error:
                outcomes.broken(attempt, error)
            else:
                found.append(attempt)
        return found

    def _pay_together(self, attempts: Sequence[Attempt], outcomes: Outcomes) -> Sequence[Attempt]:
        """Returns those that are left: none, or all of them with nothing written."""
        # One alone takes as many round trips this way, and is done sooner if somebody else pays it meanwhile.
        if len(attempts) < 2:
            return attempts
        try:
            answers = self._record_all([attempt.order for attempt in attempts])
        except DatabaseAwayError:
            raise
        except Exception as error:
            outcomes.undone(error)
            # It was rolled back, and needs no question whether it still answers, unless it was that which failed.
            if self._session and not self._session.open:
                self._session = None
            return attempts
        for attempt, answer in zip(attempts, answers, strict=True):
            if isinstance(answer, RefusedPaymentError):
                outcomes.refused(attempt, answer)
            else:
                outcomes.paid(attempt, answer)
        return []

    def _record_all(self, orders: Sequence[Order]) -> list[Answer | RefusedPaymentError]:
        """On the kept connection where it still answers: the first statement of a batch is a question, and enough."""
        self._session = self._connections.kept()
        if self._session:
            try:
                return record_all(self._session, orders)
            except StaleConnectionError:
                self._session = None
        return record_all(self._connected(), orders)

    def _pay_each(self, attempts: Sequence[Attempt], outcomes: Outcomes) -> None:
        for place, attempt in enumerate(attempts):
            try:
                outcomes.paid(attempt, record(self._connected(), attempt.order))
            except RefusedPaymentError as refusal:
                outcomes.refused(attempt, refusal)
            except DatabaseAwayError as error:
                # The rest would only wait as long for the same answer, until their function's time is over.
                outcomes.retried(attempts[place:], str(error))
                break
            except DatabaseError as error:
                self._session = None
                outcomes.retried([attempt], _fault(error))
            except Exception as error:
                self._session = None
                outcomes.broken(attempt, error)

    def _connected(self) -> Session:
        if self._session is None:
            try:
                self._session = self._connections.ready()
            except (DatabaseError, NoCredentialError) as error:
                raise DatabaseAwayError(_fault(error)) from None
        return self._session


def _fault(error: Exception) -> str:
    number = f" {error.errno}" if isinstance(error, DatabaseError) else ""
    return f"{type(error).__name__}{number}"
