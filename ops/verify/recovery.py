"""Checks of the region that stands by: whether it is ready to take over the payments.

Until a failover that is the second region. After one nothing replicates to the first, until the way back begins.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from config.recovery_objectives import RPO_SECONDS
from ops.lib import database_server, replica_lag
from ops.lib.checks import Answer, judged, passed, skipped
from ops.lib.context import Context
from ops.lib.live import Live
from ops.lib.sites import Site, primary, recovery
from ops.lib.steps import Clock

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
}
