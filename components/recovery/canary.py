"""The daily canary: whether what stands by in a region would work, and the alarms where it would not."""

from collections.abc import Mapping

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import cloudwatch

from components.recovery.serving import ServingParts
from foundation.alarms import Question
from foundation.component import Component
from foundation.daily_alarms import DAY_SECONDS, DAYS_WITHOUT, late_alarm
from foundation.function import Function, FunctionArgs, called_by
from foundation.metric_alarms import alarm
from foundation.packaging import Package
from foundation.policies import allow

# The namespace of the canary's metrics in CloudWatch; the stack's suffix is their dimension.
NAMESPACE = "Payments/Recovery"
# What the code of the payments is called by; a handler of somebody else does not know how to look.
HANDLER = "lambda_src.handler.handle"
# In UTC, when somebody is there to read an alarm.
SCHEDULE = "cron(30 9 * * ? *)"


class Canary(Component):
    """A function that asks others every day what they reach of all that their work needs, with two alarms.

    It also keeps them in use: Lambda takes the network interfaces of a function back that nobody has called for weeks,
    and the next call fails (Lambda guide, giving functions access to a VPC, lifecycle of Hyperplane interfaces).
    `functions` are those that only a failover calls, by name; where the region does not `serve`, its processor is
    asked too, as it will run.
    """

    def __init__(
        self,
        name: str,
        parts: ServingParts,
        *,
        functions: Mapping[str, Input[str]],
        serves: bool,
        package: Package,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, parts.payments.region, opts)
        asked = dict(functions)
        reader = parts.payments.settings.queue_reader
        if not serves and reader.handler == HANDLER:
            asked[reader.name] = parts.payments.processor_alias_arn
        function = Function(
            name,
            FunctionArgs(
                region=self.region,
                kind="standby-canary",
                description="Looks at what stands by",
                package=package,
                handler="lambdas.recovery.canary.handle",
                environment={
                    "FUNCTIONS": Output.json_dumps(asked, sort_keys=True),
                    "STACK": self.region.naming.suffix,
                },
                statements=[allow(["lambda:InvokeFunction"], list(asked.values()))],
                placement=parts.network.placement("release", calls=["lambda"]),
                key_arn=parts.database.key_arn,
                question=Question.STANDBY,
                memory_mb=256,
                # Each function in turn, of which one that waits for its network takes a minute.
                timeout_seconds=600,
            ),
            self.child(),
        )
        rule = cloudwatch.EventRule(
            f"{name}-schedule",
            description="Looks at what stands by",
            schedule_expression=SCHEDULE,
            tags=self.region.naming.tags("standby-canary-schedule"),
            opts=self.child(),
        )
        called_by(self, f"{name}-schedule", rule, function)
        self._alarms(name, parts.database.identifier)
        self.publish()

    def _alarms(self, name: str, server: str) -> None:
        alarm(
            self,
            f"{name}-faults",
            kind="standby-faults",
            question=Question.STANDBY,
            runbook="recovery",
            reason="Something that stands by in this region would not work: the canary's log names each part.",
            namespace=NAMESPACE,
            metric="StandbyFaults",
            dimensions={"Stack": self.region.naming.suffix},
            threshold=0,
            statistic="Maximum",
            # Until the next day's look.
            period_seconds=DAY_SECONDS,
        )
        late_alarm(
            self,
            f"{name}-late",
            kind="standby-canary-late",
            question=Question.STANDBY,
            runbook="recovery",
            reason=f"Nobody has looked at what stands by in this region for {DAYS_WITHOUT} days: the canary fails or "
            "does not run.",
            namespace=NAMESPACE,
            metric="StandbyLooked",
            server=server,
        )
