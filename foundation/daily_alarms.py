"""Alarms on what happens once a day and has not happened for days."""

from pulumi import Input
from pulumi_aws import cloudwatch

from foundation.alarms import Alarm, Question, Runbook, description
from foundation.component import Component

DAY_SECONDS = 86_400
# The day of the first start, in which the hour of the day may be over, and the next, until that hour.
DAYS_WITHOUT = 3


def late_alarm(
    owner: Component,
    name: str,
    *,
    kind: str,
    question: Question,
    runbook: Runbook,
    reason: str,
    namespace: str,
    metric: str,
    server: Input[str],
) -> Alarm:
    """An alarm on days on which there is a server and a metric of the stack does not reach one.

    A new stack has no such days yet, and is not late. `server` is the identifier of the region's database server.
    """
    naming, topics = owner.region.naming, [owner.region.topics.alerts_arn]
    made = cloudwatch.MetricAlarm(
        name,
        name=naming.name(kind, limit=255),
        alarm_description=description(reason, runbook),
        comparison_operator="LessThanThreshold",
        threshold=1,
        evaluation_periods=DAYS_WITHOUT,
        treat_missing_data="notBreaching",
        metric_queries=[
            {
                "id": "complete",
                "expression": "IF(FILL(server, 0) >= 1, FILL(done, 0), 1)",
                "label": "done on the day",
                "return_data": True,
            },
            {
                "id": "done",
                "metric": {
                    "namespace": namespace,
                    "metric_name": metric,
                    "dimensions": {"Stack": naming.suffix},
                    "period": DAY_SECONDS,
                    "stat": "Maximum",
                },
            },
            {
                "id": "server",
                "metric": {
                    "namespace": "AWS/RDS",
                    "metric_name": "CPUUtilization",
                    "dimensions": {"DBInstanceIdentifier": server},
                    "period": DAY_SECONDS,
                    "stat": "SampleCount",
                },
            },
        ],
        alarm_actions=topics,
        ok_actions=topics,
        tags=naming.tags(kind),
        opts=owner.child(),
    )
    return owner.add_alarm(
        Alarm(kind=kind, question=question, runbook=runbook, region=owner.region, name=made.name, arn=made.arn)
    )
