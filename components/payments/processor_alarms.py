"""The alarms on what the processor itself counts."""

from dataclasses import dataclass

from pulumi import ComponentResource, Input, ResourceOptions

from foundation.alarms import AlarmArgs, Runbook, alarm
from foundation.naming import Naming

# Where the processor's metrics stand in CloudWatch, by the stack's suffix.
NAMESPACE = "Payments"


@dataclass(frozen=True, kw_only=True)
class ProcessorAlarmsArgs:
    """The stack's naming, whose suffix the metrics carry, and who hears of the alarms."""

    naming: Naming
    topic_arn: Input[str]


class ProcessorAlarms(ComponentResource):
    """Alarms on payments that are tried again and again, and on flags that can't be read."""

    def __init__(self, name: str, args: ProcessorAlarmsArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:compute:ProcessorAlarms", name, None, opts)
        child = ResourceOptions(parent=self)

        def watch(kind: str, metric: str, runbook: Runbook, reason: str) -> None:
            alarm(
                f"{name}-{kind}",
                AlarmArgs(
                    naming=args.naming,
                    kind=f"payments-{kind}",
                    reason=reason,
                    runbook=runbook,
                    namespace=NAMESPACE,
                    metric=metric,
                    dimensions={"Stack": args.naming.suffix},
                    threshold=0,
                    # A moment's fault mends itself: the queue delivers again, the agent answers again.
                    periods=3,
                    topic_arn=args.topic_arn,
                ),
                child,
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
        self.register_outputs({})
