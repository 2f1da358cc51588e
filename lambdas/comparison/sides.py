"""The two databases of a comparison, which are only read, and the one line that says what is wrong with one of them."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from lambdas.shared.database import DatabaseError, Session, end, execute

Side = Literal["old", "new"]
SIDES: tuple[Side, ...] = ("old", "new")
Row = tuple[Any, ...]

# Of the session, so that a statement outside of a snapshot could not write either.
READ_ONLY = "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
READ_WRITE = "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ WRITE"
SNAPSHOT = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"
# A mode may fill texts up with spaces, and a time zone shift times: each server has its own.
SAME_TEXTS = "SET SESSION sql_mode = '', time_zone = '+00:00'"
# The user may not read the table, or not this column of it, or there is none that it may know of.
NOT_ALLOWED = frozenset({1044, 1142, 1143, 1146})


class ComparisonError(Exception):
    """The databases can't be compared; the message says in one line why, and holds no value of a row."""


@dataclass(frozen=True, kw_only=True)
class Sides:
    """An open session with each database, in which it is selected."""

    old: Session
    new: Session

    @contextmanager
    def snapshot(self) -> Generator["Sides"]:
        """Both databases as they are at one moment each; nothing can be written meanwhile."""
        for side in SIDES:
            for statement in (SAME_TEXTS, READ_ONLY, SNAPSHOT):
                self.read(side, statement)
        yield self
        for side in SIDES:
            with _named(side, "its transaction"):
                end(self._session(side), commit=False)

    def read(self, side: Side, statement: str, values: "list[Any] | tuple[Any, ...]" = (), what: str = "") -> list[Row]:
        """The rows of one statement; `what` it reads is named where that fails."""
        with _named(side, what or "its session"):
            return execute(self._session(side), statement, values)

    def write(self, side: Side, statement: str, values: list[Any]) -> None:
        """One statement, committed; raises the DatabaseError that the server refuses it with."""
        session = self._session(side)
        execute(session, READ_WRITE)
        try:
            execute(session, statement, values)
        except DatabaseError:
            end(session, commit=False)
            raise
        end(session, commit=True)

    def _session(self, side: Side) -> Session:
        return self.old if side == "old" else self.new


@contextmanager
def _named(side: Side, what: str) -> Generator[None]:
    try:
        yield
    except DatabaseError as error:
        if error.errno in NOT_ALLOWED:
            raise ComparisonError(f"the {side} database: its user may not read {what}, or there is none") from None
        raise ComparisonError(f"the {side} database: {what}: {error}") from None
