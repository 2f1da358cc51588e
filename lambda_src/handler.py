"""Lambda's way in: a batch of the payments' queue."""

import os
from collections.abc import Mapping
from functools import cache
from typing import Any

from lambda_src.connections import Connections
from lambda_src.flags import Flags
from lambda_src.metrics import PaymentMetrics
from lambda_src.processor import Processor
from lambda_src.queues import Message, Queues
from lambda_src.settings import Settings


def handle(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    """Answers with the messages that the queue has to deliver again."""
    messages = [Message.from_record(record) for record in event["Records"]]
    return {"batchItemFailures": [{"itemIdentifier": failed} for failed in processor().process(messages)]}


@cache
def processor() -> Processor:
    """The processor of this function's whole life; raises SettingsError with every mistake in the environment."""
    settings = Settings.from_environment(os.environ)
    metrics = PaymentMetrics(settings.stack)
    return Processor(
        connections=Connections.of(settings.database, settings.secret),
        flags=Flags(settings.flags, unavailable=lambda: metrics.count("FlagsUnavailable")),
        queues=Queues(settings.queue_url, settings.dead_letter_queue_url),
        metrics=metrics,
    )


if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
    # While a function starts Lambda gives it more processor than it has for its first message.
    processor()
