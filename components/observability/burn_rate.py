"""How fast the error budget burns: the arithmetic of the payments' objectives, as CloudWatch computes it.

An objective of 99.9 % leaves a budget of 0.1 % for bad payments. Where 0.1 % of the payments are bad it burns at rate
1, and lasts for the month exactly. An alarm needs a long window, which shows that it matters, and a short one, which
shows that it continues (Google's SRE workbook, "Alerting on SLOs", multiwindow, multi-burn-rate alerts).
"""

from collections.abc import Mapping
from dataclasses import dataclass

# Fewer bad payments in a window than this are no outage: at night one of them is all that happens.
FEWEST_BAD = 3


@dataclass(frozen=True, kw_only=True)
class Window:
    """The rate at which the budget burns, in both windows of time, in minutes, and whether somebody is woken up."""

    name: str
    rate: float
    long_minutes: int
    short_minutes: int
    pages: bool


# Shares of a month's budget: 2 % within an hour, 5 % within six, 10 % within a day. The workbook's last is three days
# at rate 1; an alarm of CloudWatch looks back one day at this resolution.
WINDOWS = (
    Window(name="fast", rate=14.4, long_minutes=60, short_minutes=5, pages=True),
    Window(name="steady", rate=6, long_minutes=360, short_minutes=30, pages=True),
    Window(name="slow", rate=3, long_minutes=1440, short_minutes=120, pages=False),
)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A metric of the processor, and the statistic of it in a window."""

    metric: str
    statistic: str


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """What is promised: the readings by id, how many payments they say were bad, of how many, and the percentage."""

    name: str
    promise: str
    readings: Mapping[str, Reading]
    bad: str
    total: str
    percent: float

    def burn_rate(self) -> str:
        """The expression of CloudWatch's metric math that gives the rate."""
        budget = (100 - self.percent) / 100
        return f"IF({self.bad} >= {FEWEST_BAD}, ({self.bad}) / ({self.total}) / {budget:.6g}, 0)"


def success(percent: float) -> Indicator:
    """Payments are answered at their first attempt; one that the sender has to correct counts as answered."""
    names = {"completed": "PaymentCompleted", "repeated": "PaymentRepeated", "refused": "PaymentRefused"}
    answered = " + ".join(f"FILL({name}, 0)" for name in names)
    return Indicator(
        name="success",
        promise=f"{percent:g} % of the payments are answered at their first attempt",
        readings={
            **{name: Reading(metric=metric, statistic="Sum") for name, metric in names.items()},
            "retried": Reading(metric="PaymentRetried", statistic="Sum"),
        },
        bad="FILL(retried, 0)",
        total=f"{answered} + FILL(retried, 0)",
        percent=percent,
    )


def latency(percent: float, milliseconds: int) -> Indicator:
    """Payments are written within a time, measured from when the processor takes one up to its commit."""
    return Indicator(
        name="latency",
        promise=f"{percent:g} % of the payments are written within {milliseconds} ms",
        readings={
            "written": Reading(metric="PaymentLatency", statistic="SampleCount"),
            "intime": Reading(metric="PaymentLatency", statistic=f"PR(:{milliseconds})"),
        },
        bad="FILL(written, 0) * (100 - FILL(intime, 100)) / 100",
        total="FILL(written, 0)",
        percent=percent,
    )
