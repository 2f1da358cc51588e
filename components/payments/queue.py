"""The queue that payments arrive in, and the one that keeps those which could not be processed."""

from dataclasses import dataclass

from pulumi import Output, ResourceOptions
from pulumi_aws import sqs

from config.sections import Payments as Settings
from foundation.alarms import Alarm, Question
from foundation.component import Component
from foundation.keys import EncryptionKey
from foundation.metric_alarms import alarm
from foundation.policies import deny_plaintext, document
from foundation.region import Region

# AWS's advice for a queue that a function reads: time for a batch that waits for a free run and is tried again.
VISIBILITY_TIMEOUTS = 6
# The longest that SQS keeps a message, counted from when it was first sent: what waited for the ten days that the queue
# keeps it at most is there for four days more.
DEAD_LETTER_DAYS = 14
DAY_SECONDS = 86_400
# The most that SQS takes, with attributes: what is sent on may be larger than what came, by the attributes of the
# processor, which leaves them out only where SQS itself would refuse them.
MESSAGE_BYTES = 1_048_576


@dataclass(frozen=True, kw_only=True)
class PaymentQueueArgs:
    """The region, and the stack's settings of the queue and of the function that reads it."""

    region: Region
    settings: Settings


class PaymentQueue(Component):
    """An encrypted queue whose messages go to a dead-letter queue after too many attempts, and never away."""

    name: Output[str]
    url: Output[str]
    arn: Output[str]
    dead_letter_name: Output[str]
    dead_letter_url: Output[str]
    dead_letter_arn: Output[str]
    key_arn: Output[str]
    age_alarm: Alarm
    dead_letter_alarm: Alarm

    def __init__(self, name: str, args: PaymentQueueArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        self._args = args
        key = EncryptionKey(f"{name}-key", args.region, purpose="payment-queue", opts=self.child())
        dead_letters = self._queue(f"{name}-dead-letters", "payment-dead-letters", key, DEAD_LETTER_DAYS)
        queue = self._queue(name, "payments", key, args.settings.queue.retention_days, dead_letters)
        sqs.RedriveAllowPolicy(
            f"{name}-dead-letters-redrive",
            queue_url=dead_letters.url,
            redrive_allow_policy=Output.json_dumps(
                {"redrivePermission": "byQueue", "sourceQueueArns": [queue.arn]}, sort_keys=True
            ),
            opts=self.child(),
        )
        self.age_alarm = self._age_alarm(name, queue)
        self.dead_letter_alarm = self._dead_letter_alarm(name, dead_letters)
        self.publish(
            name=queue.name,
            url=queue.url,
            arn=queue.arn,
            dead_letter_name=dead_letters.name,
            dead_letter_url=dead_letters.url,
            dead_letter_arn=dead_letters.arn,
            key_arn=key.arn,
        )

    def _queue(
        self, name: str, kind: str, key: EncryptionKey, days: int, dead_letters: sqs.Queue | None = None
    ) -> sqs.Queue:
        redrive = None
        if dead_letters:
            tries = self._args.settings.queue.max_receive_count
            redrive = Output.json_dumps(
                {"deadLetterTargetArn": dead_letters.arn, "maxReceiveCount": tries}, sort_keys=True
            )
        queue = sqs.Queue(
            f"{name}-queue",
            kms_master_key_id=key.arn,
            max_message_size=MESSAGE_BYTES,
            message_retention_seconds=days * DAY_SECONDS,
            visibility_timeout_seconds=VISIBILITY_TIMEOUTS * self._args.settings.queue_reader.timeout_seconds,
            redrive_policy=redrive,
            tags=self.region.naming.tags(kind),
            opts=self.child(),
        )
        sqs.QueuePolicy(
            f"{name}-queue-policy",
            queue_url=queue.url,
            policy=document(deny_plaintext(["sqs:*"], queue.arn)),
            opts=self.child(),
        )
        return queue

    def _age_alarm(self, name: str, queue: sqs.Queue) -> Alarm:
        return alarm(
            self,
            f"{name}-age",
            kind="payments-age",
            question=Question.PAYMENTS,
            runbook="payments",
            reason="Payments wait in the queue for more than five minutes: the processor does not keep up, fails, "
            "or is stopped. Its log and its errors say which.",
            namespace="AWS/SQS",
            metric="ApproximateAgeOfOldestMessage",
            dimensions={"QueueName": queue.name},
            statistic="Maximum",
            threshold=300,
        )

    def _dead_letter_alarm(self, name: str, dead_letters: sqs.Queue) -> Alarm:
        return alarm(
            self,
            f"{name}-dead-letters",
            kind="payment-dead-letters",
            question=Question.PAYMENTS,
            runbook="dead-letters",
            reason="Payments could not be processed and are in the dead-letter queue: each one's DeadLetterReason "
            "says why, or it was tried too often. Fix the cause, then redrive them.",
            namespace="AWS/SQS",
            metric="ApproximateNumberOfMessagesVisible",
            dimensions={"QueueName": dead_letters.name},
            statistic="Maximum",
            threshold=0,
        )
