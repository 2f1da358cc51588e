"""A role that a service may not assume is refused where it is given to the service."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from simulated_aws import declarations
from simulated_aws.account import Account
from simulated_aws.kinds.admission import ADMISSIONS
from simulated_aws.kinds.permissions import PERMISSIONS
from simulated_aws.kinds.trust import NAMED, TRUSTS
from simulated_aws.modelling import AwsError
from tests.support.graph import Graph, build_stack
from tests.support.replay import Change, replayed

ACCOUNT = "123456789012"
# The role, what it is given to, and how AWS answers where it may not be assumed.
CONSUMERS = [
    ("database-server-monitoring-role", "monitoringRoleArn: InvalidParameterValue: IAM role ARN value is invalid"),
    ("payments-payment-processor-role", "role: InvalidParameterValueException: The role defined for the function"),
    ("payments-rollout-role", "serviceRoleArn: InvalidRoleException: AWS CodeDeploy does not have the permissions"),
    ("recovery-plan-role", "executionRole: AccessDenied: arc-region-switch.amazonaws.com is not authorized"),
    ("network-flow-logs-role", "iamRoleArn: AccessDenied: vpc-flow-logs.amazonaws.com is not authorized"),
    ("flags-alarms-role", r"monitors\[0\].alarmRoleArn: AccessDenied: appconfig.amazonaws.com is not authorized"),
    ("dms-target-role", "should have the DMS Regional Service Principal 'dms.eu-west-2.amazonaws.com'"),
    ("dms-account-dms-vpc-role", "AccessDenied: dms.amazonaws.com is not authorized"),
    ("dms-account-dms-cloudwatch-logs-role", "AccessDenied: dms.amazonaws.com is not authorized"),
    ("container-platform-execution-role", "executionRoleArn: AccessDenied: ecs-tasks.amazonaws.com"),
    ("container-platform-task-role", "taskRoleArn: AccessDenied: ecs-tasks.amazonaws.com"),
    ("container-platform-infrastructure-role", "infrastructureRoleArn: AccessDenied: ecs.amazonaws.com"),
    ("transfer-landing-scanner-role", "role: AccessDenied: malware-protection-plan.guardduty.amazonaws.com"),
    ("transfer-landing-mover-role", "onUpload.executionRole: AccessDenied: transfer.amazonaws.com"),
    ("transfer-users-example-bank-role", "role: AccessDenied: transfer.amazonaws.com"),
    ("transfer-replication-role", "role: AccessDenied: s3.amazonaws.com"),
    ("server-migration-roles-AWSApplicationMigrationAgentRole", "AccessDenied: mgn.amazonaws.com"),
    ("server-migration-roles-AWSApplicationMigrationReplicationServerRole", "AccessDenied: ec2.amazonaws.com"),
]


def trusting(**changes: Any) -> Change:
    """The trust policy with other elements in its first statement."""

    def change(inputs: dict[str, Any]) -> Mapping[str, Any]:
        document = json.loads(inputs["assumeRolePolicy"])
        document["Statement"][0] |= changes
        return inputs | {"assumeRolePolicy": json.dumps(document)}

    return change


@pytest.fixture(scope="module")
def prod() -> Graph:
    return build_stack("prod")


@pytest.mark.parametrize(("role", "message"), CONSUMERS)
def test_a_role_that_its_service_may_not_assume_is_refused(prod: Graph, role: str, message: str) -> None:
    assert re.search(message, replayed(prod, {role: trusting(Principal={"Service": "glue.amazonaws.com"})}))


@pytest.mark.parametrize(
    "changes",
    [
        {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}},
        {"Action": "sts:AssumeRoleWithWebIdentity"},
        {"Effect": "Deny"},
        {"Condition": {"StringEquals": {"aws:SourceAccount": "210987654321"}}},
    ],
    ids=str,
)
def test_a_role_is_assumed_by_principal_action_effect_and_conditions(prod: Graph, changes: dict[str, Any]) -> None:
    assert "InvalidRoleException" in replayed(prod, {"payments-rollout-role": trusting(**changes)})


@pytest.mark.parametrize(
    ("role", "condition"),
    [
        (
            "transfer-landing-mover-role",
            {"ArnLike": {"aws:SourceArn": "arn:aws:transfer:eu-west-1:*:workflow/*"}},
        ),
        ("transfer-landing-mover-role", {"ArnLike": {"aws:SourceArn": f"arn:aws:transfer:eu-west-2:{ACCOUNT}:user/*"}}),
        ("network-flow-logs-role", {"ArnLike": {"aws:SourceArn": f"arn:aws:ec2:eu-west-1:{ACCOUNT}:vpc-flow-log/*"}}),
        ("transfer-landing-scanner-role", {"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::a-bucket"}}),
        # S3 is not documented to say for whom it replicates.
        ("transfer-replication-role", {"StringEquals": {"aws:SourceAccount": ACCOUNT}}),
    ],
)
def test_a_role_for_another_source_than_the_services_is_refused(prod: Graph, role: str, condition: object) -> None:
    assert "AccessDenied" in replayed(prod, {role: trusting(Condition=condition)})


@pytest.mark.parametrize(
    ("role", "changes"),
    [
        ("payments-rollout-role", {"Principal": {"Service": "codedeploy.eu-west-2.amazonaws.com"}}),
        ("payments-rollout-role", {"Principal": {"Service": ["lambda.amazonaws.com", "codedeploy.amazonaws.com"]}}),
        ("payments-payment-processor-role", {"Action": ["sts:*"]}),
        ("payments-payment-processor-role", {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}),
        ("network-flow-logs-role", {"Condition": {"StringLike": {"aws:SourceAccount": "1234*"}}}),
        ("network-flow-logs-role", {"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:ec2:*:*:vpc-flow-log/fl-1"}}}),
    ],
)
def test_a_role_that_its_service_may_assume_otherwise_is_taken(prod: Graph, role: str, changes: dict[str, Any]) -> None:
    assert replayed(prod, {role: trusting(**changes)}) == ""


def test_the_role_for_dms_logs_takes_no_conditions_and_the_one_for_networks_does(prod: Graph) -> None:
    condition = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    refused = replayed(prod, {"dms-account-dms-cloudwatch-logs-role": trusting(Condition=condition)})
    assert "assumeRolePolicy: AccessDenied: dms-cloudwatch-logs-role takes no conditions" in refused
    assert replayed(prod, {"dms-account-dms-vpc-role": trusting(Condition=condition)}) == ""


@pytest.mark.parametrize("name", NAMED)
def test_a_role_that_a_service_looks_for_by_name_trusts_that_service(name: str) -> None:
    def policy(service: str) -> str:
        allowed = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": service}}
        return json.dumps({"Version": "2012-10-17", "Statement": [allowed]})

    account = Account()
    with pytest.raises(AwsError, match=rf"assumeRolePolicy: AccessDenied: {NAMED[name]}\.amazonaws\.com"):
        account.plant("aws:iam/role:Role", "r", {"name": name, "assumeRolePolicy": policy("lambda.amazonaws.com")})
    account.plant("aws:iam/role:Role", "r", {"name": name, "assumeRolePolicy": policy(f"{NAMED[name]}.amazonaws.com")})


def test_a_trust_that_is_taken_away_from_a_role_in_use_is_refused() -> None:
    account = Account()
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "vpc-flow-logs.amazonaws.com"}}
    allowed = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
    role = {"name": "logs", "assumeRolePolicy": json.dumps({"Statement": [trust]})}
    account.plant("aws:iam/role:Role", "logs", role)
    policy = {"role": "logs", "policy": json.dumps({"Statement": [allowed]})}
    policy_id = account.plant("aws:iam/rolePolicy:RolePolicy", "logs-policy", policy)
    group = account.plant("aws:cloudwatch/logGroup:LogGroup", "group", {"name": "flow"})
    vpc = account.plant("aws:ec2/vpc:Vpc", "vpc", {"cidrBlock": "172.16.0.0/16"})
    flow_log = {
        "vpcId": vpc,
        "trafficType": "ALL",
        "iamRoleArn": account.live()["logs"].outputs["arn"],
        "logDestination": account.live()[group].outputs["arn"],
    }
    account.plant("aws:ec2/flowLog:FlowLog", "flow", flow_log)
    other = json.dumps({"Statement": [trust | {"Principal": {"Service": "ec2.amazonaws.com"}}]})
    with pytest.raises(AwsError, match=r"vpc-flow-logs\.amazonaws\.com is not authorized to perform sts:AssumeRole"):
        account.update("logs", account.live()["logs"].inputs | {"assumeRolePolicy": other})
    less = json.dumps({"Statement": [allowed | {"Action": "logs:Describe*"}]})
    with pytest.raises(AwsError, match="is not authorized to perform: logs:PutLogEvents"):
        account.update(policy_id, account.live()[policy_id].inputs | {"policy": less})


def test_the_tables_name_inputs_that_the_types_have() -> None:
    named = [(rule.consumer, rule.path) for rule in (*TRUSTS, *ADMISSIONS)]
    named += [(rule.consumer, path) for rule in PERMISSIONS for path in (rule.role, rule.given.partition("@")[0])]
    assert [
        (known.token, path)
        for known, path in named
        if path.partition(".")[0].removesuffix("[]") not in declarations.input_types(known.token)
    ] == []
