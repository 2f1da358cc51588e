"""The payments' metrics, in CloudWatch's embedded metric format, which needs no permissions and no network.

Powertools writes them: many values of one metric in one line, and several sets of dimensions for them.
`lambdas.shared.log.metric` stays for metrics that the rotation writes too, whose archive has no Powertools.
"""

from collections import Counter

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

NAMESPACE = "Payments"


# A dimension beside the stack's, with its value.
Dimension = tuple[str, str]


class PaymentMetrics:
    """Collects the metrics of an invocation; those with a variant or a reason count for the stack as a whole too."""

    def __init__(self, stack: str):
        self._stack = stack
        self._counts: Counter[tuple[Dimension | None, str]] = Counter()
        self._latencies: list[tuple[Dimension | None, float]] = []

    def count(self, name: str, *, variant: str | None = None, reason: str | None = None) -> None:
        """Adds one to a count."""
        self._counts[_dimension(variant, reason), name] += 1

    def latency(self, seconds: float, variant: str | None) -> None:
        """Adds how long one payment took, from the start of its processing to its commit."""
        self._latencies.append((_dimension(variant, None), seconds * 1000))

    def flush(self) -> None:
        """Writes all that was collected to standard output, where CloudWatch finds it."""
        written: dict[Dimension | None, EphemeralMetrics] = {}
        for (dimension, name), number in self._counts.items():
            self._of(dimension, written).add_metric(name, MetricUnit.Count, number)
        for dimension, milliseconds in self._latencies:
            self._of(dimension, written).add_metric("PaymentLatency", MetricUnit.Milliseconds, milliseconds)
        for metrics in written.values():
            metrics.flush_metrics()
        self._counts.clear()
        self._latencies.clear()

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
