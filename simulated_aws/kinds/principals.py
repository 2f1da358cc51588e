"""Whether the principals that a policy names exist, and whether a key's policy leaves somebody to change it."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import catalog
from access.documents import Statement
from access.evaluation import Request, decide
from catalog import iam, kms, lambda_, s3, secretsmanager, sns, sqs
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.kinds.managed import managed_policies
from simulated_aws.kinds.world import World, parsed
from simulated_aws.modelling import Inputs

# The input that holds a policy with principals, and how its service answers to one that does not exist.
POLICIES: Mapping[str, tuple[str, str]] = {
    # hashicorp/terraform#35086 and hashicorp/terraform-provider-aws#8905.
    iam.ROLE.token: ("assumeRolePolicy", "MalformedPolicyDocument: Invalid principal in policy: {principal}"),
    kms.KEY.token: (
        "policy",
        "MalformedPolicyDocumentException: Policy contains a statement with one or more invalid principals: "
        "{principal}",
    ),
    s3.BUCKET_POLICY.token: ("policy", "MalformedPolicy: Invalid principal in policy: {principal}"),
    secretsmanager.SECRET_POLICY.token: (
        "policy",
        "MalformedPolicyDocumentException: This resource policy contains an unsupported principal: {principal}",
    ),
    sns.TOPIC_POLICY.token: ("policy", "InvalidParameter: Policy Error: PrincipalNotFound: {principal}"),
    sqs.QUEUE_POLICY.token: (
        "policy",
        "InvalidAttributeValue: Invalid value for the parameter Policy: {principal} is no principal",
    ),
}
INVALID = "InvalidParameterValueException: The provided principal was invalid: {principal}"
LOCKED = (
    "MalformedPolicyDocumentException: The new key policy will not allow you to update the key policy in the future"
)
# Services that no list below has, each from its own documents.
OTHERS = frozenset(
    {
        "billingreports", "codedeploy", "costalerts", "datapipeline", "delivery.logs", "edgelambda", "events.rds",
        "lambda.alarms.cloudwatch", "logging.s3", "monitoring", "monitoring.rds", "replicator.lambda",
        "tasks.apprunner", "build.apprunner", "vpc-flow-logs", "vpce", "ecs-tasks", "malware-protection-plan.guardduty",
    }
)  # fmt: skip
DOMAINS = re.compile(r"\.(amazonaws\.com(\.cn)?|aws\.internal|amazon\.com)$")
REGION = re.compile(r"\.[a-z]{2}(-[a-z]+)+-\d$")
ACCOUNT = re.compile(r"\d{12}|arn:aws[a-z-]*:(iam|sts)::\d{12}:(root$|(user|role|assumed-role|federated-user)/.+)")
# IAM's own; AWS makes them when a service is used first.
SERVICE_ROLES = ":role/aws-"


@cache
def services() -> frozenset[str]:
    """The services that a policy can name, without their domain.

    Those of the catalog, those that AWS's managed policies name, and those that have an API.
    """
    named = re.findall(r'"([a-z0-9.-]+)\.amazonaws\.com"', managed_policies())
    spec = find_spec("botocore")
    apis = (Path(spec.origin).parent / "data").iterdir() if spec and spec.origin else ()
    given = (name for service in catalog.SERVICES.values() for name in service.principals)
    return OTHERS.union(named, (path.name for path in apis), given)


def faults(token: str, inputs: Inputs, world: World) -> Iterator[Fault]:
    """The principals of a resource's policy that do not exist."""
    if token == lambda_.PERMISSION.token:
        principal = str(inputs.get("principal", UNKNOWN))
        is_known = principal in ("*", UNKNOWN) or bool(ACCOUNT.fullmatch(principal)) or _is_service(principal)
        if not is_known:
            yield Fault("principal", INVALID.format(principal=principal))
    if token not in POLICIES:
        return
    path, refusal = POLICIES[token]
    statements = parsed(inputs.get(path)) or ()
    for principal in sorted({name for each in statements for name in _principals(each)}):
        kind, _, name = principal.partition(":")
        if not _exists(kind, name, world):
            yield Fault(path, refusal.format(principal=f'"{kind}":"{name}"'))
    if token == kms.KEY.token and statements and not inputs.get("bypassPolicyLockoutSafetyCheck"):
        yield from _lockout(path, statements)


def _principals(statement: Statement) -> tuple[str, ...]:
    return tuple(name for name in (*(statement.principals or ()), *(statement.not_principals or ())) if name != "*")


def _exists(kind: str, name: str, world: World) -> bool:
    if kind == "Service":
        return _is_service(name)
    if kind != "AWS":
        return kind in ("Federated", "CanonicalUser")
    if not ACCOUNT.fullmatch(name) and not re.fullmatch("A(RO|ID)A[A-Z0-9]+", name):
        return False
    is_own_role = name.startswith(f"arn:aws:iam::{world.account}:role/") and SERVICE_ROLES not in name
    return not is_own_role or world.with_arn(iam.ROLE.token, name) is not None


def _is_service(name: str) -> bool:
    domain = DOMAINS.search(name)
    if domain is None:
        return False
    if domain[0] != ".amazonaws.com":
        return True
    own = name[: domain.start()]
    return own in services() or REGION.sub("", own) in services()


def _lockout(path: str, statements: tuple[Statement, ...]) -> Iterator[Fault]:
    """KMS takes no policy of a key that nobody could change again."""
    accounts = {name for each in statements for name in each.principals or () if not name.startswith("Service:")}
    requests = (Request(action="kms:PutKeyPolicy", names=frozenset((name,))) for name in accounts)
    if not any(decide(statements, request) != "denied" for request in requests):
        yield Fault(path, LOCKED)
