"""The alarms on what the processor itself counts."""

from pulumi import ResourceOptions

from foundation.alarms import Question, Runbook
from foundation.component import Component
from foundation.metric_alarms import alarm
from foundation.region import Region

# The namespace of the processor's metrics in CloudWatch; the stack's suffix is their dimension.
NAMESPACE = "Payments"


class ProcessorAlarms(Component):
    """Alarms on payments that are tried again and again, and on flags that can't be read."""

    def __init__(self, name: str, region: Region, *, opts: ResourceOptions | None = None):
        super().__init__(name, region, opts)

        def watch(kind: str, metric: str, runbook: Runbook, reason: str) -> None:
            alarm(
                self,
                f"{name}-{kind}",
                kind=f"payments-{kind}",
                question=Question.PAYMENTS,
                runbook=runbook,
                reason=reason,
                namespace=NAMESPACE,
                metric=metric,
                dimensions={"Stack": region.naming.suffix},
                threshold=0,
                # A moment's fault goes by itself: the queue delivers again, the agent answers again.
                periods=3,
            )

        watch(
            "retried",
            "PaymentRetried",
            "payments",
            "Payments have had to be tried again for a quarter of an hour: the processor's log says whether the "
            "database, its credentials or the queue is the cause.",
        )
        watch(
            "flags-unavailable",
            "FlagsUnavailable",
            "flags",
            "The processor has not been able to read its feature flags for a quarter of an hour and works by their "
            "defaults: a stop or a change of a release would not reach it.",
        )
        self.publish()
