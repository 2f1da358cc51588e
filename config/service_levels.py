"""How fast an error budget may burn before an alarm starts, and for which objectives each alarm can start at all.

An objective of 99.9 % leaves a budget of 0.1 % for bad payments. Where 0.1 % of the payments are bad it burns at rate
1, and lasts for the month exactly; where all of them are, at rate 1000. A budget of a tenth never burns faster than at
rate 10, so an alarm on a higher rate would stay silent while every payment fails.
"""

from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, kw_only=True)
class Window:
    """The rate at which the budget burns, in both windows of time, in minutes, and whether somebody is woken up."""

    name: str
    rate: float
    long_minutes: int
    short_minutes: int
    pages: bool


# Shares of a month's budget: 2 % within an hour, 5 % within six, 10 % within a day, and 10 % within three days: at that
# rate the promise is broken by the end of the month, and the other windows stay silent. An alarm whose period is an
# hour or more looks back a week at most (CloudWatch's PutMetricAlarm).
WINDOWS = (
    Window(name="fast", rate=14.4, long_minutes=60, short_minutes=5, pages=True),
    Window(name="steady", rate=6, long_minutes=360, short_minutes=30, pages=True),
    Window(name="slow", rate=3, long_minutes=1440, short_minutes=120, pages=False),
    Window(name="lasting", rate=1, long_minutes=4320, short_minutes=360, pages=False),
)
HIGHEST_RATE = max(window.rate for window in WINDOWS)

# What a new version gets first, in every pace but the one that gives it all at once (CodeDeploy's user guide,
# "Deployment configurations on an AWS Lambda compute platform").
FIRST_SHARE = 0.1
# Of payments in five minutes: what a new version makes bad with its first share, if it makes half of that bad.
SEEN_SHARE = FIRST_SHARE / 2
# What is promised is no reason to take a version back; twice as many bad payments may be one.
LEAST_ROLLOUT_RATE = 2


# The lowest objective whose budget can burn at each window's rate, as it does while every payment is bad; rounded up.
LEAST_PERCENT = ceil(100 * 100 * (1 - 1 / HIGHEST_RATE)) / 100
# The lowest that shows, before the rest follows, a version that makes half of its first share bad.
LEAST_PERCENT_OF_CANARY = 100 * (1 - SEEN_SHARE / LEAST_ROLLOUT_RATE)


def budget(percent: float) -> float:
    """The share of the payments that an objective allows to be bad."""
    return (100 - percent) / 100


def rollout_share(percent: float) -> float:
    """The share of bad payments in five minutes that takes a new version back."""
    allowed = budget(percent)
    return max(LEAST_ROLLOUT_RATE * allowed, min(HIGHEST_RATE * allowed, SEEN_SHARE))
