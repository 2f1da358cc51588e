"""What the documents of IAM allow: what a policy lets an identity do, and whom a role trusts."""

import re
from collections.abc import Iterator, Sequence

from access.documents import Statement
from access.reach import is_administrator, unconfined, unnamed, whole_services
from access.strangers import admissions, anybody, services, subjects
from policy.checks.actions import DECRYPTING, ESCALATING, EXPOSING, PERMITTING, READING, WITHOUT_RESOURCE
from policy.checks.documents import OF_IDENTITY, OF_TRUST, documents
from policy.checks.properties import check
from policy.rule import Check
from policy.values import Values

# The keys of conditions by which a statement is about some resources, of those that it names.
ABOUT_RESOURCES = ("aws:Resource*", "aws:RequestTag/*", "cloudwatch:namespace", "ec2:*", "events:*", "kms:*", "s3:*")
# What that project makes has this path, which no workflow may change.
BOUNDARY = re.compile(r"arn:aws:iam::\d{12}:policy/ci/.+")
ABOUT_KEYS = ("kms:ViaService", "kms:EncryptionContext:SecretARN", "aws:ResourceAccount")
# They assume roles of their own account alone, or are not documented to say for whom they assume one.
SILENT_SERVICES = ("appconfig", "build.apprunner", "codedeploy", "ec2", "ecs", "lambda", "s3", "tasks.apprunner")
# DMS meets no condition when it assumes the role that it looks for by this name
# (terraform-aws-modules/terraform-aws-dms#84).
UNCONDITIONED_ROLES = {"dms-cloudwatch-logs-role": "dms.amazonaws.com"}


@check("actions and resources by name")
def no_admin_access(values: Values) -> Iterator[str]:
    """No document allows every action on every resource."""
    for statements in documents(values, OF_IDENTITY):
        if is_administrator(statements):
            yield "everything is allowed on everything"


@check("actions by name, not service:* and not NotAction")
def no_full_service_access(values: Values) -> Iterator[str]:
    """No document allows every action of a service."""
    for statements in documents(values, OF_IDENTITY):
        for pattern in whole_services(statements):
            yield f"every action of a service is allowed: {pattern}"


@check("the resource's ARN, where the action supports one")
def no_wildcard_resource(values: Values) -> Iterator[str]:
    """No statement allows on every resource what could be allowed on some."""
    for statements in documents(values, OF_IDENTITY):
        for item in statements:
            actions = unnamed(item, ABOUT_RESOURCES, WITHOUT_RESOURCE)
            if actions:
                yield f"actions that could be narrowed are allowed on everything: {', '.join(actions)}"


def _none_unconfined(actions: Sequence[str], problem: str, required: str, confining: Sequence[str] = ()) -> Check:
    """No document allows one of the actions on a resource that it does not name; what conditions say does not help."""

    @check(required)
    def problems(values: Values) -> Iterator[str]:
        for statements in documents(values, OF_IDENTITY):
            found = list(unconfined(statements, actions, confining))
            if found:
                yield f"{problem}: {', '.join(found)}"

    return problems


no_unrestricted_decrypt = _none_unconfined(
    DECRYPTING,
    "every key may be used to decrypt",
    "a key's ARN as the resource, or kms:ViaService as a condition",
    ABOUT_KEYS,
)
no_privilege_escalation = _none_unconfined(
    ESCALATING, "it can give itself other permissions", "the roles or functions that it may pass on or change, by ARN"
)
no_credentials_exposure = _none_unconfined(
    EXPOSING, "it can create credentials for others", "no actions that return credentials"
)
no_data_exfiltration = _none_unconfined(
    READING, "it can read all data of the account", "the bucket's, the secret's or the parameter's ARN"
)
no_permissions_management = _none_unconfined(
    PERMITTING, "it can give others access", "the resource's ARN, or leave the action out"
)


@check("permissions_boundary of the account's own project, below /ci/")
def within_boundary(values: Values) -> Iterator[str]:
    """The role has a boundary that its stack's own deployment can't change."""
    boundary = values.at("permissionsBoundary")
    if not boundary:
        yield "the role has no boundary"
    elif not BOUNDARY.fullmatch(str(boundary)):
        yield f"{boundary} is no boundary that the account's own project makes"


@check("assume_role_policy with a service or a role by name")
def no_public_trust(values: Values) -> Iterator[str]:
    """No statement trusts everybody, whatever its conditions are."""
    for statements in documents(values, OF_TRUST):
        for item in statements:
            unconditioned = Statement(effect=item.effect, actions=item.actions, principals=item.principals)
            if item.not_principals is not None or any(admissions([unconditioned], anybody())):
                yield "anybody may assume the role"


@check("assume_role_policy with a condition on aws:SourceAccount")
def no_confused_deputy(values: Values) -> Iterator[str]:
    """No statement trusts a service for whichever account asks it, unless the service meets no condition there."""
    unconditioned = UNCONDITIONED_ROLES.get(str(values.at("name")))
    for statements in documents(values, OF_TRUST):
        for found in admissions(statements, services(statements)):
            names = {name.partition(":")[2] for name in found.statement.principals or ()}
            documented = {name for name in names if name.partition(".amazonaws.com")[0] not in SILENT_SERVICES}
            if documented and names != {unconditioned}:
                yield f"the service may assume the role for another account: {', '.join(sorted(documented))}"


@check("assume_role_policy with a condition on the token's sub that names the repository or the user")
def no_unnamed_subject(values: Values) -> Iterator[str]:
    """No statement trusts an identity provider for subjects that it does not name."""
    for statements in documents(values, OF_TRUST):
        for found in admissions(statements, subjects(statements)):
            yield f"everybody whom the provider knows may assume the role: {found.caller.text}"
