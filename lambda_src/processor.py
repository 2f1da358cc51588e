"""Makes the payments of a batch of messages, and returns which have to be delivered again."""

from collections.abc import Sequence

from aws_lambda_powertools import Logger

from lambda_src.attempt import Attempt, without_conflicts
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


class DatabaseUnavailableError(Exception):
    """There is no connection; the message names the failure."""


class Processor:
    """Makes valid payments, sends invalid ones to the dead-letter queue, and leaves the rest to the queue.

    A batch is paid in one transaction. What can't be in it, and all of a batch that fails, is paid one by one, so that
    one payment can only delay another one.
    """

    def __init__(self, connections: Connections, flags: Flags, queues: Queues, metrics: PaymentMetrics):
        self._connections = connections
        self._flags = flags
        self._queues = queues
        self._metrics = metrics
        self._session: Session | None = None

    def process(self, messages: Sequence[Message]) -> list[str]:
        """Returns the ids of the messages that the queue has to deliver again; all others are finished."""
        outcomes = Outcomes(self._queues, self._metrics)
        try:
            failed = self._park(messages) if self._flags.stopped() else self._pay(messages, outcomes)
        finally:
            # Connections that are kept until the next invocation may be broken by then.
            self._session = None
            self._flags.close()
            self._metrics.flush()
            outcomes.log_paid()
        return [message.message_id for message in messages if message.message_id in failed]

    def _park(self, messages: Sequence[Message]) -> set[str]:
        """Sends before it acknowledges: a failure in between duplicates a payment's message, and never loses it."""
        failed = self._queues.park(messages)
        for message in messages:
            self._metrics.count("PaymentRetried" if message.message_id in failed else "PaymentParked")
        logger.warning("payments are stopped", parked=len(messages) - len(failed), failed=len(failed))
        return failed

    def _pay(self, messages: Sequence[Message], outcomes: Outcomes) -> set[str]:
        firsts, rest = without_conflicts(self._read(messages, outcomes))
        try:
            left = self._pay_together(firsts, outcomes)
        except DatabaseUnavailableError as error:
            outcomes.retried([*firsts, *rest], str(error))
        else:
            self._pay_each([*left, *rest], outcomes)
        return outcomes.dead_letter()

    def _read(self, messages: Sequence[Message], outcomes: Outcomes) -> list[Attempt]:
        """The attempts of the messages that are payments."""
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
        """Returns the attempts that are left: none, or all of them with nothing written."""
        # A single payment needs as many round trips this way, and fewer alone if another function pays it meanwhile.
        if len(attempts) < 2:
            return attempts
        try:
            answers = self._record_all([attempt.order for attempt in attempts])
        except DatabaseUnavailableError:
            raise
        except Exception as error:
            outcomes.rolled_back(error)
            # The rollback succeeded, so the connection answers; a closed one is replaced.
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
        """Uses the kept connection where it still answers: a batch's first statement is a query, which checks that."""
        self._session = self._connections.kept()
        if self._session:
            try:
                return record_all(self._session, orders)
            except StaleConnectionError:
                self._session = None
        return record_all(self._connected(), orders)

    def _pay_each(self, attempts: Sequence[Attempt], outcomes: Outcomes) -> None:
        for index, attempt in enumerate(attempts):
            try:
                outcomes.paid(attempt, record(self._connected(), attempt.order))
            except RefusedPaymentError as refusal:
                outcomes.refused(attempt, refusal)
            except DatabaseUnavailableError as error:
                # The rest would only wait for the same timeout, until the function times out.
                outcomes.retried(attempts[index:], str(error))
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
                raise DatabaseUnavailableError(_fault(error)) from None
        return self._session


def _fault(error: Exception) -> str:
    number = f" {error.errno}" if isinstance(error, DatabaseError) else ""
    return f"{type(error).__name__}{number}"
