"""What texts of JSON name exists."""

import json

import pytest

from catalog import cloudwatch, sns, sqs
from simulated_aws.account import Account
from simulated_aws.modelling import AwsError

GONE = "arn:aws:sqs:eu-west-2:123456789012:gone"
THEIRS = "arn:aws:sqs:eu-west-2:210987654321:theirs"


def arn(account: Account, resource_id: str) -> str:
    return account.live()[resource_id].outputs["arn"]


def test_a_subscriptions_dead_letter_queue_exists() -> None:
    account = Account()
    topic = account.plant(sns.TOPIC.token, "topic", {"name": "topic"})
    letters = arn(account, account.plant(sqs.QUEUE.token, "letters", {"name": "letters"}))
    subscription = {"topic": topic, "protocol": "email", "endpoint": "a@example.com"}
    account.plant(
        sns.TOPIC_SUBSCRIPTION.token,
        "one",
        subscription | {"redrivePolicy": json.dumps({"deadLetterTargetArn": letters})},
    )
    with pytest.raises(AwsError, match=f"redrivePolicy: NotFound: {GONE} does not exist"):
        account.plant(
            sns.TOPIC_SUBSCRIPTION.token,
            "two",
            subscription | {"redrivePolicy": json.dumps({"deadLetterTargetArn": GONE})},
        )


def test_what_a_pattern_matches_exists_once_everything_is_there() -> None:
    account = Account()
    queue = arn(account, account.plant(sqs.QUEUE.token, "queue", {"name": "queue"}))

    def rule(name: str, resources: list[object]) -> None:
        pattern = json.dumps({"source": ["payments"], "resources": resources})
        account.plant(cloudwatch.EVENT_RULE.token, name, {"name": name, "eventPattern": pattern})

    rule("right", [queue, THEIRS, {"prefix": "arn:aws:sqs:eu-west-2:123456789012:"}, "arn:aws:sqs:*:123456789012:x"])
    assert account.unmet() == []
    rule("wrong", [GONE])
    assert [reason for _, reason in account.unmet()] == [f"NotFound: {GONE} does not exist"]
    account.plant(sqs.QUEUE.token, "gone", {"name": "gone"})
    assert account.unmet() == []


def test_queues_that_may_send_their_dead_letters_exist() -> None:
    account = Account()
    url = account.plant(sqs.QUEUE.token, "letters", {"name": "letters"})
    allowed = {"redrivePermission": "byQueue", "sourceQueueArns": [GONE]}
    account.plant(sqs.REDRIVE_ALLOW_POLICY.token, "allow", {"queueUrl": url, "redriveAllowPolicy": json.dumps(allowed)})
    assert [path.rpartition(".")[2] for path, _ in account.unmet()] == ["redriveAllowPolicy"]
    account.plant(sqs.QUEUE.token, "gone", {"name": "gone"})
    assert account.unmet() == []
