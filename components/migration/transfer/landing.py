"""The bucket that partners' files arrive in, and what happens to a file there."""

from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import iam, s3

from components.migration.transfer.malware import SCANNER, MalwareScan, MalwareScanArgs, expiry, quarantine
from components.migration.transfer.receipt import RECEIVED, Receipt, ReceiptArgs
from foundation.bucket import PrivateBucket, PrivateBucketArgs
from foundation.keys import EncryptionKey, EncryptionKeyArgs, log_group_use
from foundation.naming import Naming
from foundation.ordering import after
from foundation.policies import Statement, assumable_by, service_use


@dataclass(frozen=True, kw_only=True)
class LandingArgs:
    """How long files and access logs are kept, in days, and whether a destroy may delete them."""

    naming: Naming
    region: str
    account_id: Input[str]
    retention_days: int
    log_retention_days: int
    erasable: bool
    key_deletion_days: int


class Landing(ComponentResource):
    """A private bucket whose files are moved on arrival, scanned, and unreadable until they are found clean.

    `workflow_id` and `workflow_role_arn` are for the server that writes to it; `key_arn` also encrypts the server's
    log and the queue of its events.
    """

    bucket: Output[str]
    bucket_arn: Output[str]
    key_arn: Output[str]
    workflow_id: Output[str]
    workflow_role_arn: Output[str]

    def __init__(self, name: str, args: LandingArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:migration:Landing", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        self.key_arn = self._key(name)
        scanner, mover = self._roles(name)
        bucket = PrivateBucket(
            f"{name}-files",
            PrivateBucketArgs(
                naming=args.naming,
                kind="landing",
                retention_days=args.retention_days,
                erasable=args.erasable,
                key_arn=self.key_arn,
                statements=lambda arn: [*_own_key_only(arn, self.key_arn), *quarantine(arn, scanner.arn, mover.arn)],
                lifecycle=[expiry(args.retention_days)],
            ),
            self._child,
        )
        self._access_log(name, bucket)
        scan = MalwareScan(
            f"{name}-scan",
            MalwareScanArgs(
                naming=args.naming,
                region=args.region,
                account_id=args.account_id,
                bucket=bucket.name,
                bucket_arn=bucket.arn,
                prefix=f"{RECEIVED}/",
                key_arn=self.key_arn,
                role_id=scanner.id,
                role_arn=scanner.arn,
            ),
            self._child,
        )
        receipt = Receipt(
            f"{name}-receipt",
            ReceiptArgs(
                naming=args.naming,
                region=args.region,
                bucket=bucket.name,
                bucket_arn=bucket.arn,
                key_arn=self.key_arn,
                role_id=mover.id,
                role_arn=mover.arn,
            ),
            self._child,
        )
        self.bucket, self.bucket_arn = bucket.name, bucket.arn
        # No file is moved before there is somebody who scans it.
        self.workflow_id, self.workflow_role_arn = receipt.workflow_id, after(receipt.role_arn, [scan])
        self.register_outputs(
            {
                "bucket": self.bucket,
                "bucket_arn": self.bucket_arn,
                "key_arn": self.key_arn,
                "workflow_id": self.workflow_id,
                "workflow_role_arn": self.workflow_role_arn,
            }
        )

    def _key(self, name: str) -> Output[str]:
        args = self._args
        from_this_account = {"StringEquals": {"aws:SourceAccount": args.account_id}}
        return EncryptionKey(
            f"{name}-key",
            EncryptionKeyArgs(
                naming=args.naming,
                purpose="landing",
                account_id=args.account_id,
                deletion_days=args.key_deletion_days,
                statements=[
                    log_group_use(args.region, args.account_id),
                    service_use("events.amazonaws.com", ["kms:Decrypt", "kms:GenerateDataKey"], from_this_account),
                ],
            ),
            self._child,
        ).arn

    def _roles(self, name: str) -> tuple[iam.Role, iam.Role]:
        """The scanner's and the mover's, which the bucket's policy names before they have any rights."""
        args = self._args
        plans = Output.format("arn:aws:guardduty:{0}:{1}:malware-protection-plan/*", args.region, args.account_id)
        workflows = Output.format("arn:aws:transfer:{0}:{1}:workflow/*", args.region, args.account_id)
        scanner, mover = (
            iam.Role(
                f"{name}-{role}-role",
                description=description,
                assume_role_policy=assumable_by(service, args.account_id, source_arn),
                tags=args.naming.tags(f"landing-{role}-role"),
                opts=self._child,
            )
            for role, description, service, source_arn in (
                ("scanner", "Lets GuardDuty scan and tag what arrives", SCANNER, plans),
                ("mover", "Lets Transfer Family move what arrived", "transfer.amazonaws.com", workflows),
            )
        )
        return scanner, mover

    def _access_log(self, name: str, bucket: PrivateBucket) -> None:
        args = self._args
        log = PrivateBucket(
            f"{name}-access-log",
            PrivateBucketArgs(
                naming=args.naming,
                kind="landing-access-log",
                retention_days=args.log_retention_days,
                erasable=args.erasable,
                statements=lambda arn: [_delivery(arn, bucket.arn, args.account_id)],
            ),
            self._child,
        )
        s3.BucketLogging(
            f"{name}-logging", bucket=bucket.name, target_bucket=log.name, target_prefix="landing/", opts=self._child
        )


def _own_key_only(bucket_arn: Output[str], key_arn: Output[str]) -> list[Statement]:
    """An upload that asks for another key, or for none of KMS, is refused; one that asks for nothing gets the own."""

    def refuse_other(header: str, value: Input[str]) -> Statement:
        return {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:PutObject",
            "Resource": Output.format("{0}/*", bucket_arn),
            "Condition": {"StringNotEquals": {f"s3:{header}": value}, "Null": {f"s3:{header}": "false"}},
        }

    algorithm = "x-amz-server-side-encryption"
    return [refuse_other(algorithm, "aws:kms"), refuse_other(f"{algorithm}-aws-kms-key-id", key_arn)]


def _delivery(log_arn: Output[str], bucket_arn: Output[str], account_id: Input[str]) -> Statement:
    """S3 may write the access log of one bucket."""
    return {
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": Output.format("{0}/*", log_arn),
        "Condition": {
            "ArnLike": {"aws:SourceArn": bucket_arn},
            "StringEquals": {"aws:SourceAccount": account_id},
        },
    }
