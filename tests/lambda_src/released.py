"""What the released code sends to the database, kept as a file, and how it is recorded and sent again."""

import json
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

import pymysql
from pymysql.connections import Connection
from pymysql.cursors import Cursor

from lambda_src import look
from lambda_src.batch import record_all
from lambda_src.books import Books
from lambda_src.connections import Connections
from lambda_src.ledger import Order, WriteOptions, record
from lambda_src.payment import RefusedPaymentError, parse_payment
from lambdas.shared.database import DatabaseError, Session, execute
from rotation_lambda import schema
from tests.lambda_src.samples import body
from tests.rotation_lambda import server

FILE = Path(__file__).with_name("released.json")
# How many payments the exercise makes.
PAYMENTS = 4


@dataclass
class Sent:
    """A statement, its values, and MySQL's number of what the server refused it with, where it did."""

    text: str
    values: Sequence[object] = ()
    refused: int = 0


@dataclass(frozen=True, kw_only=True)
class Release:
    """The last schema file of a release, and what its code sends in a row."""

    schema: str
    statements: Sequence[Sent]

    @classmethod
    def read(cls, file: Path = FILE) -> "Release":
        kept = json.loads(file.read_text())
        statements = [
            Sent(one["text"], [*map(_from_json, one["values"])], one["refused"]) for one in kept["statements"]
        ]
        return cls(schema=kept["schema"], statements=statements)

    def write(self, file: Path = FILE) -> None:
        statements = [asdict(one) | {"values": [*map(_to_json, one.values)]} for one in self.statements]
        file.write_text(json.dumps({"schema": self.schema, "statements": statements}, indent=1) + "\n")

    def send(self, connection: Session) -> None:
        """Sends the statements in their order; raises DatabaseError where the server refuses another one than then."""
        for one in self.statements:
            try:
                execute(connection, one.text, one.values)
            except DatabaseError as error:
                if error.errno != one.refused:
                    raise
            else:
                assert not one.refused, f"the server takes what it refused with {one.refused}: {one.text}"


def exercise(connection: Session) -> None:
    """Makes the code send each of its statements, as payments, repetitions, looks and audits do."""
    first, second, third, last = (
        parse_payment(body(payment_id=f"00000000-0000-4000-8000-00000000000{number}", idempotency_key=f"key-{number}"))
        for number in range(PAYMENTS)
    )
    record(connection, Order(first, WriteOptions(variant="single")))
    record(connection, Order(first, WriteOptions()))
    record_all(connection, [Order(payment, WriteOptions()) for payment in (first, second, third)])
    record(connection, Order(last, WriteOptions(variant="separate", separate=True, verified=True)))
    other = parse_payment(body(payment_id=last.payment_id, idempotency_key="another-key"))
    try:
        record(connection, Order(other, WriteOptions()))
    except RefusedPaymentError:
        pass
    else:
        raise AssertionError("an id is paid twice")
    look.read(connection)
    connection.rollback()
    assert audited(connection) == (PAYMENTS, [])


def audited(connection: Session) -> tuple[int, list[str]]:
    """How many payments the audit finds, and what it finds wrong."""
    books = Books(cast(Connections, _Same(connection)))
    first, today = books.first_day(), datetime.now(UTC).date()
    assert first is not None
    # Two days, where midnight came in between.
    blocks = [*books.payments_of(first), *(books.payments_of(today) if today > first else ()), *books.entries(0, 1)]
    return sum(block.payments for block in blocks), [finding.fault for block in blocks for finding in block.findings]


@contextmanager
def recorded() -> Generator[list[Sent]]:
    """What is sent meanwhile."""
    sent: list[Sent] = []
    run: Any = Cursor.execute

    def executed(cursor: Any, text: str, values: Sequence[object] | None = None) -> Any:
        sent.append(Sent(text, list(values or ())))
        try:
            return run(cursor, text, values)
        except pymysql.Error as error:
            sent[-1].refused = error.args[0]
            raise

    def ended(word: str) -> Any:
        whole: Any = getattr(Connection, word)

        def end(connection: Any) -> None:
            sent.append(Sent(word.upper()))
            whole(connection)

        return end

    with (
        patch.object(Cursor, "execute", executed),
        patch.object(Connection, "commit", ended("commit")),
        patch.object(Connection, "rollback", ended("rollback")),
    ):
        yield sent


class _Same:
    """One connection for everything."""

    def __init__(self, connection: Session):
        self._connection = connection

    def ready(self) -> Session:
        return self._connection


def _to_json(value: object) -> object:
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    return value if value is None or isinstance(value, int) else str(value)


def _from_json(value: Mapping[str, str] | str | int | None) -> object:
    return bytes.fromhex(value["bytes"]) if isinstance(value, Mapping) else value


def main() -> None:
    """Writes what the code sends now, and the last schema file: to be run once that code is in production."""
    files = schema.migrations(schema.FOLDER)
    started = server.start()
    try:
        root = pymysql.connect(unix_socket=started.server.socket, user="root", charset="utf8mb4")
        with closing(root):
            schema.apply(root, "payments", files)
            with recorded() as statements:
                exercise(root)
    finally:
        started.stop()
    Release(schema=files[-1].file, statements=statements).write()


if __name__ == "__main__":
    main()
