"""The payments' metrics, in CloudWatch's embedded metric format, which needs no permissions and no network.

Powertools writes them: many values of one metric in one line, and several sets of dimensions for them.
`lambdas.shared.log.metric` stays for metrics that the rotation writes too, whose archive has no Powertools.
"""

from collections import Counter

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

NAMESPACE = "Payments"


class PaymentMetrics:
    """Collects the metrics of an invocation; those with a variant count for the stack as a whole too."""

    def __init__(self, stack: str):
        self._stack = stack
        self._counts: Counter[tuple[str | None, str]] = Counter()
        self._latencies: list[tuple[str | None, float]] = []

    def count(self, name: str, variant: str | None = None) -> None:
        """Adds one to a count."""
        self._counts[variant, name] += 1

    def latency(self, seconds: float, variant: str | None) -> None:
        """Adds how long one payment took, from the start of its processing to its commit."""
        self._latencies.append((variant, seconds * 1000))

    def flush(self) -> None:
        """Writes all that was collected to standard output, where CloudWatch finds it."""
        written: dict[str | None, EphemeralMetrics] = {}
        for (variant, name), number in self._counts.items():
            self._of(variant, written).add_metric(name, MetricUnit.Count, number)
        for variant, milliseconds in self._latencies:
            self._of(variant, written).add_metric("PaymentLatency", MetricUnit.Milliseconds, milliseconds)
        for metrics in written.values():
            metrics.flush_metrics()
        self._counts.clear()
        self._latencies.clear()

    def _of(self, variant: str | None, written: dict[str | None, EphemeralMetrics]) -> EphemeralMetrics:
        if variant not in written:
            # Without a service of its own here: it would be one more dimension.
            metrics = EphemeralMetrics(namespace=NAMESPACE, service="")
            metrics.add_dimension("Stack", self._stack)
            if variant:
                metrics.add_dimensions(Stack=self._stack, Variant=variant)
            written[variant] = metrics
        return written[variant]
