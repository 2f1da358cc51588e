"""Where the assessments and the comparisons of a migration are kept, and as whom DMS writes there."""

from pulumi import Input, Output, ResourceOptions

from components.migration.access_log import access_log
from foundation.bucket import PrivateBucket
from foundation.component import Component
from foundation.policies import Statement, allow, assumable_by, through
from foundation.region import Region
from foundation.roles import role

# The folder that DMS writes its assessments to.
ASSESSMENTS = "assessments"


class Reports(Component):
    """A private, versioned bucket whose reports are encrypted and kept for `retention_days`, with its access log.

    `assessment_role_arn` is the role as which DMS writes the results of an assessment, in their folder alone.
    """

    bucket: Output[str]
    assessment_role_arn: Output[str]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        retention_days: int,
        key_arn: Input[str],
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        bucket = PrivateBucket(
            f"{name}-files",
            region,
            kind="migration-reports",
            retention_days=retention_days,
            erasable=not region.protection.deletion_protection,
            key_arn=key_arn,
            opts=self.child(),
        )
        access_log(self, name, bucket, kind="migration-reports")
        role_arn = role(
            self,
            f"{name}-assessment",
            kind="dms-assessment",
            description="Lets DMS write the results of its assessments",
            trust=assumable_by("dms.amazonaws.com", region.account_id),
            statements=_writing(bucket.arn, key_arn, region),
        )
        self.publish(bucket=bucket.name, assessment_role_arn=role_arn)


def _writing(bucket_arn: Output[str], key_arn: Input[str], region: Region) -> list[Statement]:
    """What DMS asks for to write the results of an assessment, and nothing of the reports beside them."""
    files = Output.format(f"{{0}}/{ASSESSMENTS}/*", bucket_arn)
    return [
        allow(["s3:PutObject", "s3:GetObject", "s3:DeleteObject", "s3:PutObjectTagging"], files),
        allow(["s3:ListBucket", "s3:GetBucketLocation"], bucket_arn),
        allow(["kms:GenerateDataKey", "kms:Decrypt"], key_arn, through("s3", region)),
    ]
