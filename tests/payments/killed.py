"""A consumer in a process of its own that dies between two statements, and does not come to tidy anything up.

It reads one JSON line: the database, a credential, a batch, and before which statement to die (none: it does not).
It prints a line for each statement that it sent and, if it lives, the handler's answer.
"""

import json
import os
import signal
import sys
from typing import Any, cast

from lambda_shared.database import Database, Session
from lambda_shared.secrets_manager import SecretsManager
from lambda_src import ledger
from lambda_src.connections import Connections
from lambda_src.credentials import Credentials
from lambda_src.flags import Flags
from lambda_src.ledger import Way
from lambda_src.metrics import PaymentMetrics
from lambda_src.processor import Processor
from lambda_src.queues import Message, QueueClient, Queues


class OneCredential:
    """Secrets Manager with one value."""

    def __init__(self, value: str):
        self._value = value

    def get_secret_value(self, **arguments: str) -> dict[str, Any]:
        return {"VersionId": "1", "SecretString": self._value}


class OneWay(Flags):
    """Flags that give every payment the same way."""

    def __init__(self, way: Way):
        super().__init__(None, unavailable=lambda: None)
        self._way = way

    def way(self, debtor: str) -> Way:
        return self._way


def no_queue() -> QueueClient:
    raise AssertionError("nothing is to be sent")


def main() -> None:
    task = json.loads(sys.stdin.readline())
    whole = ledger.execute
    sent = 0

    def counted(connection: Session, statement: str, values: Any = ()) -> Any:
        nonlocal sent
        if sent == task["die_before"]:
            os.kill(os.getpid(), signal.SIGKILL)
        sent += 1
        print(statement.split()[0], flush=True)
        return whole(connection, statement, values)

    ledger.execute = counted
    secrets = cast(SecretsManager, OneCredential(task["credential"]))
    metrics = PaymentMetrics("test")
    way = Way(variant="separate", separate=True, verified=True) if task["separate"] else Way()
    processor = Processor(
        connections=Connections(Database(**task["database"]), Credentials(secrets, "payments")),
        flags=OneWay(way),
        queues=Queues("queue", "dead letters", client=no_queue),
        metrics=metrics,
    )
    answer = processor.process([Message.from_record(record) for record in task["records"]])
    print(json.dumps({"failed": answer}), flush=True)


if __name__ == "__main__":
    main()
