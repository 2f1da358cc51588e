"""The function that takes the lease on the payments for a region."""

from pulumi import Output, ResourceOptions

from components.lease import Lease
from components.recovery.serving import ServingParts
from config.recovery_objectives import LEASE_WAIT_SECONDS
from foundation.alarms import Question
from foundation.component import Component
from foundation.function import Function, FunctionArgs
from foundation.packaging import Package

# For the calls, beside the wait.
CALLS_SECONDS = 60


class LeaseTaking(Component):
    """A function that lets its region book payments, and answers once no other region can any more.

    A failover calls it in the region that is to serve. It may run as often as it likes. Raises ValueError where
    there is no lease.
    """

    function_arn: Output[str]

    def __init__(
        self,
        name: str,
        parts: ServingParts,
        *,
        lease: Lease,
        package: Package,
        opts: ResourceOptions | None = None,
    ):
        if lease.table_name is None:
            raise ValueError("lease must have a table; a stack with one region has none")
        super().__init__(name, parts.payments.region, opts)
        function = Function(
            name,
            FunctionArgs(
                region=self.region,
                kind="take-lease",
                description="Takes the lease on the payments",
                package=package,
                handler="lambdas.recovery.lease.handle",
                environment={"LEASE_TABLE": lease.table_name, "LEASE_WAIT_SECONDS": str(LEASE_WAIT_SECONDS)},
                statements=[lease.permission(self.region, "dynamodb:GetItem", "dynamodb:PutItem")],
                placement=parts.network.placement("release"),
                key_arn=parts.database.key_arn,
                question=Question.FAILBACK,
                memory_mb=256,
                timeout_seconds=LEASE_WAIT_SECONDS + CALLS_SECONDS,
            ),
            self.child(),
        )
        self.publish(function_arn=function.arn)
