"""Alarms and events of a replication that lags, fails or fills up."""

from collections.abc import Sequence

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import cloudwatch

from foundation.alarms import Alarm, Question, description
from foundation.component import Component
from foundation.metric_alarms import alarm
from foundation.region import Region

GIB = 1024**3


class ReplicationEvents(Component):
    """DMS's events of the task and of its instance reach the topic: started, stopped, failed, moved to another zone.

    `arns` are those of the task and of what runs it. The events go through EventBridge, as DMS asks for instead of its
    own subscriptions, and as its serverless replications offer nothing else.
    """

    def __init__(self, name: str, region: Region, *, arns: Sequence[Input[str]], opts: ResourceOptions | None = None):
        super().__init__(name, region, opts)
        rule = cloudwatch.EventRule(
            f"{name}-rule",
            description="Events of the database's replication",
            event_pattern=Output.json_dumps({"source": ["aws.dms"], "resources": list(arns)}, sort_keys=True),
            tags=region.naming.tags("dms-events"),
            opts=self.child(),
        )
        cloudwatch.EventTarget(f"{name}-target", rule=rule.name, arn=region.topics.alerts_arn, opts=self.child())
        self.publish()


class InstanceAlarms(Component):
    """Alarms on an instance that is full, busy or short of memory; `instance` is the name that its metrics have."""

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        instance: Input[str],
        storage_gib: int,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        for kind, metric, threshold, below, reason in (
            ("storage", "FreeStorageSpace", storage_gib * GIB // 10, True, "runs out of storage"),
            ("processor", "CPUUtilization", 80, False, "is above 80 % of its processor"),
            ("memory", "FreeableMemory", GIB // 4, True, "has less than 256 MiB of memory to spare"),
            ("swap", "SwapUsage", GIB // 4, False, "has more than 256 MiB of its memory on disk, and slows down"),
        ):
            alarm(
                self,
                f"{name}-{kind}",
                kind=f"dms-{kind}",
                question=Question.MIGRATION,
                runbook="migration",
                reason=f"The replication of the database {reason}: see the task's log, and do not cut over meanwhile.",
                namespace="AWS/DMS",
                metric=metric,
                dimensions={"ReplicationInstanceIdentifier": instance},
                threshold=threshold,
                below=below,
                statistic="Average",
                periods=3,
            )
        self.publish()


class LagAlarms(Component):
    """Alarms on changes of a task that lag behind, on either side.

    `instance` and `task` are the names that their metrics have; `kind` begins the alarms' names.
    """

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        kind: str,
        instance: Input[str],
        task: Input[str],
        lag_seconds: int,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        for side, metric, reason in (
            ("source", "CDCLatencySource", "reads changes of the source late"),
            ("target", "CDCLatencyTarget", "brings changes to the target late"),
        ):
            alarm(
                self,
                f"{name}-{side}-lag",
                kind=f"{kind}-{side}-lag",
                question=Question.MIGRATION,
                runbook="migration",
                reason=f"The replication of the database {reason}: see the task's log, and do not cut over meanwhile.",
                namespace="AWS/DMS",
                metric=metric,
                dimensions={"ReplicationInstanceIdentifier": instance, "ReplicationTaskIdentifier": task},
                threshold=lag_seconds,
                statistic="Maximum",
                periods=3,
            )
        self.publish()


class ServerlessAlarms(Component):
    """Alarms on changes of a serverless replication that lag behind, on either side.

    They ask for the longest lag of all replications in the account: AWS does not say under which dimensions a
    serverless one states its own.
    """

    def __init__(self, name: str, region: Region, *, lag_seconds: int, opts: ResourceOptions | None = None):
        super().__init__(name, region, opts)
        for kind, longest in (
            ("source-lag", 'SELECT MAX(CDCLatencySource) FROM "AWS/DMS"'),
            ("target-lag", 'SELECT MAX(CDCLatencyTarget) FROM "AWS/DMS"'),
        ):
            self.add_alarm(self._lag(f"{name}-{kind}", f"dms-{kind}", longest, lag_seconds))
        self.publish()

    def _lag(self, name: str, kind: str, longest: str, lag_seconds: int) -> Alarm:
        region, question, runbook = self.region, Question.MIGRATION, "migration"
        topics = [region.topics.alerts_arn]
        made = cloudwatch.MetricAlarm(
            name,
            name=region.naming.name(kind, limit=255),
            alarm_description=description(
                "The replication of the database brings changes over late: see the replication's log, and do not cut "
                "over meanwhile.",
                runbook,
            ),
            metric_queries=[
                {
                    "id": "lag",
                    "expression": longest,
                    "period": 300,
                    "return_data": True,
                }
            ],
            comparison_operator="GreaterThanThreshold",
            threshold=lag_seconds,
            evaluation_periods=3,
            treat_missing_data="notBreaching",
            alarm_actions=topics,
            ok_actions=topics,
            tags=region.naming.tags(kind),
            opts=self.child(),
        )
        return Alarm(kind=kind, question=question, runbook=runbook, region=region, name=made.name, arn=made.arn)
