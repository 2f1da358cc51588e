"""CloudWatch for tests: metrics from the lines that code prints, and the states of alarms on them, minute by minute.

What it follows: the specification of the embedded metric format; the sliding evaluation window, which ends with the
minute that was; the statistics' definitions. A metric of a minute is there at that minute's end.
"""

import json
import operator
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from tests.support.metric_math import computed

Dimensions = Mapping[str, str]
Key = tuple[str, str, frozenset[tuple[str, str]]]

BREACHES: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
}
STATISTICS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "Sum": sum,
    "Maximum": max,
    "Minimum": min,
    "SampleCount": len,
}


def embedded(written: str) -> Iterator[tuple[str, str, dict[str, str], list[float]]]:
    """The namespace, name, dimensions and values of each metric in what was printed."""
    for line in written.splitlines():
        if not line.startswith("{"):
            continue
        root: dict[str, Any] = json.loads(line)
        for directive in root.get("_aws", {}).get("CloudWatchMetrics", []):
            for names in directive["Dimensions"]:
                for metric in directive["Metrics"]:
                    value = root[metric["Name"]]
                    values = cast(list[float], value) if isinstance(value, list) else [float(value)]
                    yield directive["Namespace"], metric["Name"], {name: root[name] for name in names}, values


class Metrics:
    """All that was published, by the minute."""

    def __init__(self) -> None:
        self._values: dict[Key, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))

    def publish(self, minute: int, namespace: str, name: str, dimensions: Dimensions, *values: float) -> None:
        self._values[namespace, name, frozenset(dimensions.items())][minute] += values

    def print(self, minute: int, written: str) -> None:
        """Publishes what CloudWatch extracts from printed lines."""
        for namespace, name, dimensions, values in embedded(written):
            self.publish(minute, namespace, name, dimensions, *values)

    def published(self) -> set[Key]:
        """The namespace, name and dimensions of all that there is."""
        return set(self._values)

    def reading(self, asked: Mapping[str, Any], statistic: str, until: int, seconds: int) -> float | None:
        """A statistic over the time that ends with a minute; None without data. `asked` is as an alarm names it."""
        dimensions: Dimensions = asked.get("dimensions") or {}
        key = (asked["namespace"], asked["metricName"], frozenset(dimensions.items()))
        minutes = self._values.get(key, {})
        values = [value for minute in range(until - seconds // 60 + 1, until + 1) for value in minutes.get(minute, [])]
        return statistics(values, statistic) if values else None


def statistics(values: Sequence[float], statistic: str) -> float:
    """A statistic by its name in CloudWatch."""
    if statistic.startswith("PR(:"):
        limit = float(statistic[4:-1])
        return 100 * sum(value <= limit for value in values) / len(values)
    return STATISTICS[statistic](values)


def in_alarm(alarm: Mapping[str, Any], metrics: Metrics, minute: int) -> bool:
    """Whether a metric alarm, by its inputs, is on at the end of a minute."""
    if alarm["treatMissingData"] == "ignore":
        # It stays as the last data left it.
        minute = next((at for at in range(minute, -1, -1) if _value(alarm, metrics, at) is not None), minute)
    whole = int(alarm["evaluationPeriods"])
    breaches, missing_is_bad = BREACHES[alarm["comparisonOperator"]], alarm["treatMissingData"] == "breaching"
    seconds = _period(alarm)
    for number in range(whole):
        value = _value(alarm, metrics, minute - number * seconds // 60)
        if not (missing_is_bad if value is None else breaches(value, alarm["threshold"])):
            return False
    return True


def _asked(alarm: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """The metrics of an alarm on an expression, by their ids."""
    queries: Sequence[Mapping[str, Any]] = alarm.get("metricQueries") or []
    return {query["id"]: query["metric"] for query in queries if "metric" in query}


def _period(alarm: Mapping[str, Any]) -> int:
    (period,) = {int(metric["period"]) for metric in _asked(alarm).values()} or {int(alarm["period"])}
    return period


def _value(alarm: Mapping[str, Any], metrics: Metrics, until: int) -> float | None:
    asked = _asked(alarm)
    if not asked:
        return metrics.reading(alarm, alarm["statistic"], until, int(alarm["period"]))
    (expression,) = [query["expression"] for query in alarm["metricQueries"] if query.get("returnData")]
    found = {name: metrics.reading(item, item["stat"], until, int(item["period"])) for name, item in asked.items()}
    known = {name: value for name, value in found.items() if value is not None}
    return computed(expression, frozenset(asked), known)
