"""The queue that payments arrive in, and the one that keeps those which could not be processed."""

from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import cloudwatch, sqs

from config.sections import Queue as QueueSettings
from foundation.alarms import AlarmArgs, alarm
from foundation.keys import EncryptionKey, EncryptionKeyArgs
from foundation.naming import Naming
from foundation.policies import deny_plaintext, document

# AWS's advice for a queue that a function reads: time for a batch that waits for a free run and is tried again.
VISIBILITY_TIMEOUTS = 6
# The longest that SQS keeps a message.
DEAD_LETTER_DAYS = 14
DAY_SECONDS = 86_400


@dataclass(frozen=True, kw_only=True)
class PaymentQueueArgs:
    """The stack's settings, the timeout of the function that reads the queue, and who hears of its alarms."""

    naming: Naming
    account_id: Input[str]
    settings: QueueSettings
    function_timeout_seconds: int
    key_deletion_days: int
    topic_arn: Input[str]

    def __post_init__(self) -> None:
        if not 1 <= self.function_timeout_seconds <= 900:
            raise ValueError(
                f"function_timeout_seconds must be 1 to 900, as Lambda takes it; got {self.function_timeout_seconds}"
            )


class PaymentQueue(ComponentResource):
    """An encrypted queue whose messages go to a dead-letter queue after too many attempts, and never away."""

    name: Output[str]
    url: Output[str]
    arn: Output[str]
    dead_letter_name: Output[str]
    dead_letter_url: Output[str]
    dead_letter_arn: Output[str]
    key_arn: Output[str]
    alarm_arns: dict[str, Output[str]]

    def __init__(self, name: str, args: PaymentQueueArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:queue:PaymentQueue", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        key = EncryptionKey(
            f"{name}-key",
            EncryptionKeyArgs(
                naming=args.naming,
                purpose="payment-queue",
                account_id=args.account_id,
                deletion_days=args.key_deletion_days,
            ),
            self._child,
        )
        dead_letters = self._queue(f"{name}-dead-letters", "payment-dead-letters", key, DEAD_LETTER_DAYS)
        queue = self._queue(name, "payments", key, args.settings.retention_days, dead_letters)
        sqs.RedriveAllowPolicy(
            f"{name}-dead-letters-redrive",
            queue_url=dead_letters.url,
            redrive_allow_policy=Output.json_dumps(
                {"redrivePermission": "byQueue", "sourceQueueArns": [queue.arn]}, sort_keys=True
            ),
            opts=self._child,
        )
        alarms = {
            "age": self._age_alarm(name, queue),
            "dead-letters": self._dead_letter_alarm(name, dead_letters),
        }
        self.name, self.url, self.arn = queue.name, queue.url, queue.arn
        self.dead_letter_name = dead_letters.name
        self.dead_letter_url, self.dead_letter_arn = dead_letters.url, dead_letters.arn
        self.key_arn = key.arn
        self.alarm_arns = {role: made.arn for role, made in alarms.items()}
        self.register_outputs(
            {
                "name": self.name,
                "url": self.url,
                "arn": self.arn,
                "dead_letter_name": self.dead_letter_name,
                "dead_letter_url": self.dead_letter_url,
                "dead_letter_arn": self.dead_letter_arn,
                "key_arn": self.key_arn,
                "alarm_arns": self.alarm_arns,
            }
        )

    def _queue(
        self, name: str, kind: str, key: EncryptionKey, days: int, dead_letters: sqs.Queue | None = None
    ) -> sqs.Queue:
        redrive = None
        if dead_letters:
            redrive = Output.json_dumps(
                {"deadLetterTargetArn": dead_letters.arn, "maxReceiveCount": self._args.settings.max_receive_count},
                sort_keys=True,
            )
        queue = sqs.Queue(
            f"{name}-queue",
            kms_master_key_id=key.arn,
            message_retention_seconds=days * DAY_SECONDS,
            visibility_timeout_seconds=VISIBILITY_TIMEOUTS * self._args.function_timeout_seconds,
            redrive_policy=redrive,
            tags=self._args.naming.tags(kind),
            opts=self._child,
        )
        sqs.QueuePolicy(
            f"{name}-queue-policy",
            queue_url=queue.url,
            policy=document(deny_plaintext(["sqs:*"], queue.arn)),
            opts=self._child,
        )
        return queue

    def _age_alarm(self, name: str, queue: sqs.Queue) -> cloudwatch.MetricAlarm:
        return alarm(
            f"{name}-age",
            AlarmArgs(
                naming=self._args.naming,
                kind="payments-age",
                reason="Payments wait in the queue for more than five minutes: the processor does not keep up, fails, "
                "or is stopped. Its log and its errors say which.",
                runbook="payments",
                namespace="AWS/SQS",
                metric="ApproximateAgeOfOldestMessage",
                dimensions={"QueueName": queue.name},
                statistic="Maximum",
                threshold=300,
                topic_arn=self._args.topic_arn,
            ),
            self._child,
        )

    def _dead_letter_alarm(self, name: str, dead_letters: sqs.Queue) -> cloudwatch.MetricAlarm:
        return alarm(
            f"{name}-dead-letters",
            AlarmArgs(
                naming=self._args.naming,
                kind="payment-dead-letters",
                reason="Payments could not be processed and stand in the dead-letter queue: each message's Reason says "
                "why, or it was tried too often. Mend the cause, then redrive them.",
                runbook="dead-letters",
                namespace="AWS/SQS",
                metric="ApproximateNumberOfMessagesVisible",
                dimensions={"QueueName": dead_letters.name},
                statistic="Maximum",
                threshold=0,
                topic_arn=self._args.topic_arn,
            ),
            self._child,
        )
