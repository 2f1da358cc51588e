"""Who has read or written the files of a bucket, where S3 alone can write."""

from pulumi import Output
from pulumi_aws import s3

from foundation.bucket import PrivateBucket
from foundation.component import Component
from foundation.policies import Statement
from foundation.region import Region


def access_log(owner: Component, name: str, bucket: PrivateBucket, *, kind: str) -> None:
    """The accesses of a bucket are written to another one, below `<kind>/`, and kept as long as other logs."""
    region = owner.region
    log = PrivateBucket(
        f"{name}-access-log",
        region,
        kind=f"{kind}-access-log",
        retention_days=region.log_retention_days,
        erasable=not region.protection.deletion_protection,
        statements=lambda arn: [_delivery(arn, bucket.arn, region)],
        opts=owner.child(),
    )
    s3.BucketLogging(
        f"{name}-logging",
        bucket=bucket.name,
        target_bucket=log.name,
        target_prefix=f"{kind}/",
        opts=owner.child(),
    )


def _delivery(log_arn: Output[str], bucket_arn: Output[str], region: Region) -> Statement:
    """S3 may write the access log of one bucket."""
    return {
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": Output.format("{0}/*", log_arn),
        "Condition": {
            "ArnLike": {"aws:SourceArn": bucket_arn},
            "StringEquals": {"aws:SourceAccount": region.account_id},
        },
    }
