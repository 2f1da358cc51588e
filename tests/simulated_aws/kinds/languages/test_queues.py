"""Redrive policies: what is wrong is refused, and what is right is taken."""

import json

import pytest

from catalog import sqs
from tests.simulated_aws.kinds.languages.pairs import Pair, check

QUEUE = sqs.QUEUE.token
BUCKET_ARN = "arn:aws:s3:::files"
QUEUE_ARN = "arn:aws:sqs:eu-west-2:123456789012:queue"


PAIRS: list[Pair] = [
    (
        QUEUE,
        {"redrivePolicy": json.dumps({"deadLetterTargetArn": QUEUE_ARN, "maxReceiveCount": 2000})},
        "redrivePolicy.maxReceiveCount",
        {"redrivePolicy": json.dumps({"deadLetterTargetArn": QUEUE_ARN, "maxReceiveCount": 5})},
    ),
    (
        QUEUE,
        {"redrivePolicy": json.dumps({"deadLetterQueueArn": QUEUE_ARN, "maxReceiveCount": 5})},
        "deadLetterQueueArn: no such key",
        {"redrivePolicy": json.dumps({"deadLetterTargetArn": QUEUE_ARN, "maxReceiveCount": "5"})},
    ),
    (
        QUEUE,
        {"redrivePolicy": json.dumps({"deadLetterTargetArn": BUCKET_ARN, "maxReceiveCount": 5})},
        "no ARN of a queue",
        {"redrivePolicy": json.dumps({"deadLetterTargetArn": QUEUE_ARN, "maxReceiveCount": 5})},
    ),
    (
        sqs.REDRIVE_ALLOW_POLICY.token,
        {"redriveAllowPolicy": json.dumps({"redrivePermission": "byQueues", "sourceQueueArns": [QUEUE_ARN]})},
        "'byQueues' is not one of",
        {"redriveAllowPolicy": json.dumps({"redrivePermission": "byQueue", "sourceQueueArns": [QUEUE_ARN]})},
    ),
    (
        sqs.REDRIVE_ALLOW_POLICY.token,
        {"redriveAllowPolicy": json.dumps({"redrivePermission": "byQueue"})},
        "exactly with byQueue",
        {"redriveAllowPolicy": json.dumps({"redrivePermission": "denyAll"})},
    ),
]


@pytest.mark.parametrize("pair", PAIRS)
def test_a_wrong_text_is_refused_and_the_right_one_is_taken(pair: Pair) -> None:
    check(pair)
