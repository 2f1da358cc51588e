"""The payments' objectives, and the alarms on the rate at which their error budgets burn."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import Output, ResourceOptions
from pulumi_aws import cloudwatch

from components.observability.burn_rate import Indicator, Objective, acceptance, latency, success
from components.payments import PaymentQueue
from components.payments.processor_alarms import NAMESPACE
from config.objectives import Objectives as Settings
from config.service_levels import WINDOWS, Window
from foundation.alarms import Alarm, Question, description
from foundation.component import Component
from foundation.metric_alarms import composite_alarm
from foundation.region import Region

# The shortest time in which an alarm sees what payments experience.
SHORT_MINUTES = 5


@dataclass(frozen=True, kw_only=True)
class ObjectivesArgs:
    """The region, what is promised, and the queue, whose alarm on payments that wait pages as well."""

    region: Region
    settings: Settings
    queue: PaymentQueue


class Objectives(Component):
    """Alarms on payments that fail or are slow, fast enough to burn the error budget; one fault is one page.

    The alarms of single windows notify nobody: two composite ones do, of which the first pages somebody, also where
    payments wait and none is counted at all. `stop_alarms` are the quickest signs that payments fail or wait, by which
    experiments stop; `rollout_alarms` are those that take a new version of the processor back: many payments fail, are
    slow or are refused within five minutes. Each of these is over soon after its cause is gone.
    """

    page_alarm: Alarm
    stop_alarms: Sequence[Alarm]
    rollout_alarms: Sequence[Alarm]

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
                    self._burn_alarm(indicator, window, minutes)
                    for minutes in (window.long_minutes, window.short_minutes)
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
        # Payments that wait are counted by none of the processor's own metrics.
        self.stop_alarms = (shortest[0], args.queue.age_alarm)
        self.rollout_alarms = [self._share_alarm(indicator) for indicator in (*indicators, acceptance())]
        self.publish()

    def _burn_alarm(self, objective: Objective, window: Window, minutes: int) -> Alarm:
        return self._alarm(
            objective,
            f"{objective.name}-{window.name}",
            minutes,
            expression=objective.burn_rate(),
            threshold=window.rate,
            says=f"{objective.promise}: over {minutes} minutes the error budget burns {window.rate:g} times too fast.",
        )

    def _share_alarm(self, indicator: Indicator) -> Alarm:
        share = indicator.seen_share
        return self._alarm(
            indicator,
            f"{indicator.name}-rollout",
            SHORT_MINUTES,
            expression=indicator.bad_share(),
            threshold=share,
            says=f"{indicator.promise}: within {SHORT_MINUTES} minutes {share:.2%} or more of them did not do so. A "
            "version that is being rolled out is taken back.",
        )

    def _alarm(
        self, indicator: Indicator, role: str, minutes: int, *, expression: str, threshold: float, says: str
    ) -> Alarm:
        naming, kind = self.region.naming, f"{role}-{minutes}m"
        made = cloudwatch.MetricAlarm(
            f"{self._name}-{kind}",
            name=naming.name(f"payments-{kind}", limit=255),
            alarm_description=description(says, "payments"),
            comparison_operator="GreaterThanOrEqualToThreshold",
            threshold=threshold,
            evaluation_periods=1,
            # Without payments there is nothing that fails; that they wait is the queue's alarm.
            treat_missing_data="notBreaching",
            metric_queries=[
                {
                    "id": "watched",
                    "expression": expression,
                    "label": role,
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
