"""A customer-managed key, its alias and its policy."""

from collections.abc import Sequence

from pulumi import Output, ResourceOptions
from pulumi_aws import kms

from foundation.component import Component
from foundation.policies import Statement, document, service_use
from foundation.region import Region


class EncryptionKey(Component):
    """A KMS key whose material rotates every year, reachable by the alias `alias/{purpose}-key-{suffix}`.

    The account's own policies decide who may use it, and besides them `statements`; with `logs` CloudWatch Logs may
    encrypt the account's log groups with it. With `multi_region` it takes replicas in other regions.
    """

    arn: Output[str]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        purpose: str,
        statements: Sequence[Statement] = (),
        logs: bool = False,
        multi_region: bool = False,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        naming = region.naming
        key = kms.Key(
            name,
            description=f"Encrypts the {purpose} of {naming.environment}",
            enable_key_rotation=True,
            multi_region=multi_region or None,
            deletion_window_in_days=region.protection.key_deletion_days,
            policy=document(account_rules(region), *([_log_groups(region)] if logs else []), *statements),
            tags=naming.tags(f"{purpose}-key"),
            opts=self.child(),
        )
        kms.Alias(
            f"{name}-alias",
            name=f"alias/{naming.name(f'{purpose}-key')}",
            target_key_id=key.key_id,
            opts=self.child(),
        )
        self.publish(arn=key.arn)


def account_rules(region: Region) -> Statement:
    """The account's own IAM policies decide; without this statement a key could be locked out of for good."""
    return {
        "Effect": "Allow",
        "Principal": {"AWS": Output.format("arn:aws:iam::{0}:root", region.account_id)},
        "Action": "kms:*",
        "Resource": "*",
    }


def _log_groups(region: Region) -> Statement:
    """The permission of CloudWatch Logs to encrypt this account's log groups with the key."""
    return service_use(
        f"logs.{region.name}.amazonaws.com",
        ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": region.arn("logs", "log-group:*")}},
    )
