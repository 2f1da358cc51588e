"""Topics, queues and events."""

from collections.abc import Iterator

from policy.checks.documents import not_public, requires_tls
from policy.checks.properties import customer_key, equals
from policy.checks.stacks import stack_check
from policy.resources import Stack, Violation
from policy.rule import CRITICAL, MEDIUM, rule

TOPIC = "aws:sns/topic:Topic"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
QUEUE = "aws:sqs/queue:Queue"
QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"
# EventBridge meets no condition in a topic's policy (EventBridge's user guide, "Resource-based policies").
UNCONDITIONED = {"events.amazonaws.com": "sns:Publish"}
SQS_ACTIONS = ("sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:SetQueueAttributes", "sqs:Stranger")
REDRIVE_ALLOW = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy"


@stack_check("redrive_policy with a queue for what could not be processed")
def _has_dead_letter_queue(stack: Stack) -> Iterator[Violation]:
    """Each queue has a dead-letter queue, unless it is one itself."""
    for queue in stack.of(QUEUE):
        is_one = stack.users(queue, QUEUE, "redrivePolicy") or stack.users(queue, REDRIVE_ALLOW, "queueUrl")
        if not is_one and queue.values.at("redrivePolicy") is None:
            yield Violation(resource=queue, text="what can't be processed comes back until it is lost")


RULES = (
    rule(TOPIC, "sns-kms-encryption", MEDIUM, "Security Hub SNS.1, CKV_AWS_26").needs(customer_key("kmsMasterKeyId")),
    rule(TOPIC, "sns-policy-configured", MEDIUM).needs_companion(
        TOPIC_POLICY, by="arn", missing="nothing denies requests in plaintext"
    ),
    rule((TOPIC_POLICY, TOPIC), "sns-policy-not-public", CRITICAL, "FSBP SNS.4, CKV_AWS_169, CKV_AWS_385").needs(
        not_public("topic", unconditioned=UNCONDITIONED)
    ),
    # SNS takes no sns:* in a topic's policy.
    rule(TOPIC_POLICY, "sns-policy-requires-tls", MEDIUM).needs(requires_tls("sns", "sns:Publish")),
    rule(SUBSCRIPTION, "sns-subscription-protocol", MEDIUM).needs(
        equals("protocol", "email", "email-json", "firehose", "https", "lambda", "sqs"),
        "no plaintext HTTP, and no text messages",
    ),
    rule(QUEUE, "sqs-kms-encryption", MEDIUM, "FSBP SQS.1, CKV_AWS_27").needs(customer_key("kmsMasterKeyId")),
    rule(QUEUE, "sqs-policy-configured", MEDIUM).needs_companion(
        QUEUE_POLICY, by="queueUrl", missing="nothing denies requests in plaintext"
    ),
    rule((QUEUE_POLICY, QUEUE), "sqs-policy-not-public", CRITICAL, "FSBP SQS.3, CKV_AWS_168, CKV_AWS_387").needs(
        not_public("queue")
    ),
    rule(QUEUE_POLICY, "sqs-policy-requires-tls", MEDIUM).needs(requires_tls("sqs", *SQS_ACTIONS)),
    rule(QUEUE, "sqs-dead-letter-queue-configured", MEDIUM).needs(_has_dead_letter_queue),
    rule(QUEUE, "sqs-alarm-configured", MEDIUM).needs_alarm("the queue's messages"),
)
