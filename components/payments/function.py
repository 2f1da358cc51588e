"""One function of the payment system, with the version that serves, its trigger and where its failures go."""

from collections.abc import Sequence
from dataclasses import replace

from pulumi import Output, ResourceOptions
from pulumi_aws import cloudwatch, lambda_

from components.payments.queue import PaymentQueue
from components.payments.rollout import Rolled
from config.sections import Function as Settings
from foundation.alarms import Alarm, Question
from foundation.component import Component
from foundation.function import Function, FunctionArgs, called_by
from foundation.metric_alarms import alarm
from foundation.policies import Statement, allow

ALIAS = "live"
# The longest that Lambda retries an event that it accepted for later.
EVENT_AGE_SECONDS = 6 * 3600


class PaymentFunction(Component):
    """A function whose alias `live` leads to the version that serves; what it can't process is kept.

    `batch_size` is the most messages of a batch; `rollout_alarms` are on what the queue's payments experience. Where
    `active` is False, the function is ready and nothing calls it.
    """

    name: Output[str]
    arn: Output[str]
    alias_arn: Output[str]
    rolled: Rolled
    event_source_id: Output[str] | None = None
    event_source_arn: Output[str] | None = None

    def __init__(
        self,
        name: str,
        args: FunctionArgs,
        *,
        settings: Settings,
        queue: PaymentQueue,
        batch_size: int,
        rollout_alarms: Sequence[Alarm],
        active: bool,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, args.region, opts)
        self._settings, self._queue, self._active = settings, queue, active
        function = Function(
            name,
            replace(args, statements=[*args.statements, *self._queue_statements()], publish=True),
            self.child(),
        )
        alias = lambda_.Alias(
            f"{name}-{ALIAS}",
            name=ALIAS,
            description="The version that serves",
            function_name=function.name,
            function_version=function.version,
            # From here on the roll-out decides. The description would be sent with the version that was the first.
            opts=self.child(ignore_changes=["description", "function_version", "routing_config"]),
        )
        self._failures(name, function, alias)
        source = self._read_queue(name, alias, batch_size) if settings.trigger == "queue" else None
        if settings.schedule:
            self._run_on(settings.schedule, name, function, alias)
        self.rolled = Rolled(
            kind=settings.name,
            function_name=function.name,
            function_arn=function.arn,
            alias=alias,
            newest_version=function.version,
            # Those that are over once the version is gone: CodeDeploy takes no new one while any of them is on. A run
            # that hands its payments back to the queue is no error of Lambda's, so the reader has more of them.
            alarms=[
                function.errors_alarm,
                self._throttles_alarm(name, function),
                *(rollout_alarms if source else ()),
            ],
        )
        self.publish(
            name=function.name,
            arn=function.arn,
            alias_arn=alias.arn,
            event_source_id=source.id if source else None,
            event_source_arn=source.arn if source else None,
        )

    def _queue_statements(self) -> Sequence[Statement]:
        queue, use_key = self._queue, ["kms:Decrypt", "kms:GenerateDataKey"]
        if self._settings.trigger != "queue":
            return [allow(["sqs:SendMessage"], queue.dead_letter_arn), allow(use_key, queue.key_arn)]
        reading = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
        return [
            allow(reading, queue.arn),
            # Back into the queue what can't be tried now.
            allow(["sqs:SendMessage"], [queue.arn, queue.dead_letter_arn]),
            allow(use_key, queue.key_arn),
        ]

    def _failures(self, name: str, function: Function, alias: lambda_.Alias) -> None:
        """Events that were tried too often are kept, and a function that calls itself by mistake is stopped."""
        lambda_.FunctionEventInvokeConfig(
            f"{name}-failures",
            function_name=function.name,
            qualifier=alias.name,
            maximum_event_age_in_seconds=EVENT_AGE_SECONDS,
            maximum_retry_attempts=2,
            destination_config={"on_failure": {"destination": self._queue.dead_letter_arn}},
            opts=self.child(),
        )
        lambda_.FunctionRecursionConfig(
            f"{name}-recursion", function_name=function.name, recursive_loop="Terminate", opts=self.child()
        )

    def _read_queue(self, name: str, alias: lambda_.Alias, batch_size: int) -> lambda_.EventSourceMapping:
        return lambda_.EventSourceMapping(
            f"{name}-source",
            enabled=self._active,
            event_source_arn=self._queue.arn,
            function_name=alias.arn,
            batch_size=batch_size,
            function_response_types=["ReportBatchItemFailures"],
            # More batches than runs would be throttled, and a throttled delivery counts as a failed one.
            scaling_config={"maximum_concurrency": self._settings.reserved_concurrency},
            tags=self.region.naming.tags(f"{self._settings.name}-source"),
            opts=self.child(),
        )

    def _run_on(self, schedule: str, name: str, function: Function, alias: lambda_.Alias) -> None:
        rule = cloudwatch.EventRule(
            f"{name}-schedule",
            description=f"Runs {self._settings.name}",
            schedule_expression=schedule,
            state="ENABLED" if self._active else "DISABLED",
            tags=self.region.naming.tags(f"{self._settings.name}-schedule"),
            opts=self.child(),
        )
        called_by(self, f"{name}-schedule", rule, function, alias)

    def _throttles_alarm(self, name: str, function: Function) -> Alarm:
        settings = self._settings
        return alarm(
            self,
            f"{name}-throttles",
            kind=f"{settings.name}-throttles",
            question=Question.FUNCTIONS,
            runbook="functions",
            reason=f"{settings.name} is called more often than its reserved concurrency of "
            f"{settings.reserved_concurrency} lets it run: raise it, or ask why so much arrives.",
            namespace="AWS/Lambda",
            metric="Throttles",
            dimensions={"FunctionName": function.name},
            threshold=0,
            periods=3,
        )
