"""A policy names what it is attached to, and lets something through."""

import json
from typing import Any

import pytest

from catalog import ec2, iam, kms, s3, secretsmanager, sns, sqs, transfer
from catalog.resource_type import ResourceType
from simulated_aws.declarations import UNKNOWN
from simulated_aws.kinds import texts

URL, QUEUE = "https://sqs.eu-west-2.amazonaws.com/123456789012/own", "arn:aws:sqs:eu-west-2:123456789012:own"
TOPIC = "arn:aws:sns:eu-west-2:123456789012:own"
STORED = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:own-AbCdEf"
BUCKET = "arn:aws:s3:::own-bucket"
OWN: list[tuple[ResourceType, dict[str, str], str, list[str], list[str], str]] = [
    (s3.BUCKET_POLICY, {"bucket": "own-bucket"}, "s3:*", [BUCKET, f"{BUCKET}/*"], ["*", f"{BUCKET}2/*"],
     "MalformedPolicy: Policy has invalid resource"),
    (sns.TOPIC_POLICY, {"arn": TOPIC}, "sns:Publish", [TOPIC, "*"], [f"{TOPIC}-2"],
     "InvalidParameter: Invalid parameter: Policy statement must apply to the topic"),
    (sqs.QUEUE_POLICY, {"queueUrl": URL}, "sqs:SendMessage", [QUEUE, "arn:aws:sqs:*:123456789012:ow*"], [f"{QUEUE}2"],
     "InvalidAttributeValue: Invalid value for the parameter Policy"),
    (secretsmanager.SECRET_POLICY, {"secretArn": STORED}, "secretsmanager:*", [STORED, "*"], [f"{STORED}2"],
     "MalformedPolicyDocumentException"),
    (kms.KEY, {}, "kms:*", ["*", "arn:aws:kms:eu-west-2:123456789012:key/*"], [QUEUE], "is no key"),
]  # fmt: skip


def policy(resource: str, action: str = "s3:*", **changes: Any) -> str:
    statement = {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": resource, **changes}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def reasons(kind: ResourceType, inputs: dict[str, Any]) -> list[str]:
    return [fault.reason for fault in texts.faults(kind.token, inputs)]


@pytest.mark.parametrize(("kind", "named", "action", "right", "wrong", "refusal"), OWN)
def test_a_policy_names_what_it_is_attached_to(
    kind: ResourceType, named: dict[str, str], action: str, right: list[str], wrong: list[str], refusal: str
) -> None:
    for resource in right:
        assert reasons(kind, named | {"policy": policy(resource, action)}) == []
    for resource in wrong:
        found = reasons(kind, named | {"policy": policy(resource, action)})
        assert [reason for reason in found if refusal in reason and resource in reason], found
        assert reasons(kind, dict.fromkeys(named, UNKNOWN) | {"policy": policy(right[0], action)}) == []


def through(service: str, text: str, kind: str = "Interface") -> list[str]:
    inputs = {"serviceName": f"com.amazonaws.eu-west-2.{service}", "vpcEndpointType": kind, "policy": text}
    return reasons(ec2.VPC_ENDPOINT, inputs)


@pytest.mark.parametrize(
    ("service", "right", "wrong"),
    [("sqs", "sqs:*", "sns:*"), ("ecr.dkr", "ecr:Get*", "ecs:*"), ("monitoring", "cloudwatch:*", "logs:*")],
)
def test_an_endpoint_lets_something_of_its_service_through(service: str, right: str, wrong: str) -> None:
    assert through(service, policy("*", right)) == []
    assert through(service, policy("*", "*")) == []
    assert "nothing would get through the endpoint" in through(service, policy("*", wrong))[0]


def test_a_gateway_endpoint_is_for_every_principal() -> None:
    account = {"AWS": "arn:aws:iam::123456789012:root"}
    assert through("s3", policy("*"), "Gateway") == []
    assert through("s3", policy("*", Principal={"AWS": "*"}), "Gateway") == []
    assert through("s3", policy("*", Principal=account)) == []
    assert "Principal of a gateway endpoint" in through("s3", policy("*", Principal=account), "Gateway")[0]


def test_an_endpoints_policy_is_short_and_compares_accounts_exactly() -> None:
    exact = {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}
    assert through("sqs", policy("*", "sqs:*", Condition=exact)) == []
    wild = {"StringLike": {"aws:PrincipalAccount": "1234*"}}
    assert "aws:PrincipalAccount takes no wildcards" in through("sqs", policy("*", "sqs:*", Condition=wild))[0]
    assert "more than 20480" in through("sqs", policy("*", "sqs:*", Sid="a" * 20_480))[0]


def test_a_session_policy_has_variables_where_transfer_has_values_for_them() -> None:
    text = json.dumps(
        {"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::${transfer:HomeBucket}"}}
    )
    assert reasons(transfer.USER, {"homeDirectoryType": "PATH", "policy": text}) == []
    assert (
        reasons(transfer.USER, {"homeDirectoryType": "LOGICAL", "policy": text.replace("HomeBucket", "UserName")}) == []
    )
    assert (
        "is not supported with logical" in reasons(transfer.USER, {"homeDirectoryType": "LOGICAL", "policy": text})[0]
    )


@pytest.mark.parametrize("kind", [iam.ROLE_POLICY, iam.POLICY])
def test_ids_of_statements_are_not_repeated(kind: ResourceType) -> None:
    statement = {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}

    def named(*ids: str) -> dict[str, str]:
        return {"policy": json.dumps({"Version": "2012-10-17", "Statement": [statement | {"Sid": sid} for sid in ids]})}

    assert reasons(kind, named("one", "two")) == []
    assert "items are not unique for keys ['Sid']" in reasons(kind, named("one", "one"))[0]
