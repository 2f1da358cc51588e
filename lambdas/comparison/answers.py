"""The questions of a comparison, each answered from both databases by itself: nothing is kept between two of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from lambdas.comparison import books
from lambdas.comparison.blocks import MOST_NAMED, Key, Range, differences, differing, digest, end_of_block
from lambdas.comparison.sides import NOT_ALLOWED, SIDES, ComparisonError, Side, Sides
from lambdas.comparison.tables import Table, table
from lambdas.shared.database import DatabaseError

# The table of the marks, as its schema file makes it.
MARKS = "replication_marks"
# The old server takes no writes of anybody, as after its switch.
READ_ONLY_SERVER = frozenset({1290, 1836})
# Beside the payments' database, as the settings of the replication have it.
CONTROL_SCHEMA = "awsdms_control"
# Its column DETAILS has the values of the rows, and is left alone.
FAILURES = (
    "SELECT TABLE_NAME, `KEY`, FAILURE_TYPE, FAILURE_TIME "
    "FROM awsdms_control.awsdms_validation_failures_v1 ORDER BY FAILURE_TIME LIMIT %s"
)


def answer(sides: Sides, event: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of one question; raises ComparisonError in one line, or KeyError for a question that is none."""
    asked = event["ask"]
    if asked == "mark":
        return _mark(sides, event["mark"])
    with sides.snapshot():
        if asked == "tables":
            return {"tables": {name: _known(sides, table(sides, name)) for name in event["tables"]}}
        if asked == "block":
            return _block(sides, table(sides, event["table"]), event.get("after"), event["rows"])
        if asked == "rows":
            return _rows(sides, table(sides, event["table"]), event["keys"])
        if asked == "marked":
            return {side: _has(sides, side, event["mark"]) for side in SIDES}
        if asked == "failures":
            return {"failures": _failures(sides, event.get("side", "new"))}
    raise ComparisonError(f"{asked!r} is no question")


def _known(sides: Sides, found: Table) -> dict[str, Any]:
    query = f"SELECT MAX(`{found.key}`) FROM `{found.name}`"  # noqa: S608 (names of a table and columns that information_schema has; values are parameters)
    return {"key": found.key, "highest": {side: sides.read(side, query, (), found.name)[0][0] for side in SIDES}}


def _block(sides: Sides, found: Table, after: Key | None, rows: int) -> dict[str, Any]:
    keys = Range(after=after, upto=end_of_block(sides, found, after, rows))
    old, new = (digest(sides, side, found, keys) for side in SIDES)
    suspects: list[Key] = []
    if (old.rows, old.checksum) != (new.rows, new.checksum):
        suspects = differing(sides, found, keys)
    faults = {side: books.faults_within(sides, side, found.name, keys) for side in SIDES}
    return {
        "upto": keys.upto,
        "rows": {"old": old.rows, "new": new.rows},
        "sums": {"old": old.sums, "new": new.sums},
        "different": differences(sides, found, suspects[:MOST_NAMED]),
        "more": max(0, len(suspects) - MOST_NAMED),
        "faults": {side: listed[:MOST_NAMED] for side, listed in faults.items()},
        "more_faults": {side: max(0, len(listed) - MOST_NAMED) for side, listed in faults.items()},
    }


def _rows(sides: Sides, found: Table, keys: Sequence[Key]) -> dict[str, Any]:
    return {
        "different": differences(sides, found, keys),
        "faults": {side: books.faults_of(sides, side, found.name, keys) for side in SIDES},
    }


def _mark(sides: Sides, mark: str) -> dict[str, Any]:
    """Writes a mark where the user of the old database may; the new one gets it from the replication alone."""
    try:
        sides.write("old", f"INSERT IGNORE INTO {MARKS} (mark_id) VALUES (%s)", [mark])  # noqa: S608 (the name is a constant of this file; the mark is a parameter)
    except DatabaseError as error:
        if error.errno in NOT_ALLOWED | READ_ONLY_SERVER:
            return {"written": False}
        raise ComparisonError(f"the old database: {MARKS}: {error}") from None
    return {"written": True}


def _has(sides: Sides, side: Any, mark: str) -> bool:
    try:
        return bool(sides.read(side, f"SELECT 1 FROM {MARKS} WHERE mark_id = %s", [mark], MARKS))  # noqa: S608 (the name is a constant of this file; the mark is a parameter)
    except ComparisonError:
        # The owner of the old database makes its table with the first mark.
        if side == "old":
            return False
        raise


def _failures(sides: Sides, side: Side) -> list[dict[str, str]] | None:
    """What DMS's own validation has found of what it wrote to a side, by the keys of the rows.

    None where it has made no such table, or none that the side's user may see.
    """
    tables = "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s"
    if not sides.read(side, tables, [CONTROL_SCHEMA, "awsdms_validation_failures_v1"]):
        return None
    rows = sides.read(side, FAILURES, [MOST_NAMED], "awsdms_validation_failures_v1")
    return [{"table": str(name), "key": str(key), "failure": str(kind), "at": str(at)} for name, key, kind, at in rows]
