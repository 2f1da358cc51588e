"""The replication of every file to the second region."""

from pulumi import Output, ResourceOptions
from pulumi_aws import s3

from components.migration.transfer.landing import Landing
from foundation.alarms import Question
from foundation.component import Component
from foundation.metric_alarms import alarm
from foundation.policies import Statement, allow, assumable_by, through
from foundation.region import Region
from foundation.roles import role

# S3's own promise for its replication time control, and no more than the data that a disaster may cost.
MINUTES = 15
RULE = "everything"


class Replication(Component):
    """Each file, its tags and its deletion reach the other bucket within 15 minutes, or an alarm starts."""

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        source: Landing,
        destination: Landing,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        role_arn = role(
            self,
            name,
            kind="landing-replication",
            description="Lets S3 replicate files to the second region",
            # S3's guide has no condition here, and takes roles of the bucket's own account alone.
            trust=assumable_by("s3.amazonaws.com"),
            statements=_replicating(source, destination),
        )
        s3.BucketReplicationConfig(
            f"{name}-rules",
            bucket=source.bucket,
            role=role_arn,
            rules=[
                {
                    "id": RULE,
                    "status": "Enabled",
                    "priority": 1,
                    "filter": {"prefix": ""},
                    "delete_marker_replication": {"status": "Enabled"},
                    "source_selection_criteria": {"sse_kms_encrypted_objects": {"status": "Enabled"}},
                    "destination": {
                        "bucket": destination.bucket_arn,
                        "encryption_configuration": {"replica_kms_key_id": destination.key_arn},
                        "metrics": {"status": "Enabled", "event_threshold": {"minutes": MINUTES}},
                        "replication_time": {"status": "Enabled", "time": {"minutes": MINUTES}},
                    },
                }
            ],
            opts=self.child(),
        )
        self._alarms(name, source, destination)
        self.publish()

    def _alarms(self, name: str, source: Landing, destination: Landing) -> None:
        for kind, metric, threshold, reason in (
            ("late", "ReplicationLatency", MINUTES * 60, "took longer than 15 minutes to get there"),
            ("failed", "OperationsFailedReplication", 0, "could not be replicated there: see the role's permissions"),
        ):
            alarm(
                self,
                f"{name}-{kind}",
                kind=f"landing-replication-{kind}",
                question=Question.MIGRATION,
                runbook="migration",
                reason=f"The second region lacks files: a file {reason}.",
                namespace="AWS/S3",
                metric=metric,
                dimensions={
                    "SourceBucket": source.bucket,
                    "DestinationBucket": destination.bucket,
                    "RuleId": RULE,
                },
                threshold=threshold,
                statistic="Maximum",
            )


def _replicating(source: Landing, destination: Landing) -> list[Statement]:
    read = ["GetObjectVersionForReplication", "GetObjectVersionAcl", "GetObjectVersionTagging"]
    write = ["ReplicateObject", "ReplicateDelete", "ReplicateTags"]
    return [
        allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], source.bucket_arn),
        allow([f"s3:{action}" for action in read], Output.format("{0}/*", source.bucket_arn)),
        allow([f"s3:{action}" for action in write], Output.format("{0}/*", destination.bucket_arn)),
        allow(["kms:Decrypt"], source.key_arn, through("s3", source.region)),
        allow(["kms:Encrypt", "kms:GenerateDataKey"], destination.key_arn, through("s3", destination.region)),
    ]
