"""Who has read the state, where S3 alone can write."""

from pulumi import Output, ResourceOptions
from pulumi_aws import s3

from foundation.bucket import PrivateBucket
from foundation.component import Component
from foundation.policies import service_use
from foundation.region import Region

# For so long an earlier state can be restored, and it can be seen who read one.
KEPT_DAYS = 365


class AccessLog(Component):
    """A bucket that S3 writes each access to another one into; `kind` makes its tags."""

    arn: Output[str]

    def __init__(
        self, name: str, region: Region, *, watched: PrivateBucket, kind: str, opts: ResourceOptions | None = None
    ):
        super().__init__(name, region, opts)
        own_account = {"StringEquals": {"aws:SourceAccount": region.account_id}}
        delivery = service_use("logging.s3.amazonaws.com", ["s3:PutObject"], own_account)
        log = PrivateBucket(
            f"{name}-log",
            region,
            kind=kind,
            retention_days=KEPT_DAYS,
            erasable=False,
            statements=lambda arn: [{**delivery, "Resource": Output.format("{0}/*", arn)}],
            opts=self.child(),
        )
        s3.BucketLogging(name, bucket=watched.name, target_bucket=log.name, target_prefix="state/", opts=self.child())
        self.publish(arn=log.arn)
