"""Checks of the second region: whether it is ready to take over the payments."""

import time
from typing import Any

from config.recovery_objectives import RPO_SECONDS
from ops.lib import database_server, replica_lag
from ops.lib.checks import Answer, judged, passed
from ops.lib.context import Context
from ops.lib.journal import Journal
from ops.lib.live import Live
from ops.lib.sites import Site, primary, recovery
from ops.lib.steps import Clock


def replica(live: Live) -> Answer:
    """Whether the replica's lag is within the RPO."""
    if absent := live.absent("recoveryRegion", asked=live.config.recovery.enabled):
        return absent
    context, site = Context(clients=live.clients, clock=Clock(now=time.time)), recovery(live.outputs)
    found, behind = database_server.describe(context, site) or {}, replica_lag.possible_loss(context, site)
    faults: list[str] = []
    if database_server.source(found) != live.text("rdsArn"):
        faults.append(f"{site.server} replicates {database_server.source(found) or 'nobody'}")
    if found.get("DBInstanceStatus") != "available":
        faults.append(f"{site.server} is {found.get('DBInstanceStatus', 'missing')}")
    if behind is None or behind > RPO_SECONDS:
        faults.append(f"it is {'unknown how far' if behind is None else f'{behind:.0f} s'} behind")
    return judged(
        faults, f"at most {behind or 0:.0f} s behind", "see the replica's events; docs/recovery.md after a failover"
    )


def secrets(live: Live) -> Answer:
    """Whether the second region has the current credentials."""
    if absent := live.absent("recoveryRegion", asked=live.config.recovery.enabled):
        return absent
    client, faults, there = live.client("secretsmanager"), list[str](), recovery(live.outputs)
    for secret in primary(live.outputs).secrets:
        replicas: list[dict[str, Any]] = client.describe_secret(SecretId=secret).get("ReplicationStatus", [])
        status = next((one["Status"] for one in replicas if one["Region"] == there.region), "missing")
        if status != "InSync":
            faults.append(f"the replica of {secret} is {status}")
    return judged(faults, "both are in sync", "see why Secrets Manager can't replicate; run `pulumi up`")


def idle(live: Live) -> Answer:
    """Whether exactly one region makes payments."""
    if absent := live.absent("recoveryRegion", asked=live.config.recovery.enabled):
        return absent
    here, there = primary(live.outputs), recovery(live.outputs)
    states = {site.region: _state(live, site) for site in (here, there)}
    note = Journal(live.client("ssm", there.region), live.stack).read()
    configured = there.region if live.config.recovery.active == "recovery" else here.region
    serving = note.active if note else configured
    wanted = {site.region: "Enabled" if site.region == serving else "Disabled" for site in (here, there)}
    faults = [f"the event source in {name} is {state}" for name, state in states.items() if state != wanted[name]]
    return judged(faults, f"{serving} alone makes payments", "run `make failover` or `make failback` to completion")


def plan(live: Live) -> Answer:
    """Whether the Region switch plan finds its resources and has the permissions to use them."""
    if absent := live.absent("regionSwitchPlanArn", asked=live.config.recovery.enabled):
        return absent
    client = live.client("arc-region-switch", live.text("recoveryRegion"))
    found = client.get_plan_evaluation_status(planArn=live.text("regionSwitchPlanArn"))
    state = found.get("evaluationState", "unknown")
    warnings = [warning["warningMessage"] for warning in found.get("warnings", [])]
    if state == "passed":
        return passed(state)
    return judged([state, *warnings], state, "fix what the plan names; AWS evaluates it again within the hour")


def _state(live: Live, site: Site) -> str:
    return live.client("lambda", site.region).get_event_source_mapping(UUID=site.event_source)["State"]


CHECKS = {"R2 replica": replica, "R1 credentials there": secrets, "R1 one region at a time": idle, "R1 plan": plan}
