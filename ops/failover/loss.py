"""How much of the newest work a replica does not have yet."""

from datetime import UTC, datetime

from config.recovery_objectives import RPO_MINUTES, RTO_MINUTES
from ops.failover.sites import Site
from ops.failover.steps import Outcome, Status, StepError
from ops.failover.work import Work

RECOVERY_POINT_SECONDS, RECOVERY_TIME_SECONDS = RPO_MINUTES * 60, RTO_MINUTES * 60
# CloudWatch gets the lag once a minute, and shows it a little later.
MINUTE, LOOK_BACK_SECONDS, CATCH_UP_SECONDS, EVERY_SECONDS = 60, 3 * 3600, 600, 15


def measured(work: Work, site: Site) -> tuple[float, float] | None:
    """The newest lag of a site's replica in seconds, and when it was so; None where three hours have none.

    A lag of -1 says that the replica has no connection to its source, and nothing of how far it has come.
    """
    now = work.clock.now()
    found = work.client("cloudwatch", site).get_metric_statistics(
        Namespace="AWS/RDS",
        MetricName="ReplicaLag",
        Dimensions=[{"Name": "DBInstanceIdentifier", "Value": site.server}],
        StartTime=datetime.fromtimestamp(now - LOOK_BACK_SECONDS, UTC),
        EndTime=datetime.fromtimestamp(now + MINUTE, UTC),
        Period=MINUTE,
        Statistics=["Maximum"],
    )
    points = [(point["Timestamp"].timestamp(), point["Maximum"]) for point in found["Datapoints"]]
    known = [(at, lag) for at, lag in points if lag >= 0]
    if not known:
        return None
    at, lag = max(known)
    return lag, at


def await_caught_up(work: Work, site: Site) -> None:
    """Returns when a site's replica has all that was written before now; raises StepError where it never does."""
    since = work.clock.now()

    def caught_up() -> str | None:
        found = measured(work, site)
        return "caught up" if found and found[0] == 0 and found[1] >= since else None

    work.clock.until(
        caught_up, seconds=CATCH_UP_SECONDS, every=EVERY_SECONDS, what=f"a replica in {site.region} that has caught up"
    )


def at_most(work: Work, site: Site) -> float | None:
    """How many seconds of work are lost at most: the replica's lag when it was last known, and the time since then.

    None where nothing is known.
    """
    found = measured(work, site)
    return None if found is None else found[0] + max(0.0, work.clock.now() - found[1])


def judged(loss: float | None, *, accepted: bool) -> Outcome:
    """Whether a promotion may lose so much; raises StepError where a person has to accept it first."""
    text = (
        "nobody knows how much is lost: there is no replica lag" if loss is None else f"at most {loss:.0f} s are lost"
    )
    if loss is not None and loss <= RECOVERY_POINT_SECONDS:
        return Outcome(Status.DONE, text)
    if accepted:
        return Outcome(Status.WARNED, f"{text}, which was accepted")
    raise StepError(f"{text}; allowed: {RECOVERY_POINT_SECONDS} s. Promote all the same with --accept-loss")
