"""The function that AppConfig asks before it takes or deploys flags, also those that somebody edits by hand."""

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import ec2, lambda_

from components.network import Network
from foundation.component import Component
from foundation.function import Function, FunctionArgs
from foundation.ordering import after
from foundation.packaging import Package
from foundation.region import Region


class Validator(Component):
    """A function that AppConfig may invoke and that refuses content which the payment functions can't follow."""

    arn: Output[str]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        package: Package,
        network: Network,
        key_arn: Input[str],
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        # Without rules: it connects to nothing.
        group = ec2.SecurityGroup(
            f"{name}-group",
            description="Validator of the flags: no connection in or out",
            vpc_id=network.vpc_id,
            tags=region.naming.tags("flags-validator"),
            opts=self.child(),
        )
        function = Function(
            name,
            FunctionArgs(
                region=region,
                kind="flags-validator",
                description="Refuses flags that the payment functions can't follow",
                package=package,
                handler="lambdas.flags.validator.handle",
                environment={},
                statements=[],
                placement=network.placement_in(group.id),
                key_arn=key_arn,
                memory_mb=128,
                timeout_seconds=10,
            ),
            self.child(),
        )
        permission = lambda_.Permission(
            f"{name}-permission",
            action="lambda:InvokeFunction",
            function=function.name,
            # AppConfig is not said to name the account or the profile for which it asks.
            principal="appconfig.amazonaws.com",
            opts=self.child(),
        )
        self.publish(arn=after(function.arn, [permission]))
