"""Who may do what: roles, and the documents of identities."""

from collections.abc import Callable, Iterator

from policy.checks import given
from policy.documents import Statement, no_statement
from policy.rule import Rule
from policy.values import Values

ROLE = "aws:iam/role:Role"
IDENTITY_POLICIES = ("aws:iam/rolePolicy:RolePolicy", "aws:iam/policy:Policy")
ADMINISTRATORS = ("AdministratorAccess", "IAMFullAccess", "PowerUserAccess")
# Actions that IAM can't narrow to a resource (Service Authorization Reference), or whose resource AWS makes only then.
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
# Each of them lets an identity give itself other rights.
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
# They take roles of their own account alone, or are not known to say for whom they take one.
SILENT_SERVICES = ("appconfig", "build.apprunner", "ec2", "ecs", "lambda", "tasks.apprunner")
TRUST_CONDITIONS = ("aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID", "sts:ExternalId")


def _on_everything(item: Statement) -> bool:
    return item.allows and "*" in item.resources


def _is_administrator(item: Statement) -> bool:
    return _on_everything(item) and "*" in item.actions


def _whole_service(item: Statement) -> bool:
    return item.allows and any(action.endswith(":*") for action in item.actions)


def _decrypts_everything(item: Statement) -> bool:
    keys = any(resource == "*" or resource.endswith(":key/*") for resource in item.resources)
    free = not item.has_condition("kms:ViaService", "kms:EncryptionContext:SecretARN", "aws:ResourceAccount")
    return item.allows and keys and free and (item.takes("kms:Decrypt") or item.takes("kms:ReEncryptFrom"))


def _could_be_narrower(item: Statement) -> bool:
    def known(action: str) -> bool:
        return any(action == name or (name.endswith("*") and action.startswith(name[:-1])) for name in WITHOUT_RESOURCE)

    return _on_everything(item) and not item.conditions and not all(known(action) for action in item.actions)


def _free_to(actions: tuple[str, ...]) -> Callable[[Statement], bool]:
    """A statement that allows one of the actions on everything, with no condition."""
    return lambda item: _on_everything(item) and not item.conditions and any(item.takes(action) for action in actions)


def _trusts_anyone(item: Statement) -> bool:
    return item.allows and any("*" in names for names in item.principals.values())


def _trusts_a_service_blindly(item: Statement) -> bool:
    services = [name.partition(".amazonaws.com")[0] for name in item.principals.get("Service", ())]
    speaking = [name for name in services if name not in SILENT_SERVICES]
    return item.allows and bool(speaking) and not item.has_condition(*TRUST_CONDITIONS)


def _trusts_a_whole_provider(item: Statement) -> bool:
    subjects = [key for compared in item.conditions.values() for key in compared if key.endswith(":sub")]
    return item.allows and "Federated" in item.principals and not (subjects and item.has_condition(*subjects))


def _no_administrator(values: Values) -> Iterator[str]:
    name = str(values["policyArn"]).rpartition("/")[2]
    if name in ADMINISTRATORS:
        yield f"it attaches {name}"


RULES = (
    Rule(
        name="identity-is-no-administrator",
        controls=("FSBP IAM.1", "CIS 1.15", "CKV_AWS_62", "CKV_AWS_63"),
        severity="critical",
        types=IDENTITY_POLICIES,
        check=no_statement(_is_administrator, "everything is allowed on everything"),
        message="actions and resources by name",
    ),
    Rule(
        name="identity-has-no-whole-service",
        controls=("FSBP IAM.21",),
        severity="high",
        types=IDENTITY_POLICIES,
        check=no_statement(_whole_service, "every action of a service is allowed"),
        message="actions by name, not service:*",
    ),
    Rule(
        name="identity-decrypts-with-named-keys",
        controls=("FSBP KMS.1", "FSBP KMS.2"),
        severity="high",
        types=IDENTITY_POLICIES,
        check=no_statement(_decrypts_everything, "every key may be used to decrypt"),
        message="the key's ARN as the resource, or a condition on kms:ViaService",
    ),
    Rule(
        name="identity-acts-on-named-resources",
        controls=("CKV_AWS_290", "CKV_AWS_355"),
        severity="medium",
        types=IDENTITY_POLICIES,
        check=no_statement(_could_be_narrower, "actions that could be narrowed are allowed on everything"),
        message="the resource's ARN, where the action takes one",
    ),
    Rule(
        name="identity-cannot-raise-itself",
        controls=("CKV_AWS_286",),
        severity="critical",
        types=IDENTITY_POLICIES,
        check=no_statement(_free_to(ESCALATING), "it can give itself other rights"),
        message="the roles or functions that it may hand on or change, by ARN",
    ),
    Rule(
        name="identity-hands-out-no-credentials",
        controls=("CKV_AWS_287",),
        severity="high",
        types=IDENTITY_POLICIES,
        check=no_statement(_free_to(EXPOSING), "it can make credentials for others"),
        message="leave actions out that return credentials",
    ),
    Rule(
        name="identity-reads-named-data",
        controls=("CKV_AWS_288",),
        severity="high",
        types=IDENTITY_POLICIES,
        check=no_statement(_free_to(READING), "it can read all data of the account"),
        message="the bucket's, the secret's or the parameter's ARN",
    ),
    Rule(
        name="identity-manages-no-permissions",
        controls=("CKV_AWS_289",),
        severity="high",
        types=IDENTITY_POLICIES,
        check=no_statement(_free_to(PERMITTING), "it can let others in"),
        message="the resource's ARN, or leave the action out",
    ),
    Rule(
        name="role-does-not-trust-anyone",
        controls=("CKV_AWS_60", "CKV_AWS_61"),
        severity="critical",
        types=(ROLE,),
        check=no_statement(_trusts_anyone, "anybody may take the role"),
        message="assume_role_policy with a service or a role by name",
    ),
    Rule(
        name="role-is-taken-for-its-own-account",
        controls=("own",),
        severity="medium",
        types=(ROLE,),
        check=no_statement(_trusts_a_service_blindly, "the service may take the role for another account"),
        message="assume_role_policy with a condition on aws:SourceAccount",
    ),
    Rule(
        name="role-pins-who-is-federated",
        controls=("CKV_AWS_358", "CKV_AWS_393"),
        severity="critical",
        types=(ROLE,),
        check=no_statement(_trusts_a_whole_provider, "everybody whom the provider knows may take the role"),
        message="assume_role_policy with a condition on the token's sub",
    ),
    Rule(
        name="role-says-what-it-is-for",
        controls=("own",),
        severity="low",
        types=(ROLE,),
        check=given("description"),
        message="description: what whoever takes it may do",
    ),
    Rule(
        name="role-is-given-no-administration",
        controls=("CKV_AWS_274",),
        severity="critical",
        types=("aws:iam/rolePolicyAttachment:RolePolicyAttachment",),
        check=_no_administrator,
        message=f"a policy other than {', '.join(ADMINISTRATORS)}",
    ),
)
