"""What nobody is to come to by a role: the administration, another environment, the state, a database credential."""

from collections.abc import Iterator
from functools import cache

from cloudsplaining.shared.constants import READ_ONLY_DATA_EXFILTRATION_ACTIONS
from policy_sentry.querying.actions import get_actions_matching_arn, get_actions_with_access_level

from catalog import dynamodb, kms, lambda_, rds, s3, secretsmanager, sqs
from simulated_aws.live import Live
from tools.escalation.identities import Identity, Place

ADMINISTRATION, ENVIRONMENT, STATE, CREDENTIAL = (
    "the account's administration", "another environment", "the state", "a database credential",
)  # fmt: skip
# What holds data or gives permissions, by the type; the ARNs of a bucket's files end with anything.
HOLDING = (dynamodb.TABLE, kms.KEY, lambda_.FUNCTION, rds.INSTANCE, s3.BUCKET, secretsmanager.SECRET, sqs.QUEUE)
# What reads or uses data beside what cloudsplaining names.
USING = ("dynamodb:GetItem", "dynamodb:Scan", "kms:Decrypt", "lambda:InvokeFunction", "sqs:ReceiveMessage")
# What sets the master's password, or makes a copy of a server with another one (API reference of RDS).
OF_SERVERS = ("rds:ModifyDBInstance", "rds:RestoreDBInstanceFromDBSnapshot", "rds:RestoreDBInstanceToPointInTime")
OF_SNAPSHOTS = ("rds:ModifyDBSnapshotAttribute", "rds:StartExportTask")


def met(place: Place, who: Identity, home: str) -> Iterator[tuple[str, str]]:
    """Each goal that somebody from the stack `home` comes to who has a role, with the action that does it."""
    for action, resource in _administrating(place):
        if who.may(action, resource, iam__PermissionsBoundary=""):
            yield ADMINISTRATION, action
    for arn in _state(place):
        yield from ((STATE, action) for action in _touching(arn) if who.may(action, arn))
    for stack, live in place.stacks.items():
        for each in live.values():
            if each.token in {kind.token for kind in HOLDING}:
                yield from _holding(each, who, foreign=stack != home)


def _administrating(place: Place) -> Iterator[tuple[str, str]]:
    start = f"arn:aws:iam::{place.account}:"
    yield "iam:CreateUser", f"{start}user/somebody"
    yield "iam:CreateOpenIDConnectProvider", f"{start}oidc-provider/somebody"
    yield "iam:CreateRole", f"{start}role/somebody"
    yield "iam:DeleteRolePermissionsBoundary", f"{start}role/somebody"
    yield "iam:CreatePolicyVersion", next(iter(place.policies))
    yield "organizations:LeaveOrganization", "*"


def _state(place: Place) -> Iterator[str]:
    """The buckets, the files and the keys of the state and its copy, and the logs of who has read it, by ARN."""
    for live in place.project.values():
        arn = str(live.outputs.get("arn"))
        if live.token == s3.BUCKET.token:
            yield arn
            yield from (f"{arn}/.pulumi/stacks/payments/{stack}.json" for stack in place.stacks)
        if live.token in (kms.KEY.token, kms.REPLICA_KEY.token):
            yield arn


def _holding(each: Live, who: Identity, *, foreign: bool) -> Iterator[tuple[str, str]]:
    arn = str(each.outputs.get("arn"))
    account = arn.split(":")[4]
    arns = [arn, f"{arn}/file"] if each.token == s3.BUCKET.token else [arn]
    if foreign:
        for one in arns:
            yield from ((ENVIRONMENT, action) for action in _touching(one) if _may(who, action, one, account))
    if each.token == secretsmanager.SECRET.token and each.name.startswith("database"):
        yield from ((CREDENTIAL, action) for action in _touching(arn) if _may(who, action, arn, account))
    if each.token == rds.INSTANCE.token:
        snapshot = arn.replace(":db:", ":snapshot:")
        yield from ((CREDENTIAL, action) for action in OF_SERVERS if who.may(action, arn))
        yield from ((CREDENTIAL, action) for action in OF_SNAPSHOTS if who.may(action, snapshot))


def _may(who: Identity, action: str, arn: str, account: str) -> bool:
    return who.may(action, arn, aws__ResourceAccount=account)


def _touching(arn: str) -> tuple[str, ...]:
    """The actions by which somebody reads the data of what has an ARN, or gives others access to it."""
    *start, rest = arn.split(":", 5)
    kind, sign, _ = rest.partition("/" if start[2] == "s3" or "/" in rest else ":")
    return _of_kind(":".join([*start, f"{'any' if start[2] == 's3' else kind}{sign}{'any' if sign else ''}"]))


@cache
def _of_kind(arn: str) -> tuple[str, ...]:
    service, about = arn.split(":")[2], set(get_actions_matching_arn(arn))
    giving = get_actions_with_access_level(service, "Permissions management")
    return tuple(sorted(about.intersection([*giving, *READ_ONLY_DATA_EXFILTRATION_ACTIONS, *USING])))
