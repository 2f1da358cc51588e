"""Where Pulumi keeps the state of an account's stacks."""

from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import s3

from foundation.bucket import PrivateBucket, PrivateBucketArgs
from foundation.keys import EncryptionKey, EncryptionKeyArgs
from foundation.naming import Naming
from foundation.policies import service_use

# So long an earlier state can be brought back, and it can be seen who read one.
KEPT_DAYS = 365


@dataclass(frozen=True, kw_only=True)
class StateStoreArgs:
    """The account, and the naming of what exists once in it."""

    naming: Naming
    account_id: Input[str]


class StateStore(ComponentResource):
    """A bucket for the state whose versions are kept for a year, and the key for it and for the secrets in it.

    `pulumi destroy` refuses the bucket while it holds a state, and the key can be saved for a month.
    """

    bucket: Output[str]
    bucket_arn: Output[str]
    key_arn: Output[str]

    def __init__(self, name: str, args: StateStoreArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:ci:StateStore", name, None, opts)
        child, naming = ResourceOptions(parent=self), args.naming
        key = EncryptionKey(
            f"{name}-key",
            EncryptionKeyArgs(naming=naming, purpose="state", account_id=args.account_id, deletion_days=30),
            child,
        )
        bucket = PrivateBucket(
            f"{name}-store",
            PrivateBucketArgs(
                naming=naming,
                kind="state",
                retention_days=KEPT_DAYS,
                erasable=False,
                keeps_current=True,
                key_arn=key.arn,
            ),
            child,
        )
        self._access_log(name, args, bucket)
        self.bucket, self.bucket_arn, self.key_arn = bucket.name, bucket.arn, key.arn
        self.register_outputs({"bucket": self.bucket, "bucket_arn": self.bucket_arn, "key_arn": self.key_arn})

    def _access_log(self, name: str, args: StateStoreArgs, bucket: PrivateBucket) -> None:
        child = ResourceOptions(parent=self)
        log = PrivateBucket(
            f"{name}-access-log",
            PrivateBucketArgs(
                naming=args.naming,
                kind="state-access-log",
                retention_days=KEPT_DAYS,
                erasable=False,
                statements=lambda arn: [
                    {
                        **service_use(
                            "logging.s3.amazonaws.com",
                            ["s3:PutObject"],
                            {"StringEquals": {"aws:SourceAccount": args.account_id}},
                        ),
                        "Resource": Output.format("{0}/*", arn),
                    }
                ],
            ),
            child,
        )
        s3.BucketLogging(
            f"{name}-access",
            bucket=bucket.name,
            target_bucket=log.name,
            target_prefix="state/",
            opts=child,
        )
