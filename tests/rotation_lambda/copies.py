"""Copies into the database, as DMS writes them."""

import uuid

import pytest

from lambdas.shared.database import Session, connect, execute
from tests.rotation_lambda.world import World
from tests.support.aws import client


def begin(world: World, monkeypatch: pytest.MonkeyPatch) -> str:
    """Switches the migration on, as a stack file does, and returns its secret."""
    secret: str = client("secretsmanager").create_secret(Name="migration")["ARN"]
    monkeypatch.setenv("MIGRATION_SECRET_ARN", secret)
    world.bootstrap()
    return secret


def keep(world: World, monkeypatch: pytest.MonkeyPatch, hours: str = "72") -> str:
    """Switches the migration and its way back on; returns the secret of the way back."""
    secret: str = client("secretsmanager").create_secret(Name="reverse")["ARN"]
    monkeypatch.setenv("REVERSE_SECRET_ARN", secret)
    monkeypatch.setenv("BINLOG_HOURS", hours)
    begin(world, monkeypatch)
    return secret


def session(world: World, secret: str) -> Session:
    """A connection as DMS makes it, with the script of the target's endpoint."""
    made = connect(world.database, world.credential(secret), autocommit=True)
    execute(made, "SET FOREIGN_KEY_CHECKS=0")
    return made


def write_first(connection: Session, status: str = "completed") -> str:
    """The first of the two statements of a row with a large object, which is NULL in it."""
    payment = str(uuid.uuid4())
    execute(
        connection,
        "INSERT INTO payments (payment_id, idempotency_key, payload_hash, amount, currency, debtor, creditor, "
        "requested_at, status, result) VALUES (%s, %s, %s, 1250, 'GBP', 'a', 'b', UTC_TIMESTAMP(6), %s, NULL)",
        [payment, payment, bytes(32), status],
    )
    return payment


def write_second(connection: Session, payment: str) -> None:
    execute(connection, "UPDATE payments SET result = '{}' WHERE payment_id = %s", [payment])


def write_entries(connection: Session, payment: str) -> None:
    for account, amount in (("a", -1250), ("b", 1250)):
        execute(
            connection,
            "INSERT INTO ledger_entries (payment_id, account, amount, currency) VALUES (%s, %s, %s, 'GBP')",
            [payment, account, amount],
        )
