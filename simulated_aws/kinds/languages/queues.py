"""Redrive policies: where a queue's or a subscription's failed messages go, and which queues may send theirs.

Sources: botocore: sqs.SetQueueAttributesRequest.Attributes and sns.SubscribeInput.Attributes; and for the number of
receives, guide sqs: sqs-configure-dead-letter-queue.
"""

from collections.abc import Iterator
from typing import cast

from simulated_aws.declarations import Fault
from simulated_aws.kinds.languages.json_text import Object, one_of, parsed, unknown_keys

MOST_RECEIVES = 1000
MOST_SOURCES = 10
PERMISSIONS = ("allowAll", "byQueue", "denyAll")


def redrive(text: str) -> Iterator[Fault]:
    """What SQS refuses of a queue's redrive policy."""
    yield from parsed(text, _redrive)


def subscription_redrive(text: str) -> Iterator[Fault]:
    """What SNS refuses of a subscription's redrive policy."""
    yield from parsed(text, _target)


def redrive_allow(text: str) -> Iterator[Fault]:
    """What SQS refuses of a dead-letter queue's list of sources."""
    yield from parsed(text, _allow)


def _redrive(policy: Object) -> Iterator[Fault]:
    yield from unknown_keys(policy, ("deadLetterTargetArn", "maxReceiveCount"), "")
    yield from _target(policy)
    count = policy.get("maxReceiveCount")
    number = int(count) if isinstance(count, str) and count.isdigit() else count
    if not isinstance(number, int) or not 1 <= number <= MOST_RECEIVES:
        yield Fault("maxReceiveCount", f"InvalidParameterValue: {count!r} is not 1 to {MOST_RECEIVES}")


def _target(policy: Object) -> Iterator[Fault]:
    target = policy.get("deadLetterTargetArn")
    if not _is_queue(target):
        yield Fault("deadLetterTargetArn", f"InvalidParameterValue: {target!r} is no ARN of a queue")


def _allow(policy: Object) -> Iterator[Fault]:
    yield from unknown_keys(policy, ("redrivePermission", "sourceQueueArns"), "")
    yield from one_of(policy.get("redrivePermission"), PERMISSIONS, "redrivePermission")
    sources = policy.get("sourceQueueArns")
    if (policy.get("redrivePermission") == "byQueue") != bool(sources):
        yield Fault("sourceQueueArns", "InvalidParameterValue: sources are named exactly with byQueue")
    if isinstance(sources, list):
        listed = cast(list[object], sources)
        if len(listed) > MOST_SOURCES:
            yield Fault("sourceQueueArns", f"{len(listed)} sources are more than {MOST_SOURCES}")
        for index, source in enumerate(listed):
            if not _is_queue(source):
                yield Fault(f"sourceQueueArns[{index}]", f"{source!r} is no ARN of a queue")


def _is_queue(value: object) -> bool:
    return isinstance(value, str) and value.startswith("arn:aws:sqs:") and value.count(":") == 5
