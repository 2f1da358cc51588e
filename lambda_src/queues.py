"""The sending of messages back to the payments' queue, and to the dead-letter queue."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

from aws_lambda_powertools import Logger
from botocore.handlers import add_recursion_detection_header  # pyright: ignore[reportUnknownVariableType] (untyped)

from lambda_src.message import MOST_BYTES, Message, size, text_attribute
from lambdas.shared.aws import client

logger = Logger()

# What SQS takes in one call, whose bytes are no more than those of one message.
BATCH_MESSAGES = 10
# Why a payment was given up, and the ARN of the queue that it came from. No sender's own attribute has such a name.
REASON, SOURCE = "DeadLetterReason", "DeadLetterSource"


class QueueClient(Protocol):
    """The operation in use; it takes and returns what AWS documents."""

    def send_message_batch(self, **arguments: Any) -> dict[str, Any]:
        """Several messages at once, each of which may fail for itself."""
        ...


def queue_client() -> QueueClient:
    """A client that gives up early enough for the rest of the batch to be reported."""
    made = client("sqs", connect_seconds=1, read_seconds=3, attempts=2)
    # A parked message returns on purpose: with the trace header Lambda would detect a recursive loop after some 16
    # rounds and stop it.
    made.meta.events.unregister("before-call", add_recursion_detection_header)
    return made


class Queues:
    """The queues for messages that were not paid; the client is created with the first message."""

    def __init__(self, queue_url: str, dead_letter_queue_url: str, client: Callable[[], QueueClient] = queue_client):
        self._queue_url = queue_url
        self._dead_letter_queue_url = dead_letter_queue_url
        self._make = client

    def park(self, parked: Sequence[tuple[Message, int]]) -> set[str]:
        """Sends a copy of each to the queue, delivered after its delay; returns the ids of those that were not sent.

        A copy has a receive count of its own: however long it is parked, it does not go to the dead-letter queue.
        """
        return self._send(
            self._queue_url,
            {message.message_id: message.parked() | {"DelaySeconds": seconds} for message, seconds in parked},
        )

    def dead_letter(self, refused: Sequence[tuple[Message, str]]) -> set[str]:
        """Sends each to the dead-letter queue with its reason; returns the ids of those that were not sent.

        What is redriven from there is the message as it came, with a reason and a source that the next ones replace.
        """
        return self._send(
            self._dead_letter_queue_url,
            {
                message.message_id: message.copy(
                    {REASON: text_attribute(reason), SOURCE: text_attribute(message.source)}
                )
                for message, reason in refused
            },
        )

    @cached_property
    def _client(self) -> QueueClient:
        return self._make()

    def _send(self, queue_url: str, entries: Mapping[str, dict[str, Any]]) -> set[str]:
        failed: set[str] = set()
        for batch in _batches(entries):
            # The ids inside a batch allow fewer characters than a message's.
            numbered = dict(enumerate(batch))
            try:
                answer = self._client.send_message_batch(
                    QueueUrl=queue_url,
                    Entries=[{"Id": str(number), **entries[message_id]} for number, message_id in numbered.items()],
                )
            # A failure to send must not fail the payments of the batch.
            except Exception as error:
                logger.error("messages not sent", fault=type(error).__name__, messages=batch)
                failed.update(batch)
            else:
                failed.update(numbered[int(entry["Id"])] for entry in answer.get("Failed", []))
        return failed


def _batches(entries: Mapping[str, dict[str, Any]]) -> Iterator[list[str]]:
    batch: list[str] = []
    total = 0
    for message_id, entry in entries.items():
        added = size(entry["MessageBody"], entry["MessageAttributes"])
        if batch and (len(batch) == BATCH_MESSAGES or total + added > MOST_BYTES):
            yield batch
            batch, total = [], 0
        batch.append(message_id)
        total += added
    if batch:
        yield batch
