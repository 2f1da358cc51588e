"""An input that takes an ARN takes those of some services."""

from typing import Any

import pytest

from catalog import arc, cloudwatch, ec2, ecs, fis, iam, lambda_, networkfirewall, rds, s3, sns
from simulated_aws.account import Account
from simulated_aws.declarations import UNKNOWN

OWN = "arn:aws:{}:eu-west-2:123456789012:{}"
TOPIC, QUEUE = OWN.format("sns", "t"), OWN.format("sqs", "q")
KEY, ROLE = OWN.format("kms", "key/k"), "arn:aws:iam::123456789012:role/r"
STOP = "arn:aws:automate:eu-west-2:ec2:stop"
FUNCTION = OWN.format("lambda", "function:f")
RULE = {"comparisonOperator": "GreaterThanThreshold", "evaluationPeriods": 1}
CASES: list[tuple[str, str, dict[str, Any], str, list[str]]] = [
    (lambda_.FUNCTION.token, "role", {}, ROLE, [KEY, "arn:aws:iam::123456789012:user/u"]),
    (lambda_.FUNCTION.token, "kmsKeyArn", {}, KEY, [TOPIC]),
    (cloudwatch.METRIC_ALARM.token, "alarmActions", RULE, TOPIC, [QUEUE, KEY]),
    (cloudwatch.METRIC_ALARM.token, "alarmActions", RULE, OWN.format("aiops", "investigation-group/g"), [QUEUE]),
    (cloudwatch.COMPOSITE_ALARM.token, "alarmActions", {"alarmRule": "TRUE"}, TOPIC, [QUEUE, STOP]),
    (rds.EVENT_SUBSCRIPTION.token, "snsTopic", {}, TOPIC, [QUEUE, f"{TOPIC}.fifo"]),
    (sns.TOPIC_SUBSCRIPTION.token, "endpoint", {"protocol": "sqs", "topic": TOPIC}, QUEUE, [FUNCTION, "a@example.com"]),
    (sns.TOPIC_SUBSCRIPTION.token, "endpoint", {"protocol": "email", "topic": TOPIC}, "a@example.com", ["nobody"]),
    (cloudwatch.EVENT_TARGET.token, "arn", {"rule": "r"}, QUEUE, [KEY, OWN.format("lambda", "layer:l:1")]),
    (cloudwatch.EVENT_TARGET.token, "roleArn", {}, ROLE, [KEY]),
    (fis.EXPERIMENT_TEMPLATE.token, "roleArn", {}, ROLE, [KEY]),
    (
        ecs.EXPRESS_GATEWAY_SERVICE.token,
        "cluster",
        {},
        OWN.format("ecs", "cluster/c"),
        [OWN.format("ecs", "service/s")],
    ),
    (arc.PLAN.token, "associatedAlarms", {}, OWN.format("cloudwatch", "alarm:a"), [TOPIC]),
    (cloudwatch.EVENT_TARGET.token, "deadLetterConfig", {}, QUEUE, [TOPIC, f"{QUEUE}.fifo"]),
    (lambda_.EVENT_SOURCE_MAPPING.token, "eventSourceArn", {}, QUEUE, [TOPIC]),
    (lambda_.FUNCTION.token, "deadLetterConfig", {}, TOPIC, [FUNCTION, f"{QUEUE}.fifo"]),
    (s3.BUCKET_NOTIFICATION.token, "queues", {}, QUEUE, [TOPIC, f"{QUEUE}.fifo"]),
    (
        ec2.FLOW_LOG.token,
        "logDestination",
        {"logDestinationType": "s3"},
        "arn:aws:s3:::b",
        [OWN.format("logs", "log-group:g")],
    ),
    (ec2.FLOW_LOG.token, "logDestination", {}, OWN.format("logs", "log-group:g"), ["arn:aws:s3:::b"]),
    (
        networkfirewall.FIREWALL.token,
        "firewallPolicyArn",
        {},
        OWN.format("network-firewall", "firewall-policy/p"),
        [OWN.format("network-firewall", "stateful-rulegroup/g")],
    ),
]


def given(token: str, key: str, arn: str) -> Any:
    """An input that holds an ARN."""
    match key:
        case "alarmActions":
            return [arn]
        case "associatedAlarms":
            return [{"mapBlockKey": "a", "alarmType": "trigger", "resourceIdentifier": arn}]
        case "queues":
            return [{"events": ["s3:ObjectCreated:*"], "queueArn": arn}]
        case "deadLetterConfig":
            return {"targetArn" if token == lambda_.FUNCTION.token else "arn": arn}
        case _:
            return arn


def found(token: str, key: str, beside: dict[str, Any], arn: str) -> list[str]:
    """What is wrong with an input that is given an ARN."""
    faults = Account().faults(token, {"region": "eu-west-2", **beside, key: given(token, key, arn)})
    return [reason for path, reason in faults if path.startswith(key)]


@pytest.mark.parametrize(("token", "key", "beside", "right", "wrong"), CASES)
def test_an_input_takes_what_its_service_reaches(
    token: str, key: str, beside: dict[str, Any], right: str, wrong: list[str]
) -> None:
    assert found(token, key, beside, right) == []
    assert [arn for arn in wrong if not found(token, key, beside, arn)] == []
    assert found(token, key, beside, UNKNOWN) == []


def test_a_target_without_a_policy_of_its_own_needs_a_role() -> None:
    machine = {"region": "eu-west-2", "rule": "r", "arn": OWN.format("states", "stateMachine:m")}
    faults = Account().faults(cloudwatch.EVENT_TARGET.token, machine)
    assert [path for path, _ in faults] == ["roleArn"]
    assert Account().faults(cloudwatch.EVENT_TARGET.token, machine | {"roleArn": ROLE}) == []


def test_the_name_of_a_role_is_no_arn() -> None:
    assert (
        Account().faults(
            iam.ROLE_POLICY_ATTACHMENT.token, {"role": "r", "policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
        )
        == []
    )
