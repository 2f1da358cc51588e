"""The function that AppConfig asks before it takes or deploys flags, also those that somebody edits by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import ec2, lambda_

from foundation.function import Function, FunctionArgs
from foundation.naming import Naming
from foundation.ordering import after
from foundation.packaging import Package


@dataclass(frozen=True, kw_only=True)
class ValidatorArgs:
    """The function's archive, the network it stands in, its key, and who hears that content was refused."""

    naming: Naming
    package: Package
    vpc_id: Input[str]
    subnet_ids: Sequence[Input[str]]
    key_arn: Input[str]
    log_retention_days: int
    topic_arn: Input[str]


class Validator(ComponentResource):
    """A function that AppConfig may run and that refuses content which the payment functions can't follow."""

    arn: Output[str]

    def __init__(self, name: str, args: ValidatorArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:flags:Validator", name, None, opts)
        child = ResourceOptions(parent=self)
        # Without rules: it talks to nobody.
        group = ec2.SecurityGroup(
            f"{name}-group",
            description="Validator of the flags: no connection in or out",
            vpc_id=args.vpc_id,
            tags=args.naming.tags("flags-validator"),
            opts=child,
        )
        function = Function(
            name,
            FunctionArgs(
                naming=args.naming,
                kind="flags-validator",
                description="Refuses flags that the payment functions can't follow",
                package=args.package,
                handler="lambdas.flags.validator.handle",
                environment={},
                statements=[],
                subnet_ids=args.subnet_ids,
                security_group_id=group.id,
                key_arn=args.key_arn,
                log_retention_days=args.log_retention_days,
                topic_arn=args.topic_arn,
                memory_mb=128,
                timeout_seconds=10,
            ),
            child,
        )
        permission = lambda_.Permission(
            f"{name}-permission",
            action="lambda:InvokeFunction",
            function=function.name,
            # AppConfig is not said to name the account or the profile for which it asks.
            principal="appconfig.amazonaws.com",
            opts=child,
        )
        self.arn = after(function.arn, [permission])
        self.register_outputs({"arn": self.arn})
