"""The recovery objectives: how long a failover may take, how much it may lose, and how its minutes are spent."""

from dataclasses import dataclass
from typing import Literal

# How long a recovery may take (RTO), and how much of the newest work may be lost (RPO).
RTO_MINUTES = 60
RPO_MINUTES = 15
RTO_SECONDS, RPO_SECONDS = RTO_MINUTES * 60, RPO_MINUTES * 60

# How long a client may hold on to a record's answer, and how long Route 53 takes to see a health check's new state and
# to answer accordingly everywhere (Route 53 guide: 30 seconds a check at most, a minute for changes).
RECORD_SECONDS, TURN_SECONDS = 60, 90

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
    "turn-records": Duration(typical=3, at_most=4, source="a record's time to live, and Route 53's minute and a half"),
    "promote-secrets": Duration(typical=1, at_most=4, source="two API calls for each secret"),
}
