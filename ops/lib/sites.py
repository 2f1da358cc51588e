"""Each of the two regions as the stack's outputs describe it."""

from dataclasses import dataclass

from ops.lib.outputs import Outputs


@dataclass(frozen=True, kw_only=True)
class OperationsFlags:
    """Where AppConfig has the flags for operations, the kill switch among them, by its ids."""

    application: str
    environment: str
    profile: str


@dataclass(frozen=True, kw_only=True)
class Site:
    """One region's server, queues, event source and secrets.

    `event_source` is the id of the mapping that lets the processor read the queue; `promotion_function` is the ARN of
    the function that promotes the region's secrets, `lease_function` of the one that takes the lease for it, and
    `lease_table` the name of the lease's table. `plan` is the ARN of the Region switch plan, of both regions alike.
    """

    region: str
    server: str
    server_arn: str
    event_source: str
    queue_url: str
    dead_letter_url: str
    secrets: tuple[str, str]
    promotion_function: str
    lease_function: str
    lease_table: str
    plan: str
    flags: OperationsFlags

    @property
    def account(self) -> str:
        """The account's number."""
        return self.server_arn.split(":")[4]

    @property
    def functions(self) -> tuple[str, ...]:
        """The functions that a move to the region calls, by ARN."""
        return self.lease_function, self.promotion_function


def primary(outputs: Outputs) -> Site:
    """The first region; raises OutputsError where the stack has no second one."""
    return Site(
        region=outputs.region,
        server=outputs.text("rdsIdentifier"),
        server_arn=outputs.text("rdsArn"),
        event_source=outputs.text("eventSourceId"),
        queue_url=outputs.text("queueUrl"),
        dead_letter_url=outputs.text("deadLetterQueueUrl"),
        secrets=(outputs.text("dbSecretArn"), outputs.text("dbMasterSecretArn")),
        promotion_function=outputs.text("secretPromotionFunctionArn"),
        lease_function=outputs.text("takeLeaseFunctionArn"),
        lease_table=outputs.text("leaseTableName"),
        plan=_plan(outputs),
        flags=OperationsFlags(
            application=outputs.text("flagsApplicationId"),
            environment=outputs.text("flagsOperationsEnvironmentId"),
            profile=outputs.text("flagsOperationsProfileId"),
        ),
    )


def recovery(outputs: Outputs) -> Site:
    """The second region; raises OutputsError where the stack has none."""
    return Site(
        region=outputs.text("recoveryRegion"),
        server=outputs.text("recoveryRdsIdentifier"),
        server_arn=outputs.text("recoveryRdsArn"),
        event_source=outputs.text("recoveryEventSourceId"),
        queue_url=outputs.text("recoveryQueueUrl"),
        dead_letter_url=outputs.text("recoveryDeadLetterQueueUrl"),
        secrets=(outputs.text("recoveryDbSecretArn"), outputs.text("recoveryDbMasterSecretArn")),
        promotion_function=outputs.text("recoverySecretPromotionFunctionArn"),
        lease_function=outputs.text("recoveryTakeLeaseFunctionArn"),
        lease_table=outputs.text("leaseTableName"),
        plan=_plan(outputs),
        flags=OperationsFlags(
            application=outputs.text("recoveryFlagsApplicationId"),
            environment=outputs.text("recoveryFlagsOperationsEnvironmentId"),
            profile=outputs.text("recoveryFlagsOperationsProfileId"),
        ),
    )


def _plan(outputs: Outputs) -> str:
    """Empty where there is none."""
    return outputs.text("regionSwitchPlanArn") if outputs.has("regionSwitchPlanArn") else ""
