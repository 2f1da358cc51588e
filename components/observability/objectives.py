"""The payments' objectives, and the alarms on the rate at which their error budgets burn."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import cloudwatch

from components.observability.burn_rate import WINDOWS, Indicator, Window, latency, success
from components.payments.processor_alarms import NAMESPACE
from config.sections import Objectives as Settings
from foundation.alarms import described
from foundation.naming import Naming


@dataclass(frozen=True, kw_only=True)
class ObjectivesArgs:
    """What is promised, the queue's alarm on payments that wait, and who is woken up and who is told."""

    naming: Naming
    settings: Settings
    waiting_alarm_arn: Input[str]
    pages_topic_arn: Input[str]
    topic_arn: Input[str]


class Objectives(ComponentResource):
    """Alarms on payments that fail or are slow, fast enough to hurt; one fault is one page.

    The alarms of single windows tell nobody: two composite ones do, of which the first wakes somebody up, also where
    payments wait and none is counted at all. `stop_alarm_arn` is the quickest sign that payments suffer, by which
    experiments stop.
    """

    page_alarm_arn: Output[str]
    stop_alarm_arn: Output[str]

    def __init__(self, name: str, args: ObjectivesArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:observability:Objectives", name, None, opts)
        self._name, self._args, self._child = name, args, ResourceOptions(parent=self)
        settings = args.settings
        indicators = (
            success(settings.success_percent),
            latency(settings.latency_percent, settings.latency_milliseconds),
        )
        pages: list[Output[str]] = [Output.format('ALARM("{0}")', args.waiting_alarm_arn)]
        tickets: list[Output[str]] = []
        shortest: list[Output[str]] = []
        for indicator in indicators:
            for window in WINDOWS:
                long, short = (
                    self._alarm(indicator, window, minutes) for minutes in (window.long_minutes, window.short_minutes)
                )
                both = Output.format('(ALARM("{0}") AND ALARM("{1}"))', long, short)
                (pages if window.pages else tickets).append(both)
                shortest.append(short)
        self.stop_alarm_arn = shortest[0]
        self.page_alarm_arn = self._composite(
            "page",
            "payments-suffer",
            pages,
            args.pages_topic_arn,
            "Payments fail, are slow or wait, fast enough to break what is promised: somebody has to act now.",
        )
        self._composite(
            "ticket",
            "payments-suffer-slowly",
            tickets,
            args.topic_arn,
            "Payments fail or are slow now and then; over a month that breaks what is promised. It can wait a day.",
        )
        self.register_outputs({"page_alarm_arn": self.page_alarm_arn, "stop_alarm_arn": self.stop_alarm_arn})

    def _alarm(self, indicator: Indicator, window: Window, minutes: int) -> Output[str]:
        naming, kind = self._args.naming, f"{indicator.name}-{window.name}-{minutes}m"
        alarm = cloudwatch.MetricAlarm(
            f"{self._name}-{kind}",
            name=naming.name(f"payments-{kind}", limit=255),
            alarm_description=described(
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
            opts=self._child,
        )
        return alarm.arn

    def _composite(
        self, role: str, kind: str, conditions: Sequence[Output[str]], topic_arn: Input[str], reason: str
    ) -> Output[str]:
        naming = self._args.naming
        alarm = cloudwatch.CompositeAlarm(
            f"{self._name}-{role}",
            alarm_name=naming.name(kind),
            alarm_description=described(reason, "payments"),
            alarm_rule=Output.all(*conditions).apply(" OR ".join),
            alarm_actions=[topic_arn],
            ok_actions=[topic_arn],
            tags=naming.tags(kind),
            opts=self._child,
        )
        return alarm.arn
