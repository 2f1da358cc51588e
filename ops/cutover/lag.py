"""How far a replication is behind, by what DMS measures on either side."""

from datetime import UTC, datetime
from typing import Any

from ops.cutover.replication import Replication, Task
from ops.lib.clients import Client
from ops.lib.context import Context

METRICS = ("CDCLatencySource", "CDCLatencyTarget")
# DMS measures each minute, and CloudWatch shows it a little later; what is older says nothing about now.
MINUTE, FRESH_SECONDS, EVERY_SECONDS, PATIENCE_SECONDS = 60, 300, 15, 1800


def behind(context: Context, client: Client, copy: Replication, since: float = 0.0) -> float | None:
    """The longest lag of either side in the newest minute, in seconds; None where a side has none.

    A minute that began before `since` does not count, nor one that is long past.
    """
    oldest = max(since, context.clock.now() - FRESH_SECONDS)
    answer = client.get_metric_data(
        MetricDataQueries=[
            {"Id": f"m{number}", "Expression": _expression(copy, metric), "Period": MINUTE}
            for number, metric in enumerate(METRICS)
        ],
        StartTime=datetime.fromtimestamp(oldest - MINUTE, UTC),
        EndTime=datetime.fromtimestamp(context.clock.now() + MINUTE, UTC),
    )
    newest = [_newest(result, oldest) for result in answer["MetricDataResults"]]
    known = [lag for lag in newest if lag is not None]
    return max(known) if len(known) == len(METRICS) else None


def await_none(context: Context, client: Client, copy: Replication) -> None:
    """Returns when both sides have measured no lag since now; raises StepError where they do not in time."""
    since = context.clock.now()

    def gone() -> str | None:
        return "no lag" if behind(context, client, copy, since) == 0 else None

    what = f"no lag of {copy.name}"
    context.clock.until(gone, seconds=PATIENCE_SECONDS, every=EVERY_SECONDS, what=what)


def _newest(result: dict[str, Any], oldest: float) -> float | None:
    points = zip(result["Timestamps"], result["Values"], strict=True)
    fresh = [(at.timestamp(), value) for at, value in points if at.timestamp() >= oldest]
    return max(fresh)[1] if fresh else None


def _expression(copy: Replication, metric: str) -> str:
    """The longest of the task's, or of all: AWS does not say how a serverless replication names its own."""
    if isinstance(copy, Task):
        dimensions = 'SCHEMA("AWS/DMS", ReplicationInstanceIdentifier, ReplicationTaskIdentifier)'
        return f"SELECT MAX({metric}) FROM {dimensions} WHERE ReplicationTaskIdentifier = '{copy.name}'"  # noqa: S608 (a query of CloudWatch's, and a name of the stack's)
    return f'SELECT MAX({metric}) FROM "AWS/DMS"'  # noqa: S608 (a query of CloudWatch's, with a constant of this file)
