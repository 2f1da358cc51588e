"""The alarms: each one tells the alerts topic when it starts and when it is over."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pulumi import Input, ResourceOptions
from pulumi_aws import cloudwatch

from foundation.naming import Naming

# The pages of `docs/runbooks/` that say what to do.
Runbook = Literal[
    "alerts",
    "container",
    "costs",
    "database",
    "dead-letters",
    "flags",
    "functions",
    "migration",
    "network",
    "payments",
    "recovery",
    "rotation",
]


@dataclass(frozen=True, kw_only=True)
class AlarmArgs:
    """A metric, the value above or below which something is wrong, for how long, why that matters, and what to do.

    The threshold is compared with the statistic of every period of `period_seconds`; `periods` of them in a row
    beyond it start the alarm. Missing data counts as good, since most metrics are absent while nothing happens,
    unless `missing_is_bad`.
    """

    naming: Naming
    kind: str
    reason: str
    runbook: Runbook
    namespace: str
    metric: str
    dimensions: Mapping[str, Input[str]]
    threshold: float
    below: bool = False
    missing_is_bad: bool = False
    statistic: Literal["Sum", "Maximum", "Average"] = "Sum"
    period_seconds: int = 300
    periods: int = 1
    topic_arn: Input[str]

    def __post_init__(self) -> None:
        if self.period_seconds % 60:
            raise ValueError(
                f"period_seconds must be a multiple of 60, as CloudWatch takes it; got {self.period_seconds}"
            )


def alarm(name: str, args: AlarmArgs, opts: ResourceOptions) -> cloudwatch.MetricAlarm:
    """The alarm that the arguments describe."""
    return cloudwatch.MetricAlarm(
        name,
        # People read it in messages, and dashboards and composite alarms refer to it.
        name=args.naming.name(args.kind, limit=255),
        alarm_description=described(args.reason, args.runbook),
        namespace=args.namespace,
        metric_name=args.metric,
        dimensions=args.dimensions,
        comparison_operator="LessThanThreshold" if args.below else "GreaterThanThreshold",
        threshold=args.threshold,
        statistic=args.statistic,
        period=args.period_seconds,
        evaluation_periods=args.periods,
        treat_missing_data="breaching" if args.missing_is_bad else "notBreaching",
        alarm_actions=[args.topic_arn],
        ok_actions=[args.topic_arn],
        tags=args.naming.tags(args.kind),
        opts=opts,
    )


def described(reason: str, runbook: Runbook) -> str:
    """An alarm's description: why it matters, and the page of the repository that says what to do."""
    return f"{reason} Runbook: docs/runbooks/{runbook}.md"
