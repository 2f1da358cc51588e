"""A consumer in a process of its own that is killed between two statements, without any clean-up.

It reads one JSON line: the database, a credential, a batch, whether it is paid together or one by one, and before which
statement it is killed (null: it is not).
It prints a line for each statement that it sent and, if it lives, the handler's answer.
"""

import json
import os
import signal
import sys
from collections.abc import Mapping
from typing import Any, NoReturn, cast

from lambda_src import processor as processor_module
from lambda_src.connections import Connections
from lambda_src.credentials import Credentials
from lambda_src.deadline import Deadline
from lambda_src.flags import Flags
from lambda_src.lease import Lease
from lambda_src.ledger import WriteOptions
from lambda_src.message import Message
from lambda_src.metrics import PaymentMetrics
from lambda_src.processor import Processor
from lambda_src.queues import QueueClient, Queues
from lambdas.shared.database import Database
from lambdas.shared.secrets_manager import SecretsManager
from tests.lambda_src.statements import before_each


class OneCredential:
    """Secrets Manager with one value."""

    def __init__(self, value: str):
        self._value = value

    def get_secret_value(self, **arguments: str) -> dict[str, Any]:
        return {"VersionId": "1", "SecretString": self._value}


class FixedOptions(Flags):
    """Flags that give every payment the same options."""

    def __init__(self, options: WriteOptions):
        super().__init__(None, unavailable=lambda: None)
        self._options = options

    def write_options(self, debtor: str) -> WriteOptions:
        return self._options


def no_queue() -> QueueClient:
    raise AssertionError("nothing is to be sent")


def make_processor(task: Mapping[str, Any], flags: Flags) -> Processor:
    """A processor for a task's database, with its credential and without queues."""
    secrets = cast(SecretsManager, OneCredential(task["credential"]))
    return Processor(
        connections=Connections(Database(**task["database"]), Credentials(secrets, "payments")),
        flags=flags,
        lease=Lease(None),
        queues=Queues("queue", "dead-letter queue", client=no_queue),
        metrics=PaymentMetrics("test"),
        tries=5,
    )


def never_together(connection: object, orders: object) -> NoReturn:
    """A batch that fails before it has begun."""
    raise RuntimeError


def main() -> None:
    task = json.loads(sys.stdin.readline())
    sent = 0

    def count(word: str, connection: object) -> None:
        nonlocal sent
        if sent == task["kill_before"]:
            os.kill(os.getpid(), signal.SIGKILL)
        sent += 1
        print(word, flush=True)

    options = WriteOptions(variant="separate", separate=True, verified=True) if task["separate"] else WriteOptions()
    if not task["together"]:
        processor_module.record_all = never_together
    processor = make_processor(task, FixedOptions(options))
    with before_each(count):
        answer = processor.process([Message.from_record(record) for record in task["records"]], Deadline(30))
    print(json.dumps({"failed": answer}), flush=True)


if __name__ == "__main__":
    main()
