"""The statements of the workflows' roles, made of what the catalog says of each service."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import filterfalse
from typing import Literal

from pulumi import Input, Output

from catalog import SERVICES
from components.ci import permitted
from foundation.policies import Statement, allow

# The path of these roles and of what bounds them, which they themselves never change.
PATH = "/ci/"
# Parameters that AWS itself publishes, such as the newest version of a layer.
PUBLIC_PARAMETERS = "arn:aws:ssm:*::parameter/aws/service/*"
# The one item that the program makes and refreshes; it names a region.
LEASES = "arn:aws:dynamodb:*:*:table/lease-*"
# The archives of a stack's functions, and their signed copies.
ARCHIVES = "arn:aws:s3:::signing-*-archives-bucket-{stack}-*/*"
# What DMS and Application Migration Service look for by name.
FIXED_ROLES = ("dms-*-role", "service-role/AWSApplicationMigration*")
# Where AWS keeps the policies that it writes for one task each; its administrators' policies are elsewhere.
ATTACHABLE = ("arn:aws:iam::aws:policy/service-role/*", "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore")
# What changes roles and is permitted with a condition, or for something else than a role.
ATTACHMENTS = ("iam:AttachRolePolicy", "iam:DetachRolePolicy")
PROFILES = ("iam:AddRoleToInstanceProfile", "iam:CreateInstanceProfile", "iam:RemoveRoleFromInstanceProfile")
# What gives a role permissions, takes them away, or says who may assume it.
BOUNDED = (
    *ATTACHMENTS, "iam:CreateRole", "iam:DeleteRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy",
    "iam:UpdateAssumeRolePolicy",
)  # fmt: skip
CONDITIONAL = (*ATTACHMENTS, *PROFILES, "iam:CreateServiceLinkedRole", "iam:PassRole")
# A boundary has room for 6,144 characters: one pattern for two of these, and one for all actions of these services,
# which hold neither data nor permissions of the account.
ATTACHING = "iam:*tachRolePolicy"
WHOLE = ("apprunner:", "ce:", "route53-recovery-control-config:", "route53resolver:")
# What uses a key, which AWS's services do for whoever asks them.
KEY_USES = ("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncrypt*")
# What leaves a key as it is, in few characters: to use it, and to look at it.
KEY_READS = ("kms:*crypt*", "kms:DescribeKey", "kms:GenerateDataKey", "kms:Get*", "kms:List*")
# What is allowed below by name, beside the actions by service.
PARAMETERS = ("ssm:GetParameter", "ssm:GetParametersByPath")
OTHER_ACTIONS = ("s3:DeleteObject", "s3:GetObject*", "s3:PutObject*", *PARAMETERS)


def read(regions: Sequence[str]) -> list[Statement]:
    """The permission to see how everything is set up, and no data."""
    return [
        *_where(_patterns("read"), "*", regions),
        allow(["ssm:GetParameter"], PUBLIC_PARAMETERS),
        allow(["dynamodb:GetItem"], LEASES),
    ]


def ask(regions: Sequence[str]) -> list[Statement]:
    """The permission to ask the account whether it would take a plan, as `make preflight` does."""
    return _where(permitted.asked(), "*", regions)


def deploy(
    account_id: Input[str], stack: str, regions: Sequence[str], bounded_by: Input[str]
) -> Iterator[list[Statement]]:
    """The permission to create, change and delete what the program makes, in portions that fit into a policy each.

    `bounded_by` is the policy that bounds each role of the stack, by ARN.
    """
    for portion in permitted.portions(permitted.any_resource("deploy")):
        yield _where(portion, "*", regions)
    for portion in permitted.portions(permitted.named("deploy")):
        yield _named(portion, account_id, stack, regions)
    yield _roles(account_id, stack, regions, bounded_by)


def remediate(account_id: Input[str], stack: str, regions: Sequence[str]) -> list[Statement]:
    """The permission to remediate what `ops/drift/remediation.yaml` lists, and to notify the topic of it.

    What has the stack's name is named; security groups and most tags are not, since AWS names them by itself.
    """
    return [
        *_where(permitted.any_resource("drift"), "*", regions),
        *_named(permitted.named("drift"), account_id, stack, regions),
        allow(["s3:PutObjectTagging"], ARCHIVES.format(stack=stack)),
        allow(["sns:Publish"], Output.format(f"arn:aws:sns:*:{{0}}:*-{stack}-*", account_id)),
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


def archives(stack: str, *also: str) -> Statement:
    """The permission to see the code of a stack's functions, signed or not, and what else is done with it."""
    return allow(["s3:GetObject*", *also], ARCHIVES.format(stack=stack))


def decrypting(services: Sequence[str], regions: Sequence[str]) -> Statement:
    """The permission to use keys through AWS's services: Lambda shows a function's variables only then."""
    return allow(KEY_USES, "*", _through(services, regions))


def granting(services: Sequence[str], regions: Sequence[str]) -> Statement:
    """The permission to let AWS's services use keys later, for what is made with them."""
    return allow(["kms:CreateGrant"], "*", _through(services, regions))


def granting_to(role: str, account_id: Input[str]) -> Statement:
    """The permission to let a role that a service has made use keys later, when the service itself asks for it.

    Application Migration Service has no other right to the key of its disks (MGN user guide, replication settings).
    """
    grantee = Output.format("arn:aws:iam::{0}:{1}", account_id, role)
    condition = {"StringEquals": {"kms:GranteePrincipal": grantee}, "Bool": {"aws:ViaAWSService": "true"}}
    return allow(["kms:CreateGrant"], "*", condition)


def no_data(bucket_arn: Input[str], key_arn: Input[str], stack: str, *, decrypts: bool) -> list[Statement]:
    """Nobody reads secrets, messages or files, whatever else is allowed, but the state and the stack's own code.

    With `decrypts` AWS's services may use other keys on behalf of the role; the role itself never does.
    """
    files = Output.format("{0}/*", bucket_arn)
    itself = {"Condition": {"Null": {"kms:ViaService": "true"}}} if decrypts else {}
    return [
        deny(["secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue", "sqs:ReceiveMessage"], "*"),
        deny(["s3:GetObject*"], but=[files, ARCHIVES.format(stack=stack)]),
        deny(["kms:Decrypt"], but=[key_arn]) | itself,
    ]


def no_parameters_but(*resources: Input[str]) -> Statement:
    """Nobody reads other parameters, encrypted or not."""
    return deny(["ssm:GetParameter*"], but=[PUBLIC_PARAMETERS, *resources])


def boundary(
    buckets: Sequence[Input[str]], keys: Sequence[Input[str]], regions: Sequence[str], bounded_by: Input[str]
) -> list[Statement]:
    """All that the roles that change something may ever do, whatever else somebody attaches.

    They use these services, in these regions. `buckets` and `keys` are those of the state, before those of its copy and
    of their logs, by ARN; `bounded_by` is the policy that bounds each role of the stack.
    """
    of_services = [*_patterns("read"), *_patterns("deploy")]
    actions = [*(one for one in of_services if not one.startswith(WHOLE)), *(f"{each}*" for each in WHOLE)]
    return [
        allow([*actions, *OTHER_ACTIONS], "*", _in([*regions, *permitted.elsewhere()])),
        allow(["kms:Decrypt"], keys[0]),
        allow(["kms:Decrypt", "kms:ReEncrypt*"], "*", {"StringLike": {"kms:ViaService": "*.amazonaws.com"}}),
        # What is not allowed above, such as to delete a boundary, needs no line here.
        deny([ATTACHING, *(one for one in BOUNDED if one not in ATTACHMENTS)], "*")
        | {"Condition": {"StringNotEquals": {"iam:PermissionsBoundary": bounded_by}}},
        *_not_themselves(buckets, keys),
    ]


def preview_boundary(
    buckets: Sequence[Input[str]], keys: Sequence[Input[str]], regions: Sequence[str]
) -> list[Statement]:
    """All that the role of a preview may ever do, whatever else somebody attaches: it reads, and asks."""
    actions = [*_patterns("read"), *permitted.asked(), "dynamodb:GetItem", "s3:GetObject*", *PARAMETERS]
    return [
        allow(actions, "*", _in([*regions, *permitted.elsewhere()])),
        allow(["kms:Decrypt"], keys[0]),
        *_not_themselves(buckets, keys),
    ]


def _not_themselves(buckets: Sequence[Input[str]], keys: Sequence[Input[str]]) -> list[Statement]:
    """The roles can't change themselves, what bounds them, whom the account trusts, or where the state is kept."""
    return [
        # Roles and policies.
        deny(["iam:*"], [f"arn:aws:iam::*:*{PATH}*", "arn:aws:iam::*:oidc-provider/*"]),
        {"Effect": "Deny", "NotAction": ["s3:Get*", "s3:List*"], "Resource": buckets},
        {"Effect": "Deny", "NotAction": list(KEY_READS), "Resource": keys},
    ]


def _roles(account_id: Input[str], stack: str, regions: Sequence[str], bounded_by: Input[str]) -> list[Statement]:
    """The permission to make the program's roles: those with the stack's name, and those of fixed names.

    What gives a role permissions, or somebody the role, is permitted within the stack's boundary alone.
    """
    roles = [Output.format(f"arn:aws:iam::{{0}}:role/{name}", account_id) for name in (f"*-{stack}-*", *FIXED_ROLES)]
    bounded = {"StringEquals": {"iam:PermissionsBoundary": bounded_by}}
    return [
        allow([action for action in permitted.role_actions() if action not in (*CONDITIONAL, *BOUNDED)], roles),
        allow([action for action in BOUNDED if action not in ATTACHMENTS], roles, bounded),
        allow(ATTACHMENTS, roles, {"ArnLike": {"iam:PolicyARN": list(ATTACHABLE)}, **bounded}),
        allow(["iam:PassRole"], roles, {"StringEquals": {"iam:PassedToService": _principals(regions)}}),
        allow(["iam:CreateServiceLinkedRole"], Output.format("arn:aws:iam::{0}:role/aws-service-role/*", account_id)),
        allow(PROFILES, Output.format("arn:aws:iam::{0}:instance-profile/service-role/*", account_id)),
    ]


def _named(actions: Sequence[str], account_id: Input[str], stack: str, regions: Sequence[str]) -> list[Statement]:
    """The permission to do something with what has the stack's name.

    No action of a service is about what another service has, so that they need no statements of their own.
    """
    groups = (list(filter(permitted.is_own, actions)), list(filterfalse(permitted.is_own, actions)))
    return [
        statement
        for group in groups
        for statement in _where(group, [Output.format(arn, account=account_id) for arn in named(group, stack)], regions)
    ]


def named(actions: Iterable[str], stack: str) -> list[str]:
    """The ARNs of what actions that are permitted by name may be done with, with `{account}` in the account's place."""
    return [
        "arn:aws:" + name.format(account="{account}", stack=stack, stack_=stack.replace("-", "_"))
        for name in permitted.names(actions)
    ]


def _where(
    actions: Iterable[str], resources: Input[str] | Sequence[Input[str]], regions: Sequence[str]
) -> list[Statement]:
    """The permission for actions in the regions in which their calls are signed."""
    asked = list(actions)
    places: Mapping[tuple[str, ...], list[str]] = {
        tuple(regions): [action for action in asked if permitted.is_own(action)],
        tuple(permitted.elsewhere()): [action for action in asked if permitted.is_elsewhere(action)],
    }
    return [allow(found, resources, _in(place)) for place, found in places.items() if found]


def _patterns(kind: Literal["read", "deploy"]) -> list[str]:
    """The actions of all services, as the catalog has them."""
    return sorted(f"{service.prefix}:{action}" for service in SERVICES.values() for action in getattr(service, kind))


def _principals(regions: Sequence[str]) -> list[str]:
    """Who may be given a role of the program."""
    patterns = [pattern for service in SERVICES.values() for pattern in service.principals]
    found = {pattern.format(region=region) for pattern in patterns for region in regions}
    return sorted(f"{principal}.amazonaws.com" for principal in found)


def _through(services: Sequence[str], regions: Sequence[str]) -> dict[str, object]:
    return {
        "StringEquals": {
            "kms:ViaService": [f"{service}.{region}.amazonaws.com" for service in services for region in regions]
        }
    }


def _in(regions: Sequence[str]) -> dict[str, object]:
    return {"StringEquals": {"aws:RequestedRegion": list(regions)}}


def deny(
    actions: Sequence[str], resources: Input[str] | Sequence[Input[str]] = (), *, but: Sequence[Input[str]] = ()
) -> dict[str, object]:
    """Nobody does this with the resources, or with any resource but some."""
    return {
        "Effect": "Deny",
        "Action": list(actions),
        **({"NotResource": list(but)} if but else {"Resource": resources}),
    }
