"""What the statements of IAM's documents allow: what a policy lets an identity do, and whom a role trusts."""

from collections.abc import Iterator, Sequence

from policy.checks.documents import Statement, matches, no_statement, statements
from policy.checks.properties import check
from policy.rule import Check
from policy.values import Values

# Actions that IAM can't narrow to a resource (Service Authorization Reference), or whose resource they create.
WITHOUT_RESOURCE = (
    "cloudwatch:DescribeAlarms",
    "cloudwatch:PutMetricData",
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:Describe*",
    "ec2:UnassignPrivateIpAddresses",
    "ecr:GetAuthorizationToken",
    "logs:CreateLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "tag:GetResources",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
)
# Each of them lets an identity give itself other permissions.
ESCALATING = (
    "iam:AddUserToGroup",
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreatePolicyVersion",
    "iam:PassRole",
    "iam:PutRolePolicy",
    "iam:PutUserPolicy",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateAssumeRolePolicy",
    "lambda:UpdateFunctionCode",
    "sts:AssumeRole",
)
# Each of them returns a credential.
EXPOSING = (
    "chime:CreateApiKey",
    "codepipeline:PollForJobs",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:ResetServiceSpecificCredential",
    "iam:UpdateAccessKey",
    "redshift:GetClusterCredentials",
    "sts:GetFederationToken",
    "sts:GetSessionToken",
)
# Each of them gives others access.
PERMITTING = (
    "iam:DeleteRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "kms:CreateGrant",
    "kms:PutKeyPolicy",
    "lambda:AddPermission",
    "ram:CreateResourceShare",
    "s3:PutBucketPolicy",
    "secretsmanager:PutResourcePolicy",
    "sns:AddPermission",
    "sqs:AddPermission",
)
READING = ("s3:GetObject", "secretsmanager:GetSecretValue", "ssm:GetParameter", "ssm:GetParameters")
# They assume roles of their own account alone, or are not documented to say for whom they assume one.
SILENT_SERVICES = ("appconfig", "build.apprunner", "codedeploy", "ec2", "ecs", "lambda", "tasks.apprunner")
# DMS meets no condition when it assumes the role that it looks for by this name
# (terraform-aws-modules/terraform-aws-dms#84).
UNCONDITIONED_ROLES = {"dms-cloudwatch-logs-role": ["dms.amazonaws.com"]}
TRUST_CONDITIONS = ("aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID", "sts:ExternalId")


def _on_everything(item: Statement) -> bool:
    return item.allows and "*" in item.resources


@no_statement("everything is allowed on everything", required="actions and resources by name")
def no_admin_access(item: Statement) -> bool:
    """No statement allows every action on every resource."""
    return _on_everything(item) and "*" in item.actions


@no_statement("every action of a service is allowed", required="actions by name, not service:*")
def no_full_service_access(item: Statement) -> bool:
    """No statement allows every action of a service."""
    return item.allows and any(action.endswith(":*") for action in item.actions)


@no_statement(
    "every key may be used to decrypt", required="a key's ARN as the resource, or kms:ViaService as a condition"
)
def no_unrestricted_decrypt(item: Statement) -> bool:
    """No statement allows decryption with every key, in any way."""
    keys = any(resource == "*" or resource.endswith(":key/*") for resource in item.resources)
    free = not item.has_condition("kms:ViaService", "kms:EncryptionContext:SecretARN", "aws:ResourceAccount")
    return item.allows and keys and free and (item.covers("kms:Decrypt") or item.covers("kms:ReEncryptFrom"))


@no_statement(
    "actions that could be narrowed are allowed on everything",
    required="the resource's ARN, where the action supports one",
)
def no_wildcard_resource(item: Statement) -> bool:
    """No statement allows on every resource what could be allowed on some."""
    return (
        _on_everything(item)
        and not item.conditions
        and not all(any(matches(name, action) for name in WITHOUT_RESOURCE) for action in item.actions)
    )


def _none_unrestricted(actions: Sequence[str], problem: str, required: str) -> Check:
    """No statement allows one of the actions on everything, with no condition."""

    @no_statement(problem, required=required)
    def check(item: Statement) -> bool:
        return _on_everything(item) and not item.conditions and any(item.covers(action) for action in actions)

    return check


no_privilege_escalation = _none_unrestricted(
    ESCALATING, "it can give itself other permissions", "the roles or functions that it may pass on or change, by ARN"
)
no_credentials_exposure = _none_unrestricted(
    EXPOSING, "it can create credentials for others", "no actions that return credentials"
)
no_data_exfiltration = _none_unrestricted(
    READING, "it can read all data of the account", "the bucket's, the secret's or the parameter's ARN"
)
no_permissions_management = _none_unrestricted(
    PERMITTING, "it can give others access", "the resource's ARN, or leave the action out"
)


@no_statement("anybody may assume the role", required="assume_role_policy with a service or a role by name")
def no_public_trust(item: Statement) -> bool:
    """No statement trusts everybody."""
    return item.allows and any("*" in names for names in item.principals.values())


@check("assume_role_policy with a condition on aws:SourceAccount")
def no_confused_deputy(values: Values) -> Iterator[str]:
    """No statement trusts a service for whichever account asks it, unless the service meets no condition there."""
    unconditioned = UNCONDITIONED_ROLES.get(str(values.at("name")))
    for item in statements(values):
        if _is_for_any_account(item) and list(item.principals["Service"]) != unconditioned:
            yield f"the service may assume the role for another account: {', '.join(item.actions)}"


def _is_for_any_account(item: Statement) -> bool:
    services = [name.partition(".amazonaws.com")[0] for name in item.principals.get("Service", ())]
    documented = [name for name in services if name not in SILENT_SERVICES]
    return item.allows and bool(documented) and not item.has_condition(*TRUST_CONDITIONS)


@no_statement(
    "everybody whom the provider knows may assume the role",
    required="assume_role_policy with a condition on the token's sub",
)
def no_unnamed_subject(item: Statement) -> bool:
    """No statement trusts an identity provider for all its subjects."""
    subjects = [key for compared in item.conditions.values() for key in compared if key.endswith(":sub")]
    return item.allows and "Federated" in item.principals and not (subjects and item.has_condition(*subjects))
