"""A way back that the Region switch plan has gone by itself, which leaves no note and two servers of their own."""

from ops.failover.execution import Execution
from ops.lib import database_server, lease


def moved_back(execution: Execution) -> bool:
    """Whether the first region makes the payments, with all of them, though no command has moved them there.

    It holds the lease then. Its server was made as a copy of the other one, so it is the younger of the two: with an
    older one, a plan that was broken off has taken the lease for a server that lacks what was booked since.
    """
    first, second, note = execution.primary, execution.recovery, execution.journal.read()
    if note and note.active == first.region:
        return False
    held = lease.read(execution.context.client("dynamodb", second), second.lease_table)
    if held is None or held.region != first.region:
        return False
    here, there = (database_server.describe(execution.context, site) for site in (first, second))
    if not here or not there or database_server.source(here) or database_server.source(there):
        return False
    return here["InstanceCreateTime"] > there["InstanceCreateTime"]
