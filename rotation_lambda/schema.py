"""The database's schema: numbered SQL files, each applied once and recorded."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lambdas.shared.database import DatabaseError, Session, execute
from lambdas.shared.log import note

FOLDER = Path(__file__).parent / "schema"
NAME = re.compile(r"(\d{3})_[a-z0-9_]+\.sql")
# The first line of a file that older code works with, by the number of the last file that such code has.
WORKS_SINCE = re.compile(r"-- Code works with it since (\d{3})\.\n")

# The table, column or key exists already, or the one to be dropped does not.
DONE_BEFORE = frozenset({1050, 1060, 1061, 1091})

RECORD = """
CREATE TABLE IF NOT EXISTS schema_migrations (
    file VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    works_since SMALLINT UNSIGNED NOT NULL,
    started_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    finished_at DATETIME(6) NULL,
    PRIMARY KEY (file)
) ENGINE = InnoDB
"""


class SchemaError(Exception):
    """Schema files that can't be applied to this database without losing track of what it holds."""


@dataclass(frozen=True, kw_only=True)
class Migration:
    """One schema file: one statement, the hash of its bytes, and the number of the last file of the oldest code that
    works with it.
    """

    file: str
    statement: str
    sha256: str
    works_since: int


def migrations(folder: Path) -> list[Migration]:
    """The files of a folder in their order; raises SchemaError where a number is missing, repeated or not a number.

    A file holds one statement, since MySQL commits with every change of a table: a file of several could stop
    between two of them, and no transaction would show where. The server refuses a second statement.
    """
    found: list[Migration] = []
    for number, path in enumerate(sorted(folder.iterdir()), 1):
        named = NAME.fullmatch(path.name)
        if not named or int(named[1]) != number:
            raise SchemaError(f"{path.name} must be {number:03}_<name>.sql: files are numbered 001, 002 and so on")
        found.append(_migration(path.name, number, path.read_bytes()))
    return found


def _migration(file: str, number: int, content: bytes) -> Migration:
    statement = content.decode()
    older = WORKS_SINCE.match(statement)
    works_since = int(older[1]) if older else number
    if works_since > number:
        raise SchemaError(f"{file}: code works with it since {number:03} at the latest, not {works_since:03}")
    return Migration(
        file=file, statement=statement, sha256=hashlib.sha256(content).hexdigest(), works_since=works_since
    )


def apply(connection: Session, database: str, files: Sequence[Migration]) -> None:
    """The database exists with the schema of the files; nothing is done twice.

    Newer files stay where this code works with them, so that a deployment can be taken back without the schema. The
    connection may be used by nobody else who applies files. Raises SchemaError where an applied file was changed or
    is missing, or where the database is too new for this code.
    """
    execute(connection, f"CREATE DATABASE IF NOT EXISTS `{database}` CHARACTER SET utf8mb4")
    execute(connection, f"USE `{database}`")
    execute(connection, RECORD)
    rows = execute(connection, "SELECT file, sha256, finished_at IS NOT NULL, works_since FROM schema_migrations")
    _refuse_newer({str(file): int(works_since) for file, _, _, works_since in rows}, files)
    recorded = {str(file): (str(sha256), bool(finished)) for file, sha256, finished, _ in rows}
    for item in files:
        sha256, finished = recorded.get(item.file, ("", False))
        if finished and sha256 != item.sha256:
            raise SchemaError(f"{item.file} was changed after it was applied: add a new file instead")
        if not finished:
            _apply_one(connection, item, begun=item.file in recorded)


def _refuse_newer(recorded: Mapping[str, int], files: Sequence[Migration]) -> None:
    unknown = sorted(set(recorded) - {item.file for item in files})
    missing = [file for file in unknown if int(file[:3]) <= len(files)]
    if missing:
        raise SchemaError(f"the database has {', '.join(missing)}, which this code does not: it is of another history")
    too_new = [file for file in unknown if recorded[file] > len(files)]
    if too_new:
        raise SchemaError(
            f"the database has {', '.join(too_new)}, and code works with it since {recorded[too_new[0]]:03}; this code "
            f"ends with {len(files):03}: it is too old. Deploy a newer one"
        )
    if unknown:
        note("the schema is newer than the code, which works with it", file=", ".join(unknown))


def _apply_one(connection: Session, item: Migration, *, begun: bool) -> None:
    execute(
        connection,
        "INSERT INTO schema_migrations (file, sha256, works_since) VALUES (%s, %s, %s) "
        "ON DUPLICATE KEY UPDATE sha256 = VALUES(sha256), works_since = VALUES(works_since)",
        [item.file, item.sha256, item.works_since],
    )
    # A change of data and its record are one transaction. A change of a table commits by itself, at once or not at
    # all, so the start is on record before: then "it exists already" means that only the end was not recorded.
    connection.begin()
    try:
        execute(connection, item.statement)
    except DatabaseError as error:
        if not begun or error.errno not in DONE_BEFORE:
            raise DatabaseError(f"{item.file} failed", error.errno) from None
    execute(connection, "UPDATE schema_migrations SET finished_at = CURRENT_TIMESTAMP(6) WHERE file = %s", [item.file])
    connection.commit()
    note("schema file applied", file=item.file)
