"""The payments that still wait in the queue of the region that is no longer active."""

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
    """Moves what waits in the source's queue to the target's; a payment that arrives twice is made once.

    Each is deleted only after it was sent on. What can't be moved stays where it is, and is no reason to fail; so does
    what is parked, which SQS shows to nobody before its delay is over.
    """
    if context.dry_run:
        return Outcome(Status.WOULD, f"what waits in the queue in {source.region} moves to {target.region}")
    moved = 0
    try:
        while messages := _waiting(context, source):
            _send(context, target, messages)
            _delete(context, source, messages)
            moved += len(messages)
        hidden = _hidden(context, source)
    except (StepError, BotoCoreError, ClientError) as error:
        return Outcome(
            Status.WARNED, f"{moved} payments moved to {target.region}; the rest stays in {source.region}: {error}"
        )
    if hidden:
        return Outcome(
            Status.WARNED,
            f"{moved} payments moved to {target.region}; {hidden} are parked in {source.region} for up to 15 minutes: "
            "run this again then",
        )
    return Outcome(Status.DONE if moved else Status.ALREADY, f"{moved} waiting payments moved to {target.region}")


def _waiting(context: Context, source: Site) -> list[dict[str, Any]]:
    received = context.client("sqs", source).receive_message(
        QueueUrl=source.queue_url,
        MaxNumberOfMessages=10,
        VisibilityTimeout=HELD_SECONDS,
        AttributeNames=["MessageGroupId"],
        MessageAttributeNames=["All"],
        WaitTimeSeconds=POLL_SECONDS,
    )
    return received.get("Messages", [])


def _send(context: Context, target: Site, messages: list[dict[str, Any]]) -> None:
    entries = [{"Id": str(index)} | _copy(message) for index, message in enumerate(messages)]
    answer = context.client("sqs", target).send_message_batch(QueueUrl=target.queue_url, Entries=entries)
    if answer.get("Failed"):
        raise StepError(f"{len(answer['Failed'])} messages were refused by the queue in {target.region}")


def _copy(message: dict[str, Any]) -> dict[str, Any]:
    """With what it came with: its attributes, of which one is when it was first sent, and its tenant."""
    copied = {"MessageBody": message["Body"], "MessageAttributes": message.get("MessageAttributes", {})}
    group = message.get("Attributes", {}).get("MessageGroupId")
    return copied | {"MessageGroupId": group} if group else copied


def _hidden(context: Context, source: Site) -> int:
    name = "ApproximateNumberOfMessagesDelayed"
    found = context.client("sqs", source).get_queue_attributes(QueueUrl=source.queue_url, AttributeNames=[name])
    return int(found["Attributes"][name])


def _delete(context: Context, source: Site, messages: list[dict[str, Any]]) -> None:
    entries = [{"Id": str(index), "ReceiptHandle": one["ReceiptHandle"]} for index, one in enumerate(messages)]
    context.client("sqs", source).delete_message_batch(QueueUrl=source.queue_url, Entries=entries)
