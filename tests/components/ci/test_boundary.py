"""What no workflow's role may do, whatever else somebody attaches to it."""

import pytest

from simulated_aws.deployment.actions import OPERATIONS
from tests.components.ci.account import account
from tests.components.ci.permissions import ADMINISTRATOR, OTHER_KEY, Role, role
from tests.components.ci.test_calls import asked, is_reading
from tests.support.samples import ACCOUNT

KINDS = ("preview", "deploy", "drift")


@pytest.mark.parametrize("bounded", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_no_role_reads_data_even_as_an_administrator(kind: str, bounded: bool) -> None:
    administrator = Role(account(), f"{kind}-prod", ADMINISTRATOR, bounded=bounded)
    assert administrator.may("rds:DescribeDBInstances")
    assert not administrator.may("secretsmanager:GetSecretValue")
    assert not administrator.may("secretsmanager:BatchGetSecretValue")
    assert not administrator.may("sqs:ReceiveMessage")
    assert not administrator.may("s3:GetObject", "arn:aws:s3:::landing-prod/received/file")
    assert not administrator.may("kms:Decrypt", OTHER_KEY)


@pytest.mark.parametrize("kind", ["preview", "drift"])
def test_parameters_stay_closed_but_for_awss_own_and_the_note_of_a_failover(kind: str) -> None:
    administrator = Role(account(), f"{kind}-prod", ADMINISTRATOR)
    parameters = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter"
    assert administrator.may("ssm:GetParameter", "arn:aws:ssm:eu-west-2::parameter/aws/service/fis/layer")
    assert not administrator.may("ssm:GetParameter", f"{parameters}/anything")
    assert not administrator.may("ssm:GetParameter", f"{parameters}/payments/dev/failover")
    assert administrator.may("ssm:GetParameter", f"{parameters}/payments/prod/failover")
    assert not administrator.may("ssm:GetParametersByPath", f"{parameters}/payments/dev")
    assert not administrator.may("ssm:GetParametersByPath", f"{parameters}/payments/prod2")
    assert not administrator.may("ssm:GetParametersByPath", f"{parameters}/")


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
    administrator = Role(account(), f"{kind}-prod", ADMINISTRATOR)
    bucket, key = (account().one(name).properties["arn"] for name in ("state-store-bucket", "state-key"))
    boundary, itself = administrator.resource.inputs["permissionsBoundary"], administrator.resource.properties["arn"]
    provider = account().one("github-provider").properties["arn"]
    in_iam = {"aws__RequestedRegion": "us-east-1"}
    others = f"arn:aws:iam::{ACCOUNT}:role/a-role-prod-1"
    bounded = {"iam__PermissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/ci/program-boundary-prod"}
    assert administrator.may("iam:PutRolePolicy", others, **in_iam, **bounded) == (kind != "preview")
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
        assert not administrator.may(action, resource, **in_iam, **bounded), action
        assert not administrator.may(action, resource), action


def test_a_preview_writes_nothing_even_as_an_administrator() -> None:
    administrator = Role(account(), "preview-prod", ADMINISTRATOR)
    writing = [each for each in asked("prod", OPERATIONS) if not is_reading(each)]
    assert len(writing) > 500
    assert [each.action for each in writing if administrator.allows(each)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_other_regions_are_closed(kind: str) -> None:
    administrator = Role(account(), f"{kind}-prod", ADMINISTRATOR)
    assert role(kind).may("rds:DescribeDBInstances", aws__RequestedRegion="eu-west-1")
    assert not administrator.may("rds:CreateDBInstance", aws__RequestedRegion="ap-southeast-2")
    assert not role(kind).may("rds:DescribeDBInstances", aws__RequestedRegion="us-east-1")
