"""The experiments: what each breaks, and for how long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import Input

# Of every experiment that does not end by itself, in ISO 8601. A message that fails comes back after the queue's
# visibility timeout, six times the function's: with the default of 30 seconds twice at most within these five minutes,
# and so never often enough to reach the dead-letter queue.
DURATION = "PT5M"
# Many batches are delivered again, and payments keep moving.
ERROR_PERCENT = 25


@dataclass(frozen=True, kw_only=True)
class Targets:
    """ARNs of what the experiments break: the database, a zone's subnets, an endpoint and a function.

    `delay_milliseconds` is how much later than called the function starts.
    """

    database_arn: Input[str]
    subnet_arns: Sequence[Input[str]]
    endpoint_arn: Input[str]
    function_arn: Input[str]
    delay_milliseconds: int


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """One action of FIS on targets of one type."""

    description: str
    action_id: str
    parameters: Mapping[str, str]
    target_key: str
    resource_type: str
    resource_arns: Sequence[Input[str]]


def experiments(targets: Targets) -> Mapping[str, Experiment]:
    """The experiments on the targets, by their kind."""
    return {
        "database-failover": Experiment(
            description="The database fails over to its standby in another zone",
            action_id="aws:rds:reboot-db-instances",
            parameters={"forceFailover": "true"},
            target_key="DBInstances",
            resource_type="aws:rds:db",
            resource_arns=[targets.database_arn],
        ),
        "zone-loss": Experiment(
            description="One zone's private and isolated subnets are cut off",
            action_id="aws:network:disrupt-connectivity",
            parameters={"scope": "all", "duration": DURATION},
            target_key="Subnets",
            resource_type="aws:ec2:subnet",
            resource_arns=targets.subnet_arns,
        ),
        "endpoint-loss": Experiment(
            description="Secrets Manager can't be reached",
            action_id="aws:network:disrupt-vpc-endpoint",
            parameters={"duration": DURATION},
            target_key="VPCEndpoints",
            resource_type="aws:ec2:vpc-endpoint",
            resource_arns=[targets.endpoint_arn],
        ),
        "processor-delay": Experiment(
            description="The payment processor starts late",
            action_id="aws:lambda:invocation-add-delay",
            parameters={"duration": DURATION, "startupDelayMilliseconds": str(targets.delay_milliseconds)},
            target_key="Functions",
            resource_type="aws:lambda:function",
            resource_arns=[targets.function_arn],
        ),
        "processor-errors": Experiment(
            description="The payment processor pays and is said to have failed",
            action_id="aws:lambda:invocation-error",
            parameters={
                "duration": DURATION,
                "invocationPercentage": str(ERROR_PERCENT),
                # It runs all the same: what is paid and delivered again must not be paid twice.
                "preventExecution": "false",
            },
            target_key="Functions",
            resource_type="aws:lambda:function",
            resource_arns=[targets.function_arn],
        ),
    }
