"""Those who pay in the benchmark, and what they are measured with."""

import json
import statistics
import threading
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from lambda_src.deadline import Deadline
from lambda_src.flags import Flags
from lambda_src.ledger import ENTRY, INSERT_ENTRIES, INSERT_PAYMENTS, PAYMENT
from lambda_src.message import Message
from lambda_src.payment import Payment, parse_payment
from lambda_src.settings import FlagSource
from lambdas.shared.credential import Credential
from lambdas.shared.database import Database, Session, connect
from tests.lambda_src.desk import Desk
from tests.lambda_src.killed import make_processor
from tests.lambda_src.queues import Handle
from tests.lambda_src.samples import bodies, event, failures

# Many short turns: what else the machine does meets all of them.
ROUNDS = 31
# How many each contestant pays in a turn; who connects each time gets fewer, since they take so long.
PAYMENTS = 40
CONNECTING_PAYMENTS = 10
PINGS = 1000
BATCH = 10
NOW = "2026-11-25T09:30:00.250000+00:00"
BARE = "bare PyMySQL, payment by payment"
HANDLER = f"the handler, batches of {BATCH}"
SINGLE = "the handler, single messages"
CONNECTING = "a handler that connects for each message"

# Pays the bodies and returns how many seconds each call took.
Contestant = Callable[[list[str]], list[float]]


def write(connection: Session, payment: Payment) -> None:
    """The processor's statements, sent as they are."""
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT_PAYMENTS + PAYMENT,
            (
                *(payment.payment_id, payment.idempotency_key, payment.payload_hash(), payment.amount),
                *(payment.currency, payment.debtor, payment.creditor, payment.requested_at.replace(tzinfo=None)),
                *(None, json.dumps({"payment_id": payment.payment_id, "status": "completed", "completed_at": NOW})),
            ),
        )
        cursor.execute(
            f"{INSERT_ENTRIES}{ENTRY}, {ENTRY}",
            (
                *(payment.payment_id, payment.debtor, -payment.amount, payment.currency),
                *(payment.payment_id, payment.creditor, payment.amount, payment.currency),
            ),
        )
    connection.commit()


def bare(connection: Session) -> Contestant:
    """A loop around PyMySQL: nothing is read, checked, logged or counted."""

    def pay(texts: list[str]) -> list[float]:
        return [timed(lambda payment=payment: write(connection, payment)) for payment in map(parse_payment, texts)]

    return pay


def connecting(database: Database, credential: Callable[[], Credential]) -> Contestant:
    """A first try: each message is read, a connection opened, the payment written, the connection closed."""

    def one(text: str) -> None:
        payment = parse_payment(text)
        with closing(connect(database, credential())) as connection:
            write(connection, payment)

    return lambda texts: [timed(lambda text=text: one(text)) for text in texts]


def processing(handle: Handle, size: int) -> Contestant:
    """The handler, with batches of a size."""

    def pay(texts: list[str]) -> list[float]:
        times: list[float] = []
        for start in range(0, len(texts), size):
            happened = event(texts[start : start + size])
            answers: list[dict[str, Any]] = []
            seconds = timed(lambda happened=happened, answers=answers: answers.append(handle(happened)))
            assert failures(answers[0]) == []
            times.append(seconds)
        return times

    return pay


def timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


@contextmanager
def answering(answers: Callable[[str], Any]) -> Generator[int]:
    """A server in a thread of its own that answers each path with JSON; gives its port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            text = json.dumps(answers(self.path)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_POST = do_GET  # noqa: N815 (the standard library's name)

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def contestants(task: dict[str, Any], connection: Session) -> dict[str, tuple[Contestant, int]]:
    """Those who pay into a database, each with how many payments a round has for it."""
    database, credential = Database(**task["database"]), Credential.from_json(task["credential"])
    return {
        BARE: (bare(connection), PAYMENTS),
        HANDLER: (processing(consumer(task), BATCH), PAYMENTS),
        SINGLE: (processing(consumer(task), 1), PAYMENTS),
        CONNECTING: (connecting(database, lambda: credential), CONNECTING_PAYMENTS),
    }


def race(tasks: dict[float, dict[str, Any]]) -> dict[float, dict[str, list[list[float]]]]:
    """The times of all contestants at each distance, turn by turn.

    In a process where, as on Lambda, nobody listens to logs but the standard output.
    """
    with ExitStack() as stack:
        fields: dict[float, dict[str, tuple[Contestant, int]]] = {}
        for distance, task in tasks.items():
            opened = connect(Database(**task["database"]), Credential.from_json(task["credential"]))
            fields[distance] = contestants(task, stack.enter_context(closing(opened)))
        times = {distance: {name: list[list[float]]() for name in field} for distance, field in fields.items()}
        for number in range(ROUNDS):
            for distance, field in fields.items():
                for name, (pay, payments) in field.items():
                    found = pay(bodies(payments))
                    # The first turn loads what later ones find loaded.
                    times[distance][name] += [found] if number else []
    return times


def round_trip(task: dict[str, Any]) -> float:
    """The median of how long the server takes to answer the shortest question, as seen from here."""
    with closing(connect(Database(**task["database"]), Credential.from_json(task["credential"]))) as connection:
        return statistics.median(timed(connection.ping) for _ in range(PINGS))


def consumer(task: dict[str, Any], flags: FlagSource | None = None) -> Handle:
    """The processor as the handler makes it, but for Secrets Manager."""
    processor = make_processor(task, Flags(flags, unavailable=lambda: None))
    return lambda happened: {
        "batchItemFailures": [
            {"itemIdentifier": failed}
            for failed in processor.process(
                [Message.from_record(record) for record in happened["Records"]], Deadline(30)
            )
        ]
    }


def task_of(desk: Desk) -> dict[str, Any]:
    credential = desk.world.credential(desk.world.application)
    return {"database": asdict(desk.world.database), "credential": credential.to_json()}
