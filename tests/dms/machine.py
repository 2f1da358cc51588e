"""A replication as DMS's API shows it, task or serverless, around a copy between two real servers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.dms.binlog import Position
from tests.dms.copying import ERROR, Copying

# How long a start and a stop take, in seconds: a task has an instance already, and a serverless replication finds out
# its capacity and is provisioned first. Nobody measured either: they are what the guide says to expect.
TASK_STARTS, SERVERLESS_STARTS, STOPS = 90, 900, 60


EPOCH = datetime.fromtimestamp(0, UTC)


class InvalidStateError(Exception):
    """What DMS refuses in this state."""


@dataclass(kw_only=True)
class Machine:
    """One replication: `loads` says that it begins with a full load; otherwise it begins at a position."""

    arn: str
    copying: Copying
    loads: bool
    clock: Callable[[], float]
    status: str = ""
    failure: str = ""
    # Why each start fails; empty where none does.
    broken: str = ""
    # Whether a stop that was asked for does not end.
    hangs: bool = False
    # How its assessment has ended; None where there was none.
    assessed: str | None = "passed"
    # When what has been asked for is done.
    done: float = 0.0
    # How each start was asked for.
    starts: list[tuple[str, str | None]] = field(default_factory=list[tuple[str, str | None]])

    def __post_init__(self) -> None:
        self.status = self.status or ("ready" if self.is_task else "created")

    @property
    def is_task(self) -> bool:
        return ":task:" in self.arn

    @property
    def at_rest(self) -> bool:
        return self.status in ("ready", "created", "stopped", "failed")

    def start(self, how: str, position: str | None) -> None:
        if not self.at_rest:
            raise InvalidStateError(f"it is {self.status}")
        if self.status in ("ready", "created") and how != "start-replication":
            raise InvalidStateError(f"{how} of what was never started has data errors")
        self.starts.append((how, position))
        if how == "resume-processing":
            self.copying.resume()
        elif self.loads:
            self.copying.load()
        elif position is None:
            raise InvalidStateError("changes alone need a place to begin at")
        else:
            self.copying.follow(Position.parse(position))
        self.failure = ""
        self._turn("starting" if self.is_task else "initializing", TASK_STARTS if self.is_task else SERVERLESS_STARTS)

    def stop(self) -> None:
        if self.status != "running":
            raise InvalidStateError(f"it is {self.status}")
        self._turn("stopping", STOPS)

    def fail(self, reason: str) -> None:
        """It ends by itself."""
        self.status, self.failure = "failed", reason
        self.copying.close()

    def tick(self) -> None:
        """What it does in a while."""
        if self.done <= self.clock():
            if self.status in ("starting", "initializing"):
                self.status = "running"
                if self.broken:
                    self.fail(self.broken)
            elif self.status == "stopping" and not self.hangs:
                self.status = "stopped"
                self.copying.close()
        if self.status == "running":
            self.copying.step()

    def lag(self) -> float | None:
        """What it measures of itself, in seconds; None where it does not run."""
        if self.status != "running":
            return None
        return 45.0 if self.copying.behind() else 0.0

    def described(self) -> dict[str, Any]:
        """It as a description has it."""
        found: dict[str, Any] = {"Status": self.status}
        if self.failure:
            found |= {"LastFailureMessage": self.failure} if self.is_task else {"FailureMessages": [self.failure]}
        if self.assessed and not self.is_task:
            found["PremigrationAssessmentStatuses"] = [{"PremigrationAssessmentRunArn": "run", **self._assessment()}]
        return found

    def runs(self) -> list[dict[str, Any]]:
        """The runs of a task's assessment."""
        made = {"ReplicationTaskAssessmentRunArn": "run", "ReplicationTaskAssessmentRunCreationDate": EPOCH}
        return [made | {"Status": self.assessed}] if self.assessed else []

    def _assessment(self) -> dict[str, Any]:
        return {"PremigrationAssessmentRunCreationDate": EPOCH, "Status": self.assessed}

    def statistics(self) -> list[Mapping[str, Any]]:
        return [
            {
                "TableName": name,
                "TableState": progress.state,
                "ValidationState": "Table error" if progress.state == ERROR else "Validated",
                "ValidationPendingRecords": 0,
                "ValidationFailedRecords": 0,
                **progress.counts,
            }
            for name, progress in self.copying.tables.items()
        ]

    def _turn(self, status: str, seconds: float) -> None:
        self.status, self.done = status, self.clock() + seconds
