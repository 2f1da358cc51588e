"""A replication of DMS, a task on an instance or a serverless one: how it and its tables are, its start and stop."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, Protocol

from ops.lib.clients import Client
from ops.lib.command import CommandError
from ops.lib.context import Context
from ops.lib.steps import Outcome, Status, StepError

# What has never been started: a task is ready, a serverless replication is created.
NEW = ("ready", "created")
RUNNING, STOPPING, FAILED, STOPPED = "running", "stopping", "failed", "stopped"
# DMS starts a task within minutes; a serverless replication finds out its capacity and is provisioned first.
STARTS_SECONDS, STOPS_SECONDS, EVERY_SECONDS = 3600, 900, 15
COMPLETED, TABLE_ERROR = "Table completed", "Table error"

# As DMS calls them: everything from the beginning, everything once more, or on from where it stopped.
How = Literal["start-replication", "reload-target", "resume-processing"]


@dataclass(frozen=True, kw_only=True)
class State:
    """How a replication is: DMS's own word, and why it failed."""

    status: str
    failure: str = ""

    @property
    def running(self) -> bool:
        """Whether it copies."""
        return self.status == RUNNING

    @property
    def new(self) -> bool:
        """Whether it has never been started."""
        return self.status in NEW

    @property
    def at_rest(self) -> bool:
        """Whether it copies nothing and is not about to."""
        return self.status in (*NEW, STOPPED, FAILED)


@dataclass(frozen=True, kw_only=True)
class TableState:
    """How far one table is: its state and that of DMS's validation, in DMS's own words, and how many changes came."""

    name: str
    state: str
    validation: str
    pending: int
    failed: int
    changes: int

    @property
    def complete(self) -> bool:
        """Whether it is loaded and receives changes."""
        return self.state == COMPLETED


class Replication(Protocol):
    """What both kinds have."""

    name: str

    def state(self) -> State:
        """How it is now."""
        ...

    def tables(self) -> list[TableState]:
        """How each of its tables is now."""
        ...

    def start(self, how: How, position: str | None = None) -> None:
        """Asks DMS to start it; `position` is a place in the source's binlog, for changes alone."""
        ...

    def stop(self) -> None:
        """Asks DMS to stop it."""
        ...


class Task:
    """A task on an instance."""

    def __init__(self, client: Client, arn: str):
        self._client, self._arn, self.name = client, arn, arn.rpartition(":")[2]

    def state(self) -> State:
        """How it is now; raises CommandError where there is none."""
        asked = [{"Name": "replication-task-arn", "Values": [self._arn]}]
        found = self._client.describe_replication_tasks(Filters=asked, WithoutSettings=True)["ReplicationTasks"]
        if not found:
            raise CommandError(f"DMS has no task {self._arn}")
        return State(status=found[0]["Status"], failure=found[0].get("LastFailureMessage", ""))

    def tables(self) -> list[TableState]:
        """How each of its tables is now."""
        ask = partial(self._client.describe_table_statistics, ReplicationTaskArn=self._arn)
        return list(_tables(ask, "TableStatistics"))

    def start(self, how: How, position: str | None = None) -> None:
        """Asks DMS to start it."""
        self._client.start_replication_task(
            ReplicationTaskArn=self._arn, StartReplicationTaskType=how, **_from(position)
        )

    def stop(self) -> None:
        """Asks DMS to stop it."""
        self._client.stop_replication_task(ReplicationTaskArn=self._arn)


class Serverless:
    """A serverless replication."""

    def __init__(self, client: Client, arn: str):
        self._client, self._arn, self.name = client, arn, arn.rpartition(":")[2]

    def state(self) -> State:
        """How it is now; raises CommandError where there is none."""
        asked = [{"Name": "replication-config-arn", "Values": [self._arn]}]
        found = self._client.describe_replications(Filters=asked)["Replications"]
        if not found:
            raise CommandError(f"DMS has no replication {self._arn}")
        return State(status=found[0]["Status"], failure="; ".join(found[0].get("FailureMessages", [])))

    def tables(self) -> list[TableState]:
        """How each of its tables is now."""
        ask = partial(self._client.describe_replication_table_statistics, ReplicationConfigArn=self._arn)
        return list(_tables(ask, "ReplicationTableStatistics"))

    def start(self, how: How, position: str | None = None) -> None:
        """Asks DMS to start it."""
        self._client.start_replication(ReplicationConfigArn=self._arn, StartReplicationType=how, **_from(position))

    def stop(self) -> None:
        """Asks DMS to stop it."""
        self._client.stop_replication(ReplicationConfigArn=self._arn)


def replication(client: Client, arn: str) -> Replication:
    """The replication of an ARN, which says by itself what kind it is."""
    return Task(client, arn) if arn.split(":")[5] == "task" else Serverless(client, arn)


def await_running(context: Context, copy: Replication) -> None:
    """Returns when it copies; raises StepError where it fails to."""

    def running() -> str | None:
        found = copy.state()
        if found.status in (FAILED, STOPPED):
            raise StepError(f"{copy.name} is {found.status}: {found.failure or 'DMS gives no reason'}; see its log")
        return found.status if found.running else None

    _until(context, running, STARTS_SECONDS, f"the start of {copy.name}")


def await_at_rest(context: Context, copy: Replication) -> None:
    """Returns when it copies nothing any more."""

    def at_rest() -> str | None:
        found = copy.state()
        return found.status if found.at_rest else None

    _until(context, at_rest, STOPS_SECONDS, f"the end of {copy.name}")


def bring_to_rest(context: Context, copy: Replication) -> Outcome:
    """It copies nothing any more; one that is starting runs first, since DMS stops only what runs."""

    def settled() -> str | None:
        found = copy.state()
        return found.status if found.running or found.at_rest or found.status == STOPPING else None

    status = context.clock.until(
        settled, seconds=STARTS_SECONDS, every=EVERY_SECONDS, what=f"the start of {copy.name}, to stop it then,"
    )
    if State(status=status).at_rest:
        return Outcome(Status.ALREADY, f"{copy.name} is {status}")
    if status == RUNNING:
        copy.stop()
    await_at_rest(context, copy)
    return Outcome(Status.DONE, f"{copy.name} is stopped")


def suspended(copy: Replication) -> list[str]:
    """The tables that DMS has given up, each with what to do."""
    return [
        f"{copy.name} has suspended the table {table.name}: its log says which row can't be written"
        for table in copy.tables()
        if table.state == TABLE_ERROR
    ]


def _until(context: Context, probe: Callable[[], str | None], seconds: float, what: str) -> None:
    context.clock.until(probe, seconds=seconds, every=EVERY_SECONDS, what=what)


def _from(position: str | None) -> dict[str, str]:
    return {"CdcStartPosition": position} if position else {}


def _tables(ask: Callable[..., dict[str, Any]], key: str) -> Iterator[TableState]:
    """The tables of all pages; botocore paginates only one of the two calls."""
    page: dict[str, Any] = {"Marker": None}
    while "Marker" in page:
        page = ask(**({"Marker": page["Marker"]} if page["Marker"] else {}))
        for found in page[key]:
            yield TableState(
                name=found["TableName"],
                state=found.get("TableState", ""),
                validation=found.get("ValidationState", ""),
                pending=found.get("ValidationPendingRecords", 0),
                failed=found.get("ValidationFailedRecords", 0),
                changes=sum(found.get(kind, 0) for kind in ("Inserts", "Updates", "Deletes")),
            )
