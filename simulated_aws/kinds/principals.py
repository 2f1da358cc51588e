"""Whether the principals that a policy names exist, and whether a key's policy leaves somebody to change it."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, cast

from botocore import session

import catalog
from access.documents import Statement
from access.evaluation import Request, decide
from catalog import iam, kms, lambda_, s3, secretsmanager, sns, sqs
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.kinds.languages import policies
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
# Services that no list below has, and where AWS's documents name them (docs.aws.amazon.com).
OTHERS: Mapping[str, str] = {
    "backups.rds": "AmazonRDS/latest/UserGuide/USER.SQLServer.AddlFeat.TransactionLogAccess.html",
    "batchoperations.s3": "AmazonS3/latest/userguide/batch-ops-iam-role-policies.html",
    "costalerts": "cost-management/latest/userguide/ad-SNS.html",
    "events.rds": "AmazonRDS/latest/UserGuide/USER_Events.GrantingPermissions.html",
    "export.rds": "AmazonRDS/latest/UserGuide/USER_ExportSnapshot.html",
    "lambda.alarms.cloudwatch": "AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html",
    "logdelivery.elasticloadbalancing": "AmazonS3/latest/userguide/example-bucket-policies.html",
    "logging.s3": "AmazonS3/latest/userguide/enable-server-access-logging.html",
    "storage-lens.s3": "AmazonS3/latest/userguide/using-service-linked-roles.html",
    "streams.metrics.cloudwatch": "AmazonCloudWatch/latest/monitoring/CloudWatch-metric-streams-trustpolicy.html",
}
DOMAINS = re.compile(r"\.(amazonaws\.com(\.cn)?|aws\.internal|amazon\.com)$")
REGION = re.compile(r"\.[a-z]{2}(-[a-z]+)+-\d$")
# No part of a principal may be a wildcard (docs.aws.amazon.com/IAM/latest/UserGuide/
# reference_policies_elements_principal.html).
ACCOUNT = re.compile(
    r"\d{12}|arn:aws[a-z-]*:iam::\d{12}:(root|(user|role)/[^*?]+)|"
    r"arn:aws[a-z-]*:sts::\d{12}:(assumed-role/[^*?/]+/[^*?]+|federated-user/[^*?]+|self)|"
    r"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity [A-Z0-9]+|A(RO|ID)A[A-Z0-9]+"
)
OWN = re.compile(r"arn:aws:(iam|sts)::\d{12}:(?P<kind>user|role|assumed-role|oidc-provider|saml-provider)/(?P<name>.+)")
# IAM's own; AWS makes them when a service is used first, so that it names the service.
SERVICE_LINKED = re.compile(r"aws-service-role/(?P<service>[^/]+)/AWSServiceRoleFor\w+")
CANONICAL = re.compile(r"[0-9a-f]{64}")


@cache
def services() -> frozenset[str]:
    """The services that a policy can name, without their domain.

    Those of the catalog, those that AWS's managed policies name, and those whose endpoints and actions have one name.
    """
    named = re.findall(r'(?:"|aws-service-role/)([a-z0-9.-]+)\.amazonaws\.com', managed_policies())
    partitions: list[Mapping[str, Mapping[str, object]]]
    # botocore leaves its data untyped.
    partitions = cast(Any, session).get_session().get_data("endpoints")["partitions"]
    endpoints = frozenset(name for partition in partitions for name in partition["services"])
    given = (name for service in catalog.SERVICES.values() for name in service.principals)
    return (endpoints & policies.prefixes()).union(OTHERS, named, given)


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
    if kind == "CanonicalUser":
        return CANONICAL.fullmatch(name) is not None
    if kind == "AWS" and not ACCOUNT.fullmatch(name):
        return False
    own = OWN.fullmatch(name) if f"::{world.account}:" in name else None
    return kind in ("AWS", "Federated") and (own is None or _is_made(own["kind"], own["name"], name, world))


def _is_made(kind: str, name: str, arn: str, world: World) -> bool:
    """Whether the account has a user, role or provider; what nothing makes is not there."""
    if kind == "assumed-role":
        return any(each.inputs.get("name") == name.partition("/")[0] for each in world.of(iam.ROLE.token))
    if kind == "role" and name.startswith("aws-"):
        linked = SERVICE_LINKED.fullmatch(name)
        return linked is None or _is_service(linked["service"])
    made = {"role": iam.ROLE.token, "oidc-provider": iam.OPEN_ID_CONNECT_PROVIDER.token}
    return kind in made and world.with_arn(made[kind], arn) is not None


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
