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

# How long a client may hold on to a record's answer, and how long Route 53 takes to see a health check's new state and
# to answer accordingly everywhere (Route 53 guide: 30 seconds a check at most, a minute for changes).
RECORD_SECONDS, TURN_SECONDS = 60, 90

StepName = Literal[
    "seen",
    "approve",
    "stop-reading",
    "take-lease",
    "catch-up",
    "promote-database",
    "start-reading",
    "turn-routing-controls",
    "turn-records",
    "promote-secrets",
]


@dataclass(frozen=True, kw_only=True)
class Duration:
    """What a step does, and its whole minutes: typical with what says so, the limit of the plan, and what was measured.

    After `at_most` minutes the plan stops and asks. `measured` says where and when.
    """

    does: str
    typical: int
    at_most: int
    source: str
    measured: str = "in AWS: not yet"


# In the order of the plan and of the command. Nobody checks the first one's limit: it counts against the RTO as it is.
DURATIONS: dict[StepName, Duration] = {
    "seen": Duration(
        does="Alarms ring, somebody looks", typical=5, at_most=5, source="the alarms' periods", measured="-"
    ),
    "approve": Duration(
        does="Somebody decides that the payments move", typical=5, at_most=8, source="own decision", measured="-"
    ),
    "stop-reading": Duration(
        does="The region that is left reads its queue no more, where it answers",
        typical=1,
        at_most=4,
        source="Lambda guide: a change takes about a minute",
    ),
    "take-lease": Duration(
        does="From now on this region books payments; waits until the other one can't any more",
        typical=2,
        at_most=3,
        source="`LEASE_WAIT_SECONDS`",
    ),
    "catch-up": Duration(
        does="The replica has everything, or says what would be lost",
        typical=2,
        at_most=5,
        source="RDS guide: the lag is measured once a minute",
    ),
    "promote-database": Duration(
        does="The replica becomes a server of its own, under the same address",
        typical=10,
        at_most=20,
        source="RDS guide: several minutes",
    ),
    "start-reading": Duration(
        does="The region that is to serve reads its queue",
        typical=1,
        at_most=4,
        source="Lambda guide: a change takes about a minute",
    ),
    "turn-routing-controls": Duration(
        does="The control of the region that serves is on, the other one's off", typical=1, at_most=3, source="estimate"
    ),
    "turn-records": Duration(
        does="The plan's health checks make Route 53 answer with the region that serves",
        typical=3,
        at_most=4,
        source="a record's time to live, and Route 53's minute and a half",
    ),
    "promote-secrets": Duration(
        does="The secrets rotate on their own; payments do not wait for it",
        typical=1,
        at_most=3,
        source="two API calls for each secret",
    ),
}
# What people do; all others are steps of the plan and of the command alike.
BY_PEOPLE: tuple[StepName, ...] = ("seen", "approve")
