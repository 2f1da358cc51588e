"""Where Pulumi keeps the state of an account's stacks."""

from dataclasses import dataclass

from pulumi import Output, ResourceOptions
from pulumi_aws import s3

from foundation.bucket import PrivateBucket
from foundation.component import Component
from foundation.keys import EncryptionKey
from foundation.policies import service_use
from foundation.region import Region

# For so long an earlier state can be restored, and it can be seen who read one.
KEPT_DAYS = 365


@dataclass(frozen=True, kw_only=True)
class StateStoreArgs:
    """The region that the state is kept in; its naming is of what exists once in the account."""

    region: Region


class StateStore(Component):
    """A bucket for the state whose versions are kept for a year, and the key for it and for the secrets in it.

    `pulumi destroy` refuses the bucket while it holds a state, and the key can be restored as long as the region's
    protection says.
    """

    bucket: Output[str]
    bucket_arn: Output[str]
    key_arn: Output[str]

    def __init__(self, name: str, args: StateStoreArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        key = EncryptionKey(f"{name}-key", args.region, purpose="state", opts=self.child())
        bucket = PrivateBucket(
            f"{name}-store",
            args.region,
            kind="state",
            retention_days=KEPT_DAYS,
            erasable=False,
            keeps_current=True,
            key_arn=key.arn,
            opts=self.child(),
        )
        self._access_log(name, bucket)
        self.publish(bucket=bucket.name, bucket_arn=bucket.arn, key_arn=key.arn)

    def _access_log(self, name: str, bucket: PrivateBucket) -> None:
        own_account = {"StringEquals": {"aws:SourceAccount": self.region.account_id}}
        delivery = service_use("logging.s3.amazonaws.com", ["s3:PutObject"], own_account)
        log = PrivateBucket(
            f"{name}-access-log",
            self.region,
            kind="state-access-log",
            retention_days=KEPT_DAYS,
            erasable=False,
            statements=lambda arn: [{**delivery, "Resource": Output.format("{0}/*", arn)}],
            opts=self.child(),
        )
        s3.BucketLogging(
            f"{name}-access",
            bucket=bucket.name,
            target_bucket=log.name,
            target_prefix="state/",
            opts=self.child(),
        )
