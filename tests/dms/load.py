"""The full load of a table: its rows in no order, in parts, and their large values after them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.dms.binlog import Row
from tests.dms.tables import RefusedError, Table, unlike_a_repetition


@dataclass(kw_only=True)
class Load:
    """A table that is being loaded: the rows that are to come, and those whose large values are to come.

    The rows are read when the load begins, so what is committed later arrives as a change.
    """

    table: Table
    rows: list[Row]
    bare: list[Row] = field(default_factory=list[Row])
    loaded: int = 0

    @classmethod
    def begin(cls, table: Table, source: Any, chance: Random) -> "Load":
        """The rows that a source has now, in an order that nobody may rely on."""
        rows = table.all(source)
        chance.shuffle(rows)
        return cls(table=table, rows=rows)

    @property
    def complete(self) -> bool:
        return not self.rows and not self.bare

    def advance(self, target: Any, most: int) -> None:
        """Writes some rows, or else some large values, which the caller commits; raises RefusedError.

        As with the file that DMS loads, a row whose key is there already is passed over in silence.
        """
        if self.rows:
            for row in _taken(self.rows, most):
                self._write(target, row)
        else:
            for row in _taken(self.bare, most):
                self.table.fill(target, row)

    def _write(self, target: Any, row: Row) -> None:
        self.table.insert(target, row, verb="INSERT IGNORE")
        if warned := unlike_a_repetition(target):
            raise RefusedError(f"{self.table.name}: {warned}")
        self.bare.append(row)
        self.loaded += 1


def _taken(rows: list[Row], most: int) -> Sequence[Row]:
    """Removes some rows from a list."""
    taken = rows[:most]
    del rows[:most]
    return taken
