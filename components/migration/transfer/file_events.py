"""The news of every file: a clean one waits in a queue for whoever processes it, any other is an alert."""

from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import cloudwatch, sqs

from components.migration.transfer.malware import CLEAN
from foundation.alarms import AlarmArgs, alarm
from foundation.naming import Naming
from foundation.policies import deny_plaintext, document, service_use

DAY = 86400
# As long as SQS keeps a message; an incident may take a weekend and more.
RETENTION_SECONDS = 14 * DAY
# Whoever processes a file has this long for it before it is handed out again.
VISIBILITY_SECONDS = 900
ATTEMPTS = 5


@dataclass(frozen=True, kw_only=True)
class FileEventsArgs:
    """The bucket whose files are scanned, and the key that encrypts the queues, which EventBridge may use."""

    naming: Naming
    bucket: Input[str]
    key_arn: Input[str]
    topic_arn: Input[str]


class FileEvents(ComponentResource):
    """A message in an encrypted queue for each file that was found clean, and an alert for each that was not."""

    queue_url: Output[str]
    queue_arn: Output[str]

    def __init__(self, name: str, args: FileEventsArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:migration:FileEvents", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        clean = self._rule(f"{name}-clean", "file-clean", "Files that were found clean", [CLEAN])
        other = self._rule(
            f"{name}-suspect",
            "file-suspect",
            "Files that are infected, or could not be scanned",
            [{"anything-but": [CLEAN]}],
        )
        dead = self._queue(f"{name}-dead-letters", "file-dead-letters", None)
        queue = self._queue(f"{name}-queue", "files", dead)
        self._admit(f"{name}-queue", queue, [clean])
        self._admit(f"{name}-dead-letters", dead, [clean, other])
        for target, rule, arn in (("clean", clean, queue.arn), ("suspect", other, args.topic_arn)):
            cloudwatch.EventTarget(
                f"{name}-{target}-target",
                rule=rule.name,
                arn=arn,
                dead_letter_config={"arn": dead.arn},
                opts=self._child,
            )
        self._watch(name, dead)
        self.queue_url, self.queue_arn = queue.url, queue.arn
        self.register_outputs({"queue_url": self.queue_url, "queue_arn": self.queue_arn})

    def _rule(self, name: str, kind: str, description: str, results: list[object]) -> cloudwatch.EventRule:
        return cloudwatch.EventRule(
            name,
            description=description,
            event_pattern=Output.json_dumps(
                {
                    "source": ["aws.guardduty"],
                    "detail-type": ["GuardDuty Malware Protection Object Scan Result"],
                    "detail": {
                        "s3ObjectDetails": {"bucketName": [self._args.bucket]},
                        "scanResultDetails": {"scanResultStatus": results},
                    },
                },
                sort_keys=True,
            ),
            tags=self._args.naming.tags(kind),
            opts=self._child,
        )

    def _queue(self, name: str, kind: str, dead: sqs.Queue | None) -> sqs.Queue:
        redrive = Output.json_dumps({"deadLetterTargetArn": dead.arn, "maxReceiveCount": ATTEMPTS}) if dead else None
        return sqs.Queue(
            name,
            kms_master_key_id=self._args.key_arn,
            message_retention_seconds=RETENTION_SECONDS,
            visibility_timeout_seconds=VISIBILITY_SECONDS,
            redrive_policy=redrive,
            tags=self._args.naming.tags(kind),
            opts=self._child,
        )

    def _admit(self, name: str, queue: sqs.Queue, rules: list[cloudwatch.EventRule]) -> None:
        """Only these rules send to the queue, and nobody by another way than TLS."""
        from_rules = {"ArnEquals": {"aws:SourceArn": [rule.arn for rule in rules]}}
        sqs.QueuePolicy(
            f"{name}-policy",
            queue_url=queue.url,
            policy=document(
                {**service_use("events.amazonaws.com", ["sqs:SendMessage"], from_rules), "Resource": queue.arn},
                deny_plaintext(["sqs:*"], queue.arn),
            ),
            opts=self._child,
        )

    def _watch(self, name: str, dead: sqs.Queue) -> None:
        alarm(
            f"{name}-unprocessed",
            AlarmArgs(
                naming=self._args.naming,
                kind="files-unprocessed",
                reason=f"News of a partner's file was not processed in {ATTEMPTS} attempts, or could not be delivered; "
                "it waits in the queue of dead letters.",
                runbook="migration",
                namespace="AWS/SQS",
                metric="ApproximateNumberOfMessagesVisible",
                dimensions={"QueueName": dead.name},
                threshold=0,
                statistic="Maximum",
                topic_arn=self._args.topic_arn,
            ),
            self._child,
        )
