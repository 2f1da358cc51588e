"""The payments that still wait, or ended as dead letters, in the region that is no longer active."""

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


def carry_over(context: Context, source: Site, target: Site) -> Outcome:
    """Moves what waits in the source's queue to the target's, and the dead letters to the target's dead-letter queue.

    A payment that arrives twice is made once. Each is deleted only after it was sent on. What can't be moved stays
    where it is, and is no reason to fail; so does what is parked, which SQS shows to nobody before its delay is over.
    """
    if context.dry_run:
        return Outcome(Status.WOULD, f"what waits in the queues in {source.region} moves to {target.region}")
    waiting = _Move(context, source, target, source.queue_url, target.queue_url)
    dead = _Move(context, source, target, source.dead_letter_url, target.dead_letter_url)
    try:
        waiting.run()
        dead.run()
        hidden = waiting.hidden()
    except (StepError, BotoCoreError, ClientError) as error:
        moved = f"{waiting.moved} payments and {dead.moved} dead letters moved to {target.region}"
        return Outcome(Status.WARNED, f"{moved}; the rest stays in {source.region}: {error}")
    moved = f"{waiting.moved} waiting payments and {dead.moved} dead letters moved to {target.region}"
    if hidden:
        return Outcome(
            Status.WARNED,
            f"{moved}; {hidden} payments are parked in {source.region} for up to 15 minutes: run this again then",
        )
    return Outcome(Status.DONE if waiting.moved + dead.moved else Status.ALREADY, moved)


@dataclass
class _Move:
    """What is in one queue goes to another one, in the other region."""

    context: Context
    source: Site
    target: Site
    from_url: str
    to_url: str
    moved: int = 0

    def run(self) -> None:
        """Moves until nothing is left to receive."""
        while messages := self._received():
            self._send(messages)
            self._delete(messages)
            self.moved += len(messages)

    def hidden(self) -> int:
        """How many messages nobody can receive yet."""
        name = "ApproximateNumberOfMessagesDelayed"
        found = self.context.client("sqs", self.source).get_queue_attributes(
            QueueUrl=self.from_url, AttributeNames=[name]
        )
        return int(found["Attributes"][name])

    def _received(self) -> list[dict[str, Any]]:
        received = self.context.client("sqs", self.source).receive_message(
            QueueUrl=self.from_url,
            MaxNumberOfMessages=10,
            VisibilityTimeout=HELD_SECONDS,
            AttributeNames=["MessageGroupId"],
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


def _copy(message: dict[str, Any]) -> dict[str, Any]:
    """With what it came with: its attributes, of which one is when it was first sent, and its tenant."""
    copied = {"MessageBody": message["Body"], "MessageAttributes": message.get("MessageAttributes", {})}
    group = message.get("Attributes", {}).get("MessageGroupId")
    return copied | {"MessageGroupId": group} if group else copied
