"""The copy of every file in the second region."""

from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import iam, s3

from foundation.alarms import AlarmArgs, alarm
from foundation.naming import Naming
from foundation.policies import Statement, allow, assumable_by, document, through

# S3's own promise for its replication time control, and no more than the data that a disaster may cost.
MINUTES = 15
RULE = "everything"


@dataclass(frozen=True, kw_only=True)
class Place:
    """A bucket with its key and region."""

    region: str
    bucket: Input[str]
    bucket_arn: Input[str]
    key_arn: Input[str]


@dataclass(frozen=True, kw_only=True)
class ReplicationArgs:
    """From where and to where files are copied."""

    naming: Naming
    account_id: Input[str]
    source: Place
    destination: Place
    topic_arn: Input[str]


class Replication(ComponentResource):
    """Each file, its tags and its deletion reach the other bucket within 15 minutes, or an alarm tells."""

    def __init__(self, name: str, args: ReplicationArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:migration:Replication", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        role = iam.Role(
            f"{name}-role",
            description="Lets S3 copy files to the second region",
            assume_role_policy=assumable_by("s3.amazonaws.com", args.account_id, args.source.bucket_arn),
            tags=args.naming.tags("landing-replication-role"),
            opts=self._child,
        )
        policy = iam.RolePolicy(f"{name}-role-policy", role=role.id, policy=document(*_copying(args)), opts=self._child)
        s3.BucketReplicationConfig(
            f"{name}-rules",
            bucket=args.source.bucket,
            role=role.arn,
            rules=[
                {
                    "id": RULE,
                    "status": "Enabled",
                    "priority": 1,
                    "filter": {"prefix": ""},
                    "delete_marker_replication": {"status": "Enabled"},
                    "source_selection_criteria": {"sse_kms_encrypted_objects": {"status": "Enabled"}},
                    "destination": {
                        "bucket": args.destination.bucket_arn,
                        "encryption_configuration": {"replica_kms_key_id": args.destination.key_arn},
                        "metrics": {"status": "Enabled", "event_threshold": {"minutes": MINUTES}},
                        "replication_time": {"status": "Enabled", "time": {"minutes": MINUTES}},
                    },
                }
            ],
            opts=ResourceOptions(parent=self, depends_on=[policy]),
        )
        self._watch(name)
        self.register_outputs({})

    def _watch(self, name: str) -> None:
        for kind, metric, threshold, reason in (
            ("late", "ReplicationLatency", MINUTES * 60, "took longer than 15 minutes to get there"),
            ("failed", "OperationsFailedReplication", 0, "could not be copied there: see the role's rights"),
        ):
            alarm(
                f"{name}-{kind}",
                AlarmArgs(
                    naming=self._args.naming,
                    kind=f"landing-replication-{kind}",
                    reason=f"The second region lacks files: a file {reason}.",
                    runbook="migration",
                    namespace="AWS/S3",
                    metric=metric,
                    dimensions={
                        "SourceBucket": self._args.source.bucket,
                        "DestinationBucket": self._args.destination.bucket,
                        "RuleId": RULE,
                    },
                    threshold=threshold,
                    statistic="Maximum",
                    topic_arn=self._args.topic_arn,
                ),
                self._child,
            )


def _copying(args: ReplicationArgs) -> list[Statement]:
    def via_s3(place: Place) -> dict[str, object]:
        return through("s3", place.region)

    source, destination = args.source, args.destination
    read = ["GetObjectVersionForReplication", "GetObjectVersionAcl", "GetObjectVersionTagging"]
    write = ["ReplicateObject", "ReplicateDelete", "ReplicateTags"]
    return [
        allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], source.bucket_arn),
        allow([f"s3:{action}" for action in read], Output.format("{0}/*", source.bucket_arn)),
        allow([f"s3:{action}" for action in write], Output.format("{0}/*", destination.bucket_arn)),
        allow(["kms:Decrypt"], source.key_arn, via_s3(source)),
        allow(["kms:Encrypt", "kms:GenerateDataKey"], destination.key_arn, via_s3(destination)),
    ]
