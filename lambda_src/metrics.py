"""The payments' metrics, in CloudWatch's embedded metric format, which needs no permissions and no network.

Powertools writes them: many values of one metric in one line, and several sets of dimensions for them.
`lambdas.shared.log.metric` stays for metrics that the rotation writes too, whose archive has no Powertools.
"""

import sys
import threading
from collections import Counter

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

NAMESPACE = "Payments"


# A dimension beside the stack's, with its value.
Dimension = tuple[str, str]


class PaymentMetrics:
    """Collects the metrics of an invocation; those with a variant or a reason count for the stack as a whole too.

    Two threads may use it: the one that pays, and the one that reports that its time is nearly over.
    """

    def __init__(self, stack: str):
        self._stack = stack
        self._counts: Counter[tuple[Dimension | None, str]] = Counter()
        self._values: list[tuple[Dimension | None, str, MetricUnit, float]] = []
        self._lock = threading.Lock()

    def count(self, name: str, *, variant: str | None = None, reason: str | None = None) -> None:
        """Adds one to a count."""
        with self._lock:
            self._counts[_dimension(variant, reason), name] += 1

    def latency(self, seconds: float, variant: str | None) -> None:
        """Adds how long one payment took, from the start of its processing to its commit."""
        with self._lock:
            self._values.append((_dimension(variant, None), "PaymentLatency", MetricUnit.Milliseconds, seconds * 1000))

    def age(self, seconds: float, reason: str | None = None) -> None:
        """Adds how long ago the oldest payment of a batch was first sent."""
        with self._lock:
            self._values.append((_dimension(None, reason), "PaymentAge", MetricUnit.Seconds, seconds))

    def flush(self) -> None:
        """Writes all that was collected to standard output, where CloudWatch finds it."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
            values, self._values = self._values, []
        written: dict[Dimension | None, EphemeralMetrics] = {}
        for (dimension, name), number in counts.items():
            self._of(dimension, written).add_metric(name, MetricUnit.Count, number)
        for dimension, name, unit, value in values:
            self._of(dimension, written).add_metric(name, unit, value)
        for metrics in written.values():
            metrics.flush_metrics()
        # Its process may be ended before anything else is written.
        sys.stdout.flush()

    def _of(self, dimension: Dimension | None, written: dict[Dimension | None, EphemeralMetrics]) -> EphemeralMetrics:
        if dimension not in written:
            # Without a service of its own here: it would be one more dimension.
            metrics = EphemeralMetrics(namespace=NAMESPACE, service="")
            metrics.add_dimension("Stack", self._stack)
            if dimension:
                name, value = dimension
                metrics.add_dimensions(**{"Stack": self._stack, name: value})
            written[dimension] = metrics
        return written[dimension]


def _dimension(variant: str | None, reason: str | None) -> Dimension | None:
    if reason:
        return "Reason", reason
    return ("Variant", variant) if variant else None
