"""The function that makes a region's replicas of the secrets secrets of their own."""

from pulumi import Output, ResourceOptions

from components.recovery.serving import ServingParts
from foundation.alarms import Question
from foundation.component import Component
from foundation.function import Function, FunctionArgs
from foundation.packaging import Package
from foundation.policies import allow


class Promotion(Component):
    """A function that ends the replication to a region's secrets and lets them rotate there every so many days.

    The failover's plan calls it in the region that is to serve. It may run as often as it likes.
    """

    function_arn: Output[str]

    def __init__(
        self,
        name: str,
        parts: ServingParts,
        *,
        package: Package,
        rotation_days: int,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, parts.payments.region, opts)
        database = parts.database
        actions = ("DescribeSecret", "RotateSecret", "StopReplicationToReplica")
        function = Function(
            name,
            FunctionArgs(
                region=self.region,
                kind="secret-promotion",
                description="Makes replicated secrets independent",
                package=package,
                handler="lambdas.recovery.promotion.handle",
                environment={
                    "APPLICATION_SECRET_ARN": database.application_secret_arn,
                    "MASTER_SECRET_ARN": database.master_secret_arn,
                    "ROTATION_FUNCTION_ARN": database.rotation_function_arn,
                    "ROTATION_DAYS": str(rotation_days),
                },
                statements=[
                    allow(
                        [f"secretsmanager:{action}" for action in actions],
                        [database.application_secret_arn, database.master_secret_arn],
                    ),
                    # Secrets Manager lets nobody set up a rotation by a function that they may not call.
                    allow(["lambda:InvokeFunction"], database.rotation_function_arn),
                ],
                placement=parts.network.placement("release", calls=["secretsmanager"]),
                key_arn=database.key_arn,
                question=Question.FAILBACK,
                memory_mb=256,
                timeout_seconds=60,
            ),
            self.child(),
        )
        self.publish(function_arn=function.arn)
