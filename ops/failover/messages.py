"""The payments that still wait in the queue of the region that is left."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from ops.failover.sites import Site
from ops.failover.steps import Outcome, Status, StepError
from ops.failover.work import Work

# Long enough to be sent on and deleted; what is not comes back by itself.
HELD_SECONDS = 60
# A look without a wait asks only some of a queue's servers, and may find nothing where something is.
LOOK_SECONDS = 1


def carry_over(work: Work, source: Site, target: Site) -> Outcome:
    """Moves what waits in the source's queue to the target's; a payment that gets there twice is made once.

    Each is deleted only after it was sent on. What can't be moved stays where it is, and is no reason to fail.
    """
    if work.dry_run:
        return Outcome(Status.WOULD, f"what waits in the queue in {source.region} moves to {target.region}")
    moved = 0
    try:
        while messages := _waiting(work, source):
            _send(work, target, messages)
            _delete(work, source, messages)
            moved += len(messages)
    except (StepError, BotoCoreError, ClientError) as error:
        return Outcome(
            Status.WARNED, f"{moved} payments moved to {target.region}; the rest stays in {source.region}: {error}"
        )
    return Outcome(Status.DONE if moved else Status.ALREADY, f"{moved} waiting payments moved to {target.region}")


def _waiting(work: Work, source: Site) -> list[dict[str, Any]]:
    received = work.client("sqs", source).receive_message(
        QueueUrl=source.queue_url,
        MaxNumberOfMessages=10,
        VisibilityTimeout=HELD_SECONDS,
        WaitTimeSeconds=LOOK_SECONDS,
    )
    return received.get("Messages", [])


def _send(work: Work, target: Site, messages: list[dict[str, Any]]) -> None:
    entries = [{"Id": str(place), "MessageBody": message["Body"]} for place, message in enumerate(messages)]
    answer = work.client("sqs", target).send_message_batch(QueueUrl=target.queue_url, Entries=entries)
    if answer.get("Failed"):
        raise StepError(f"{len(answer['Failed'])} messages were refused by the queue in {target.region}")


def _delete(work: Work, source: Site, messages: list[dict[str, Any]]) -> None:
    entries = [{"Id": str(place), "ReceiptHandle": one["ReceiptHandle"]} for place, one in enumerate(messages)]
    work.client("sqs", source).delete_message_batch(QueueUrl=source.queue_url, Entries=entries)
