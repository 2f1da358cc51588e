"""The recovery objectives: how long a failover may take, how much it may lose, and how its minutes are spent."""

from dataclasses import dataclass
from typing import Literal

# How long a recovery may take (RTO), and how much of the newest work may be lost (RPO).
RTO_MINUTES = 60
RPO_MINUTES = 15
RTO_SECONDS, RPO_SECONDS = RTO_MINUTES * 60, RPO_MINUTES * 60

# How long after the lease on the payments was taken no other region can commit one any more. An answer allows commits
# for half a minute, by the function's clocks. After the last look at them a commit may still be on its way, until the
# server closes a connection that has been idle for another half. The rest is for clocks that differ, and for the time
# that the taking itself takes.
LEASE_HOLD_SECONDS, LEASE_IDLE_SECONDS, LEASE_MARGIN_SECONDS = 30, 30, 30
LEASE_WAIT_SECONDS = LEASE_HOLD_SECONDS + LEASE_IDLE_SECONDS + LEASE_MARGIN_SECONDS

StepName = Literal[
    "seen",
    "approve",
    "stop-reading",
    "promote-database",
    "start-reading",
    "turn-routing-controls",
    "turn-records",
    "promote-secrets",
]


@dataclass(frozen=True, kw_only=True)
class Duration:
    """Whole minutes that a step typically takes, what says so, and after how many its plan stops and asks."""

    typical: int
    at_most: int
    source: str


# In the order of the plan. The first one has no limit that anybody checks: its figure counts against the RTO as it is.
DURATIONS: dict[StepName, Duration] = {
    "seen": Duration(typical=5, at_most=5, source="the alarms' periods"),
    "approve": Duration(typical=5, at_most=10, source="own decision"),
    "stop-reading": Duration(typical=1, at_most=4, source="Lambda guide: a change takes about a minute"),
    "promote-database": Duration(typical=10, at_most=20, source="RDS guide: several minutes; not measured"),
    "start-reading": Duration(typical=1, at_most=4, source="Lambda guide: a change takes about a minute"),
    "turn-routing-controls": Duration(typical=1, at_most=4, source="estimate"),
    "turn-records": Duration(typical=2, at_most=4, source="the records' time to live, and Route 53's minute"),
    "promote-secrets": Duration(typical=1, at_most=4, source="two API calls for each secret"),
}
