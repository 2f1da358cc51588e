"""The copy of the stacks' state in another region, from which Pulumi runs while the first one does not answer."""

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import iam, kms, s3

from components.ci.access_log import AccessLog
from components.ci.program_boundary import copying_boundary
from components.ci.statements import PATH
from foundation.bucket import PrivateBucket
from foundation.component import Component
from foundation.keys import account_rules
from foundation.policies import Statement, allow, assumable_by, document, through
from foundation.region import Region
from foundation.roles import role


class StateCopy(Component):
    """A bucket that S3 replicates the state to, and the replica of its key, which decrypts what either has encrypted.

    `source_arn` and `source` are of the bucket with the state, `key_arn` of its key, which takes replicas; all are in
    the region `home`.
    """

    bucket: Output[str]
    bucket_arn: Output[str]
    key_arn: Output[str]
    log_arn: Output[str]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        home: Region,
        source: Input[str],
        source_arn: Input[str],
        key_arn: Input[str],
        retention_days: int,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        key = kms.ReplicaKey(
            f"{name}-key",
            primary_key_arn=key_arn,
            description="Encrypts the copy of the state",
            deletion_window_in_days=region.protection.key_deletion_days,
            policy=document(account_rules(region)),
            tags=region.naming.tags("state-copy-key"),
            opts=self.child(),
        )
        store = PrivateBucket(
            f"{name}-store",
            region,
            kind="state-copy",
            retention_days=retention_days,
            erasable=False,
            keeps_current=True,
            key_arn=key.arn,
            opts=self.child(),
        )
        log = AccessLog(f"{name}-access", region, watched=store, kind="state-copy-access-log", opts=self.child())
        bounded_by = iam.Policy(
            f"{name}-boundary-policy",
            path=PATH,
            description="All that may ever be done to copy the state",
            policy=document(*copying_boundary(buckets=[source_arn, store.arn], keys=[key_arn, key.arn])),
            tags=region.naming.tags("state-copy-boundary-policy"),
            opts=self.child(),
        )
        role_arn = role(
            self,
            f"{name}-replication",
            kind="state-replication",
            description="Lets S3 replicate the state to another region",
            # S3's guide has no condition here, and takes roles of the bucket's own account alone.
            trust=assumable_by("s3.amazonaws.com"),
            statements=[
                *_reading(source_arn, key_arn, home),
                *_writing(store.arn, key.arn, region),
            ],
            path=PATH,
            boundary=bounded_by.arn,
        )
        s3.BucketReplicationConfig(
            f"{name}-replication",
            bucket=source,
            role=role_arn,
            rules=[
                {
                    "id": "state",
                    "status": "Enabled",
                    "priority": 1,
                    "filter": {"prefix": ""},
                    # A lock that is taken away here is taken away there.
                    "delete_marker_replication": {"status": "Enabled"},
                    "source_selection_criteria": {"sse_kms_encrypted_objects": {"status": "Enabled"}},
                    "destination": {
                        "bucket": store.arn,
                        "encryption_configuration": {"replica_kms_key_id": key.arn},
                    },
                }
            ],
            # The bucket with the state is in the other region.
            opts=ResourceOptions(parent=self, provider=home.provider),
        )
        self.publish(bucket=store.name, bucket_arn=store.arn, key_arn=key.arn, log_arn=log.arn)


def _reading(bucket_arn: Input[str], key_arn: Input[str], home: Region) -> list[Statement]:
    actions = ("GetObjectVersionForReplication", "GetObjectVersionAcl", "GetObjectVersionTagging")
    return [
        allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], bucket_arn),
        allow([f"s3:{action}" for action in actions], Output.format("{0}/*", bucket_arn)),
        allow(["kms:Decrypt"], key_arn, through("s3", home)),
    ]


def _writing(bucket_arn: Input[str], key_arn: Input[str], region: Region) -> list[Statement]:
    actions = ("ReplicateObject", "ReplicateDelete", "ReplicateTags")
    return [
        allow([f"s3:{action}" for action in actions], Output.format("{0}/*", bucket_arn)),
        allow(["kms:Encrypt", "kms:GenerateDataKey"], key_arn, through("s3", region)),
    ]
