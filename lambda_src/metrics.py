"""The payments' metrics, in CloudWatch's embedded format: no rights, no network.

Powertools writes them: many values of one metric in one line, and several sets of dimensions for them.
`lambda_shared.log.metric` stays for what the rotation writes too, whose archive holds no Powertools.
"""

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

NAMESPACE = "Payments"


class PaymentMetrics:
    """Collects the metrics of an invocation; those with a variant count for the stack as a whole too."""

    def __init__(self, stack: str):
        self._stack = stack
        self._collected: dict[str | None, EphemeralMetrics] = {}

    def count(self, name: str, variant: str | None = None) -> None:
        """One more of what the name says."""
        self._of(variant).add_metric(name, MetricUnit.Count, 1)

    def latency(self, seconds: float, variant: str | None) -> None:
        """How long one payment took, from the start of its processing to its commit."""
        self._of(variant).add_metric("PaymentLatency", MetricUnit.Milliseconds, seconds * 1000)

    def flush(self) -> None:
        """All that was collected is written to standard output, where CloudWatch finds it."""
        for metrics in self._collected.values():
            metrics.flush_metrics()
        self._collected.clear()

    def _of(self, variant: str | None) -> EphemeralMetrics:
        if variant not in self._collected:
            # Without a service of its own here: it would be one more dimension.
            metrics = EphemeralMetrics(namespace=NAMESPACE, service="")
            metrics.add_dimension("Stack", self._stack)
            if variant:
                metrics.add_dimensions(Stack=self._stack, Variant=variant)
            self._collected[variant] = metrics
        return self._collected[variant]
