"""All that a step of a cutover acts on: both replications, both databases, the processor, the note."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ops.assess.runs import Runs
from ops.compare.comparison import Ask
from ops.compare.questions import MARKS
from ops.cutover.journal import Journal, Note
from ops.cutover.replication import Replication
from ops.lib.clients import Client
from ops.lib.context import Context
from ops.lib.event_source import Reader
from ops.lib.steps import StepError

# What the schema has of payments and the mappings select; the table of the marks is copied with them.
TABLES = ("payments", "ledger_entries")


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """What a person has confirmed.

    `writers_stopped`: nothing writes to the old database any more, and nothing waits there. `one_way`: there is no
    turning back once payments are on. `at_once`: payments are opened while the copy back is still being started, which
    takes a serverless one a quarter of an hour. `senders_turned`: whoever sends payments sends them to the old
    platform, which keeps them waiting. `leave_waiting`: what waits on the new side is sent again by its senders.
    `again`: what was copied is deleted from the new database, and loaded once more.
    """

    writers_stopped: bool = False
    one_way: bool = False
    at_once: bool = False
    senders_turned: bool = False
    leave_waiting: bool = False
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class Payments:
    """The processor's queue on the new side, and the mapping by which it is read."""

    region: str
    event_source: str
    queue_url: str


@dataclass(frozen=True, kw_only=True)
class Cutover:
    """The copy to the new database and the copy `back`, where there is one; `ask` asks both databases.

    `bootstrap` is the name of the function that begins and ends the copy in the new database, `runs` are DMS's
    assessments of it, and `reports` is the bucket that keeps comparisons. `say` is told what a person has to do
    meanwhile.
    """

    context: Context
    journal: Journal
    payments: Reader
    copy: Replication
    back: Replication | None
    ask: Ask
    bootstrap: str
    runs: Runs
    reports: str
    allowed: Allowed
    say: Callable[[str], None]

    def client(self, service: str) -> Client:
        """A service's client in the first region."""
        return self.context.client(service, self.payments)

    def now(self) -> float:
        """The time."""
        return self.context.clock.now()

    def note(self) -> Note | None:
        """How far it has come; None where it has not begun."""
        return self.journal.read()

    def last_entry(self, side: str = "old") -> int:
        """The highest number of an entry in a side's ledger: no payment is booked without a higher one."""
        known = self.ask({"ask": "tables", "tables": list(TABLES)})["tables"]
        return int(known["ledger_entries"]["highest"][side] or 0)

    def new_rows(self) -> bool:
        """Whether the new database has payments or entries."""
        return has_rows(self.ask)

    def tell(self, name: str, value: str) -> dict[str, str | None]:
        """The answer of the bootstrap to an order by its name and value; raises StepError where it fails."""
        payload = json.dumps({name: value}).encode()
        answer = self.client("lambda").invoke(FunctionName=self.bootstrap, Payload=payload)
        said = answer["Payload"].read().decode()
        if answer.get("FunctionError"):
            raise StepError(f"{self.bootstrap} refuses: {_message(said)}")
        return json.loads(said)


def has_rows(ask: Ask) -> bool:
    """Whether the new database has payments or entries."""
    known = ask({"ask": "tables", "tables": list(TABLES)})["tables"]
    return any(table["highest"]["new"] is not None for table in known.values())


def unknown(copy: Replication) -> Iterator[str]:
    """What the mappings select and nobody compares; DMS knows of a table once the copy has begun."""
    if further := sorted({table.name for table in copy.tables()} - {*TABLES, MARKS}):
        yield (
            f"{copy.name} copies {', '.join(further)}, which no step compares: take it out of the mappings, or have "
            "the schema and the comparison know it"
        )


def no_go(*reasons: str) -> StepError:
    """What stands in the way of a step."""
    return StepError(f"NO-GO: {'; '.join(reasons)}")


def _message(said: str) -> str:
    try:
        return str(json.loads(said)["errorMessage"])
    except (ValueError, KeyError, TypeError):
        return said
