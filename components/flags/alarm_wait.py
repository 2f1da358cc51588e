"""The wait for new alarms, whose first state AppConfig takes for a failure of a release."""

from collections.abc import Sequence

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import lambda_

from components.network import Network
from foundation.alarms import Alarm
from foundation.component import Component
from foundation.function import Function, FunctionArgs
from foundation.packaging import Package
from foundation.policies import allow
from foundation.region import Region

# CloudWatch names no time; by AWS's knowledge center an alarm has its first state within a few minutes. Lambda takes
# 900 seconds at most, and the provider waits for the answer as long as the function runs.
TIMEOUT_SECONDS = 600


class AlarmWait(Component):
    """Alarms that CloudWatch has evaluated, once `invocation` exists.

    The function asks while `pulumi up` waits, and again only for other alarms; `key_arn` encrypts its log.
    """

    invocation: lambda_.Invocation

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        alarms: Sequence[Alarm],
        package: Package,
        network: Network,
        key_arn: Input[str],
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        function = Function(
            name,
            FunctionArgs(
                region=region,
                kind="flags-alarm-wait",
                description="Waits until the alarms on releases have a state",
                package=package,
                handler="lambdas.flags.alarm_wait.handle",
                environment={},
                # Composite alarms would need the permission to see every alarm.
                statements=[allow(["cloudwatch:DescribeAlarms"], [alarm.arn for alarm in alarms])],
                # The one group that reaches AWS's endpoints and nothing else.
                placement=network.placement("release", calls=["monitoring"]),
                key_arn=key_arn,
                memory_mb=256,
                timeout_seconds=TIMEOUT_SECONDS,
            ),
            self.child(),
        )
        self.invocation = lambda_.Invocation(
            f"{name}-run",
            function_name=function.name,
            input=Output.json_dumps({"alarms": [alarm.name for alarm in alarms]}, sort_keys=True),
            opts=self.child(),
        )
        self.publish()
