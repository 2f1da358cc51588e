"""The statements of the workflows' roles, made of what the catalog says of each service."""

from collections.abc import Sequence
from typing import Literal

from pulumi import Input, Output

from catalog import SERVICES
from foundation.policies import Statement, allow

# What a service lists actions for.
Kind = Literal["read", "deploy", "remediate", "remediate_named"]
# The path of these roles and of what bounds them, which they themselves never change.
PATH = "/ci/"
# Where the services answer that have no regions.
GLOBAL_REGIONS = ("us-east-1", "us-west-2")
# Parameters that AWS itself publishes, such as the newest version of a layer.
PUBLIC_PARAMETERS = "arn:aws:ssm:*::parameter/aws/service/*"
# What DMS and Application Migration Service look for by name.
FIXED_ROLES = ("dms-*-role", "service-role/AWSApplicationMigration*")
# Where AWS keeps the policies that it writes for one task each; its administrators' policies are elsewhere.
ATTACHABLE = ("arn:aws:iam::aws:policy/service-role/*", "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore")
# What the drift role remediates, by the names that the program gives, or Pulumi where the program gives none.
REMEDIED = (
    "cloudwatch:*:{0}:alarm:*-{1}", "lambda:*:{0}:function:*-{1}", "logs:*:{0}:log-group:/payments/*-{1}",
    "sns:*:{0}:*-{1}-*", "sqs:*:{0}:*-{1}-*",
)  # fmt: skip
ROLE_ACTIONS = (
    "iam:CreateRole", "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:PutRolePolicy", "iam:TagRole", "iam:UntagRole",
    "iam:UpdateAssumeRolePolicy", "iam:UpdateRole*",
)  # fmt: skip
# What is allowed below by name, beside the actions by service.
OTHER_ACTIONS = (
    "iam:AddRoleToInstanceProfile", "iam:AttachRolePolicy", "iam:CreateInstanceProfile",
    "iam:CreateServiceLinkedRole", "iam:DetachRolePolicy", "iam:PassRole", "s3:DeleteObject", "s3:GetObject",
    "s3:PutObject", "ssm:GetParameter",
)  # fmt: skip


def read(regions: Sequence[str]) -> list[Statement]:
    """The permission to see how everything is set up, and no data."""
    return [
        allow(_regional("read"), "*", _in(regions)),
        allow(_global("read"), "*", _in(GLOBAL_REGIONS)),
        allow(["ssm:GetParameter"], PUBLIC_PARAMETERS),
    ]


def deploy(account_id: Input[str], stack: str, regions: Sequence[str]) -> list[Statement]:
    """The permission to create, change and delete what the program makes, and its roles by their names."""
    roles = _roles(account_id, stack)
    return [
        allow(_regional("deploy"), "*", _in(regions)),
        allow(_global("deploy"), "*", _in(GLOBAL_REGIONS)),
        allow(ROLE_ACTIONS, roles),
        allow(
            ["iam:AttachRolePolicy", "iam:DetachRolePolicy"], roles, {"ArnLike": {"iam:PolicyARN": list(ATTACHABLE)}}
        ),
        allow(["iam:PassRole"], roles, {"StringEquals": {"iam:PassedToService": _principals(regions)}}),
        allow(["iam:CreateServiceLinkedRole"], Output.format("arn:aws:iam::{0}:role/aws-service-role/*", account_id)),
        allow(
            ["iam:AddRoleToInstanceProfile", "iam:CreateInstanceProfile"],
            Output.format("arn:aws:iam::{0}:instance-profile/service-role/*", account_id),
        ),
    ]


def remediate(account_id: Input[str], stack: str, regions: Sequence[str]) -> list[Statement]:
    """The permission to remediate what `ops/drift/remediation.yaml` lists, and to notify the topic of it.

    What is called by the stack's name is named; security groups and tags are not, since AWS names them by itself.
    """
    named = [Output.format(f"arn:aws:{pattern}", account_id, stack) for pattern in REMEDIED]
    return [
        allow(_regional("remediate"), "*", _in(regions)),
        allow(_regional("remediate_named"), [*named, *(Output.format("{0}:*", arn) for arn in named)]),
        allow(
            ["iam:PassRole"],
            Output.format(f"arn:aws:iam::{{0}}:role/network-flow-logs-role-{stack}-*", account_id),
            {"StringEquals": {"iam:PassedToService": "vpc-flow-logs.amazonaws.com"}},
        ),
    ]


def state(bucket_arn: Input[str], key_arn: Input[str], stack: str, *, writes: bool) -> list[Statement]:
    """The permission to read a stack's state and the secrets in it; with `writes` also to keep and to lock it."""
    # The snapshot, its history, its backups and its lock.
    files = [Output.format(f"{{0}}/.pulumi/*/payments/{stack}{rest}", bucket_arn) for rest in (".*", "/*")]
    reading = [
        allow(["s3:GetBucketLocation", "s3:ListBucket"], bucket_arn),
        allow(["s3:GetObject"], [Output.format("{0}/.pulumi/meta.yaml", bucket_arn), *files]),
        allow(["kms:Decrypt"], key_arn),
    ]
    writing = [allow(["s3:DeleteObject", "s3:PutObject"], files), allow(["kms:GenerateDataKey"], key_arn)]
    return [*reading, *writing] if writes else reading


def decrypting(services: Sequence[str], regions: Sequence[str]) -> Statement:
    """The permission to use keys through AWS's services: Lambda shows a function's variables only then."""
    through = [f"{service}.{region}.amazonaws.com" for service in services for region in regions]
    return allow(
        ["kms:Decrypt", "kms:GenerateDataKey", "kms:ReEncrypt*"], "*", {"StringEquals": {"kms:ViaService": through}}
    )


def no_data(bucket_arn: Input[str], key_arn: Input[str], *, decrypts: bool) -> list[Statement]:
    """Nobody reads secrets, messages or files, whatever else is allowed, but the state.

    With `decrypts` AWS's services may use other keys on behalf of the role; the role itself never does.
    """
    files = Output.format("{0}/*", bucket_arn)
    itself = {"Condition": {"Null": {"kms:ViaService": "true"}}} if decrypts else {}
    return [
        _deny(["secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue", "sqs:ReceiveMessage"], "*"),
        _deny(["s3:GetObject*"], but=[files]),
        _deny(["kms:Decrypt"], but=[key_arn]) | itself,
    ]


def no_parameters_but(*resources: Input[str]) -> Statement:
    """Nobody reads other parameters, encrypted or not."""
    return _deny(["ssm:GetParameter*"], but=[PUBLIC_PARAMETERS, *resources])


def boundary(bucket_arn: Input[str], key_arn: Input[str], regions: Sequence[str]) -> list[Statement]:
    """All that the roles may ever do, whatever else somebody attaches: these services, in these regions."""
    by_service = [*_regional("read"), *_global("read"), *_regional("deploy"), *_global("deploy")]
    return [
        allow([*by_service, *ROLE_ACTIONS, *OTHER_ACTIONS], "*", _in([*regions, *GLOBAL_REGIONS])),
        allow(["kms:Decrypt"], key_arn),
        allow(["kms:Decrypt", "kms:ReEncrypt*"], "*", {"StringLike": {"kms:ViaService": "*.amazonaws.com"}}),
        *_not_themselves(bucket_arn, key_arn),
    ]


def _not_themselves(bucket_arn: Input[str], key_arn: Input[str]) -> list[Statement]:
    """The roles can't change themselves, what bounds them, whom the account trusts, or where the state is kept."""
    return [
        _deny(
            ["iam:*"],
            [f"arn:aws:iam::*:role{PATH}*", f"arn:aws:iam::*:policy{PATH}*", "arn:aws:iam::*:oidc-provider/*"],
        ),
        _deny(["s3:DeleteBucket*", "s3:PutBucket*", "s3:PutEncryption*", "s3:PutLifecycle*"], bucket_arn),
        _deny(["kms:CreateGrant", "kms:Disable*", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"], key_arn),
    ]


def _roles(account_id: Input[str], stack: str) -> list[Output[str]]:
    """The program's roles: those that Pulumi names by the stack, and those that AWS looks for by name."""
    return [
        Output.format(f"arn:aws:iam::{{0}}:role/{pattern}", account_id) for pattern in (f"*-{stack}-*", *FIXED_ROLES)
    ]


def _regional(kind: Kind) -> list[str]:
    """The actions on services that answer in each region."""
    return _actions(kind, is_global=False)


def _global(kind: Kind) -> list[str]:
    """The actions on services that answer from one region."""
    return _actions(kind, is_global=True)


def _actions(kind: Kind, *, is_global: bool) -> list[str]:
    services = (service for service in SERVICES.values() if service.is_global == is_global)
    return sorted(f"{service.prefix}:{action}" for service in services for action in getattr(service, kind))


def _principals(regions: Sequence[str]) -> list[str]:
    """Who may be given a role of the program."""
    patterns = [pattern for service in SERVICES.values() for pattern in service.principals]
    found = {pattern.format(region=region) for pattern in patterns for region in regions}
    return sorted(f"{principal}.amazonaws.com" for principal in found)


def _in(regions: Sequence[str]) -> dict[str, object]:
    return {"StringEquals": {"aws:RequestedRegion": list(regions)}}


def _deny(
    actions: Sequence[str], resources: Input[str] | Sequence[Input[str]] = (), *, but: Sequence[Input[str]] = ()
) -> dict[str, object]:
    """Nobody does this with the resources, or with any resource but some."""
    return {
        "Effect": "Deny",
        "Action": list(actions),
        **({"NotResource": list(but)} if but else {"Resource": resources}),
    }
