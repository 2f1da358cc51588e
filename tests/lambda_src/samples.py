"""Requests of payments."""

import json
import time
import uuid
from collections.abc import Sequence
from typing import Any

DEBTOR = "GB29NWBK60161331926819"
CREDITOR = "DE89370400440532013000"


def request(**changes: Any) -> dict[str, Any]:
    """A valid request, a new one each time."""
    valid = {
        "payment_id": str(uuid.uuid4()),
        "idempotency_key": str(uuid.uuid4()),
        "amount": 1250,
        "currency": "GBP",
        "debtor": DEBTOR,
        "creditor": CREDITOR,
        "requested_at": "2026-11-25T09:30:00.250000Z",
    }
    return valid | changes


def body(**changes: Any) -> str:
    return json.dumps(request(**changes))


def bodies(count: int) -> list[str]:
    return [body() for _ in range(count)]


def event(texts: Sequence[str]) -> dict[str, Any]:
    """A batch as Lambda delivers it."""
    return {"Records": [event_record(str(uuid.uuid4()), text) for text in texts]}


def event_record(message_id: str, text: str, **more: Any) -> dict[str, Any]:
    return {
        "messageId": message_id,
        "receiptHandle": "a receipt",
        "body": text,
        "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": str(int(time.time() * 1000))},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-west-2:123456789012:payments",
        "awsRegion": "eu-west-2",
    } | more


def failures(answer: dict[str, Any]) -> list[str]:
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
