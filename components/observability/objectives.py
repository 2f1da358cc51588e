"""The payments' objectives, and the alarms on the rate at which their error budgets burn."""

from dataclasses import dataclass

from pulumi import Output, ResourceOptions
from pulumi_aws import cloudwatch

from components.observability.burn_rate import WINDOWS, Indicator, Window, latency, success
from components.payments import PaymentQueue
from components.payments.processor_alarms import NAMESPACE
from config.sections import Objectives as Settings
from foundation.alarms import Alarm, Question, description
from foundation.component import Component
from foundation.metric_alarms import composite_alarm
from foundation.region import Region


@dataclass(frozen=True, kw_only=True)
class ObjectivesArgs:
    """The region, what is promised, and the queue, whose alarm on payments that wait pages as well."""

    region: Region
    settings: Settings
    queue: PaymentQueue


class Objectives(Component):
    """Alarms on payments that fail or are slow, fast enough to burn the error budget; one fault is one page.

    The alarms of single windows notify nobody: two composite ones do, of which the first pages somebody, also where
    payments wait and none is counted at all. `stop_alarm` is the quickest sign that payments fail, by which experiments
    stop.
    """

    page_alarm: Alarm
    stop_alarm: Alarm

    def __init__(self, name: str, args: ObjectivesArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        self._name = name
        settings, topics = args.settings, args.region.topics
        indicators = (
            success(settings.success_percent),
            latency(settings.latency_percent, settings.latency_milliseconds),
        )
        pages: list[Output[str]] = [Output.format('ALARM("{0}")', args.queue.age_alarm.arn)]
        tickets: list[Output[str]] = []
        shortest: list[Alarm] = []
        for indicator in indicators:
            for window in WINDOWS:
                long, short = (
                    self._alarm(indicator, window, minutes) for minutes in (window.long_minutes, window.short_minutes)
                )
                both = Output.format('(ALARM("{0}") AND ALARM("{1}"))', long.arn, short.arn)
                (pages if window.pages else tickets).append(both)
                shortest.append(short)
        self.page_alarm = composite_alarm(
            self,
            f"{name}-page",
            kind="payments-error-budget-fast-burn",
            question=Question.PAYMENTS,
            runbook="payments",
            reason="Payments fail, are slow or wait, fast enough to break what is promised: somebody has to act now.",
            any_of=pages,
            topic_arn=topics.pages_arn,
        )
        composite_alarm(
            self,
            f"{name}-ticket",
            kind="payments-error-budget-slow-burn",
            question=Question.PAYMENTS,
            runbook="payments",
            reason="Payments fail or are slow now and then; over a month that breaks what is promised. It can wait a "
            "day.",
            any_of=tickets,
            topic_arn=topics.alerts_arn,
        )
        self.stop_alarm = shortest[0]
        self.publish()

    def _alarm(self, indicator: Indicator, window: Window, minutes: int) -> Alarm:
        naming, kind = self.region.naming, f"{indicator.name}-{window.name}-{minutes}m"
        made = cloudwatch.MetricAlarm(
            f"{self._name}-{kind}",
            name=naming.name(f"payments-{kind}", limit=255),
            alarm_description=description(
                f"{indicator.promise}: over {minutes} minutes the error budget burns {window.rate:g} times too fast.",
                "payments",
            ),
            comparison_operator="GreaterThanOrEqualToThreshold",
            threshold=window.rate,
            evaluation_periods=1,
            # Without payments there is nothing that fails; that they wait is the queue's alarm.
            treat_missing_data="notBreaching",
            metric_queries=[
                {
                    "id": "burn",
                    "expression": indicator.burn_rate(),
                    "label": f"Burn rate of {indicator.name}",
                    "return_data": True,
                },
                *(
                    cloudwatch.MetricAlarmMetricQueryArgsDict(
                        id=key,
                        metric=cloudwatch.MetricAlarmMetricQueryMetricArgsDict(
                            namespace=NAMESPACE,
                            metric_name=reading.metric,
                            dimensions={"Stack": naming.suffix},
                            period=minutes * 60,
                            stat=reading.statistic,
                        ),
                    )
                    for key, reading in indicator.readings.items()
                ),
            ],
            tags=naming.tags(f"payments-{kind}"),
            opts=self.child(),
        )
        return Alarm(
            kind=f"payments-{kind}",
            question=Question.PAYMENTS,
            runbook="payments",
            region=self.region,
            name=made.name,
            arn=made.arn,
        )
