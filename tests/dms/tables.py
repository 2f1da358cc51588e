"""The tables of a migration, and the statements with which their rows are written, a large value after its row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pymysql.constants import ER
from pymysql.err import MySQLError

from tests.dms.binlog import Row
from tests.rotation_lambda.server import Server

# Types that DMS takes for large objects; MariaDB keeps JSON as long text.
LARGE = ("json", "longtext", "mediumtext", "text", "longblob", "mediumblob", "blob")
COLUMNS = (
    "SELECT column_name, data_type, column_key FROM information_schema.columns "
    "WHERE table_schema = '{}' AND table_name = '{}' ORDER BY ordinal_position"
)


class RefusedError(Exception):
    """A row that the target can't take as it is written."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table by its name: its columns, those of its primary key, and those with large values."""

    name: str
    columns: Sequence[str]
    key: Sequence[str]
    large: Sequence[str]

    @classmethod
    def read(cls, server: Server, database: str, name: str) -> "Table":
        """A table as the source has it."""
        found = server.run(COLUMNS.format(database, name))
        return cls(
            name=name,
            columns=[column for column, *_ in found],
            key=[column for column, _, key in found if key == "PRI"],
            large=[column for column, kind, _ in found if kind in LARGE],
        )

    @property
    def small(self) -> list[str]:
        """The columns that are written with the row."""
        return [column for column in self.columns if column not in self.large]

    def key_of(self, row: Row) -> list[Any]:
        return [row[column] for column in self.key]

    def where(self) -> str:
        return " AND ".join(f"{column} = %s" for column in self.key)

    def all(self, cursor: Any) -> list[Row]:
        """Every row, in whichever order."""
        cursor.execute(f"SELECT {', '.join(self.columns)} FROM {self.name}")  # noqa: S608 (names of the schema's)
        return [dict(zip(self.columns, row, strict=True)) for row in cursor.fetchall()]

    def insert(self, cursor: Any, row: Row, *, verb: str = "INSERT") -> None:
        """Writes a row whose large values are NULL at first; raises RefusedError."""
        names, marks = ", ".join(self.small), ", ".join(["%s"] * len(self.small))
        text = f"{verb} INTO {self.name} ({names}) VALUES ({marks})"
        self._run(cursor, text, [row[column] for column in self.small])

    def fill(self, cursor: Any, row: Row) -> None:
        """Writes the large values of a row that is there; raises RefusedError."""
        if self.large:
            self._set(cursor, self.large, row, self.key_of(row))

    def update(self, cursor: Any, before: Row, after: Row) -> int:
        """Writes what a row has become, large values last; how many rows there were of it. Raises RefusedError."""
        found = self._set(cursor, self.small, after, self.key_of(before))
        self.fill(cursor, after)
        return found

    def delete(self, cursor: Any, row: Row) -> int:
        """Deletes a row; how many there were of it."""
        return self._run(cursor, f"DELETE FROM {self.name} WHERE {self.where()}", self.key_of(row))  # noqa: S608 (as above)

    def large_values(self, cursor: Any, row: Row) -> Row:
        """A row with its large values as they are now, which DMS fetches one by one; those of a lost row are NULL."""
        if not self.large:
            return row
        names = ", ".join(self.large)
        cursor.execute(f"SELECT {names} FROM {self.name} WHERE {self.where()}", self.key_of(row))  # noqa: S608 (as above)
        found = cursor.fetchone() or [None] * len(self.large)
        return {**row, **dict(zip(self.large, found, strict=True))}

    def _set(self, cursor: Any, columns: Sequence[str], row: Row, key: Sequence[Any]) -> int:
        values = ", ".join(f"{column} = %s" for column in columns)
        text = f"UPDATE {self.name} SET {values} WHERE {self.where()}"  # noqa: S608 (as above)
        return self._run(cursor, text, [*(row[column] for column in columns), *key])

    def _run(self, cursor: Any, text: str, values: Sequence[Any]) -> int:
        try:
            return int(cursor.execute(text, values))
        except MySQLError as error:
            raise RefusedError(f"{self.name}: {error.args[1]}") from error


def unlike_a_repetition(cursor: Any) -> str | None:
    """What a load's statement was warned of, beside a row that was there before."""
    cursor.execute("SHOW WARNINGS")
    return next((text for _, number, text in cursor.fetchall() if number != ER.DUP_ENTRY), None)
