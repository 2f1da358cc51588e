"""The function that makes a region's replicas of the secrets secrets of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions

from components.database.credentials import User
from foundation.function import Function, FunctionArgs
from foundation.naming import Naming
from foundation.packaging import Package
from foundation.policies import allow


@dataclass(frozen=True, kw_only=True)
class PromotionArgs:
    """The secrets as the region knows them, the function that rotates them there, every how many days, and the place.

    `security_group_id` reaches the endpoint of Secrets Manager.
    """

    naming: Naming
    package: Package
    secret_arns: Mapping[User, Input[str]]
    rotation_function_arn: Input[str]
    rotation_days: int
    subnet_ids: Sequence[Input[str]]
    security_group_id: Input[str]
    key_arn: Input[str]
    log_retention_days: int
    topic_arn: Input[str]


class Promotion(ComponentResource):
    """A function that ends the replication to a region's secrets and lets them rotate there.

    The failover's plan calls it in the region that is to serve. It may run as often as it likes.
    """

    function_arn: Output[str]

    def __init__(self, name: str, args: PromotionArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:recovery:Promotion", name, None, opts)
        arns = list(args.secret_arns.values())
        function = Function(
            name,
            FunctionArgs(
                naming=args.naming,
                kind="secret-promotion",
                description="Makes replicated secrets independent",
                package=args.package,
                handler="lambdas.recovery.promotion.handle",
                environment={
                    **{f"{user.upper()}_SECRET_ARN": arn for user, arn in args.secret_arns.items()},
                    "ROTATION_FUNCTION_ARN": args.rotation_function_arn,
                    "ROTATION_DAYS": str(args.rotation_days),
                },
                statements=[
                    allow(
                        [
                            f"secretsmanager:{one}"
                            for one in ("DescribeSecret", "RotateSecret", "StopReplicationToReplica")
                        ],
                        arns,
                    ),
                    # Secrets Manager lets nobody set up a rotation by a function that they may not call.
                    allow(["lambda:InvokeFunction"], args.rotation_function_arn),
                ],
                subnet_ids=args.subnet_ids,
                security_group_id=args.security_group_id,
                key_arn=args.key_arn,
                log_retention_days=args.log_retention_days,
                topic_arn=args.topic_arn,
                memory_mb=256,
                timeout_seconds=60,
            ),
            ResourceOptions(parent=self),
        )
        self.function_arn = function.arn
        self.register_outputs({"function_arn": self.function_arn})
