"""A role that lacks what a service does with it is refused where it is given to the service."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.support.graph import Graph, build_stack
from tests.support.replay import Change, replayed


@pytest.fixture(scope="module")
def prod() -> Graph:
    return build_stack("prod")


def without(*actions: str) -> Change:
    """The policy without some actions."""

    def change(inputs: dict[str, Any]) -> Mapping[str, Any]:
        document = json.loads(inputs["policy"])
        for statement in document["Statement"]:
            statement["Action"] = [action for action in statement["Action"] if action not in actions] or ["none:None"]
        return inputs | {"policy": json.dumps(document)}

    return change


PROCESSOR = "payments-payment-processor-role-policy"
LAMBDA = "InvalidParameterValueException: The provided execution role does not have permissions to call"


@pytest.mark.parametrize(
    ("policy", "actions", "message"),
    [
        (PROCESSOR, ["ec2:CreateNetworkInterface"], f"{LAMBDA} CreateNetworkInterface on EC2"),
        (PROCESSOR, ["ec2:DescribeNetworkInterfaces"], f"{LAMBDA} DescribeNetworkInterfaces on EC2"),
        (PROCESSOR, ["xray:PutTraceSegments"], f"{LAMBDA} PutTraceSegments on XRAY"),
        (PROCESSOR, ["sqs:ReceiveMessage"], f"{LAMBDA} ReceiveMessage on SQS"),
        (PROCESSOR, ["sqs:DeleteMessage"], f"{LAMBDA} DeleteMessage on SQS"),
        (PROCESSOR, ["sqs:SendMessage"], f"{LAMBDA} SendMessage on SQS"),
        (PROCESSOR, ["kms:Decrypt"], f"{LAMBDA} Decrypt on KMS"),
        ("network-flow-logs-role-policy", ["logs:PutLogEvents"], "perform: logs:PutLogEvents on resource"),
        ("network-flow-logs-role-policy", ["logs:DescribeLogGroups"], "perform: logs:DescribeLogGroups"),
        ("payments-rollout-role-policy", ["lambda:UpdateAlias"], "perform: lambda:UpdateAlias"),
        ("payments-rollout-role-policy", ["sns:Publish"], "perform: sns:Publish"),
        ("flags-alarms-role-policy", ["cloudwatch:DescribeAlarms"], "perform: cloudwatch:DescribeAlarms"),
        ("dms-target-role-policy", ["secretsmanager:GetSecretValue"], "perform: secretsmanager:GetSecretValue"),
        ("dms-target-role-policy", ["kms:Decrypt"], "perform: kms:Decrypt"),
        ("container-platform-execution-role-policy", ["ecr:BatchGetImage"], "perform: ecr:BatchGetImage"),
        ("container-platform-execution-role-policy", ["logs:PutLogEvents"], "perform: logs:PutLogEvents"),
        ("transfer-landing-scan-role-policy", ["s3:PutObject"], "malware-protection-resource-validation-object"),
        ("transfer-landing-scan-role-policy", ["s3:GetObject"], "perform: s3:GetObject"),
        ("transfer-users-example-bank-role-policy", ["s3:PutObject"], "perform: s3:PutObject"),
        ("transfer-replication-role-policy", ["s3:ReplicateObject"], "perform: s3:ReplicateObject"),
        ("recovery-plan-role-policy", ["lambda:InvokeFunction"], "perform: lambda:InvokeFunction"),
    ],
)
def test_a_role_without_what_its_service_does_is_refused(
    prod: Graph, policy: str, actions: list[str], message: str
) -> None:
    assert message in replayed(prod, {policy: without(*actions)})


@pytest.mark.parametrize(
    ("attachment", "message"),
    [
        ("database-server-monitoring-policy", "ENHANCED_MONITORING"),
        ("dms-account-dms-vpc-role-policy", "dms-vpc-role is not configured properly"),
        ("container-platform-infrastructure-policy", "perform: elasticloadbalancing:CreateLoadBalancer"),
    ],
)
def test_a_role_without_the_managed_policy_of_its_service_is_refused(
    prod: Graph, attachment: str, message: str
) -> None:
    assert message in replayed(prod, {attachment: None})


def test_a_role_with_other_words_for_the_same_permissions_is_taken(prod: Graph) -> None:
    def wide(inputs: dict[str, Any]) -> Mapping[str, Any]:
        statement = {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}
        return inputs | {"policy": json.dumps({"Version": "2012-10-17", "Statement": statement})}

    assert replayed(prod, {PROCESSOR: wide, "dms-target-role-policy": wide, "payments-rollout-role-policy": wide}) == ""


def test_a_user_of_transfer_may_read_or_write(prod: Graph) -> None:
    def changed(change: Callable[[str], str]) -> Change:
        return lambda inputs: inputs | {"policy": change(str(inputs["policy"]))}

    policy = "transfer-users-example-bank-role-policy"
    reads = changed(lambda text: text.replace("s3:PutObject", "s3:GetObject"))
    assert replayed(prod, {policy: reads}) == ""
    elsewhere = changed(lambda text: text.replace("/incoming/example-bank/*", "/incoming/another-bank/*"))
    assert "homeDirectoryMappings[0].target: AccessDenied" in replayed(prod, {policy: elsewhere})


def test_an_explicit_deny_of_what_a_service_does_is_refused(prod: Graph) -> None:
    def denied(inputs: dict[str, Any]) -> Mapping[str, Any]:
        document = json.loads(inputs["policy"])
        document["Statement"].append({"Effect": "Deny", "Action": "ec2:Create*", "Resource": "*"})
        return inputs | {"policy": json.dumps(document)}

    assert f"{LAMBDA} CreateNetworkInterface on EC2" in replayed(prod, {PROCESSOR: denied})
