"""A customer-managed key, its alias and its policy."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import kms

from foundation.naming import Naming
from foundation.policies import Statement, document, service_use


@dataclass(frozen=True, kw_only=True)
class EncryptionKeyArgs:
    """What the key is for, the account that owns it, and who besides the account's own policies may use it."""

    naming: Naming
    purpose: str
    account_id: Input[str]
    deletion_days: int
    statements: Sequence[Statement] = ()

    def __post_init__(self) -> None:
        if not 7 <= self.deletion_days <= 30:
            raise ValueError(f"deletion_days must be 7 to 30, as KMS takes it; got {self.deletion_days}")


class EncryptionKey(ComponentResource):
    """A KMS key whose material rotates every year, reachable by the alias `alias/{purpose}-{suffix}`."""

    arn: Output[str]

    def __init__(self, name: str, args: EncryptionKeyArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:security:EncryptionKey", name, None, opts)
        child = ResourceOptions(parent=self)
        naming = args.naming
        key = kms.Key(
            name,
            description=f"Encrypts the {args.purpose} of {naming.environment}",
            enable_key_rotation=True,
            deletion_window_in_days=args.deletion_days,
            policy=document(_account_rules(args.account_id), *args.statements),
            tags=naming.tags(f"{args.purpose}-key"),
            opts=child,
        )
        kms.Alias(
            f"{name}-alias",
            name=f"alias/{naming.name(f'{args.purpose}-key')}",
            target_key_id=key.key_id,
            opts=child,
        )
        self.arn = key.arn
        self.register_outputs({"arn": self.arn})


def _account_rules(account_id: Input[str]) -> Statement:
    """The account's own IAM policies decide; without this statement a key could be locked out of for good."""
    return {
        "Effect": "Allow",
        "Principal": {"AWS": Output.format("arn:aws:iam::{0}:root", account_id)},
        "Action": "kms:*",
        "Resource": "*",
    }


def log_group_use(region: str, account_id: Input[str]) -> Statement:
    """The right of CloudWatch Logs to encrypt this account's log groups with the key."""
    groups = Output.format("arn:aws:logs:{0}:{1}:log-group:*", region, account_id)
    return service_use(
        f"logs.{region}.amazonaws.com",
        ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}},
    )
