"""Policy documents: what is wrong is refused, and what is right is taken."""

import json
from typing import Any

import pytest

from catalog import iam, s3, sns, sqs
from tests.simulated_aws.kinds.languages.pairs import Pair, check

ROLE = iam.ROLE.token
ROLE_POLICY = iam.ROLE_POLICY.token
BUCKET_POLICY = s3.BUCKET_POLICY.token
BUCKET_ARN = "arn:aws:s3:::files"
QUEUE_ARN = "arn:aws:sqs:eu-west-2:123456789012:queue"
TRUSTED = {"Service": "lambda.amazonaws.com"}


def policy(action: str, resource: str | None = "*", **more: Any) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
    statement = {key: value for key, value in statement.items() if value is not None}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


PAIRS: list[Pair] = [
    (
        ROLE_POLICY,
        {"policy": policy("sqs:SendMessage", QUEUE_ARN, Principal="*")},
        "policy.Statement.0.*Principal",
        {"policy": policy("sqs:SendMessage", QUEUE_ARN)},
    ),
    (
        ROLE_POLICY,
        {"policy": policy("sqs:SendMesage")},
        "no such action as sqs:SendMesage",
        {"policy": policy("sqs:Send*")},
    ),
    (
        ROLE_POLICY,
        {"policy": policy("sqs:SendMessage", BUCKET_ARN)},
        "Action does not apply to any resource",
        {"policy": policy("sqs:SendMessage", QUEUE_ARN)},
    ),
    (
        ROLE_POLICY,
        {"policy": policy("s3:GetObject", BUCKET_ARN)},
        "Action does not apply",
        {"policy": policy("s3:GetObject", f"{BUCKET_ARN}/*")},
    ),
    (
        ROLE_POLICY,
        {"policy": policy("s3:ListBucket", f"{BUCKET_ARN}/*")},
        "Action does not apply",
        {"policy": policy("s3:ListBucket", BUCKET_ARN)},
    ),
    (
        ROLE_POLICY,
        {"policy": policy("sqs:SendMessage", Condition={"StringEqual": {"aws:SourceAccount": "1"}})},
        "StringEqual",
        {"policy": policy("sqs:SendMessage", Condition={"StringEquals": {"aws:SourceAccount": "1"}})},
    ),
    (
        ROLE_POLICY,
        {"policy": policy("sqs:SendMessage", Sid="x" * 10240)},
        "LimitExceeded: 1",
        {"policy": policy("sqs:SendMessage", Sid="x" * 100)},
    ),
    (ROLE_POLICY, {"policy": "{"}, "the policy is no JSON", {"policy": policy("sqs:*")}),
    (
        ROLE,
        {"assumeRolePolicy": policy("sts:AssumeRole", Principal=TRUSTED)},
        "Resource",
        {"assumeRolePolicy": policy("sts:AssumeRole", None, Principal=TRUSTED)},
    ),
    (
        ROLE,
        {"assumeRolePolicy": policy("lambda:InvokeFunction", None, Principal=TRUSTED)},
        "STS AssumeRole actions",
        {"assumeRolePolicy": policy("sts:AssumeRole", None, Principal=TRUSTED)},
    ),
    (
        BUCKET_POLICY,
        {"policy": policy("s3:GetObject", f"{BUCKET_ARN}/*")},
        "Principal",
        {"policy": policy("s3:GetObject", f"{BUCKET_ARN}/*", Principal="*")},
    ),
    (
        BUCKET_POLICY,
        {"policy": policy("s3:GetObject", BUCKET_ARN, Principal="*")},
        "Action does not apply",
        {"policy": policy("s3:GetObject", f"{BUCKET_ARN}/*", Principal="*")},
    ),
    (
        sqs.QUEUE_POLICY.token,
        {"policy": policy("sns:Publish", Principal="*")},
        "sns:Publish is no action of sqs",
        {"policy": policy("sqs:SendMessage", Principal="*")},
    ),
    (
        sns.TOPIC_POLICY.token,
        {"policy": policy("sqs:SendMessage", Principal="*")},
        "no action of sns",
        {"policy": policy("sns:Publish", Principal="*")},
    ),
]


@pytest.mark.parametrize("pair", PAIRS)
def test_a_wrong_text_is_refused_and_the_right_one_is_taken(pair: Pair) -> None:
    check(pair)
