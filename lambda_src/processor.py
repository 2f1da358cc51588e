"""Makes the payments of a batch of messages, and returns which have to be delivered again."""

import time
from collections.abc import Callable, Sequence

from lambda_src.attempt import Attempt, without_conflicts
from lambda_src.batch import StaleConnectionError, record_all
from lambda_src.connections import Connections, DatabaseUnavailableError, is_away, is_refusal
from lambda_src.credentials import NoCredentialError
from lambda_src.deadline import WATCH, Deadline
from lambda_src.flags import Flags
from lambda_src.lease import ALWAYS, Lease, LeaseError
from lambda_src.ledger import Answer, Order, record
from lambda_src.message import Message
from lambda_src.metrics import PaymentMetrics
from lambda_src.outcomes import Outcomes, fault_of
from lambda_src.parking import ObstacleError
from lambda_src.payment import RefusedPaymentError
from lambda_src.queues import Queues
from lambdas.shared.database import DatabaseError, Session, TimedOutError, UnreachableError


class Processor:
    """Makes valid payments, sends invalid ones to the dead-letter queue, and leaves the rest to the queue.

    A batch is paid in one transaction. What can't be in it, and all of a batch that fails, is paid one by one, so that
    one payment can only delay another one. What can't be tried is parked, and does not use up the tries that a payment
    has.
    """

    def __init__(
        self,
        connections: Connections,
        flags: Flags,
        lease: Lease,
        queues: Queues,
        metrics: PaymentMetrics,
        tries: int,
        clock: Callable[[], float] = time.time,
    ):
        self._connections = connections
        self._flags = flags
        self._lease = lease
        self._queues = queues
        self._metrics = metrics
        self._tries = tries
        self._clock = clock
        self._session: Session | None = None
        self._permit = ALWAYS

    def prepare(self) -> None:
        """What takes no time of a payment if it is done before the first one arrives."""
        self._lease.prepare()
        self._flags.await_agent()

    def process(self, messages: Sequence[Message], deadline: Deadline) -> list[str]:
        """Returns the ids of the messages that the queue has to deliver again; all others are finished."""
        outcomes = Outcomes(messages, queues=self._queues, metrics=self._metrics, tries=self._tries, clock=self._clock)
        try:
            with WATCH.over(deadline, outcomes.out_of_time):
                if obstacle := self._flags.obstacle():
                    outcomes.parked(messages, obstacle)
                else:
                    self._pay(messages, outcomes, deadline)
                again = outcomes.finish()
        finally:
            # Connections that are kept until the next invocation may be broken by then.
            self._session = None
            self._flags.close()
            self._metrics.flush()
            outcomes.log_paid()
        return [message.message_id for message in messages if message.message_id in again]

    def _pay(self, messages: Sequence[Message], outcomes: Outcomes, deadline: Deadline) -> None:
        try:
            self._permit = self._lease.permit()
        except LeaseError as error:
            outcomes.parked(messages, error.obstacle, str(error))
            return
        firsts, rest = without_conflicts(self._read(messages, outcomes))
        try:
            left = self._pay_together(firsts, outcomes, deadline)
        except ObstacleError as error:
            outcomes.unavailable([*firsts, *rest], error)
        else:
            self._pay_each([*left, *rest], outcomes, deadline)

    def _read(self, messages: Sequence[Message], outcomes: Outcomes) -> list[Attempt]:
        """The attempts of the messages that are payments."""
        found: list[Attempt] = []
        for attempt in map(Attempt, messages):
            try:
                attempt.read(self._flags)
            except RefusedPaymentError as refusal:
                outcomes.refused(attempt, refusal)
            except Exception as error:
                outcomes.failed(attempt, error)
            else:
                found.append(attempt)
        return found

    def _pay_together(self, attempts: Sequence[Attempt], outcomes: Outcomes, deadline: Deadline) -> Sequence[Attempt]:
        """Returns the attempts that are left: none, or all of them with nothing written."""
        # A single payment needs as many round trips this way, and fewer alone if another function pays it meanwhile.
        if len(attempts) < 2:
            return attempts
        try:
            answers = self._record_all([attempt.order for attempt in attempts], deadline)
        except ObstacleError:
            raise
        except Exception as error:
            self._raise_if_away(error)
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

    def _record_all(self, orders: Sequence[Order], deadline: Deadline) -> list[Answer | RefusedPaymentError]:
        """Uses the kept connection where it still answers: a batch's first statement is a query, which checks that.

        Where its server takes no payments any more, nothing was written, and a new connection is tried once.
        """
        self._session = self._connections.kept()
        if self._session:
            try:
                return record_all(self._session, orders, self._permit)
            except StaleConnectionError:
                self._session = None
            except DatabaseError as error:
                if not is_refusal(error):
                    raise
                self._discard()
        try:
            return record_all(self._connected(deadline), orders, self._permit)
        except StaleConnectionError as error:
            # A new one, on which nothing but a query was sent.
            raise DatabaseUnavailableError(fault_of(error)) from None

    def _pay_each(self, attempts: Sequence[Attempt], outcomes: Outcomes, deadline: Deadline) -> None:
        for index, attempt in enumerate(attempts):
            try:
                outcomes.paid(attempt, self._record(attempt.order, deadline))
            except RefusedPaymentError as refusal:
                outcomes.refused(attempt, refusal)
            except ObstacleError as error:
                # The rest would only wait for the same timeout, until the function times out.
                outcomes.unavailable(attempts[index:], error)
                break
            except Exception as error:
                self._session = None
                outcomes.failed(attempt, error)

    def _record(self, order: Order, deadline: Deadline) -> Answer:
        """Makes one payment; once more on a new connection where this one breaks, or its server takes no payments.

        A payment that breaks that one too is at fault itself; else the server was, as in a failover.
        """
        try:
            return record(self._connected(deadline), order, self._permit)
        except DatabaseError as error:
            # Another wait would only be as long.
            if isinstance(error, TimedOutError) or not (isinstance(error, UnreachableError) or is_refusal(error)):
                self._raise_if_away(error)
                raise
        self._discard()
        try:
            return record(self._connected(deadline), order, self._permit)
        except DatabaseError as error:
            self._raise_if_away(error)
            raise

    def _connected(self, deadline: Deadline) -> Session:
        """A connection, with enough time to notice that its server hangs and to park what is left then."""
        if not deadline.allows_a_wait():
            raise DatabaseUnavailableError("too little time left")
        if self._session is None:
            try:
                self._session = self._connections.ready()
            except (DatabaseError, NoCredentialError) as error:
                raise DatabaseUnavailableError(fault_of(error)) from None
        return self._session

    def _raise_if_away(self, error: Exception) -> None:
        if is_away(error):
            self._discard()
            raise DatabaseUnavailableError(fault_of(error)) from None

    def _discard(self) -> None:
        """Closes the connection: the next one may lead to another server."""
        self._connections.discard()
        self._session = None
