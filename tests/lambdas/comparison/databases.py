"""An old and a new database with payments, and what may differ between them."""

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from lambdas.comparison.answers import answer
from lambdas.comparison.sides import Side, Sides
from lambdas.shared.credential import Credential
from lambdas.shared.database import Database, Session, connect
from ops.compare.comparison import Comparison, Looks, compare
from ops.lib.steps import Clock
from rotation_lambda.schema import FOLDER, migrations
from tests.rotation_lambda.server import Server

NAME = "payments"
PASSWORD = "reader-of-a-test"  # noqa: S105 (of a server that lives as long as the tests)
TABLES = ("payments", "ledger_entries")
# What no report and no log may hold.
ACCOUNTS = ("GB29NWBK60161331926819", "DE89370400440532013000")
TEXT = f"USE {NAME}"
AT = "'2026-11-25 09:30:01.000001'"
INSERT_ENTRIES = "INSERT INTO ledger_entries (payment_id, account, amount, currency, created_at) VALUES {rows}"
OUT_OF = "SELECT entry_id FROM ledger_entries WHERE payment_id = '{id}' AND amount < 0"

Answer = Mapping[str, Any]


def user(server: Server, name: str, *grants: str) -> None:
    """A user of the server with these privileges and no others, by the password of all of them."""
    server.run(
        f"CREATE OR REPLACE USER {name}@'%' IDENTIFIED BY '{PASSWORD}' REQUIRE SSL",
        *(f"GRANT {grant} TO {name}@'%'" for grant in grants),
    )


@dataclass(kw_only=True)
class Databases:
    """Both servers with the schema, and the users that a comparison has there."""

    old: Server
    new: Server
    # Called before each question, as whatever happens while a copy runs.
    meanwhile: Callable[[Mapping[str, Any]], None] = lambda event: None
    answers: list[Answer] = field(default_factory=list[Answer])
    _open: Sides | None = None

    def create(self) -> None:
        """Empty tables on both sides."""
        for server in (self.old, self.new):
            server.run(
                f"DROP DATABASE IF EXISTS {NAME}",
                "DROP DATABASE IF EXISTS awsdms_control",
                f"CREATE DATABASE {NAME} CHARACTER SET utf8mb4",
                TEXT,
                *(item.statement for item in migrations(FOLDER)),
            )
        user(self.old, "copier", f"SELECT ON {NAME}.*")
        user(self.new, "migration", f"SELECT, INSERT, UPDATE, DELETE ON {NAME}.*", "SELECT ON awsdms_control.*")

    def close(self) -> None:
        """The sessions end."""
        if self._open:
            for session in (self._open.old, self._open.new):
                with closing(session):
                    pass
        self._open = None

    def database(self, side: Side) -> Database:
        server = self.old if side == "old" else self.new
        return Database(host=server.host, port=server.port, name=NAME, ca_file=server.ca_file)

    def session(self, side: Side) -> Session:
        return connect(
            self.database(side), Credential(username="copier" if side == "old" else "migration", password=PASSWORD)
        )

    def sides(self) -> Sides:
        self._open = self._open or Sides(old=self.session("old"), new=self.session("new"))
        return self._open

    def ask(self, event: Mapping[str, Any]) -> Answer:
        """One question and its answer, as Lambda would pass them on."""
        self.meanwhile(event)
        given = json.loads(json.dumps(answer(self.sides(), json.loads(json.dumps(event)))))
        self.answers.append(given)
        return given

    def compare(self, *, rows: int = 7, final: bool = True, looks: int = 3) -> Comparison:
        """A comparison in which no time passes."""
        found = compare(
            self.ask,
            TABLES,
            final=final,
            looks=None if final else Looks(most=looks, every=15),
            rows=rows,
            clock=Clock(pause=lambda seconds: None),
        )
        written = json.dumps([found.report(), self.answers])
        assert not [account for account in ACCOUNTS if account in written], "a report or an answer names an account"
        return found

    def run(self, side: Side, *statements: str, **values: object) -> list[tuple[Any, ...]]:
        """Statements as the server's administrator, past every constraint; `values` are literals of them."""
        server = self.old if side == "old" else self.new
        unchecked = "SET SESSION foreign_key_checks = 0, check_constraint_checks = 0"
        return server.run(TEXT, unchecked, *(one.format(**values) if values else one for one in statements))

    def pay(
        self, count: int, *, sides: Sequence[Side] = ("old", "new"), ids: Sequence[str] = (), **changes: str
    ) -> list[str]:
        """Payments with their entries, the same on each side; returns their ids in the order of the keys."""
        ids = sorted(ids or (str(uuid.uuid4()) for _ in range(count)))
        row = {"amount": "1250", "currency": "'GBP'", "status": "'completed'", "result": "'{\"a\": 1}'"} | changes
        payments = ", ".join(
            f"('{one}', 'key-{one}', UNHEX(SHA2('{one}', 256)), {row['amount']}, {row['currency']}, '{ACCOUNTS[0]}', "
            f"'{ACCOUNTS[1]}', '2026-11-25 09:30:00.250000', NULL, {row['status']}, {row['result']}, {AT})"
            for one in ids
        )
        entries = ", ".join(
            f"('{one}', '{account}', {sign}{row['amount']}, {row['currency']}, {AT})"
            for one in ids
            for sign, account in zip("- ", ACCOUNTS, strict=True)
        )
        for side in sides:
            self.run(side, "INSERT INTO payments VALUES {rows}", rows=payments)
            if row["status"] == "'completed'":
                self.run(side, INSERT_ENTRIES, rows=entries)
        return ids

    def literal(self, value: object) -> str:
        """A value as a statement writes it, whichever type it has."""
        if value is None:
            return "NULL"
        if isinstance(value, bytes):
            return f"UNHEX('{value.hex()}')"
        return f"'{value}'"

    def retype(self, side: Side, column: str) -> None:
        """A column of the payments has another type, which no constraint holds on to."""
        self.run(
            side,
            "ALTER TABLE ledger_entries DROP FOREIGN KEY IF EXISTS ledger_entries_payment",
            f"ALTER TABLE payments MODIFY {column}",
        )

    def entry(self, payment_id: str) -> int:
        """The id of the entry by which a payment leaves its debtor."""
        [(found,)] = self.run("old", OUT_OF, id=payment_id)
        return int(found)
