"""A bucket that is closed to everybody whom its policies do not name."""

from collections.abc import Callable, Sequence

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import s3

from foundation.component import Component
from foundation.ordering import after
from foundation.policies import Statement, deny_plaintext, document
from foundation.region import Region

# Parts of an upload that was given up cost as much as a file, and nobody sees them.
INCOMPLETE_UPLOAD_DAYS = 7


class PrivateBucket(Component):
    """A versioned, encrypted bucket, closed to the public, to access lists and to plaintext, with a lifecycle.

    Objects expire after `retention_days`; with `keeps_current` only the versions that were replaced or deleted do.
    `kind` makes its tags. Without a key the bucket is encrypted with S3's own, which is all that S3 takes where it
    delivers access logs to. `statements` get the bucket's ARN. `erasable` lets a destroy delete the files. Its name and
    its ARN are handed out once all of that is in place. Raises ValueError for a retention of less than a day.
    """

    name: Output[str]
    arn: Output[str]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        kind: str,
        retention_days: int,
        erasable: bool,
        keeps_current: bool = False,
        key_arn: Input[str] | None = None,
        statements: Callable[[Output[str]], Sequence[Statement]] = lambda arn: (),
        lifecycle: Sequence[s3.BucketLifecycleConfigurationRuleArgsDict] = (),
        opts: ResourceOptions | None = None,
    ):
        if retention_days < 1:
            raise ValueError(f"retention_days must be 1 or more, as S3 takes it; got {retention_days}")
        super().__init__(name, region, opts)
        bucket = s3.Bucket(
            f"{name}-bucket",
            force_destroy=erasable,
            tags=region.naming.tags(kind),
            opts=self.child(),
        )
        access = self._access(name, bucket, statements)
        versioned = s3.BucketVersioning(
            f"{name}-versioning",
            bucket=bucket.bucket,
            versioning_configuration={"status": "Enabled"},
            opts=self.child(),
        )
        expiry: s3.BucketLifecycleConfigurationRuleArgsDict = {
            "id": "retention",
            "status": "Enabled",
            "filter": {"prefix": ""},
            "expiration": None if keeps_current else {"days": retention_days},
            "noncurrent_version_expiration": {"noncurrent_days": retention_days},
            "abort_incomplete_multipart_upload": {"days_after_initiation": INCOMPLETE_UPLOAD_DAYS},
        }
        expiring = s3.BucketLifecycleConfiguration(
            f"{name}-lifecycle",
            bucket=bucket.bucket,
            rules=[expiry, *lifecycle],
            opts=self.child(depends_on=[versioned]),
        )
        settled = [versioned, access, self._encryption(name, bucket, key_arn), expiring]
        self.publish(name=after(bucket.bucket, settled), arn=after(bucket.arn, settled))

    def _access(
        self, name: str, bucket: s3.Bucket, statements: Callable[[Output[str]], Sequence[Statement]]
    ) -> s3.BucketPolicy:
        """The policy, which comes after what closes the bucket: S3 takes one change of its access at a time."""
        closed = s3.BucketPublicAccessBlock(
            f"{name}-public-access",
            bucket=bucket.bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self.child(),
        )
        owned = s3.BucketOwnershipControls(
            f"{name}-ownership",
            bucket=bucket.bucket,
            rule={"object_ownership": "BucketOwnerEnforced"},
            opts=self.child(),
        )
        return s3.BucketPolicy(
            f"{name}-policy",
            bucket=bucket.bucket,
            policy=document(
                deny_plaintext(["s3:*"], [bucket.arn, Output.format("{0}/*", bucket.arn)]),
                *statements(bucket.arn),
            ),
            opts=self.child(depends_on=[closed, owned]),
        )

    def _encryption(
        self, name: str, bucket: s3.Bucket, key_arn: Input[str] | None
    ) -> s3.BucketServerSideEncryptionConfiguration:
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
            opts=self.child(),
        )
