"""What becomes of every file: a clean one waits in a queue for whoever processes it, anything else is an alert."""

from collections.abc import Mapping
from typing import Any

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import cloudwatch, sqs

from components.migration.transfer.landing import Landing
from components.migration.transfer.malware import CLEAN
from components.migration.transfer.sftp import SftpServer
from foundation.alarms import Question
from foundation.component import Component
from foundation.metric_alarms import alarm
from foundation.policies import deny_plaintext, document, service_use
from foundation.region import Region

DAY = 86400
# SQS counts from when a message was first sent: one that fails on its last day is kept for four days more.
RETENTION_SECONDS, DEAD_LETTER_SECONDS = 10 * DAY, 14 * DAY
# Whoever processes a file has this long for it before it is handed out again.
VISIBILITY_SECONDS = 900
ATTEMPTS = 5
GUARDDUTY, TRANSFER = "aws.guardduty", "aws.transfer"
SCANNED = "GuardDuty Malware Protection Object Scan Result"
# A file without its tag stays unreadable, and of a plan that does not scan nobody would hear: it sends no results.
# The states are Active, Warning and Error; AWS's own sample writes one in lower case (GuardDuty guide, events of S3
# scans).
NOT_TAGGED = "GuardDuty Malware Protection Post Scan Action Failed"
PLAN_CHANGED = {"prefix": "GuardDuty Malware Protection Resource Status "}
# A cut-off upload, and a client that renames what it has delivered (Transfer Family guide, events of servers).
REFUSED = ["SFTP Server File Upload Failed", "SFTP Server File Rename Failed"]


class FileEvents(Component):
    """A message in an encrypted queue for each file that was found clean, and an alert for whatever goes wrong.

    That is a file that was not found clean, a scan that does not do its work, an upload that was cut off, and a rename
    that the server refused. The landing bucket's key, which EventBridge may use, encrypts the queues.
    """

    queue_url: Output[str]
    queue_arn: Output[str]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        landing: Landing,
        server: SftpServer,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        clean = self._rule(f"{name}-clean", "file-clean", "Files that were found clean", _scanned(landing, [CLEAN]))
        alerts = {
            "suspect": self._rule(
                f"{name}-suspect",
                "file-suspect",
                "Files that are infected, or could not be scanned",
                _scanned(landing, [{"anything-but": [CLEAN]}]),
            ),
            "scan-trouble": self._rule(
                f"{name}-scan-trouble",
                "file-scan-trouble",
                "The scan of files warns, fails or works again, or could not tag a file",
                {
                    "source": [GUARDDUTY],
                    "detail-type": [PLAN_CHANGED, NOT_TAGGED],
                    "resources": [landing.scan_plan_arn],
                },
            ),
            "refused": self._rule(
                f"{name}-refused",
                "file-refused",
                "Uploads that were cut off, and renames that were refused",
                {"source": [TRANSFER], "detail-type": REFUSED, "detail": {"server-id": [server.id]}},
            ),
        }
        dead_letters = self._queue(f"{name}-dead-letters", "file-dead-letters", landing.key_arn, None)
        queue = self._queue(f"{name}-queue", "files", landing.key_arn, dead_letters)
        self._admit(f"{name}-queue", queue, [clean])
        self._admit(f"{name}-dead-letters", dead_letters, [clean, *alerts.values()])
        targets: list[tuple[str, cloudwatch.EventRule, Input[str]]] = [
            ("clean", clean, queue.arn),
            *((kind, rule, region.topics.alerts_arn) for kind, rule in alerts.items()),
        ]
        for target, rule, arn in targets:
            cloudwatch.EventTarget(
                f"{name}-{target}-target",
                rule=rule.name,
                arn=arn,
                dead_letter_config={"arn": dead_letters.arn},
                opts=self.child(),
            )
        self._alarm(name, dead_letters)
        self.publish(queue_url=queue.url, queue_arn=queue.arn)

    def _rule(self, name: str, kind: str, description: str, pattern: Mapping[str, Any]) -> cloudwatch.EventRule:
        return cloudwatch.EventRule(
            name,
            description=description,
            event_pattern=Output.json_dumps(pattern, sort_keys=True),
            tags=self.region.naming.tags(kind),
            opts=self.child(),
        )

    def _queue(self, name: str, kind: str, key_arn: Input[str], dead_letters: sqs.Queue | None) -> sqs.Queue:
        redrive = {"deadLetterTargetArn": dead_letters.arn, "maxReceiveCount": ATTEMPTS} if dead_letters else None
        return sqs.Queue(
            name,
            kms_master_key_id=key_arn,
            message_retention_seconds=RETENTION_SECONDS if dead_letters else DEAD_LETTER_SECONDS,
            visibility_timeout_seconds=VISIBILITY_SECONDS,
            redrive_policy=Output.json_dumps(redrive) if redrive else None,
            tags=self.region.naming.tags(kind),
            opts=self.child(),
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
            opts=self.child(),
        )

    def _alarm(self, name: str, dead_letters: sqs.Queue) -> None:
        alarm(
            self,
            f"{name}-unprocessed",
            kind="files-unprocessed",
            question=Question.MIGRATION,
            runbook="migration",
            reason=f"The event of a partner's file was not processed in {ATTEMPTS} attempts, or could not be "
            "delivered; it waits in the dead-letter queue.",
            namespace="AWS/SQS",
            metric="ApproximateNumberOfMessagesVisible",
            dimensions={"QueueName": dead_letters.name},
            threshold=0,
            statistic="Maximum",
        )


def _scanned(landing: Landing, results: list[object]) -> Mapping[str, Any]:
    return {
        "source": [GUARDDUTY],
        "detail-type": [SCANNED],
        "detail": {
            "s3ObjectDetails": {"bucketName": [landing.bucket]},
            "scanResultDetails": {"scanResultStatus": results},
        },
    }
