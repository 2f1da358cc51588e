"""The alarms on what the processor itself counts."""

from collections.abc import Mapping

from pulumi import Input, ResourceOptions

from foundation.alarms import Question, Runbook
from foundation.component import Component
from foundation.metric_alarms import alarm
from foundation.region import Region

# The namespace of the processor's metrics in CloudWatch; the stack's suffix is their dimension.
NAMESPACE = "Payments"
# How long a payment may wait until somebody has to look.
OLDEST_SECONDS = 900
# A payment that is parked is looked at every quarter of an hour at least, so that each such period has its age.
AGE_PERIOD_SECONDS = 1200


class ProcessorAlarms(Component):
    """Alarms on payments that fail, wait or are parked for too long, and on flags that can't be read.

    A stop that was forgotten pages somebody, since nothing else would. Of payments that are parked for another reason
    the objectives page sooner. `leased` says whether there is a second region, and a lease on the payments.
    """

    def __init__(self, name: str, region: Region, *, leased: bool, opts: ResourceOptions | None = None):
        super().__init__(name, region, opts)
        self._name = name
        self._counted(
            "retried",
            "PaymentRetried",
            "payments",
            "Payments have had to be tried again for a quarter of an hour: the processor's log says whether the "
            "database, its credentials or the queue is the cause.",
        )
        self._counted(
            "flags-unavailable",
            "FlagsUnavailable",
            "flags",
            "The processor has not been able to read its feature flags for a quarter of an hour: it works without "
            "releases, and parks payments where it can't ask for a stop.",
        )
        self._aged("oldest", {}, "payments", "A payment was first sent more than a quarter of an hour ago.")
        self._parked("stop", "flags", "Processing is stopped, and payments wait.", region.topics.pages_arn)
        self._parked("flags", "flags", "Nobody says whether processing is stopped, so that payments wait.")
        self._parked("database", "payments", "The database can't be asked, and payments wait.")
        if leased:
            self._parked(
                "lease",
                "recovery",
                "This region does not hold the lease on the payments or can't ask for it, and they wait.",
            )
        self.publish()

    def _counted(self, kind: str, metric: str, runbook: Runbook, reason: str) -> None:
        alarm(
            self,
            f"{self._name}-{kind}",
            kind=f"payments-{kind}",
            question=Question.PAYMENTS,
            runbook=runbook,
            reason=reason,
            namespace=NAMESPACE,
            metric=metric,
            dimensions={"Stack": self.region.naming.suffix},
            threshold=0,
            # A moment's fault goes by itself: the queue delivers again, the agent answers again.
            periods=3,
        )

    def _parked(self, obstacle: str, runbook: Runbook, reason: str, topic_arn: Input[str] | None = None) -> None:
        reason = f"{reason} The oldest is parked for a quarter of an hour, and none is lost."
        self._aged(f"parked-{obstacle}", {"Reason": obstacle}, runbook, reason, topic_arn=topic_arn)

    def _aged(
        self,
        kind: str,
        dimensions: Mapping[str, str],
        runbook: Runbook,
        reason: str,
        *,
        topic_arn: Input[str] | None = None,
    ) -> None:
        alarm(
            self,
            f"{self._name}-{kind}",
            kind=f"payments-{kind}",
            question=Question.PAYMENTS,
            runbook=runbook,
            reason=reason,
            namespace=NAMESPACE,
            metric="PaymentAge",
            dimensions={"Stack": self.region.naming.suffix, **dimensions},
            statistic="Maximum",
            threshold=OLDEST_SECONDS,
            period_seconds=AGE_PERIOD_SECONDS,
            topic_arn=topic_arn,
        )
