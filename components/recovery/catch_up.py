"""The function that waits until a region's replica has everything."""

from pulumi import Output, ResourceOptions

from components.recovery.serving import ServingParts
from config.recovery_objectives import DURATIONS
from foundation.alarms import Question
from foundation.component import Component
from foundation.function import Function, FunctionArgs
from foundation.packaging import Package
from foundation.policies import allow

# It ends before its step does, so that the step's event says what would be lost.
BEFORE_LIMIT_SECONDS = 30


class CatchUp(Component):
    """A function that answers once a region's replica has everything, or says what its promotion would lose.

    A failover calls it in the region that is to serve, before the promotion. It changes nothing.
    """

    function_arn: Output[str]

    def __init__(self, name: str, parts: ServingParts, *, package: Package, opts: ResourceOptions | None = None):
        super().__init__(name, parts.payments.region, opts)
        function = Function(
            name,
            FunctionArgs(
                region=self.region,
                kind="catch-up",
                description="Waits until the replica has everything",
                package=package,
                handler="lambdas.recovery.catch_up.handle",
                environment={"SERVER": parts.database.identifier},
                # It can't be narrowed: CloudWatch answers for all metrics or for none.
                statements=[allow(["cloudwatch:GetMetricStatistics"], "*")],
                placement=parts.network.placement("release", calls=["monitoring"]),
                key_arn=parts.database.key_arn,
                question=Question.FAILBACK,
                memory_mb=256,
                timeout_seconds=DURATIONS["catch-up"].at_most * 60 - BEFORE_LIMIT_SECONDS,
            ),
            self.child(),
        )
        self.publish(function_arn=function.arn)
