"""What the function reaches of all that a payment needs, where another region serves: looked at, and nothing booked."""

import socket
from collections.abc import Callable, Mapping
from typing import Any, Protocol, cast

from botocore.exceptions import ClientError

from lambda_src.connections import Connections
from lambda_src.credentials import Credentials, NoCredentialError
from lambda_src.flags import Flags
from lambda_src.lease import Lease, LeaseError
from lambda_src.settings import Settings
from lambdas.shared.aws import client
from lambdas.shared.database import Database, DatabaseError, Session, execute
from lambdas.shared.looking import UnreachedError, looked
from lambdas.shared.secrets_manager import secrets_manager

# The one message that is no payment and that nobody pays, whoever receives it.
MESSAGE = '{"look": "standby"}'
COUNTS = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)
# SQS may answer from a part of its servers; each try waits a second for a message.
TRIES = 5
HIDDEN_SECONDS = 10
CONNECT_SECONDS = 5


class QueueClient(Protocol):
    """The operations in use; they take and return what AWS documents."""

    def get_queue_attributes(self, **arguments: Any) -> dict[str, Any]:
        """How many messages there are."""
        ...

    def send_message(self, **arguments: Any) -> dict[str, Any]:
        """One message."""
        ...

    def receive_message(self, **arguments: Any) -> dict[str, Any]:
        """Some messages, which nobody else receives for a while."""
        ...

    def delete_message(self, **arguments: Any) -> dict[str, Any]:
        """One message less."""
        ...


def queue_client() -> QueueClient:
    """A client that waits long enough for a message."""
    return client("sqs", connect_seconds=2, read_seconds=5, attempts=2)


def look(
    settings: Settings, flags: Flags, lease: Lease, queue: Callable[[], QueueClient] = queue_client
) -> dict[str, str]:
    """By part of a payment's way why it was not reached, or an empty text."""
    credentials = _Secret(settings.secret)
    parts: dict[str, Callable[[], object]] = {
        "network": lambda: _network(settings.database),
        "secret": credentials.secret,
        "key": credentials.key,
        "database": lambda: _database(Connections.of(settings.database, settings.secret)),
        "flags": lambda: _flags(flags),
        "lease": lambda: _lease(lease),
        "queue": lambda: _queue(queue(), settings.queue_url, lease),
    }
    return looked(parts)


class _Secret:
    """The application's credential as Secrets Manager has it, and the key that it is encrypted with."""

    def __init__(self, arn: str):
        self._fault = ""
        self._of_key = False
        try:
            Credentials(secrets_manager(connect_seconds=2, read_seconds=5, attempts=2), arn).refreshed()
        except NoCredentialError as error:
            self._fault, self._of_key = str(error), _is_of_key(error.__cause__)

    def secret(self) -> None:
        if self._fault and not self._of_key:
            raise UnreachedError(self._fault)

    def key(self) -> None:
        if self._fault:
            raise UnreachedError(self._fault if self._of_key else "it was not used: there is no secret")


def _is_of_key(cause: BaseException | None) -> bool:
    """Whether Secrets Manager refused a value since it may not use the key (its API reference, GetSecretValue)."""
    if not isinstance(cause, ClientError):
        return False
    error = cast(Mapping[str, Mapping[str, str]], getattr(cause, "response", {}))["Error"]
    return error["Code"] == "DecryptionFailure" or "KMS" in error.get("Message", "")


def _network(database: Database) -> None:
    try:
        socket.create_connection((database.host, database.port), CONNECT_SECONDS).close()
    except OSError as error:
        raise UnreachedError(f"{database.host}:{database.port}: {type(error).__name__}") from None


def _database(connections: Connections) -> None:
    """Reads as the application, over TLS, in a transaction that can't write."""
    try:
        read(connections.ready())
    except (DatabaseError, NoCredentialError) as error:
        raise UnreachedError(str(error)) from None
    finally:
        connections.discard()


def read(session: Session) -> None:
    """Reads a payment, in a transaction that can't write and that is left open."""
    execute(session, "START TRANSACTION READ ONLY")
    execute(session, "SELECT idempotency_key FROM payments LIMIT 1")


def _flags(flags: Flags) -> None:
    """A stop is an answer too."""
    try:
        if flags.obstacle() == "flags":
            raise UnreachedError("the agent does not say whether there is a stop")
    finally:
        flags.close()


def _lease(lease: Lease) -> None:
    try:
        if lease.holder() == "nobody":
            raise UnreachedError("nobody holds it")
    except LeaseError as error:
        raise UnreachedError(str(error)) from None


def _queue(client: QueueClient, url: str, lease: Lease) -> None:
    """Sends a message that is no payment, receives it and deletes it; where the queue is in use it only looks.

    What waits where nobody reads is left alone, since each reception counts as one of a payment's tries.
    """
    attributes = client.get_queue_attributes(QueueUrl=url, AttributeNames=list(COUNTS))["Attributes"]
    if lease.is_held():
        return
    if waiting := sum(int(attributes[name]) for name in COUNTS):
        raise UnreachedError(f"{waiting} messages wait where nobody reads them")
    client.send_message(QueueUrl=url, MessageBody=MESSAGE)
    for _ in range(TRIES):
        found = client.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=HIDDEN_SECONDS, WaitTimeSeconds=1
        )
        own = [message for message in found.get("Messages", []) if message["Body"] == MESSAGE]
        for message in own:
            client.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        if own:
            return
    raise UnreachedError("a message that was sent did not arrive")
