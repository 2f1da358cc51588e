"""What a copy by DMS breaks for a moment: the constraints that give way to it, and the proof that the rows keep them.

DMS takes a JSON column for a large object, writes a row with NULL in it first and its value by a second statement (DMS
user guide, LOB support), and the target's endpoint switches foreign keys off for its sessions.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lambdas.shared.database import Session, execute
from lambdas.shared.log import note

# How many rows an error names.
NAMED = 10
# A change of a table waits for whoever uses it; MySQL itself would wait for a year.
LOCK_SECONDS = 60


class UnsatisfiedError(Exception):
    """Rows that a constraint of the schema does not allow."""


@dataclass(frozen=True, kw_only=True)
class Relaxed:
    """A check that refuses the first of the two statements; its condition as the schema's files have it."""

    name: str
    table: str
    condition: str


RELAXED = (
    Relaxed(name="payments_result", table="payments", condition="status = 'pending' OR result IS NOT NULL"),
)  # fmt: skip
# Rows against a constraint, by its name: their ids, the first few. The server says nothing of rows that were written
# while foreign keys were off.
AGAINST = {
    **{
        item.name: f"SELECT payment_id FROM {item.table} WHERE NOT ({item.condition})"  # noqa: S608 (every word is a constant of this file)
        for item in RELAXED
    },
    "ledger_entries_payment": (
        "SELECT entry_id FROM ledger_entries LEFT JOIN payments USING (payment_id, currency) "
        "WHERE payments.payment_id IS NULL"
    ),
}


def relax(connection: Session) -> None:
    """The checks do not exist, and a copy is not refused; their removal copies no table."""
    for item in RELAXED:
        if _exists(connection, item):
            _alter(connection, f"ALTER TABLE {item.table} DROP CONSTRAINT {item.name}")
            note(f"{item.name} gives way while data is copied")


def restore(connection: Session) -> None:
    """The checks exist, and the server has found every row to satisfy them.

    It copies the whole table for that, and nobody writes to it meanwhile (MySQL reference manual, online DDL).
    """
    for item in RELAXED:
        if not _exists(connection, item):
            _alter(connection, f"ALTER TABLE {item.table} ADD CONSTRAINT {item.name} CHECK ({item.condition})")
            note(f"{item.name} holds again")


def names() -> Sequence[str]:
    """The names of the checks that give way."""
    return [item.name for item in RELAXED]


def refuse_unsatisfied(connection: Session) -> None:
    """Raises UnsatisfiedError where rows break a constraint that a copy may have broken: which one, and which rows."""
    faults: list[str] = []
    for name, rows in AGAINST.items():
        found = [str(row[0]) for row in execute(connection, f"{rows} LIMIT {NAMED + 1}")]
        if found:
            more = " and more" if len(found) > NAMED else ""
            faults.append(f"{name} does not allow {', '.join(found[:NAMED])}{more}")
    if faults:
        raise UnsatisfiedError("; ".join(faults))


def _exists(connection: Session, item: Relaxed) -> bool:
    return bool(
        execute(
            connection,
            "SELECT 1 FROM information_schema.TABLE_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE() "
            "AND TABLE_NAME = %s AND CONSTRAINT_NAME = %s AND CONSTRAINT_TYPE = 'CHECK'",
            [item.table, item.name],
        )
    )


def _alter(connection: Session, statement: str) -> None:
    execute(connection, f"SET SESSION lock_wait_timeout = {LOCK_SECONDS}")
    execute(connection, statement)
