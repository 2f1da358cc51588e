"""What tells that the copy lags, fails or fills up."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import cloudwatch

from foundation.alarms import AlarmArgs, alarm, described
from foundation.naming import Naming

GIB = 1024**3


@dataclass(frozen=True, kw_only=True)
class ReplicationEventsArgs:
    """The ARNs of the task and of what runs it."""

    naming: Naming
    arns: Sequence[Input[str]]
    topic_arn: Input[str]


class ReplicationEvents(ComponentResource):
    """DMS's events of the task and of its instance reach the topic: started, stopped, failed, moved to another zone.

    They go through EventBridge, as DMS asks for in place of its own subscriptions, and as its serverless
    replications do not know otherwise.
    """

    def __init__(self, name: str, args: ReplicationEventsArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:migration:ReplicationEvents", name, None, opts)
        child = ResourceOptions(parent=self)
        rule = cloudwatch.EventRule(
            f"{name}-rule",
            description="What DMS says of the copy",
            event_pattern=Output.json_dumps({"source": ["aws.dms"], "resources": list(args.arns)}, sort_keys=True),
            tags=args.naming.tags("dms-events"),
            opts=child,
        )
        cloudwatch.EventTarget(f"{name}-target", rule=rule.name, arn=args.topic_arn, opts=child)
        self.register_outputs({})


@dataclass(frozen=True, kw_only=True)
class InstanceAlarmsArgs:
    """The instance and the task by the names that their metrics have, and from which lag on it is an alarm."""

    naming: Naming
    instance: Input[str]
    task: Input[str]
    storage_gib: int
    lag_seconds: int
    topic_arn: Input[str]


class InstanceAlarms(ComponentResource):
    """Alarms on changes that lag behind, on either side, and on an instance that is full or busy."""

    def __init__(self, name: str, args: InstanceAlarmsArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:migration:InstanceAlarms", name, None, opts)
        of_instance = {"ReplicationInstanceIdentifier": args.instance}
        of_task = {**of_instance, "ReplicationTaskIdentifier": args.task}
        for kind, metric, dimensions, threshold, below, reason in (
            ("source-lag", "CDCLatencySource", of_task, args.lag_seconds, False, "reads changes of the source late"),
            ("target-lag", "CDCLatencyTarget", of_task, args.lag_seconds, False, "brings changes to the target late"),
            ("storage", "FreeStorageSpace", of_instance, args.storage_gib * GIB // 10, True, "runs out of storage"),
            ("processor", "CPUUtilization", of_instance, 80, False, "is above 80 % of its processor"),
        ):
            alarm(
                f"{name}-{kind}",
                AlarmArgs(
                    naming=args.naming,
                    kind=f"dms-{kind}",
                    reason=f"The copy of the database {reason}: see the task's log, and do not cut over meanwhile.",
                    runbook="migration",
                    namespace="AWS/DMS",
                    metric=metric,
                    dimensions=dimensions,
                    threshold=threshold,
                    below=below,
                    statistic="Maximum" if kind.endswith("lag") else "Average",
                    periods=3,
                    topic_arn=args.topic_arn,
                ),
                ResourceOptions(parent=self),
            )
        self.register_outputs({})


@dataclass(frozen=True, kw_only=True)
class ServerlessAlarmsArgs:
    """From which lag on it is an alarm, in seconds."""

    naming: Naming
    lag_seconds: int
    topic_arn: Input[str]


class ServerlessAlarms(ComponentResource):
    """Alarms on changes of a serverless replication that lag behind, on either side.

    They ask for the longest lag of all replications in the account: AWS does not say under which dimensions a
    serverless one states its own.
    """

    def __init__(self, name: str, args: ServerlessAlarmsArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:migration:ServerlessAlarms", name, None, opts)
        for kind, longest in (
            ("source-lag", 'SELECT MAX(CDCLatencySource) FROM "AWS/DMS"'),
            ("target-lag", 'SELECT MAX(CDCLatencyTarget) FROM "AWS/DMS"'),
        ):
            cloudwatch.MetricAlarm(
                f"{name}-{kind}",
                name=args.naming.name(f"dms-{kind}", limit=255),
                alarm_description=described(
                    "The copy of the database brings changes over late: see the replication's log, and do not cut over "
                    "meanwhile.",
                    "migration",
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
                threshold=args.lag_seconds,
                evaluation_periods=3,
                treat_missing_data="notBreaching",
                alarm_actions=[args.topic_arn],
                ok_actions=[args.topic_arn],
                tags=args.naming.tags(f"dms-{kind}"),
                opts=ResourceOptions(parent=self),
            )
        self.register_outputs({})
