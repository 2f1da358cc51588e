"""What a server has changed since a position of its binlog, transaction by transaction."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pymysqlreplication import BinLogStreamReader
from pymysqlreplication.event import XidEvent
from pymysqlreplication.row_event import DeleteRowsEvent, UpdateRowsEvent, WriteRowsEvent

from tests.rotation_lambda.server import Server

Row = Mapping[str, Any]
# A reader of the binlog says that it is a replica of this number, which no server of the tests has.
READER = 77
# Each change with its row whole, as the guide asks of a source, and with the names of its columns.
LOGGING = (
    "SET GLOBAL binlog_format = 'ROW'",
    "SET GLOBAL binlog_row_image = 'FULL'",
    "SET GLOBAL binlog_row_metadata = 'FULL'",
)


@dataclass(frozen=True, order=True)
class Position:
    """A file of the binlog and an offset in it, in MySQL's own order."""

    file: str
    offset: int

    @classmethod
    def parse(cls, text: str) -> "Position":
        """One as DMS takes it: `mysql-bin-changelog.000024:373`."""
        file, _, offset = text.rpartition(":")
        return cls(file, int(offset))

    def __str__(self) -> str:
        return f"{self.file}:{self.offset}"


@dataclass(frozen=True, kw_only=True)
class Change:
    """A row of a table: what it was, unless it is new, and what it is, unless it is gone."""

    table: str
    before: Row | None = None
    after: Row | None = None


@dataclass(frozen=True, kw_only=True)
class Transaction:
    """The changes that were committed together, and the position after them."""

    changes: Sequence[Change]
    end: Position


def end_of(server: Server) -> Position:
    """Where the binlog ends now."""
    [(file, offset, *_)] = server.run("SHOW MASTER STATUS")
    return Position(file, int(offset))


def since(server: Server, database: str, tables: Sequence[str], start: Position) -> list[Transaction]:
    """What was committed in some tables after a position, until now."""
    # The reader gives its connection an option by a name that the driver calls old.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        stream: Any = BinLogStreamReader(
            connection_settings={"unix_socket": server.socket, "user": "root", "ssl_disabled": True},
            server_id=READER,
            resume_stream=True,
            log_file=start.file,
            log_pos=start.offset,
            only_schemas=[database],
            only_tables=list(tables),
            only_events=[WriteRowsEvent, UpdateRowsEvent, DeleteRowsEvent, XidEvent],
        )
        try:
            return list(_transactions(stream))
        finally:
            stream.close()


def _transactions(stream: Any) -> Iterator[Transaction]:
    changes: list[Change] = []
    for event in stream:
        if isinstance(event, XidEvent):
            if changes:
                yield Transaction(changes=tuple(changes), end=Position(stream.log_file, stream.log_pos))
            changes = []
        else:
            changes.extend(_changes(event))


def _changes(event: Any) -> Iterator[Change]:
    table: str = event.table
    rows = cast(list[dict[str, Row]], event.rows)
    for row in rows:
        if isinstance(event, UpdateRowsEvent):
            yield Change(table=table, before=row["before_values"], after=row["after_values"])
        elif isinstance(event, WriteRowsEvent):
            yield Change(table=table, after=row["values"])
        else:
            yield Change(table=table, before=row["values"])
