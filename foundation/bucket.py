"""A bucket that is closed to everybody whom its policies do not name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import s3

from foundation.naming import Naming
from foundation.ordering import after
from foundation.policies import Statement, deny_plaintext, document

# Parts of an upload that was given up cost as much as a file, and nobody sees them.
INCOMPLETE_UPLOAD_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class PrivateBucketArgs:
    """What the bucket holds, for how many days, under which key, and what its policy says besides asking for TLS.

    With `keeps_current` only versions that were replaced or deleted are forgotten. `kind` makes its tags. Without a key
    the bucket is encrypted with S3's own, which is all that S3 takes where it delivers access logs to. `statements` get
    the bucket's ARN. `erasable` lets a destroy delete the files.
    """

    naming: Naming
    kind: str
    retention_days: int
    erasable: bool
    keeps_current: bool = False
    key_arn: Input[str] | None = None
    statements: Callable[[Output[str]], Sequence[Statement]] = lambda arn: ()
    lifecycle: Sequence[s3.BucketLifecycleConfigurationRuleArgsDict] = ()

    def __post_init__(self) -> None:
        if self.retention_days < 1:
            raise ValueError(f"retention_days must be 1 or more, as S3 takes it; got {self.retention_days}")


class PrivateBucket(ComponentResource):
    """A versioned, encrypted bucket, closed to the public, to access lists and to plaintext, that forgets in time.

    Its name and its ARN are handed out once all of that is in place.
    """

    name: Output[str]
    arn: Output[str]

    def __init__(self, name: str, args: PrivateBucketArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:storage:PrivateBucket", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        bucket = s3.Bucket(
            f"{name}-bucket",
            force_destroy=args.erasable,
            tags=args.naming.tags(args.kind),
            opts=self._child,
        )
        closed = s3.BucketPublicAccessBlock(
            f"{name}-public-access",
            bucket=bucket.bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self._child,
        )
        owned = s3.BucketOwnershipControls(
            f"{name}-ownership",
            bucket=bucket.bucket,
            rule={"object_ownership": "BucketOwnerEnforced"},
            opts=self._child,
        )
        versioned = s3.BucketVersioning(
            f"{name}-versioning",
            bucket=bucket.bucket,
            versioning_configuration={"status": "Enabled"},
            opts=self._child,
        )
        policy = s3.BucketPolicy(
            f"{name}-policy",
            bucket=bucket.bucket,
            policy=document(
                deny_plaintext(["s3:*"], [bucket.arn, Output.format("{0}/*", bucket.arn)]),
                *args.statements(bucket.arn),
            ),
            # S3 takes one change of a bucket's access at a time.
            opts=ResourceOptions(parent=self, depends_on=[closed, owned]),
        )
        settled = [versioned, policy, self._encryption(name, bucket), self._lifecycle(name, bucket, versioned)]
        self.name, self.arn = after(bucket.bucket, settled), after(bucket.arn, settled)
        self.register_outputs({"name": self.name, "arn": self.arn})

    def _encryption(self, name: str, bucket: s3.Bucket) -> s3.BucketServerSideEncryptionConfiguration:
        key_arn = self._args.key_arn
        return s3.BucketServerSideEncryptionConfiguration(
            f"{name}-encryption",
            bucket=bucket.bucket,
            rules=[
                {
                    "apply_server_side_encryption_by_default": {
                        "sse_algorithm": "AES256" if key_arn is None else "aws:kms",
                        "kms_master_key_id": key_arn,
                    },
                    # One call of KMS for many files.
                    "bucket_key_enabled": key_arn is not None,
                }
            ],
            opts=self._child,
        )

    def _lifecycle(
        self, name: str, bucket: s3.Bucket, versioned: s3.BucketVersioning
    ) -> s3.BucketLifecycleConfiguration:
        days = self._args.retention_days
        return s3.BucketLifecycleConfiguration(
            f"{name}-lifecycle",
            bucket=bucket.bucket,
            rules=[
                {
                    "id": "retention",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    "expiration": None if self._args.keeps_current else {"days": days},
                    "noncurrent_version_expiration": {"noncurrent_days": days},
                    "abort_incomplete_multipart_upload": {"days_after_initiation": INCOMPLETE_UPLOAD_DAYS},
                },
                *self._args.lifecycle,
            ],
            opts=ResourceOptions(parent=self, depends_on=[versioned]),
        )
