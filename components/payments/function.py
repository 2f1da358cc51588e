"""One function of the payment system, with the version that serves, its trigger and where its failures go."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import cloudwatch, lambda_

from components.payments.rollout import Rolled
from config.sections import Function as FunctionSettings
from foundation.alarms import AlarmArgs, alarm
from foundation.function import Function, FunctionArgs, called_by
from foundation.policies import allow

ALIAS = "live"
# The longest that Lambda goes on trying an event that it took for later.
EVENT_AGE_SECONDS = 6 * 3600


@dataclass(frozen=True, kw_only=True)
class Queues:
    """The queue that payments arrive in and the one for those that failed: ARNs, and the key of both."""

    arn: Input[str]
    dead_letter_arn: Input[str]
    key_arn: Input[str]


@dataclass(frozen=True, kw_only=True)
class PaymentFunctionArgs:
    """The settings of one function, what it runs with, the queues, and the most messages of a batch.

    Where `active` is False, the function stands ready and nothing calls it.
    """

    settings: FunctionSettings
    function: FunctionArgs
    queues: Queues
    batch_size: int
    active: bool = True


class PaymentFunction(ComponentResource):
    """A function whose alias `live` leads to the version that serves; what it can't process is kept."""

    name: Output[str]
    arn: Output[str]
    alias_arn: Output[str]
    rolled: Rolled
    event_source_id: Output[str] | None = None
    event_source_arn: Output[str] | None = None

    def __init__(self, name: str, args: PaymentFunctionArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:compute:PaymentFunction", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        function = Function(
            name,
            replace(args.function, statements=[*args.function.statements, *self._queue_rights()], publish=True),
            self._child,
        )
        alias = lambda_.Alias(
            f"{name}-{ALIAS}",
            name=ALIAS,
            description="The version that serves",
            function_name=function.name,
            function_version=function.version,
            # From here on the roll-out decides.
            opts=ResourceOptions(parent=self, ignore_changes=["function_version", "routing_config"]),
        )
        self._failures(name, function, alias)
        if args.settings.trigger == "queue":
            source = self._read_queue(name, alias)
            self.event_source_id, self.event_source_arn = source.id, source.arn
        if args.settings.schedule:
            self._run_on(args.settings.schedule, name, function, alias)
        throttles = self._throttles_alarm(name, function)
        self.name, self.arn, self.alias_arn = function.name, function.arn, alias.arn
        self.rolled = Rolled(
            kind=args.settings.name,
            function_name=function.name,
            function_arn=function.arn,
            alias=alias,
            newest_version=function.version,
            # Those that are over once the version is gone: CodeDeploy takes no new one while any of them is on.
            alarm_names=[function.errors_alarm_name, throttles.name],
        )
        self.register_outputs(
            {
                "name": self.name,
                "arn": self.arn,
                "alias_arn": self.alias_arn,
                "event_source_id": self.event_source_id,
                "event_source_arn": self.event_source_arn,
            }
        )

    def _queue_rights(self) -> list[Mapping[str, object]]:
        queues, use_key = self._args.queues, ["kms:Decrypt", "kms:GenerateDataKey"]
        if self._args.settings.trigger != "queue":
            return [allow(["sqs:SendMessage"], queues.dead_letter_arn), allow(use_key, queues.key_arn)]
        reading = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
        return [
            allow(reading, queues.arn),
            # Back into the queue while processing is stopped.
            allow(["sqs:SendMessage"], [queues.arn, queues.dead_letter_arn]),
            allow(use_key, queues.key_arn),
        ]

    def _failures(self, name: str, function: Function, alias: lambda_.Alias) -> None:
        """Events that were tried too often are kept, and a function that calls itself by mistake is stopped."""
        lambda_.FunctionEventInvokeConfig(
            f"{name}-failures",
            function_name=function.name,
            qualifier=alias.name,
            maximum_event_age_in_seconds=EVENT_AGE_SECONDS,
            maximum_retry_attempts=2,
            destination_config={"on_failure": {"destination": self._args.queues.dead_letter_arn}},
            opts=self._child,
        )
        lambda_.FunctionRecursionConfig(
            f"{name}-recursion", function_name=function.name, recursive_loop="Terminate", opts=self._child
        )

    def _read_queue(self, name: str, alias: lambda_.Alias) -> lambda_.EventSourceMapping:
        return lambda_.EventSourceMapping(
            f"{name}-source",
            enabled=self._args.active,
            event_source_arn=self._args.queues.arn,
            function_name=alias.arn,
            batch_size=self._args.batch_size,
            function_response_types=["ReportBatchItemFailures"],
            # More batches than runs would be throttled, and a throttled delivery counts as a failed one.
            scaling_config={"maximum_concurrency": self._args.settings.reserved_concurrency},
            tags=self._args.function.naming.tags(f"{self._args.settings.name}-source"),
            opts=self._child,
        )

    def _run_on(self, schedule: str, name: str, function: Function, alias: lambda_.Alias) -> None:
        rule = cloudwatch.EventRule(
            f"{name}-schedule",
            description=f"Runs {self._args.settings.name}",
            schedule_expression=schedule,
            state="ENABLED" if self._args.active else "DISABLED",
            tags=self._args.function.naming.tags(f"{self._args.settings.name}-schedule"),
            opts=self._child,
        )
        called_by(rule, f"{name}-schedule", function, self._child, alias)

    def _throttles_alarm(self, name: str, function: Function) -> cloudwatch.MetricAlarm:
        args, kind = self._args.function, self._args.settings.name
        return alarm(
            f"{name}-throttles",
            AlarmArgs(
                naming=args.naming,
                kind=f"{kind}-throttles",
                reason=f"{kind} is called more often than its reserved concurrency of "
                f"{self._args.settings.reserved_concurrency} lets it run: raise it, or ask why so much arrives.",
                runbook="functions",
                namespace="AWS/Lambda",
                metric="Throttles",
                dimensions={"FunctionName": function.name},
                threshold=0,
                periods=3,
                topic_arn=args.topic_arn,
            ),
            self._child,
        )
