"""The payments that still wait, or ended as dead letters, in the region that is no longer active."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from ops.lib.context import Context
from ops.lib.sites import Site
from ops.lib.steps import Outcome, Status, StepError

# Long enough to send a message on and delete it; otherwise it becomes visible again by itself.
HELD_SECONDS = 60
# Long polling: without a wait SQS asks only some of its servers, and may find nothing where something is.
POLL_SECONDS = 1
# What was in flight when the source stopped is visible again after its visibility timeout; the numbers of a queue
# follow within a minute.
PATIENCE_SECONDS, EVERY_SECONDS = 240, 10
# What one call of SQS takes: messages, and bytes of all of them together.
MOST, LARGEST_BYTES = 10, 1_048_576
# The only system attribute that a sender may set.
TRACE = "AWSTraceHeader"
COUNTS = {
    "ApproximateNumberOfMessages": "visible",
    "ApproximateNumberOfMessagesNotVisible": "in flight",
    "ApproximateNumberOfMessagesDelayed": "parked for up to 15 minutes",
}


def carry_over(context: Context, source: Site, target: Site) -> Outcome:
    """Moves what waits in the source's queue to the target's, and the dead letters to the target's dead-letter queue.

    A payment that arrives twice is made once. Each is deleted only after it was sent on. It ends when the queues are
    empty, or hold only what SQS shows to nobody before its delay is over. What can't be moved stays where it is, and is
    no reason to fail.
    """
    if context.dry_run:
        return Outcome(Status.WOULD, f"what waits in the queues in {source.region} moves to {target.region}")
    waiting = _Move(context, source, target, source.queue_url, target.queue_url)
    dead = _Move(context, source, target, source.dead_letter_url, target.dead_letter_url)
    try:
        left = _until_empty(context, waiting, dead)
    except (StepError, BotoCoreError, ClientError) as error:
        moved = f"{waiting.moved} payments and {dead.moved} dead letters moved to {target.region}"
        return Outcome(Status.WARNED, f"{moved}; the rest stays in {source.region}: {error}")
    moved = f"{waiting.moved} waiting payments and {dead.moved} dead letters moved to {target.region}"
    if left:
        return Outcome(Status.WARNED, f"{moved}; left in {source.region}: {left}. Run this again then")
    return Outcome(Status.DONE if waiting.moved + dead.moved else Status.ALREADY, moved)


def _until_empty(context: Context, waiting: "_Move", dead: "_Move") -> str:
    """Moves until nothing is left, or nothing but what is parked, or for as long as a message may be in flight.

    Clients that are still led to the source add to what waits there, so it would never end by itself.
    """
    end = context.clock.now() + PATIENCE_SECONDS
    while True:
        waiting.run(end)
        dead.run(end)
        counts = waiting.left()
        left = ", ".join(f"{number} payments {state}" for state, number in counts.items())
        comes = any(state != COUNTS["ApproximateNumberOfMessagesDelayed"] for state in counts)
        if not comes or context.clock.now() >= end:
            return left
        context.clock.pause(EVERY_SECONDS)


@dataclass
class _Move:
    """What is in one queue goes to another one, in the other region."""

    context: Context
    source: Site
    target: Site
    from_url: str
    to_url: str
    moved: int = 0

    def run(self, end: float) -> None:
        """Moves until nothing is left to receive, and not much longer than until a moment."""
        while self.context.clock.now() < end and (messages := self._received()):
            for batch in batches(messages):
                self._send(batch)
                self._delete(batch)
                self.moved += len(batch)

    def left(self) -> dict[str, int]:
        """How many messages the queue still has, by why nobody has received them."""
        found = self.context.client("sqs", self.source).get_queue_attributes(
            QueueUrl=self.from_url, AttributeNames=list(COUNTS)
        )["Attributes"]
        return {state: int(found[name]) for name, state in COUNTS.items() if int(found[name])}

    def _received(self) -> list[dict[str, Any]]:
        received = self.context.client("sqs", self.source).receive_message(
            QueueUrl=self.from_url,
            MaxNumberOfMessages=MOST,
            VisibilityTimeout=HELD_SECONDS,
            AttributeNames=["MessageGroupId", TRACE],
            MessageAttributeNames=["All"],
            WaitTimeSeconds=POLL_SECONDS,
        )
        return received.get("Messages", [])

    def _send(self, messages: list[dict[str, Any]]) -> None:
        entries = [{"Id": str(index)} | _copy(message) for index, message in enumerate(messages)]
        answer = self.context.client("sqs", self.target).send_message_batch(QueueUrl=self.to_url, Entries=entries)
        if answer.get("Failed"):
            raise StepError(f"{len(answer['Failed'])} messages were refused by the queue in {self.target.region}")

    def _delete(self, messages: list[dict[str, Any]]) -> None:
        entries = [{"Id": str(index), "ReceiptHandle": one["ReceiptHandle"]} for index, one in enumerate(messages)]
        self.context.client("sqs", self.source).delete_message_batch(QueueUrl=self.from_url, Entries=entries)


def batches(messages: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The messages in portions that one call takes; one message is never larger than that."""
    batch: list[dict[str, Any]] = []
    size = 0
    for message in messages:
        own = _bytes(message)
        if batch and size + own > LARGEST_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(message)
        size += own
    if batch:
        yield batch


def _bytes(message: dict[str, Any]) -> int:
    """What SQS counts of a message: its body, and its attributes with their names and types."""
    attributes: dict[str, dict[str, Any]] = message.get("MessageAttributes", {})
    texts = [message["Body"], *attributes]
    texts += [part for one in attributes.values() for part in (one["DataType"], one.get("StringValue", ""))]
    binaries = [one.get("BinaryValue", b"") for one in attributes.values()]
    return sum(len(text.encode()) for text in texts) + sum(len(binary) for binary in binaries)


def _copy(message: dict[str, Any]) -> dict[str, Any]:
    """With what it came with: its attributes, of which one is when it was first sent, its tenant, and its trace."""
    copied: dict[str, Any] = {"MessageBody": message["Body"], "MessageAttributes": message.get("MessageAttributes", {})}
    system = message.get("Attributes", {})
    if "MessageGroupId" in system:
        copied["MessageGroupId"] = system["MessageGroupId"]
    if TRACE in system:
        copied["MessageSystemAttributes"] = {TRACE: {"DataType": "String", "StringValue": system[TRACE]}}
    return copied
