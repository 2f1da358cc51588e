"""The bucket that partners' files arrive in, and what happens to a file there."""

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import iam

from components.migration.access_log import access_log
from components.migration.transfer.malware import SCANNER, MalwareScan, expiry, quarantine
from components.migration.transfer.receipt import RECEIVED, Receipt
from foundation.bucket import PrivateBucket
from foundation.component import Component
from foundation.keys import EncryptionKey
from foundation.ordering import after
from foundation.policies import Statement, assumable_by, service_use
from foundation.region import Region
from foundation.roles import bounded_role


class Landing(Component):
    """A private bucket whose files are moved on arrival, scanned, and unreadable until they are found clean.

    Files are kept for `retention_days`, their access log as long as other logs. The workflows and their role are for
    the server that writes to the bucket; `key_arn` also encrypts the server's log and the queue of its events.
    `scan_plan_arn` is what GuardDuty's events name.
    """

    bucket: Output[str]
    bucket_arn: Output[str]
    key_arn: Output[str]
    scan_plan_arn: Output[str]
    workflow_id: Output[str]
    cut_off_workflow_id: Output[str]
    workflow_role_arn: Output[str]

    def __init__(self, name: str, region: Region, *, retention_days: int, opts: ResourceOptions | None = None):
        super().__init__(name, region, opts)
        key_arn = self._key(name)
        scanner, mover = self._roles(name)
        bucket = PrivateBucket(
            f"{name}-files",
            region,
            kind="landing",
            retention_days=retention_days,
            erasable=not region.protection.deletion_protection,
            key_arn=key_arn,
            statements=lambda arn: [*_own_key_only(arn, key_arn), *quarantine(arn, scanner.arn, mover.arn)],
            lifecycle=[expiry(retention_days)],
            opts=self.child(),
        )
        access_log(self, name, bucket, kind="landing")
        scan = MalwareScan(
            f"{name}-scan",
            region,
            bucket=bucket,
            prefix=f"{RECEIVED}/",
            key_arn=key_arn,
            role=scanner,
            opts=self.child(),
        )
        receipt = Receipt(f"{name}-receipt", region, bucket=bucket, key_arn=key_arn, role=mover, opts=self.child())
        self.publish(
            bucket=bucket.name,
            bucket_arn=bucket.arn,
            key_arn=key_arn,
            scan_plan_arn=scan.plan_arn,
            workflow_id=receipt.workflow_id,
            cut_off_workflow_id=receipt.cut_off_workflow_id,
            # No file is moved before there is somebody who scans it.
            workflow_role_arn=after(receipt.role_arn, [scan]),
        )

    def _key(self, name: str) -> Output[str]:
        from_this_account = {"StringEquals": {"aws:SourceAccount": self.region.account_id}}
        return EncryptionKey(
            f"{name}-key",
            self.region,
            purpose="landing",
            statements=[service_use("events.amazonaws.com", ["kms:Decrypt", "kms:GenerateDataKey"], from_this_account)],
            logs=True,
            opts=self.child(),
        ).arn

    def _roles(self, name: str) -> tuple[iam.Role, iam.Role]:
        """The scanner's and the mover's, which the bucket's policy names before they have any permissions."""
        region = self.region
        scanner, mover = (
            bounded_role(
                self,
                f"{name}-{role}-role",
                kind=f"landing-{role}-role",
                description=description,
                trust=assumable_by(service, region.account_id, source_arn),
            )
            for role, description, service, source_arn in (
                (
                    "scanner",
                    "Lets GuardDuty scan and tag what arrives",
                    SCANNER,
                    region.arn("guardduty", "malware-protection-plan/*"),
                ),
                (
                    "mover",
                    "Lets Transfer Family move what arrived",
                    "transfer.amazonaws.com",
                    region.arn("transfer", "workflow/*"),
                ),
            )
        )
        return scanner, mover


def _own_key_only(bucket_arn: Output[str], key_arn: Output[str]) -> list[Statement]:
    """An upload that asks for another key, or for none of KMS, is refused; one that asks for nothing gets this key."""

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
