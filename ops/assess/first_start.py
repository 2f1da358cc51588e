"""The first start of a serverless replication, which is the copy's own: what has to be true, and what is noted."""

from collections.abc import Callable
from dataclasses import dataclass

from ops.compare.comparison import Ask
from ops.cutover.journal import Journal, Note
from ops.cutover.parts import has_rows
from ops.lib.steps import Outcome, Status, StepError


@dataclass(frozen=True, kw_only=True)
class FirstStart:
    """The note of the cutover that it begins; `ask` asks both databases, and `now` tells the time."""

    journal: Journal
    ask: Ask
    now: Callable[[], float]

    def look(self) -> Outcome:
        """The new database is empty: a load keeps the rows that are there, and tells nobody."""
        if has_rows(self.ask):
            raise StepError(
                "the new database has payments already, and a load would keep them as they are: empty its tables, or "
                "say --again to `make cutover`"
            )
        return Outcome(Status.DONE, "the new database is empty")

    def note(self) -> None:
        """`make cutover` goes on with what begins now."""
        if self.journal.read() is None:
            self.journal.write(Note(began=self.now()))
