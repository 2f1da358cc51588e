"""A key, queue, topic, function or bucket whose policy shuts out the service that uses it is refused."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from simulated_aws.account import Account
from simulated_aws.modelling import AwsError
from tests.support.graph import Graph, build_stack
from tests.support.replay import Change, replayed

QUEUE, BUCKET = "aws:sqs/queue:Queue", "aws:s3/bucket:Bucket"
POLICY, NOTIFICATION = "aws:sqs/queuePolicy:QueuePolicy", "aws:s3/bucketNotification:BucketNotification"
KEY, GROUP = "aws:kms/key:Key", "aws:cloudwatch/logGroup:LogGroup"


@pytest.fixture(scope="module")
def prod() -> Graph:
    return build_stack("prod")


def shut_out(service: str) -> Change:
    """The policy without the statements for a service."""

    def change(inputs: dict[str, Any]) -> Mapping[str, Any]:
        document = json.loads(inputs["policy"])
        kept = [item for item in document["Statement"] if f"{service}.amazonaws.com" not in str(item["Principal"])]
        assert len(kept) < len(document["Statement"])
        return inputs | {"policy": json.dumps(document | {"Statement": kept})}

    return change


@pytest.mark.parametrize(
    ("name", "service", "message"),
    [
        ("payments-key", "logs.eu-west-2", "does not exist or is not allowed to be used with Arn 'arn:aws:logs:"),
        ("alerts-key", "cloudwatch", "KMSAccessDenied: cloudwatch.amazonaws.com is not authorized"),
        ("alerts-key", "events", "KMSAccessDenied: events.amazonaws.com is not authorized"),
        ("alerts-key", "budgets", "KMSAccessDenied: budgets.amazonaws.com is not authorized"),
        ("alerts-key", "events.rds", "KMSAccessDenied: events.rds.amazonaws.com is not authorized"),
        ("transfer-landing-key", "events", "KMSAccessDenied: events.amazonaws.com is not authorized"),
        ("alerts-topic-policy", "events", "events.amazonaws.com is not authorized to perform sns:Publish"),
        ("alerts-topic-policy", "cloudwatch", "cloudwatch.amazonaws.com is not authorized to perform sns:Publish"),
        ("alerts-topic-policy", "events.rds", "SNSNoAuthorization: events.rds.amazonaws.com"),
        ("alerts-topic-policy", "budgets", "budgets.amazonaws.com is not authorized to perform sns:Publish"),
        ("transfer-events-queue-policy", "events", "events.amazonaws.com is not authorized to perform sqs:SendMessage"),
        ("transfer-events-dead-letters-policy", "events", "events.amazonaws.com is not authorized to perform"),
        ("transfer-landing-access-log-policy", "logging.s3", "logging.s3.amazonaws.com is not authorized"),
    ],
)
def test_what_shuts_out_the_service_that_uses_it_is_refused(prod: Graph, name: str, service: str, message: str) -> None:
    assert message in replayed(prod, {name: shut_out(service)})


@pytest.mark.parametrize(
    ("permission", "message"),
    [
        ("flags-validator-permission", "appconfig.amazonaws.com is not authorized to perform lambda:InvokeFunction"),
        ("database-rotation-watch-regular-permission", "events.amazonaws.com is not authorized"),
        ("database-rotation-master-permission", "AccessDeniedException: Secrets Manager"),
    ],
)
@pytest.mark.parametrize("change", [None, {"principal": "s3.amazonaws.com"}, {"action": "lambda:GetFunction"}], ids=str)
def test_a_function_that_does_not_admit_what_invokes_it_is_refused(
    prod: Graph, permission: str, message: str, change: dict[str, str] | None
) -> None:
    assert message in replayed(prod, {permission: (lambda inputs: inputs | change) if change else None})


def policy_of(queue: str, service: str) -> str:
    allowed = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sqs:SendMessage", "Resource": queue}
    return json.dumps({"Version": "2012-10-17", "Statement": [allowed]})


def test_a_bucket_notifies_a_queue_that_admits_it_alone() -> None:
    account = Account()
    url = account.plant(QUEUE, "queue", {"name": "queue"})
    queue = account.live()[url].outputs["arn"]
    account.plant(BUCKET, "bucket", {"bucket": "a-bucket"})
    notice = {"bucket": "a-bucket", "queues": [{"queueArn": queue, "events": ["s3:ObjectCreated:*"]}]}
    with pytest.raises(AwsError, match=r"queues\[0\]\.queueArn: InvalidArgument: Unable to validate the following"):
        account.plant(NOTIFICATION, "notice", notice)
    policy = {"queueUrl": url, "policy": policy_of(queue, "s3.amazonaws.com")}
    policy_id = account.plant(POLICY, "policy", policy)
    account.plant(NOTIFICATION, "notice", notice)
    with pytest.raises(AwsError, match="policy: InvalidArgument: Unable to validate"):
        account.update(policy_id, account.live()[policy_id].inputs | {"policy": policy_of(queue, "sns.amazonaws.com")})


def test_a_key_with_the_policy_that_kms_gives_it_encrypts_no_log_group() -> None:
    account = Account()
    made = account.plant(KEY, "key", {})
    key = account.live()[made].outputs["arn"]
    with pytest.raises(
        AwsError, match="not allowed to be used with Arn 'arn:aws:logs:eu-west-2:123456789012:log-group:g'"
    ):
        account.plant(GROUP, "group", {"name": "g", "kmsKeyId": key})


def test_a_topic_with_the_policy_that_sns_gives_it_admits_no_events() -> None:
    account = Account()
    topic = account.plant("aws:sns/topic:Topic", "topic", {"name": "topic"})
    rule = {"name": "rule", "scheduleExpression": "rate(1 day)"}
    account.plant("aws:cloudwatch/eventRule:EventRule", "rule", rule)
    account.plant("aws:cloudwatch/eventTarget:EventTarget", "target", {"rule": "rule", "arn": topic})
    assert [refusal.partition(":")[0] for _, refusal in account.unmet()] == ["AccessDenied"]
