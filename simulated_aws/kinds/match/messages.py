"""Queues, topics and the functions that read them."""

import json
from collections.abc import Iterator
from typing import Any

from catalog import cloudwatch, lambda_, sns, sqs
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.kinds.match.register import Around, fits
from simulated_aws.modelling import Inputs
from simulated_aws.values import at

# Seconds that a queue keeps a message where nothing is said (botocore: sqs.CreateQueueRequest.Attributes).
DEFAULT_RETENTION = 345_600


def _content(text: object) -> dict[str, Any]:
    """The content of a JSON text; nothing where there is none, or not yet."""
    if not isinstance(text, str) or UNKNOWN in text:
        return {}
    try:
        return json.loads(text)
    except ValueError:
        return {}


def is_fifo(arn: object) -> bool:
    """Whether an ARN or a name is that of a FIFO queue or topic: all of them end with it."""
    return str(arn).endswith(".fifo")


@fits(sqs.QUEUE)
def _dead_letters(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """A dead-letter queue has the type, the region and the account of its source.

    botocore: sqs.CreateQueueRequest.Attributes; guide sqs: sqs-dead-letter-queues.
    """
    arn = _target(inputs)
    if not arn:
        return
    path = "redrivePolicy.deadLetterTargetArn"
    _, _, service, region, account, name, *_ = [*str(arn).split(":"), *[""] * 6]
    if service != "sqs" or region != around.region or account != around.account:
        what = f"a queue of {around.region} and {around.account} is expected, not {arn}"
        yield Fault(path, f"InvalidParameterValue: {what}")
        return
    if name == inputs.get("name"):
        yield Fault(path, "InvalidParameterValue: a queue can't be its own dead-letter queue")
    elif around.named(sqs.QUEUE, arn) is None:
        yield Fault(path, f"InvalidParameterValue: the dead-letter queue {arn} does not exist")
    if bool(inputs.get("fifoQueue")) != is_fifo(arn):
        kind = "FIFO" if inputs.get("fifoQueue") else "standard"
        yield Fault(path, f"InvalidParameterValue: the dead-letter queue of a {kind} queue must be {kind} too")


@fits(sqs.QUEUE)
def _retention(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """A message keeps its age when it becomes a dead letter, so the dead letters have to be kept for longer.

    A FIFO queue's messages begin anew
    (docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html).
    """
    if inputs.get("fifoQueue"):
        return
    own = f"arn:aws:sqs:{around.region}:{around.account}:{inputs.get('name')}"
    queues = around.of(sqs.QUEUE).values()
    sources = [live.inputs for live in queues if _target(live.inputs) == own]
    dead_letters = around.named(sqs.QUEUE, _target(inputs))
    pairs = [(source, inputs) for source in sources] + ([(inputs, dead_letters.inputs)] if dead_letters else [])
    for source, kept in pairs:
        first, last = (item.get("messageRetentionSeconds") or DEFAULT_RETENTION for item in (source, kept))
        if UNKNOWN not in (first, last) and last <= first:
            what = f"dead letters are kept {last} seconds from when they were first sent, their source's {first}"
            yield Fault("messageRetentionSeconds", f"InvalidAttributeValue: {what}; longer is expected")


def _target(queue: Inputs) -> object:
    """The ARN of a queue's dead-letter queue."""
    return _content(queue.get("redrivePolicy")).get("deadLetterTargetArn")


@fits(sqs.REDRIVE_ALLOW_POLICY)
def _sources(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """The sources that a dead-letter queue allows have its type."""
    queue = around.named(sqs.QUEUE, inputs.get("queueUrl"))
    for arn in _content(inputs.get("redriveAllowPolicy")).get("sourceQueueArns") or ():
        if queue and bool(queue.inputs.get("fifoQueue")) != is_fifo(arn):
            yield Fault("redriveAllowPolicy.sourceQueueArns", f"InvalidParameterValue: {arn} is of another type")


@fits(sqs.REDRIVE_ALLOW_POLICY)
def _admitted(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """The queues that have it as their dead-letter queue are allowed (botocore: sqs.CreateQueueRequest.Attributes)."""
    queue, policy = around.named(sqs.QUEUE, inputs.get("queueUrl")), _content(inputs.get("redriveAllowPolicy"))
    permission = policy.get("redrivePermission", "allowAll")
    allowed: list[str] = policy.get("sourceQueueArns") or []
    for source in around.of(sqs.QUEUE).values() if queue and permission != "allowAll" else ():
        target = _content(source.inputs.get("redrivePolicy")).get("deadLetterTargetArn")
        if target in (queue.arns if queue else ()) and (permission == "denyAll" or not source.arns & set(allowed)):
            what = f"{source.name} has it as its dead-letter queue and is not allowed"
            yield Fault("redriveAllowPolicy", f"InvalidParameterValue: {what}")


@fits(sns.TOPIC_SUBSCRIPTION)
def _subscription(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """A FIFO queue takes the messages of a FIFO topic alone, and a FIFO topic reaches queues alone.

    docs.aws.amazon.com/sns/latest/dg/sns-fifo-topics.html
    """
    if is_fifo(inputs.get("endpoint")) and not is_fifo(inputs["topic"]):
        yield Fault("endpoint", "InvalidParameter: FIFO SQS queues can not be subscribed to standard SNS topics")
    if is_fifo(inputs["topic"]) and inputs.get("protocol") != "sqs":
        yield Fault("protocol", f"InvalidParameter: a FIFO topic takes sqs, not {inputs.get('protocol')}")


@fits(cloudwatch.EVENT_TARGET)
def _ordered_target(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """A FIFO queue is given a group, and finds duplicates by itself (botocore: events.Target.SqsParameters)."""
    group = at(inputs, "sqsTarget.messageGroupId")
    if ":sqs:" in str(inputs.get("arn")) and is_fifo(inputs.get("arn")) != bool(group):
        yield Fault("sqsTarget.messageGroupId", "ValidationException: a FIFO queue needs it, and no other takes it")
    queue = around.named(sqs.QUEUE, inputs.get("arn"))
    if queue and is_fifo(inputs.get("arn")) and not queue.inputs.get("contentBasedDeduplication"):
        yield Fault("arn", "ValidationException: the FIFO queue of a target needs contentBasedDeduplication")


@fits(lambda_.FUNCTION_EVENT_INVOKE_CONFIG)
def _destinations(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """botocore: lambda.PutFunctionEventInvokeConfigRequest.DestinationConfig."""
    for key in ("onFailure", "onSuccess"):
        arn = at(inputs, f"destinationConfig.{key}.destination")
        if is_fifo(arn):
            yield Fault(
                f"destinationConfig.{key}", f"InvalidParameterValueException: {arn} is not of the standard type"
            )


@fits(lambda_.FUNCTION)
def _time_to_read(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """A function may not run longer than the messages that it reads stay invisible.

    docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    """
    timeout = inputs.get("timeout") or 3
    for mapping in around.of(lambda_.EVENT_SOURCE_MAPPING).values():
        name = str(mapping.inputs.get("functionName")).rpartition(":function:")[2].partition(":")[0]
        queue = around.named(sqs.QUEUE, mapping.inputs.get("eventSourceArn"))
        visible = (queue.inputs.get("visibilityTimeoutSeconds") or 30) if queue else timeout
        if name == inputs.get("name") and visible < timeout:
            what = f"Queue visibility timeout: {visible} seconds is less than Function timeout: {timeout} seconds"
            yield Fault("timeout", f"InvalidParameterValueException: {what}")
