"""Topics, queues and events."""

from policy.checks import equals, given
from policy.documents import no_statement, refuses_plaintext, some_statement
from policy.rule import Rule

TOPIC = "aws:sns/topic:Topic"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
QUEUE = "aws:sqs/queue:Queue"
QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"

RULES = (
    Rule(
        name="topic-has-its-own-key",
        controls=("Security Hub SNS.1", "CKV_AWS_26"),
        severity="medium",
        types=(TOPIC,),
        check=given("kmsMasterKeyId"),
        message="kms_master_key_id of a key of the account",
    ),
    Rule(
        name="topic-is-not-for-anyone",
        controls=("FSBP SNS.4", "CKV_AWS_169", "CKV_AWS_385"),
        severity="critical",
        types=(TOPIC_POLICY,),
        check=no_statement(lambda item: item.is_for_anyone, "anybody may do this with the topic"),
        message="policy without the principal *, or with a condition that names the account",
    ),
    Rule(
        name="topic-refuses-plaintext",
        controls=("own",),
        severity="medium",
        types=(TOPIC_POLICY,),
        check=some_statement(refuses_plaintext, "nothing denies requests in plaintext"),
        message="policy that denies everybody what comes with aws:SecureTransport false",
    ),
    Rule(
        name="subscription-is-encrypted",
        controls=("own",),
        severity="medium",
        types=("aws:sns/topicSubscription:TopicSubscription",),
        check=equals("protocol", "email", "email-json", "firehose", "https", "lambda", "sqs"),
        message='protocol="https" instead of "http"; no text messages',
    ),
    Rule(
        name="queue-has-its-own-key",
        controls=("FSBP SQS.1", "CKV_AWS_27"),
        severity="medium",
        types=(QUEUE,),
        check=given("kmsMasterKeyId"),
        message="kms_master_key_id of a key of the account",
    ),
    Rule(
        name="queue-is-not-for-anyone",
        controls=("FSBP SQS.3", "CKV_AWS_168", "CKV_AWS_387"),
        severity="critical",
        types=(QUEUE_POLICY,),
        check=no_statement(lambda item: item.is_for_anyone, "anybody may do this with the queue"),
        message="policy without the principal *, or with a condition that names the account",
    ),
    Rule(
        name="queue-refuses-plaintext",
        controls=("own",),
        severity="medium",
        types=(QUEUE_POLICY,),
        check=some_statement(refuses_plaintext, "nothing denies requests in plaintext"),
        message="policy that denies everybody what comes with aws:SecureTransport false",
    ),
)
