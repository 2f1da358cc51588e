"""What is known of a table on both sides: its key, its columns, and how a row becomes text that compares exactly."""

from collections.abc import Mapping
from dataclasses import dataclass

from lambdas.comparison.sides import SIDES, ComparisonError, Side, Sides

COLUMNS = (
    "SELECT COLUMN_NAME, DATA_TYPE, COALESCE(DATETIME_PRECISION, NUMERIC_SCALE, 0), COLUMN_KEY = 'PRI' "
    "FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = %s ORDER BY COLUMN_NAME"
)
BINARY = frozenset({"binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "bit"})
WHOLE = frozenset({"tinyint", "smallint", "mediumint", "int", "bigint"})
TEXT = frozenset({"char", "varchar"})


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column by its name, its type, the digits of its fraction, and whether it is of the primary key."""

    name: str
    type: str
    digits: int
    key: bool

    @property
    def described(self) -> str:
        """Its type for people."""
        return f"{self.type}({self.digits})" if self.digits else self.type

    def encoded(self, table: str) -> str:
        """Its value as letters that no collation, no character set and no space at the end can hide a difference of.

        A NULL differs from an empty text. What is longer than the server's packets becomes NULL, which no value does.
        """
        column = f"`{table}`.`{self.name}`"
        text = column if self.type in BINARY else f"CAST({column} AS CHAR CHARACTER SET utf8mb4)"
        return f"IF({column} IS NULL, '-', HEX({text}))"


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table that both databases have with the same columns, and the one column that is its primary key."""

    name: str
    key: str
    columns: tuple[Column, ...]

    @property
    def row_hash(self) -> str:
        """SHA-256 of a whole row; NULL where a value is longer than the server's packets."""
        parts = ", ',', ".join(column.encoded(self.name) for column in self.columns)
        return f"SHA2(CONCAT({parts}), 256)"

    @property
    def column_hashes(self) -> str:
        """SHA-256 of each value of a row, so that none leaves the server."""
        return ", ".join(f"SHA2({column.encoded(self.name)}, 256)" for column in self.columns)


def table(sides: Sides, name: str) -> Table:
    """The table as both sides have it; raises ComparisonError with every reason why its rows can't be compared."""
    if not name.replace("_", "").isalnum():
        raise ComparisonError(f"{name!r} is no name of a table: letters, digits and _ are")
    found = {side: _columns(sides, side, name) for side in SIDES}
    _refuse_other(name, found["old"], found["new"])
    old, new = ([column for column in found[side].values() if column.key] for side in SIDES)
    if old != new or len(new) != 1 or new[0].type not in WHOLE | TEXT:
        raise ComparisonError(f"{name} has no primary key of one number or text on both sides: it has no blocks")
    return Table(name=name, key=new[0].name, columns=tuple(found["new"].values()))


def _columns(sides: Sides, side: Side, name: str) -> Mapping[str, Column]:
    rows = sides.read(side, COLUMNS, [name], name)
    columns = [
        Column(name=_text(column), type=_text(kind).lower(), digits=int(digits), key=bool(key))
        for column, kind, digits, key in rows
    ]
    if not columns:
        raise ComparisonError(f"the {side} database has no table {name}, or its user may not read it")
    return {column.name: column for column in columns}


def _refuse_other(name: str, old: Mapping[str, Column], new: Mapping[str, Column]) -> None:
    faults = [
        *(f"the old database has no column {name}.{column}" for column in new if column not in old),
        *(f"the new database has no column {name}.{column}" for column in old if column not in new),
        *(
            f"{name}.{column} is {old[column].described} in the old database and {new[column].described} in the new"
            for column in new
            if column in old and (old[column].type, old[column].digits) != (new[column].type, new[column].digits)
        ),
    ]
    if faults:
        raise ComparisonError("; ".join(faults))


def _text(value: str | bytes) -> str:
    # MySQL gives the names in its own tables as bytes.
    return value.decode() if isinstance(value, bytes) else value
