"""Why a payment is not tried now, and how long it waits before it is delivered again."""

from typing import Literal

# A person has stopped processing; there is no database, or nobody to ask about a stop; or this region does not hold the
# lease on the payments.
Obstacle = Literal["stop", "database", "flags", "lease"]

# A stop ends when a person says so, and payments are to go on soon after that.
STOP_SECONDS = 60
LEAST_SECONDS = 60
# The most that SQS delays a message.
MOST_SECONDS = 900
# Of the time that a payment has waited: once an outage is over, no payment waits longer than this part of it.
SHARE = 4


class ObstacleError(Exception):
    """Payments can't be tried now; the message names the failure."""

    obstacle: Obstacle


def delay_seconds(obstacle: Obstacle, waited: float) -> int:
    """How long to wait for the obstacle to go, for a payment that has waited so many seconds."""
    if obstacle == "stop":
        return STOP_SECONDS
    return int(min(MOST_SECONDS, max(LEAST_SECONDS, waited / SHARE)))
