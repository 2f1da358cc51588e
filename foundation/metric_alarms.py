"""The makers of alarms: each notifies the region's alerts topic when it starts and when it is over."""

from collections.abc import Mapping, Sequence
from typing import Literal

from pulumi import Input, Output
from pulumi_aws import cloudwatch

from foundation.alarms import Alarm, Question, Runbook, description
from foundation.component import Component


def alarm(
    owner: Component,
    name: str,
    *,
    kind: str,
    question: Question,
    runbook: Runbook,
    reason: str,
    namespace: str,
    metric: str,
    dimensions: Mapping[str, Input[str]],
    threshold: float,
    below: bool = False,
    missing_is_bad: bool = False,
    missing_keeps_state: bool = False,
    statistic: Literal["Sum", "Maximum", "Average"] = "Sum",
    period_seconds: int = 300,
    periods: int = 1,
    topic_arn: Input[str] | None = None,
) -> Alarm:
    """An alarm on a metric of the owner.

    The threshold is compared with the statistic of every period of `period_seconds`; `periods` of them in a row beyond
    it start the alarm. Missing data counts as good, since most metrics are absent while nothing happens, unless
    `missing_is_bad`, or `missing_keeps_state`: then the last data decides. `kind` makes its name, which people read in
    messages. It notifies the alerts topic unless another one is given. Raises ValueError for a period that CloudWatch
    does not take.
    """
    if period_seconds % 60:
        raise ValueError(f"period_seconds must be a multiple of 60, as CloudWatch takes it; got {period_seconds}")
    naming = owner.region.naming
    topics = [topic_arn if topic_arn is not None else owner.region.topics.alerts_arn]
    made = cloudwatch.MetricAlarm(
        name,
        name=naming.name(kind, limit=255),
        alarm_description=description(reason, runbook),
        namespace=namespace,
        metric_name=metric,
        dimensions=dimensions,
        comparison_operator="LessThanThreshold" if below else "GreaterThanThreshold",
        threshold=threshold,
        statistic=statistic,
        period=period_seconds,
        evaluation_periods=periods,
        treat_missing_data="ignore" if missing_keeps_state else "breaching" if missing_is_bad else "notBreaching",
        alarm_actions=topics,
        ok_actions=topics,
        tags=naming.tags(kind),
        opts=owner.child(),
    )
    return owner.add_alarm(
        Alarm(kind=kind, question=question, runbook=runbook, region=owner.region, name=made.name, arn=made.arn)
    )


def sum_alarm(
    owner: Component,
    name: str,
    *,
    kind: str,
    question: Question,
    runbook: Runbook,
    reason: str,
    namespace: str,
    metrics: Mapping[str, str],
    dimensions: Mapping[str, Input[str]],
    threshold: float,
    period_seconds: int = 300,
) -> Alarm:
    """An alarm on what metrics of the owner under the same dimensions sum up to in a period.

    `metrics` is by the id that each has in the alarm's expression. One that is absent, as most are while nothing
    happens, adds nothing, and does not hide the others.
    """
    naming, topics = owner.region.naming, [owner.region.topics.alerts_arn]
    made = cloudwatch.MetricAlarm(
        name,
        name=naming.name(kind, limit=255),
        alarm_description=description(reason, runbook),
        comparison_operator="GreaterThanThreshold",
        threshold=threshold,
        evaluation_periods=1,
        treat_missing_data="notBreaching",
        metric_queries=[
            {
                "id": "together",
                "expression": " + ".join(f"FILL({key}, 0)" for key in metrics),
                "label": kind,
                "return_data": True,
            },
            *(
                cloudwatch.MetricAlarmMetricQueryArgsDict(
                    id=key,
                    metric=cloudwatch.MetricAlarmMetricQueryMetricArgsDict(
                        namespace=namespace,
                        metric_name=metric,
                        dimensions=dimensions,
                        period=period_seconds,
                        stat="Sum",
                    ),
                )
                for key, metric in metrics.items()
            ),
        ],
        alarm_actions=topics,
        ok_actions=topics,
        tags=naming.tags(kind),
        opts=owner.child(),
    )
    return owner.add_alarm(
        Alarm(kind=kind, question=question, runbook=runbook, region=owner.region, name=made.name, arn=made.arn)
    )


def composite_alarm(
    owner: Component,
    name: str,
    *,
    kind: str,
    question: Question,
    runbook: Runbook,
    reason: str,
    any_of: Sequence[Output[str]],
    topic_arn: Input[str],
) -> Alarm:
    """An alarm that starts while one of some conditions holds, each in the language of composite alarms."""
    naming = owner.region.naming
    made = cloudwatch.CompositeAlarm(
        name,
        alarm_name=naming.name(kind),
        alarm_description=description(reason, runbook),
        alarm_rule=Output.all(*any_of).apply(" OR ".join),
        alarm_actions=[topic_arn],
        ok_actions=[topic_arn],
        tags=naming.tags(kind),
        opts=owner.child(),
    )
    return owner.add_alarm(
        Alarm(kind=kind, question=question, runbook=runbook, region=owner.region, name=made.alarm_name, arn=made.arn)
    )
