"""Where Pulumi keeps the state of an account's stacks."""

from dataclasses import dataclass

from pulumi import Output, ResourceOptions

from components.ci.access_log import KEPT_DAYS, AccessLog
from components.ci.state_copy import StateCopy
from foundation.bucket import PrivateBucket
from foundation.component import Component
from foundation.keys import EncryptionKey
from foundation.region import Region


@dataclass(frozen=True, kw_only=True)
class StateStoreArgs:
    """The region that the state is kept in, and the one that it is copied to where there is any.

    Their naming is of what exists once in the account.
    """

    region: Region
    second: Region | None = None


class StateStore(Component):
    """A bucket for the state whose versions are kept for a year, and the key for it and for the secrets in it.

    `pulumi destroy` refuses the bucket while it holds a state, and the key can be restored as long as the region's
    protection says.
    """

    bucket: Output[str]
    bucket_arn: Output[str]
    key_arn: Output[str]
    # Those of the state, and then of its copy; the logs are the buckets with who has read either.
    bucket_arns: list[Output[str]]
    key_arns: list[Output[str]]
    log_arns: list[Output[str]]
    copy_bucket: Output[str] | None = None
    copy_key_arn: Output[str] | None = None

    def __init__(self, name: str, args: StateStoreArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        key = EncryptionKey(f"{name}-key", args.region, purpose="state", multi_region=True, opts=self.child())
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
        log = AccessLog(f"{name}-access", args.region, watched=bucket, kind="state-access-log", opts=self.child())
        copy = self._copy(name, args.second, bucket, key) if args.second else None
        self.publish(
            bucket=bucket.name,
            bucket_arn=bucket.arn,
            key_arn=key.arn,
            bucket_arns=[bucket.arn, *([copy.bucket_arn] if copy else [])],
            key_arns=[key.arn, *([copy.key_arn] if copy else [])],
            log_arns=[log.arn, *([copy.log_arn] if copy else [])],
            copy_bucket=copy.bucket if copy else None,
            copy_key_arn=copy.key_arn if copy else None,
        )

    def _copy(self, name: str, second: Region, bucket: PrivateBucket, key: EncryptionKey) -> StateCopy:
        return StateCopy(
            f"{name}-copy",
            second,
            home=self.region,
            source=bucket.name,
            source_arn=bucket.arn,
            key_arn=key.arn,
            retention_days=KEPT_DAYS,
            opts=self.child(),
        )
