"""An alarm on a copy that is not running once it has begun."""

from collections.abc import Sequence

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import cloudwatch

from foundation.alarms import Question
from foundation.component import Component
from foundation.logs import log_group
from foundation.metric_alarms import alarm
from foundation.ordering import after
from foundation.policies import Statement, document
from foundation.region import Region

# What DMS says of a task, and of a serverless replication. Its guide names the messages alone: those of tasks and
# REPLICATION_FAILED are known from public reports, the others are named alike.
STOPPED = (
    *("REPLICATION_TASK_STOPPED", "REPLICATION_TASK_FAILED"),
    *("REPLICATION_STOPPED", "REPLICATION_FAILED", "REPLICATION_DEPROVISIONED"),
)
STARTED = ("REPLICATION_TASK_STARTED", "REPLICATION_STARTED", "REPLICATION_RUNNING")
NAMESPACE = "Payments/Migration"


class StoppedAlarm(Component):
    """An alarm that starts with DMS's event that a copy stopped or failed, and ends with that of its start.

    No metric of DMS tells a copy that stopped from one that was never started: it has none in either case. So the last
    event decides, and the alarm keeps its state while there are no events. It goes off too where a change of mappings
    or settings stops a copy that nobody starts again. A stop and a start within one minute count as a stop. `kind`
    makes the alarm's name, and `arn` is the copy's.
    """

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        kind: str,
        arn: Input[str],
        key_arn: Input[str],
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        metric = region.naming.name(kind)
        group = self._logged(name, kind, arn, key_arn)
        for state, value, types in (("on", "1", STOPPED), ("off", "0", STARTED)):
            cloudwatch.LogMetricFilter(
                f"{name}-{state}",
                name=region.naming.name(f"{kind}-{state}"),
                log_group_name=group,
                pattern=_any_of(types),
                # A filter's metric takes its dimensions from the events alone, so the stack is in its name.
                metric_transformation={"namespace": NAMESPACE, "name": metric, "value": value},
                opts=self.child(),
            )
        alarm(
            self,
            f"{name}-alarm",
            kind=kind,
            question=Question.MIGRATION,
            runbook="migration",
            reason="A replication of the database has begun and does not run: see its log, and start it again. After "
            "the stop of the cutover it stays on until the migration is switched off.",
            namespace=NAMESPACE,
            metric=metric,
            dimensions={},
            threshold=0,
            statistic="Maximum",
            period_seconds=60,
            missing_keeps_state=True,
        )
        self.publish()

    def _logged(self, name: str, kind: str, arn: Input[str], key_arn: Input[str]) -> Output[str]:
        """The name of the log group that the copy's stops and starts are written to, once they are."""
        region = self.region
        rule = cloudwatch.EventRule(
            f"{name}-rule",
            description="Stops and starts of a replication of the database",
            event_pattern=Output.json_dumps(
                {"source": ["aws.dms"], "resources": [arn], "detail": {"eventType": [*STOPPED, *STARTED]}},
                sort_keys=True,
            ),
            tags=region.naming.tags(kind),
            opts=self.child(),
        )
        group = log_group(
            self, f"{name}-log", kind=kind, key_arn=key_arn, group_name=f"/aws/events/{region.naming.name(kind)}"
        )
        delivery = cloudwatch.LogResourcePolicy(
            f"{name}-log-delivery",
            policy_name=region.naming.name(f"{kind}-log-delivery"),
            policy_document=document(*_delivery(group.arn, rule.arn)),
            opts=self.child(),
        )
        target = cloudwatch.EventTarget(
            f"{name}-target", rule=rule.name, arn=group.arn, opts=self.child(depends_on=[delivery])
        )
        return after(group.name, [target])


def _delivery(group_arn: Input[str], rule_arn: Input[str]) -> Sequence[Statement]:
    """The permission of one rule to write events; EventBridge names no rule when it makes a stream for them.

    That is how the provider's example of such a target has it.
    """
    services = {"Service": ["delivery.logs.amazonaws.com", "events.amazonaws.com"]}
    streams = Output.format("{0}:*", group_arn)
    return [
        {"Effect": "Allow", "Principal": services, "Action": "logs:CreateLogStream", "Resource": streams},
        {
            "Effect": "Allow",
            "Principal": services,
            "Action": "logs:PutLogEvents",
            "Resource": streams,
            "Condition": {"ArnEquals": {"aws:SourceArn": rule_arn}},
        },
    ]


def _any_of(types: Sequence[str]) -> str:
    return "{ " + " || ".join(f'($.detail.eventType = "{one}")' for one in types) + " }"
