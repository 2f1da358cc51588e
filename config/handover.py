"""What a move of the payments needs of the stack's outputs, where no state can be read."""

# Beside the item of the lease, in its table.
ITEM = "outputs"


def lease_table(suffix: str) -> str:
    """The name of the lease's table in either region, which nothing has to be read for."""
    return f"lease-{suffix}"


# Nothing secret: names, addresses, ARNs and ids.
OUTPUTS = (
    "rdsArn",
    "rdsIdentifier",
    "eventSourceId",
    "queueUrl",
    "deadLetterQueueUrl",
    "dbSecretArn",
    "dbMasterSecretArn",
    "secretPromotionFunctionArn",
    "takeLeaseFunctionArn",
    "flagsApplicationId",
    "flagsOperationsEnvironmentId",
    "flagsOperationsProfileId",
    "leaseTableName",
    "recoveryRegion",
    "recoveryRdsArn",
    "recoveryRdsIdentifier",
    "recoveryRdsEndpoint",
    "recoveryEventSourceId",
    "recoveryQueueUrl",
    "recoveryDeadLetterQueueUrl",
    "recoveryDbSecretArn",
    "recoveryDbMasterSecretArn",
    "recoverySecretPromotionFunctionArn",
    "recoveryTakeLeaseFunctionArn",
    "recoveryFlagsApplicationId",
    "recoveryFlagsOperationsEnvironmentId",
    "recoveryFlagsOperationsProfileId",
    "regionSwitchPlanArn",
)
