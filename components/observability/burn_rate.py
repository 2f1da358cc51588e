"""The arithmetic of the payments' objectives, as CloudWatch computes it.

An alarm needs a long window, which shows that it matters, and a short one, which shows that it continues (Google's SRE
workbook, "Alerting on SLOs", multiwindow, multi-burn-rate alerts). The windows are in `config/service_levels.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from config.service_levels import SEEN_SHARE, budget, rollout_share

# Fewer bad payments in a window than this are no outage: at night one of them is all that happens.
FEWEST_BAD = 3


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A metric of the processor, and the statistic of it in a window."""

    metric: str
    statistic: str


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """What is watched: the readings by id, how many payments they say were bad, and of how many.

    `seen_share` is the share of bad payments in five minutes that takes a new version back.
    """

    name: str
    promise: str
    readings: Mapping[str, Reading]
    bad: str
    total: str
    seen_share: float

    def bad_share(self) -> str:
        """The expression of CloudWatch's metric math that gives the share of bad payments; 0 while they are few."""
        return self._where_many(f"({self.bad}) / ({self.total})")

    def _where_many(self, value: str) -> str:
        return f"IF({self.bad} >= {FEWEST_BAD}, {value}, 0)"


@dataclass(frozen=True, kw_only=True)
class Objective(Indicator):
    """An indicator with a promise: the percentage of payments that are not bad."""

    percent: float

    def burn_rate(self) -> str:
        """The expression of CloudWatch's metric math that gives the rate."""
        # A factor and no divisor: a small budget would be written with an exponent, which no page on metric math has.
        factor = f"{1 / budget(self.percent):.6f}".rstrip("0").rstrip(".")
        return self._where_many(f"({self.bad}) / ({self.total}) * {factor}")


# How a payment may end, or not end yet, by its id in the expressions.
OUTCOMES = {
    outcome.lower(): Reading(metric=f"Payment{outcome}", statistic="Sum")
    for outcome in ("Completed", "Repeated", "Refused", "Retried")
}
TRIED = " + ".join(f"FILL({outcome}, 0)" for outcome in OUTCOMES)


def success(percent: float) -> Objective:
    """Payments are answered at their first attempt; one that the sender has to correct counts as answered."""
    return Objective(
        name="success",
        promise=f"{percent:g} % of the payments are answered at their first attempt",
        readings=OUTCOMES,
        bad="FILL(retried, 0)",
        total=TRIED,
        seen_share=rollout_share(percent),
        percent=percent,
    )


def latency(percent: float, milliseconds: int) -> Objective:
    """Payments are written within a time, measured from when the processor takes one up to its commit."""
    return Objective(
        name="latency",
        promise=f"{percent:g} % of the payments are written within {milliseconds} ms",
        readings={
            "written": Reading(metric="PaymentLatency", statistic="SampleCount"),
            "intime": Reading(metric="PaymentLatency", statistic=f"PR(:{milliseconds})"),
        },
        bad="FILL(written, 0) * (100 - FILL(intime, 100)) / 100",
        total="FILL(written, 0)",
        seen_share=rollout_share(percent),
        percent=percent,
    )


def acceptance() -> Indicator:
    """Few payments are refused: no promise, since senders make mistakes, but a new version may refuse them all."""
    return Indicator(
        name="acceptance",
        promise="Few payments are refused",
        readings=OUTCOMES,
        bad="FILL(refused, 0)",
        total=TRIED,
        seen_share=SEEN_SHARE,
    )
