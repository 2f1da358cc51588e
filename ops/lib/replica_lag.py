"""The lag of a database replica, and how much data its promotion would lose."""

from datetime import UTC, datetime

from ops.lib.context import Context
from ops.lib.sites import Site

# RDS reports the lag once a minute, and CloudWatch shows it a little later.
MINUTE, LOOK_BACK_SECONDS, EVERY_SECONDS = 60, 3 * 3600, 15
# A replica that is further behind would hold payments up for longer than a step may take.
READY_SECONDS = 60
# A measurement that is older says nothing about now.
FRESH_SECONDS = 300


def newest(context: Context, site: Site) -> tuple[float, float] | None:
    """The newest lag of a site's replica in seconds, and when it was measured; None where three hours have none.

    A lag of -1 says only that the replica has no connection to its source, and not how far behind it is.
    """
    known = [(at, lag) for at, lag in _measured(context, site) if lag >= 0]
    if not known:
        return None
    at, lag = max(known)
    return lag, at


def behind(context: Context, site: Site) -> float | None:
    """How many seconds a site's replica is behind now; None where it does not replicate, or nobody measures it."""
    at, lag = max(_measured(context, site), default=(0.0, -1.0))
    return lag if lag >= 0 and at >= context.clock.now() - FRESH_SECONDS else None


def _measured(context: Context, site: Site) -> list[tuple[float, float]]:
    """When the lag was measured, and how many seconds it was."""
    now = context.clock.now()
    found = context.client("cloudwatch", site).get_metric_statistics(
        Namespace="AWS/RDS",
        MetricName="ReplicaLag",
        Dimensions=[{"Name": "DBInstanceIdentifier", "Value": site.server}],
        StartTime=datetime.fromtimestamp(now - LOOK_BACK_SECONDS, UTC),
        EndTime=datetime.fromtimestamp(now + MINUTE, UTC),
        Period=MINUTE,
        Statistics=["Maximum"],
    )
    return [(point["Timestamp"].timestamp(), point["Maximum"]) for point in found["Datapoints"]]


def await_caught_up(context: Context, site: Site, seconds: float) -> None:
    """Returns when a site's replica has all that was written before now; raises StepError where it does not in time."""
    since = context.clock.now()

    def caught_up() -> str | None:
        found = newest(context, site)
        return "caught up" if found and found[0] == 0 and found[1] >= since else None

    context.clock.until(
        caught_up, seconds=seconds, every=EVERY_SECONDS, what=f"a replica in {site.region} that has caught up"
    )


def possible_loss(context: Context, site: Site) -> float | None:
    """How many seconds of data are lost at most: the last known replica lag, and the time since then.

    None where nothing is known.
    """
    found = newest(context, site)
    return None if found is None else found[0] + max(0.0, context.clock.now() - found[1])
