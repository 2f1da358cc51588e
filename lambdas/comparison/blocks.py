"""A block of a table's keys on both sides: how many rows, their sums and their checksum, and which rows differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lambdas.comparison.sides import SIDES, ComparisonError, Row, Side, Sides
from lambdas.comparison.tables import Table

Key = int | str
# By what the amounts of a table are summed up.
GROUPS: Mapping[str, Sequence[str]] = {
    "payments": ("currency", "status"),
    "ledger_entries": ("currency", "IF(amount < 0, 'out', 'in')"),
}
# A difference of everything would fill the answer of the function, which takes 6 MB; all of them are counted.
MOST_NAMED = 1000


@dataclass(frozen=True, kw_only=True)
class Range:
    """The keys after one and up to another; without one of them they have no end there."""

    after: Key | None = None
    upto: Key | None = None

    def where(self, column: str) -> tuple[str, list[Key]]:
        """The condition of a statement, and its values."""
        ends = [(f"{column} {sign} %s", end) for sign, end in ((">", self.after), ("<=", self.upto)) if end is not None]
        return " AND ".join(text for text, _ in ends) or "TRUE", [end for _, end in ends]


@dataclass(frozen=True, kw_only=True)
class Digest:
    """What one side has of a block."""

    rows: int = 0
    checksum: int = 0
    sums: Mapping[str, int] = field(default_factory=dict[str, int])


def end_of_block(sides: Sides, table: Table, after: Key | None, rows: int) -> Key | None:
    """The last key of a block that has no more than `rows` on either side; None where all that is left is one.

    Raises ComparisonError where the sides sort their keys so differently that blocks would never end.
    """
    where, values = Range(after=after).where(f"`{table.key}`")
    query = (
        f"SELECT `{table.key}` FROM `{table.name}` WHERE {where} "  # noqa: S608 (names of a table and columns that information_schema has; values are parameters)
        f"ORDER BY `{table.key}` LIMIT 1 OFFSET %s"
    )
    found = [key for side in SIDES for (key,) in sides.read(side, query, [*values, rows - 1], table.name)]
    if not found:
        return None
    last = min(found)
    if after is not None and last <= after:
        raise ComparisonError(f"the databases sort {table.name}.{table.key} in different orders: see its collations")
    return last


def digest(sides: Sides, side: Side, table: Table, keys: Range) -> Digest:
    """What one side has of the keys; a row that is too long for a hash makes a checksum that no other one equals."""
    groups = GROUPS.get(table.name)
    names = [f"CAST({name} AS CHAR CHARACTER SET utf8mb4)" for name in groups or ("'all'",)]
    amount = "COALESCE(SUM(ABS(amount)), 0)" if groups else "0"
    where, values = keys.where(f"`{table.key}`")
    rows = sides.read(
        side,
        f"SELECT CONCAT_WS('/', {', '.join(names)}) COLLATE utf8mb4_bin AS grouped, COUNT(*), {amount}, "  # noqa: S608 (names of a table and columns that information_schema has; values are parameters)
        f"BIT_XOR(COALESCE(CAST(CONV(LEFT({table.row_hash}, 16), 16, 10) AS UNSIGNED), UUID_SHORT())) "
        f"FROM `{table.name}` WHERE {where} GROUP BY grouped",
        values,
        table.name,
    )
    checksum = 0
    for *_, part in rows:
        checksum ^= int(part)
    sums = {str(name): int(total) for name, _, total, _ in rows} if groups else {}
    return Digest(rows=sum(int(count) for _, count, *_ in rows), checksum=checksum, sums=sums)


def differing(sides: Sides, table: Table, keys: Range) -> list[Key]:
    """The keys whose rows are not the same on both sides, or on one side only, in their order."""
    where, values = keys.where(f"`{table.key}`")
    query = f"SELECT `{table.key}`, {table.row_hash} FROM `{table.name}` WHERE {where}"  # noqa: S608 (names of a table and columns that information_schema has; values are parameters)
    old, new = (dict[Key, Any](sides.read(side, query, values, table.name)) for side in SIDES)
    return sorted(key for key in old.keys() | new.keys() if old.get(key) is None or old.get(key) != new.get(key))


def differences(sides: Sides, table: Table, keys: Sequence[Key]) -> list[dict[str, Any]]:
    """What is different of the rows with these keys, each looked up by its key alone: no order of keys matters.

    Only hashes leave the servers. Raises ComparisonError where a value is too long for one.
    """
    if not keys:
        return []
    query = (
        f"SELECT `{table.key}`, {table.column_hashes} FROM `{table.name}` "  # noqa: S608 (names of a table and columns that information_schema has; values are parameters)
        f"WHERE `{table.key}` IN ({', '.join(['%s'] * len(keys))})"
    )
    old, new = ({row[0]: row[1:] for row in sides.read(side, query, list(keys), table.name)} for side in SIDES)
    return [found for key in keys if (found := _difference(table, key, old.get(key), new.get(key))) is not None]


def _difference(table: Table, key: Key, old: Row | None, new: Row | None) -> dict[str, Any] | None:
    if None in (old or ()) or None in (new or ()):
        raise ComparisonError(f"{table.name} {key} has a value that is longer than a server's max_allowed_packet")
    if old == new:
        return None
    if old is None or new is None:
        return {"key": key, "kind": "extra" if old is None else "missing"}
    columns = [column.name for column, one, other in zip(table.columns, old, new, strict=True) if one != other]
    return {"key": key, "kind": "changed", "columns": columns}
