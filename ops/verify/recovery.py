"""Checks of the region that stands by: whether it is ready to take over the payments.

Until a failover that is the second region. After one nothing replicates to the first, until the way back begins.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from components.recovery.canary import NAMESPACE
from config.recovery_objectives import RPO_SECONDS
from ops.lib import database_server, replica_lag
from ops.lib.checks import Answer, judged, passed, skipped
from ops.lib.context import Context
from ops.lib.live import Live, Place
from ops.lib.sites import Site, primary, recovery
from ops.lib.steps import Clock

# A day, and the time that a look and its metrics may take.
HOUR_SECONDS, LOOK_SECONDS = 3600, 26 * 3600
NOT_YET = "nothing replicates until the way back begins (docs/recovery.md)"


def replica(live: Live) -> Answer:
    """Whether the standby's server replicates the one that serves, with a lag within the RPO."""
    source, standby = _sites(live)
    if live.serving == live.second.region and not live.config.recovery.returning:
        return skipped(NOT_YET)
    context = Context(clients=live.clients, clock=Clock(now=time.time))
    found, behind = database_server.describe(context, standby) or {}, replica_lag.possible_loss(context, standby)
    faults: list[str] = []
    if database_server.source(found) != source.server_arn:
        faults.append(f"{standby.server} replicates {database_server.source(found) or 'nobody'}")
    if found.get("DBInstanceStatus") != "available":
        faults.append(f"{standby.server} is {found.get('DBInstanceStatus', 'missing')}")
    if behind is None or behind > RPO_SECONDS:
        faults.append(f"it is {'unknown how far' if behind is None else f'{behind:.0f} s'} behind")
    return judged(
        faults, f"at most {behind or 0:.0f} s behind", "see the replica's events; docs/recovery.md after a failover"
    )


def backups(live: Live) -> Answer:
    """Whether the second region has the first's backups, as recent as the RPO asks."""
    if live.serving != live.first.region:
        return skipped(NOT_YET)
    found = live.client("rds", live.second.region).describe_db_instance_automated_backups(
        DBInstanceAutomatedBackupsArn=live.text("recoveryBackupsArn")
    )["DBInstanceAutomatedBackups"]
    faults = _backup_faults(found[0] if found else {}, live.config.database.backup_retention_days)
    return judged(faults, "a server can be restored from them", "see the events of the first region's server")


def secrets(live: Live) -> Answer:
    """Whether the standby has the current credentials."""
    source, standby = _sites(live)
    if source.region != live.first.region:
        return skipped(f"`make failback` makes the secrets in {standby.region} replicas")
    client, faults = live.client("secretsmanager"), list[str]()
    for secret in source.secrets:
        replicas: list[dict[str, Any]] = client.describe_secret(SecretId=secret).get("ReplicationStatus", [])
        status = next((one["Status"] for one in replicas if one["Region"] == standby.region), "missing")
        if status != "InSync":
            faults.append(f"the replica of {secret} is {status}")
    return judged(faults, "both are in sync", "see why Secrets Manager can't replicate; run `pulumi up`")


def idle(live: Live) -> Answer:
    """Whether the standby makes no payments."""
    source, standby = _sites(live)
    found = live.client("lambda", standby.region).get_event_source_mapping(UUID=standby.event_source)["State"]
    faults = [] if found == "Disabled" else [f"the event source in {standby.region} is {found}"]
    return judged(
        faults, f"{source.region} alone makes payments", "run `make failover` or `make failback` to completion"
    )


def plan(live: Live) -> Answer:
    """Whether the Region switch plan finds its resources and has the permissions to use them."""
    if live.serving != live.first.region:
        return skipped("the way back is by `make failback`")
    client = live.client("arc-region-switch", live.second.region)
    found = client.get_plan_evaluation_status(planArn=live.text("regionSwitchPlanArn"))
    state = found.get("evaluationState", "unknown")
    warnings = [warning["warningMessage"] for warning in found.get("warnings", [])]
    if state == "passed":
        return passed(state)
    return judged([state, *warnings], state, "fix what the plan names; AWS evaluates it again within the hour")


def standing_by(live: Live) -> Answer:
    """What the canary of each region has found when it last looked; a new stack has a day or two for the first time."""
    faults: list[str] = []
    for place in (live.first, live.second):
        looked, found = _last_look(place)
        faults += (f"{part} in {place.region} would not work" for part in found)
        if not looked and not _is_new(place):
            faults.append(f"nobody has looked at what stands by in {place.region} for a day")
    return judged(
        faults, "the canaries have reached every part, or have not looked yet", "see the log of the region's canary"
    )


def _last_look(place: Place) -> tuple[bool, list[str]]:
    """Whether the canary of a region has looked within a day, and which parts it did not reach."""
    now, stack = datetime.now(UTC), place.config.suffix
    whole = {
        "Namespace": NAMESPACE,
        "MetricName": "StandbyLooked",
        "Dimensions": [{"Name": "Stack", "Value": stack}],
    }
    part = f'{{{NAMESPACE},Part,Stack}} MetricName="StandbyFault" Stack="{stack}"'
    found = place.client("cloudwatch").get_metric_data(
        MetricDataQueries=[
            {"Id": "looked", "MetricStat": {"Metric": whole, "Period": HOUR_SECONDS, "Stat": "Maximum"}},
            {
                "Id": "parts",
                "Expression": f"SEARCH('{part}', 'Maximum', {HOUR_SECONDS})",
                "Label": "${PROP('Dim.Part')}",
            },
        ],
        StartTime=now - timedelta(seconds=LOOK_SECONDS),
        EndTime=now,
    )["MetricDataResults"]
    return (
        any(one["Values"] for one in found if one["Id"] == "looked"),
        # The newest value is the first.
        [one["Label"] for one in found if one["Id"] == "parts" and any(one["Values"][:1])],
    )


def _is_new(place: Place) -> bool:
    """Whether the region's server is so new that its canary need not have looked yet."""
    identifier = place.text("rdsIdentifier")
    server = place.client("rds").describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"][0]
    made = server.get("InstanceCreateTime")
    return made is not None and datetime.now(UTC) - made < timedelta(seconds=LOOK_SECONDS)


def _sites(live: Live) -> tuple[Site, Site]:
    """The region that serves, and the other one."""
    first, second = primary(live.outputs), recovery(live.outputs)
    return (first, second) if live.serving == first.region else (second, first)


def _backup_faults(copied: dict[str, Any], days: int) -> Iterator[str]:
    # Of a server that is gone they are kept, and no more are copied.
    if (status := copied.get("Status", "missing")) in ("missing", "retained"):
        yield f"they are {status}"
    if (kept := copied.get("BackupRetentionPeriod", 0)) < days:
        yield f"they are kept {kept} days and not {days}"
    newest = copied.get("RestoreWindow", {}).get("LatestTime")
    if newest is None or datetime.now(UTC) - newest > timedelta(seconds=RPO_SECONDS):
        yield f"the latest restorable time is {newest}"


# Where there is a second region.
CHECKS = {
    "R2 replica": replica,
    "R2 copied backups": backups,
    "R1 credentials there": secrets,
    "R1 one region at a time": idle,
    "R1 plan": plan,
    "R1 what stands by": standing_by,
}
