"""The Lambda handler of a batch of messages from the payments' queue."""

import os
from collections.abc import Mapping
from functools import cache
from typing import Any

from lambda_src.connections import IDLE_SECONDS, Connections
from lambda_src.deadline import Context, Deadline
from lambda_src.flags import Flags
from lambda_src.lease import Lease
from lambda_src.look import MESSAGE, look
from lambda_src.message import Message
from lambda_src.metrics import PaymentMetrics
from lambda_src.processor import Processor
from lambda_src.queues import Queues
from lambda_src.settings import Settings
from lambdas.shared.looking import asked


def handle(event: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Returns the batch item failures, the messages that the queue has to deliver again; or what a look has found."""
    if asked(event):
        settings = Settings.from_environment(os.environ)
        return look(settings, Flags(settings.flags, unavailable=lambda: None), Lease(settings.lease))
    # A look's own message is acknowledged, and nothing else happens.
    messages = [Message.from_record(record) for record in event["Records"] if record["body"] != MESSAGE]
    failed = processor().process(messages, Deadline.of(context))
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


@cache
def processor() -> Processor:
    """The processor, one for each execution environment; raises SettingsError with every mistake in its variables."""
    settings = Settings.from_environment(os.environ)
    metrics = PaymentMetrics(settings.stack)
    return Processor(
        connections=Connections.of(
            settings.database, settings.secret, idle_seconds=IDLE_SECONDS if settings.lease else None
        ),
        flags=Flags(settings.flags, unavailable=lambda: metrics.count("FlagsUnavailable")),
        lease=Lease(settings.lease),
        queues=Queues(settings.queue_url, settings.dead_letter_queue_url),
        metrics=metrics,
        tries=settings.tries,
    )


if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
    # During initialisation a function has more CPU than during its first invocation, and nobody waits.
    processor().prepare()
