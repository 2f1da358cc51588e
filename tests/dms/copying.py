"""A copy of tables from one real server to another, which writes as DMS is documented to write.

A full load goes before the changes, side by side for all tables and in no order of their keys. Large values (the JSON)
are NULL at first and follow. What was committed since the load began comes again as changes, and a row that is there
already is replaced; so it is after a stop, from a position before the one that the copy had reached. A row that can't
be written suspends its table (`ON_ERROR` of the task's settings), and nothing more arrives in that table until it is
loaded again.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pymysql
from pymysql.constants import CLIENT

from tests.dms.binlog import Change, Position, Transaction, end_of, since
from tests.dms.load import Load
from tests.dms.tables import RefusedError, Table
from tests.rotation_lambda.server import Server

# Rows that a step of a load writes to each table; small, so that changes come in between.
PART = 3
# How many transactions come again after a stop: a copy notes its place now and then only.
REPEATED = 4
COMPLETED, LOADING, WAITING, ERROR = "Table completed", "Full load", "Before load", "Table error"


@dataclass(kw_only=True)
class Progress:
    """What DMS states of one table."""

    state: str = WAITING
    load: Load | None = None
    # What was changed before the load was complete is repeated, and is no error.
    cached_until: Position | None = None
    counts: dict[str, int] = field(default_factory=lambda: {"Inserts": 0, "Updates": 0, "Deletes": 0})
    failure: str = ""

    def suspend(self, error: RefusedError) -> None:
        self.state, self.failure = ERROR, str(error)


@dataclass(kw_only=True)
class Copying:
    """A copy of some tables of a database, from the source's server to the target's.

    `reached` is the position in the source's binlog up to which all changes are on the target, and `repeated` how many
    transactions were written to it once more; `held` lets no change through, as a copy that lags.
    """

    source: Server
    target: Server
    database: str
    names: Sequence[str]
    # How it logs in to the target; as the server's administrator where nothing is said.
    login: Mapping[str, Any] | None = None
    # What its endpoint has each session at the target begin with.
    script: str | None = None
    seed: int = 0
    held: bool = False
    reached: Position | None = None
    tables: dict[str, Progress] = field(default_factory=dict[str, Progress])
    repeated: int = 0
    _again_until: Position | None = None
    # The positions after the newest transactions that were written, the oldest first.
    _written: deque[Position] = field(default_factory=lambda: deque(maxlen=REPEATED + 1))

    def __post_init__(self) -> None:
        self._chance = Random(self.seed)  # noqa: S311 (a schedule is to be the same each time)
        self._tables = {name: Table.read(self.source, self.database, name) for name in self.names}
        self._ends: dict[str, Any] = {}

    def load(self) -> None:
        """Begins a full load of all tables, with all changes from now on after it."""
        self._begin(end_of(self.source))
        self.tables = {name: Progress() for name in self.names}

    def follow(self, start: Position) -> None:
        """Begins with the changes after a position, without a load."""
        self._begin(start)
        self.tables = {name: Progress(state=COMPLETED) for name in self.names}

    def resume(self) -> None:
        """Goes on after a stop: what was written and not noted comes again, and an unfinished load begins anew."""
        for progress in self.tables.values():
            if progress.state == LOADING:
                progress.state, progress.load = WAITING, None
        if self.reached is not None:
            self._again_until = max(self.reached, self._again_until or self.reached)
            self._begin(self._written[0])

    def reload(self, name: str) -> None:
        """Loads one table again, as `reload-tables` does; nothing is deleted before."""
        self.tables[name] = Progress()

    def behind(self) -> int:
        """How many transactions are committed on the source and not brought to the target."""
        return len(self._waiting())

    def step(self) -> None:
        """A part of the load of each table that is not loaded, or else the changes that wait."""
        loading = [name for name, progress in self.tables.items() if progress.state in (WAITING, LOADING)]
        self._chance.shuffle(loading)
        for name in loading:
            self._load_part(name)
        if not loading and not self.held:
            self.catch_up()

    def catch_up(self) -> None:
        """Brings the changes to the target, each transaction of the source as one."""
        end = end_of(self.source)
        for transaction in self._waiting():
            self._apply(transaction)
            self.reached = transaction.end
            self._written.append(transaction.end)
            self.repeated += self._again_until is not None and transaction.end <= self._again_until
        # What is written to other tables is read as well.
        self.reached = end if self.reached is None else max(end, self.reached)

    def close(self) -> None:
        for end in self._ends.values():
            end.close()
        self._ends.clear()

    def _begin(self, start: Position) -> None:
        self.reached = start
        self._written.clear()
        self._written.append(start)

    def _waiting(self) -> list[Transaction]:
        if self.reached is None or self.reached == end_of(self.source):
            return []
        return since(self.source, self.database, self.names, self.reached)

    def _load_part(self, name: str) -> None:
        progress, table = self.tables[name], self._tables[name]
        source, target = self._end("source"), self._end("target")
        if progress.load is None:
            # What was committed before is to be seen, as by a select of a new transaction.
            source.commit()
            progress.load, progress.state = Load.begin(table, source.cursor(), self._chance), LOADING
        try:
            progress.load.advance(target.cursor(), PART)
        except RefusedError as error:
            target.rollback()
            progress.suspend(error)
            return
        target.commit()
        if progress.load.complete:
            progress.state, progress.cached_until = COMPLETED, end_of(self.source)

    def _apply(self, transaction: Transaction) -> None:
        target = self._end("target")
        for change in transaction.changes:
            progress = self.tables[change.table]
            if progress.state == ERROR:
                continue
            target.cursor().execute("SAVEPOINT one_change")
            try:
                self._write(target.cursor(), change, repeated=self._is_repeated(progress, transaction.end))
            except RefusedError as error:
                target.cursor().execute("ROLLBACK TO SAVEPOINT one_change")
                progress.suspend(error)
        target.commit()

    def _is_repeated(self, progress: Progress, end: Position) -> bool:
        """Whether a change may be on the target already."""
        until = [one for one in (progress.cached_until, self._again_until) if one is not None]
        return bool(until) and end <= max(until)

    def _write(self, cursor: Any, change: Change, *, repeated: bool) -> None:
        table, counts = self._tables[change.table], self.tables[change.table].counts
        if change.after is None:
            assert change.before is not None
            found = table.delete(cursor, change.before)
            counts["Deletes"] += 1
        else:
            source = self._end("source")
            source.commit()
            after = table.large_values(source.cursor(), change.after)
            if change.before is None or (repeated and table.key_of(change.before) == table.key_of(after)):
                table.insert(cursor, after, verb="REPLACE" if repeated else "INSERT")
                table.fill(cursor, after)
                found = 1
            else:
                found = table.update(cursor, change.before, after)
            counts["Inserts" if change.before is None else "Updates"] += 1
        if not found and not repeated:
            raise RefusedError(f"{table.name}: there is no row that the change is of")

    def _end(self, end: str) -> Any:
        if end not in self._ends:
            server = self.source if end == "source" else self.target
            root = {"unix_socket": server.socket, "user": "root", "ssl_disabled": True}
            login = self.login if self.login and end == "target" else root
            # A row that is found counts, also where it is as it should be already.
            made: Any = pymysql.connect(database=self.database, client_flag=CLIENT.FOUND_ROWS, **login)
            if end == "target" and self.script:
                made.cursor().execute(self.script)
            self._ends[end] = made
        return self._ends[end]
