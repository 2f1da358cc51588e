"""The copy of the old database's data: it begins once, and ends once, before payments start."""

import time
from collections.abc import Mapping
from typing import Literal

from lambdas.shared.database import DatabaseError, Session, execute
from lambdas.shared.log import note
from rotation_lambda import constraints, migration
from rotation_lambda.users import accounts

State = Literal["begun", "ended"]

RECORD = """
CREATE TABLE IF NOT EXISTS migration_copy (
    id TINYINT UNSIGNED NOT NULL,
    state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    binlog_position VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
    changed_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    PRIMARY KEY (id)
) ENGINE = InnoDB
"""
# Seconds in which the sessions of a copy that was just stopped may end.
PAUSES = (1, 2, 4)
# As the table mappings have them, in the order in which they refer to each other.
COPIED = ("ledger_entries", "payments", "replication_marks")
# No such statement (before MySQL 8.4, and MariaDB).
UNKNOWN_STATEMENT = 1064


class StillCopyingError(Exception):
    """The copy still has sessions, so that it would be cut off in the middle."""


def ensure(connection: Session, database: str) -> None:
    """The copy can write, unless it has ended once: then it can't, whatever runs again."""
    if state(connection) == "ended":
        migration.set_rights(connection, database, writing=False)
    else:
        begin(connection, database)


def begin(connection: Session, database: str) -> Mapping[str, object]:
    """The copy can write: what would refuse its first statements is relaxed, and its user has the privileges."""
    # First on record: whatever is relaxed is known to have been.
    _record(connection, "begun", None)
    constraints.relax(connection)
    migration.set_rights(connection, database, writing=True)
    return _answer("begun", None)


def end(connection: Session, database: str) -> Mapping[str, object]:
    """Nothing of the copy is written any more, every constraint holds, and the place in the binlog is noted.

    What follows that place is not of the copy: a copy back starts there. An end that was interrupted is completed by
    the next one; one that is complete answers the same place for ever. Raises StillCopyingError or UnsatisfiedError,
    both before anything is changed.
    """
    if state(connection) != "ended":
        _refuse_to_cut_off(connection)
        migration.set_rights(connection, database, writing=False)
        constraints.restore(connection)
        _record(connection, "ended", _position(connection))
        note("the copy has ended")
    [(position,)] = execute(connection, "SELECT binlog_position FROM migration_copy")
    return _answer("ended", position)


def empty(connection: Session, database: str) -> Mapping[str, object]:
    """What was copied is gone, so that a new load finds no rows that it would keep as they are.

    Raises StillCopyingError while the copy has sessions, and where it has ended: the rows are payments then.
    """
    if state(connection) != "begun":
        raise StillCopyingError("the copy has ended: what is in the tables may be payments, and is not deleted")
    _refuse_sessions(connection)
    execute(connection, "SET SESSION foreign_key_checks = 0")
    for table in COPIED:
        execute(connection, f"TRUNCATE TABLE {table}")
    note("what was copied is deleted")
    return _answer("begun", None)


def mark(connection: Session, mark_id: str) -> Mapping[str, object]:
    """A mark is written here: where the copy back has brought it, so it has all that was written before."""
    execute(connection, "INSERT IGNORE INTO replication_marks (mark_id) VALUES (%s)", [mark_id])
    return {"mark": mark_id}


def forget(connection: Session) -> None:
    """Nothing is left of a copy, whether or not there ever was one, and every constraint holds.

    Raises what `end` raises, where the copy has not ended yet.
    """
    if not _has_record(connection):
        return
    if state(connection) != "ended":
        _refuse_to_cut_off(connection)
        constraints.restore(connection)
    execute(connection, f"DROP DATABASE IF EXISTS {migration.CONTROL_SCHEMA}")
    execute(connection, "DROP TABLE IF EXISTS migration_copy")


def left(connection: Session) -> Mapping[str, list[str]]:
    """What there is of a migration, or still is of one that is over, by names; nothing is changed.

    `users` are the accounts of its users, from whichever host, `schemas` is DMS's own, and `tables` the copy's record.
    """
    users = accounts(connection, (migration.USER, migration.BACK))
    schemas = "SELECT 1 FROM information_schema.schemata WHERE schema_name = %s"
    return {
        "users": [f"'{user}'@'{host}'" for user, host in users],
        "schemas": [name for name in (migration.CONTROL_SCHEMA,) if execute(connection, schemas, [name])],
        "tables": ["migration_copy"] if _has_record(connection) else [],
    }


def state(connection: Session) -> State | None:
    """How far the copy is; None where it has not begun."""
    execute(connection, RECORD)
    rows = execute(connection, "SELECT state FROM migration_copy")
    return rows[0][0] if rows else None


def _has_record(connection: Session) -> bool:
    tables = "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'migration_copy'"
    return bool(execute(connection, tables))


def _record(connection: Session, state: State, position: str | None) -> None:
    execute(connection, RECORD)
    execute(
        connection,
        "INSERT INTO migration_copy (id, state, binlog_position) VALUES (1, %s, %s) "
        "ON DUPLICATE KEY UPDATE state = VALUES(state), binlog_position = VALUES(binlog_position)",
        [state, position],
    )


def _refuse_to_cut_off(connection: Session) -> None:
    _refuse_sessions(connection)
    constraints.refuse_unsatisfied(connection)


def _refuse_sessions(connection: Session) -> None:
    sessions = _sessions(connection)
    for pause in PAUSES:
        if sessions:
            time.sleep(pause)
            sessions = _sessions(connection)
    if sessions:
        raise StillCopyingError(f"{migration.USER} has {sessions} sessions: stop the copy first")


def _sessions(connection: Session) -> int:
    rows = execute(connection, "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = %s", [migration.USER])
    return int(rows[0][0])


def _position(connection: Session) -> str | None:
    """The place in the binlog in DMS's form; None where the server writes none."""
    try:
        rows = execute(connection, "SHOW BINARY LOG STATUS")
    except DatabaseError as error:
        if error.errno != UNKNOWN_STATEMENT:
            raise
        rows = execute(connection, "SHOW MASTER STATUS")
    return f"{rows[0][0]}:{rows[0][1]}" if rows else None


def _answer(state: State, position: str | None) -> Mapping[str, object]:
    return {"copy": state, "constraints": list(constraints.names()), "position": position}
