"""A processor with everything it needs: the database, the queues, the flags, and what it wrote."""

import io
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lambda_src import handler
from lambda_src.connections import Connections
from lambda_src.credentials import Credentials
from lambda_src.deadline import Deadline
from lambda_src.flags import Flags
from lambda_src.lease import Lease
from lambda_src.message import Message
from lambda_src.metrics import NAMESPACE, PaymentMetrics
from lambda_src.outcomes import logger as processor_logger
from lambda_src.processor import Processor
from lambda_src.queues import Queues
from lambda_src.settings import FlagSource
from tests.lambda_src.queues import MAXIMUM_RECEIVES, Handle, PaymentQueue
from tests.lambda_src.samples import event
from tests.rotation_lambda.world import World

STACK = "test"
# What an invocation may take.
SECONDS = 30


class Invocation:
    """The context of an invocation that has just begun."""

    def get_remaining_time_in_millis(self) -> int:
        return SECONDS * 1000


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The processor's surroundings, and consumers that share them."""

    world: World
    queue: PaymentQueue
    lines: io.StringIO = field(default_factory=io.StringIO)

    def processor(self, flags: FlagSource | Flags | None = None, lease: Lease | None = None) -> Processor:
        """One as a function that has just started has it."""
        metrics = PaymentMetrics(STACK)
        if not isinstance(flags, Flags):
            flags = Flags(flags, unavailable=lambda: metrics.count("FlagsUnavailable"))
        return Processor(
            connections=Connections(self.world.database, Credentials(self.world.client, self.world.application)),
            flags=flags,
            lease=lease or Lease(None),
            queues=Queues(self.queue.url, self.queue.dead_url, client=lambda: self.queue.client),
            metrics=metrics,
            tries=MAXIMUM_RECEIVES,
            clock=self.queue.clock,
        )

    def consumer(self, flags: FlagSource | Flags | None = None, lease: Lease | None = None) -> Handle:
        """A function that has just started."""
        processor = self.processor(flags, lease)

        def handle(happened: Mapping[str, Any]) -> dict[str, Any]:
            messages = [Message.from_record(record) for record in happened["Records"]]
            return {
                "batchItemFailures": [
                    {"itemIdentifier": failed} for failed in processor.process(messages, Deadline(SECONDS))
                ]
            }

        return handle

    def handle(self, *texts: str) -> list[str]:
        """The function itself, with the environment's settings; returns the bodies that failed."""
        happened = event(texts)
        answer = handler.handle(happened, Invocation())
        failed = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
        return [record["body"] for record in happened["Records"] if record["messageId"] in failed]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.world.server.run(f"USE {self.world.database.name}", query)

    def payments(self) -> int:
        return int(self.rows("SELECT COUNT(*) FROM payments")[0][0])

    def check_books(self, payments: int) -> None:
        """The database has so many payments, each with two entries that balance, and no other entries."""
        assert self.rows(
            "SELECT (SELECT COUNT(*) FROM payments), (SELECT COUNT(*) FROM ledger_entries), "
            "(SELECT COUNT(DISTINCT payment_id) FROM ledger_entries), (SELECT COUNT(*) FROM unbalanced_payments), "
            "(SELECT COALESCE(SUM(amount), 0) FROM ledger_entries)"
        ) == [(payments, 2 * payments, payments, 0, 0)]

    def logged(self) -> list[dict[str, Any]]:
        """What the processor has logged, as CloudWatch gets it."""
        return [json.loads(line) for line in self.lines.getvalue().splitlines()]


class Listening:
    """Puts what the processor logs into a desk's lines."""

    def __init__(self, desk: Desk):
        self._handler = logging.StreamHandler(desk.lines)
        self._handler.setFormatter(processor_logger.registered_formatter)

    def __enter__(self) -> None:
        logging.getLogger(processor_logger.name).addHandler(self._handler)

    def __exit__(self, *raised: object) -> None:
        logging.getLogger(processor_logger.name).removeHandler(self._handler)


def metrics(written: str) -> list[dict[str, Any]]:
    """The payments' metrics in what was printed, a line each."""
    lines = [json.loads(line) for line in written.splitlines() if line.startswith('{"_aws"')]
    return [line for line in lines if line["_aws"]["CloudWatchMetrics"][0]["Namespace"] == NAMESPACE]


def counted(written: str) -> dict[str, float]:
    """How much each metric adds up to over all variants."""
    sums: dict[str, float] = {}
    for line in metrics(written):
        [described] = line["_aws"]["CloudWatchMetrics"]
        for metric in described["Metrics"]:
            if metric["Unit"] == "Count":
                sums[metric["Name"]] = sums.get(metric["Name"], 0) + sum(line[metric["Name"]])
    return sums
