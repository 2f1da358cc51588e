"""The lease on the payments, taken for a region by the function there that the Region switch plan calls too."""

import json
from datetime import datetime

from ops.lib import lease
from ops.lib.context import Context
from ops.lib.sites import Site
from ops.lib.steps import Outcome, Status, StepError


def take(context: Context, site: Site) -> Outcome:
    """Lets a site's region book payments, and returns when no other region can any more."""
    found = lease.read(context.client("dynamodb", site), site.lease_table)
    held = found is not None and found.region == site.region
    if context.dry_run and not held:
        return Outcome(Status.WOULD, f"{site.region} takes the lease on the payments")
    # Also where it is held already: the wait may not be over.
    waited = 0.0 if context.dry_run else _await(context, _safe_from(context, site))
    if held and not waited:
        return Outcome(Status.ALREADY, f"{site.region} holds the lease on the payments")
    return Outcome(Status.DONE, f"{site.region} holds the lease; no other region can book payments any more")


def _safe_from(context: Context, site: Site) -> float:
    """Takes the lease, and returns when no other region can book payments any more, in seconds since 1970."""
    answer = context.client("lambda", site).invoke(FunctionName=site.lease_function, Payload=b'{"wait": false}')
    said = answer["Payload"].read().decode()
    if answer.get("FunctionError"):
        raise StepError(f"{site.lease_function} failed, see its log: {said}")
    return datetime.fromisoformat(json.loads(said)["booksSafelyFrom"]).timestamp()


def _await(context: Context, moment: float) -> float:
    """How many seconds it waited for a moment."""
    seconds = max(0.0, moment - context.clock.now())
    if seconds:
        context.clock.pause(seconds)
    return seconds
