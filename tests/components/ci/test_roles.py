"""What GitHub's workflows may do in the account, and what not."""

import json
import re
from collections.abc import Iterator
from functools import cache

import pytest
import yaml

from catalog import SERVICES, cloudwatch, ec2, lambda_, sqs
from components.ci import DeploymentRolesArgs
from config.project import PROJECT
from simulated_aws.schemas import schema_of
from tests.components.ci.account import account, build_account
from tests.components.ci.permissions import ADMINISTRATOR, Role
from tests.support.graph import STACKS, Graph, build_stack
from tests.support.samples import ACCOUNT, NAMING

KINDS = ("preview", "deploy", "drift")
OTHER_KEY = "arn:aws:kms:eu-west-2:123456789012:key/another"
# What AWS's resource types declare for what the program does not use, or only on behalf of whoever deploys.
NOT_NEEDED = re.compile(
    "|".join(
        [
            "(apigateway|autoscaling|billing|ds|elasticfilesystem|firehose|redshift|s3files|s3tables|vpc-lattice|vpce):.*",
            "ec2:(AcceptAddressTransfer|AssignPrivate.*|UnassignPrivate.*|AttachAppliance.*|DetachAppliance.*)",
            "ecs:PutAccountSetting.*",
            # Values that the program neither sets nor reads.
            "secretsmanager:(GetRandomPassword|GetSecretValue)",
            "s3:(REST.*|Get(?!Bucket|Lifecycle|Replication).*|Put(?!Bucket).*|Create(?!Bucket$).*|DeleteJob.*|List.*|Update.*)",
            "kms:(Decrypt|ReEncrypt.*)",
            # A bucket that holds files is emptied by a person.
            "s3:DeleteObject",
            "cloudwatch:GetMetric.*",
            "logs:(GetLogDelivery|UpdateLogDelivery)",
            "iam:(.*PermissionsBoundary|.*ServiceLinkedRoleDeletionStatus|DeleteServiceLinkedRole)",
            "sns:PutDataProtectionPolicy",
            "lambda:(AssociateRuntimeAlias|PassCapacityProvider)",
            "transfer:UnTagResource",
        ]
    )
)  # fmt: skip
GLOBAL = ("budgets", "ce", "iam", "route53")


def role(kind: str, stack: str = "prod", graph: Graph | None = None) -> Role:
    return Role(graph or account(), f"{kind}-{stack}")


@cache
def program(stack: str) -> Graph:
    return build_stack(stack)


def declared(stack: str, *handlers: str) -> set[str]:
    """The actions that AWS's own resource types need for what the stack holds."""
    types = {item.token for item in program(stack) if item.custom and item.token.startswith("aws:")}
    return {
        action
        for token in types
        for handler in handlers
        for action in schema_of(token).get("handlers", {}).get(handler, {}).get("permissions", ())
        if not NOT_NEEDED.fullmatch(action)
    }


def asked(action: str, stack: str) -> tuple[str, dict[str, str]]:
    """What an action is asked for, and where."""
    service = action.split(":")[0]
    region = "us-east-1" if service in GLOBAL else "eu-west-2"
    context = {"aws__RequestedRegion": region}
    if service != "iam":
        return "arn:aws:any:eu-west-2:123456789012:thing", context
    if action == "iam:CreateServiceLinkedRole":
        return f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS", context
    context |= {
        "iam__PolicyARN": "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
        "iam__PassedToService": "lambda.amazonaws.com",
    }
    return f"arn:aws:iam::{ACCOUNT}:role/payments-processor-role-{stack}-1a2b3c4", context


@pytest.mark.parametrize(
    ("kind", "contexts"),
    [
        ("preview", ["pull_request", "ref:refs/heads/main"]),
        ("deploy", ["environment:prod"]),
        ("drift", ["environment:prod-drift"]),
    ],
)
def test_a_role_is_for_one_kind_of_workflow_of_one_repository(kind: str, contexts: list[str]) -> None:
    (statement,) = role(kind).resource.policy("assumeRolePolicy")
    provider = account().one("github-provider")
    assert statement["Principal"] == {"Federated": provider.properties["arn"]}
    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert statement["Condition"] == {
        "StringEquals": {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": [
                f"repo:example-organisation/payments:{context}" for context in contexts
            ],
        }
    }


@pytest.mark.parametrize("stack", STACKS)
def test_the_deploy_role_may_do_all_that_awss_own_types_need_for_the_program(stack: str) -> None:
    needed = declared(stack, "create", "read", "update", "delete")
    assert len(needed) > 150
    deploying = role("deploy", stack)

    def may(action: str) -> bool:
        resource, context = asked(action, stack)
        return deploying.may(action, resource, **context)

    assert sorted(action for action in needed if not may(action)) == []


@pytest.mark.parametrize("stack", STACKS)
def test_the_preview_role_sees_everything_and_changes_nothing(stack: str) -> None:
    seen = declared(stack, "read", "list")
    # What a type reads before it writes is in neither list of its own.
    read = re.compile(r"[\w-]+:(BatchGet|Describe|Get|List|View).*")
    changed = {action for action in declared(stack, "create", "update", "delete") if not read.fullmatch(action)}
    assert len(seen) > 60
    assert len(changed) > 100
    previewing = role("preview", stack)

    def may(action: str) -> bool:
        resource, context = asked(action, stack)
        return previewing.may(action, resource, **context)

    assert sorted(action for action in seen if read.fullmatch(action) and not may(action)) == []
    assert sorted(action for action in changed if may(action)) == []


def test_whoever_deploys_can_look_at_the_account_afterwards() -> None:
    sources = "".join(path.read_text() for path in (PROJECT / "ops" / "verify").glob("*.py"))
    asked_of: set[str] = set(re.findall(r'\.(?:all|client)\("([a-z0-9-]+)"', sources))
    assert len(asked_of) > 8
    prefixes = {"resourcegroupstaggingapi": "tag"}
    assert {prefixes.get(service, service) for service in asked_of} <= {
        *(prefix for prefix, service in SERVICES.items() if service.read),
        "ssm",
    }
    assert role("deploy").may("tag:GetResources", "*")
    assert role("deploy").may("ssm:GetParameter", f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/payments/prod/failover")
    assert not role("deploy").may("ssm:GetParameter", f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/anything")


@pytest.mark.parametrize("bounded", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_no_role_reads_data_even_as_an_administrator(kind: str, bounded: bool) -> None:
    administrator = Role(account(), f"{kind}-prod", [ADMINISTRATOR], bounded=bounded)
    assert administrator.may("rds:DescribeDBInstances")
    assert not administrator.may("secretsmanager:GetSecretValue")
    assert not administrator.may("secretsmanager:BatchGetSecretValue")
    assert not administrator.may("sqs:ReceiveMessage")
    assert not administrator.may("s3:GetObject", "arn:aws:s3:::landing-prod/received/file")
    assert not administrator.may("kms:Decrypt", OTHER_KEY)


@pytest.mark.parametrize("kind", ["preview", "drift"])
def test_parameters_stay_closed_but_for_awss_own_and_the_note_of_a_failover(kind: str) -> None:
    administrator = Role(account(), f"{kind}-prod", [ADMINISTRATOR])
    parameters = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter"
    assert administrator.may("ssm:GetParameter", "arn:aws:ssm:eu-west-2::parameter/aws/service/fis/layer")
    assert not administrator.may("ssm:GetParameter", f"{parameters}/anything")
    assert not administrator.may("ssm:GetParameter", f"{parameters}/payments/dev/failover")
    assert administrator.may("ssm:GetParameter", f"{parameters}/payments/prod/failover") == (kind == "drift")


def test_functions_show_their_variables_to_drift_and_deploy_alone() -> None:
    through = {"kms__ViaService": "lambda.eu-west-2.amazonaws.com"}
    assert [role(kind).may("kms:Decrypt", OTHER_KEY, **through) for kind in KINDS] == [False, True, True]


@pytest.mark.parametrize("kind", KINDS)
def test_the_state_of_the_own_stack_alone_can_be_read_and_a_preview_writes_none(kind: str) -> None:
    of_prod, acting = role(kind), kind != "preview"
    bucket, key = (account().one(name).properties["arn"] for name in ("state-store-bucket", "state-key"))
    places = ("stacks/payments/prod.json", "history/payments/prod/1.json", "locks/organization/payments/prod/1.json")
    for place in places:
        assert of_prod.may("s3:GetObject", f"{bucket}/.pulumi/{place}")
        assert of_prod.may("s3:PutObject", f"{bucket}/.pulumi/{place}") == acting
        assert not of_prod.may("s3:GetObject", f"{bucket}/.pulumi/{place.replace('prod', 'dev')}")
        assert not of_prod.may("s3:GetObject", f"{bucket}/.pulumi/{place.replace('prod', 'prod2')}")
    assert of_prod.may("s3:GetObject", f"{bucket}/.pulumi/meta.yaml")
    assert of_prod.may("s3:ListBucket", bucket)
    assert of_prod.may("kms:Decrypt", key)
    assert of_prod.may("kms:GenerateDataKey", key) == acting


@pytest.mark.parametrize("kind", KINDS)
def test_no_role_changes_itself_its_boundary_its_trust_or_the_store_even_as_an_administrator(kind: str) -> None:
    administrator = Role(account(), f"{kind}-prod", [ADMINISTRATOR])
    bucket, key = (account().one(name).properties["arn"] for name in ("state-store-bucket", "state-key"))
    boundary, itself = administrator.resource.inputs["permissionsBoundary"], administrator.resource.properties["arn"]
    provider = account().one("github-provider").properties["arn"]
    in_iam = {"aws__RequestedRegion": "us-east-1"}
    assert administrator.may("iam:PutRolePolicy", f"arn:aws:iam::{ACCOUNT}:role/a-role-prod-1", **in_iam)
    for action, resource in [
        ("iam:PutRolePolicy", itself),
        ("iam:AttachRolePolicy", itself),
        ("iam:UpdateAssumeRolePolicy", itself),
        ("iam:DeleteRolePermissionsBoundary", itself),
        ("iam:CreatePolicyVersion", boundary),
        ("iam:UpdateOpenIDConnectProviderThumbprint", provider),
        ("iam:CreateUser", f"arn:aws:iam::{ACCOUNT}:user/somebody"),
        ("iam:CreateAccessKey", f"arn:aws:iam::{ACCOUNT}:user/somebody"),
        ("organizations:LeaveOrganization", "*"),
        ("s3:PutBucketVersioning", bucket),
        ("s3:DeleteBucket", bucket),
        ("kms:ScheduleKeyDeletion", key),
        ("kms:PutKeyPolicy", key),
    ]:
        assert not administrator.may(action, resource, **in_iam), action
        assert not administrator.may(action, resource), action


@pytest.mark.parametrize("kind", KINDS)
def test_other_regions_are_closed(kind: str) -> None:
    administrator = Role(account(), f"{kind}-prod", [ADMINISTRATOR])
    assert role(kind).may("rds:DescribeDBInstances", aws__RequestedRegion="eu-west-1")
    assert not administrator.may("rds:CreateDBInstance", aws__RequestedRegion="ap-southeast-2")
    assert not role(kind).may("rds:DescribeDBInstances", aws__RequestedRegion="us-east-1")


@pytest.mark.parametrize("stack", STACKS)
def test_the_programs_roles_can_be_made_and_handed_to_the_services_that_take_them(stack: str) -> None:
    deploying = role("deploy", stack)
    in_iam = {"aws__RequestedRegion": "us-east-1"}
    made = {item.properties["name"]: item for item in program(stack).of("Role")}
    assert len(made) > 8
    for name, item in made.items():
        path = item.inputs.get("path", "/")
        # The engine names what has no name of its own.
        full = name if "name" in item.inputs and not name.startswith(item.name) else f"{item.name}-{stack}-1a2b3c4"
        arn = f"arn:aws:iam::{ACCOUNT}:role{path}{full}"
        assert deploying.may("iam:CreateRole", arn, **in_iam), arn
        for service in services(json.loads(item.inputs["assumeRolePolicy"])["Statement"]):
            assert deploying.may("iam:PassRole", arn, iam__PassedToService=service), (arn, service)
        assert not deploying.may("iam:PassRole", arn, iam__PassedToService="glue.amazonaws.com")
    arn = f"arn:aws:iam::{ACCOUNT}:role/payments-processor-role-{stack}-1a2b3c4"
    for item in program(stack).of("RolePolicyAttachment"):
        attached = {"iam__PolicyARN": item.inputs["policyArn"], **in_iam}
        assert deploying.may("iam:AttachRolePolicy", arn, **attached), item.inputs["policyArn"]
    administrator = {"iam__PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess", **in_iam}
    assert not deploying.may("iam:AttachRolePolicy", arn, **administrator)


def services(statements: list[dict[str, dict[str, str | list[str]]]]) -> Iterator[str]:
    for statement in statements:
        named = statement["Principal"].get("Service", [])
        yield from [named] if isinstance(named, str) else named


def test_one_stacks_role_makes_no_role_of_another_stack() -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:role/payments-processor-role-prod-1a2b3c4"
    assert not role("deploy", "dev").may("iam:CreateRole", arn, aws__RequestedRegion="us-east-1")


# What remediates each entry of the list.
REMEDIATIONS = {
    lambda_.FUNCTION.token: ["lambda:PutFunctionConcurrency", "lambda:UpdateFunctionConfiguration"],
    "aws:vpc/securityGroup*Rule:*": [
        "ec2:AuthorizeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupIngress", "ec2:ModifySecurityGroupRules",
        "ec2:RevokeSecurityGroupIngress",
    ],
    cloudwatch.METRIC_ALARM.token: ["cloudwatch:PutMetricAlarm"],
    cloudwatch.LOG_GROUP.token: ["logs:PutRetentionPolicy"],
    ec2.FLOW_LOG.token: ["ec2:CreateFlowLogs"],
    sqs.QUEUE.token: ["sqs:SetQueueAttributes"],
    "*": ["ec2:CreateTags", "rds:AddTagsToResource", "sns:TagResource", "sqs:TagQueue", "s3:PutBucketTagging"],
}  # fmt: skip
NAMED = {
    "cloudwatch": f"arn:aws:cloudwatch:eu-west-2:{ACCOUNT}:alarm:queue-age-prod",
    "lambda": f"arn:aws:lambda:eu-west-2:{ACCOUNT}:function:payment-processor-prod",
    "logs": f"arn:aws:logs:eu-west-2:{ACCOUNT}:log-group:/payments/payment-processor-prod:*",
    "sqs": f"arn:aws:sqs:eu-west-2:{ACCOUNT}:queue-queue-prod-1a2b3c4",
}


def test_drift_may_remediate_what_is_on_the_list_and_nothing_that_is_for_people() -> None:
    rules = yaml.safe_load((PROJECT / "ops" / "drift" / "remediation.yaml").read_text())
    drifting = role("drift")
    for entry in rules["remediate"]:
        for action in REMEDIATIONS[entry["type"]]:
            assert drifting.may(action, NAMED.get(action.split(":")[0], "*")), action
    for action in (
        "rds:ModifyDBInstance", "rds:DeleteDBInstance", "kms:ScheduleKeyDeletion", "kms:TagResource",
        "secretsmanager:UpdateSecret", "secretsmanager:TagResource", "iam:PutRolePolicy", "iam:TagRole",
        "lambda:UpdateFunctionCode", "lambda:AddPermission", "ec2:CreateVpc", "s3:PutBucketPolicy",
    ):  # fmt: skip
        assert not drifting.may(action, f"arn:aws:iam::{ACCOUNT}:role/a-role-prod-1"), action
    other = NAMED["lambda"].replace("-prod", "-dev")
    assert not drifting.may("lambda:UpdateFunctionConfiguration", other)


def test_drift_notifies_the_encrypted_topic() -> None:
    topic = f"arn:aws:sns:eu-west-2:{ACCOUNT}:{program('prod').one('alerts-topic').name}-prod-1a2b3c4"
    assert role("drift").may("sns:Publish", topic)
    assert role("drift").may("kms:GenerateDataKey", OTHER_KEY, kms__ViaService="sns.eu-west-2.amazonaws.com")
    assert not role("preview").may("sns:Publish", topic)


def test_a_new_repository_is_named_with_its_numbers() -> None:
    graph = build_account(changes={"repository": "example-organisation@1/payments@2"})
    (statement,) = role("deploy", graph=graph).resource.policy("assumeRolePolicy")
    subject = statement["Condition"]["StringEquals"]["token.actions.githubusercontent.com:sub"]
    assert subject == ["repo:example-organisation@1/payments@2:environment:prod"]


@pytest.mark.parametrize("repository", ["*/payments", "example-organisation/*", "payments", "a/b:environment", ""])
def test_a_repository_that_could_be_another_one_too_is_refused(repository: str) -> None:
    with pytest.raises(ValueError, match="repository must be owner/name"):
        arguments(repository=repository)


def test_a_role_without_regions_is_refused() -> None:
    with pytest.raises(ValueError, match="regions must name one at least"):
        arguments(regions=[])


def arguments(repository: str = "a/b", regions: list[str] | None = None) -> DeploymentRolesArgs:
    return DeploymentRolesArgs(
        naming=NAMING,
        account_id=ACCOUNT,
        repository=repository,
        regions=["eu-west-2"] if regions is None else regions,
        provider_arn="arn:aws:iam::aws:oidc-provider/github",
        state_bucket_arn="arn:aws:s3:::state",
        state_key_arn="arn:aws:kms:eu-west-2:aws:key/state",
    )
