"""A second region of a stack, and what AWS answers of it while it is a replica and while it is active."""

from collections.abc import Mapping
from typing import Any

from tests.ops.canned import Answers
from tests.support.aws import refused

RECOVERY_REGION = "eu-west-1"
NAMES = (
    "RdsIdentifier",
    "RdsArn",
    "EventSourceId",
    "QueueUrl",
    "DeadLetterQueueUrl",
    "DbSecretArn",
    "DbMasterSecretArn",
)
FLAGS = ("ApplicationId", "OperationsEnvironmentId", "OperationsProfileId")
SECOND_REGION = {f"recovery{name}": f"second-{name}" for name in NAMES} | {
    "recoveryRegion": RECOVERY_REGION,
    "secretPromotionFunctionArn": "first",
    "recoverySecretPromotionFunctionArn": "second",
    "takeLeaseFunctionArn": "first",
    "recoveryTakeLeaseFunctionArn": "second",
    "leaseTableName": "lease",
    **{f"{prefix}{name}": name for prefix in ("flags", "recoveryFlags") for name in FLAGS},
}
NOT_FOUND = refused("GetParameter", "ParameterNotFound")
NOTE, DATABASE, SECRET = (
    f"{RECOVERY_REGION} {name}"
    for name in ("ssm.GetParameter", "rds.DescribeDBInstances", "secretsmanager.DescribeSecret")
)
ALONE: Mapping[str, Any] = {"DBInstances": [{}]}
REPLICA = {"DBInstances": [{"ReadReplicaSourceDBInstanceIdentifier": "the first one"}]}
HOME: Answers = {"eu-west-2 rds.DescribeDBInstances": ALONE}
STANDBY: Answers = HOME | {NOTE: NOT_FOUND, DATABASE: REPLICA, SECRET: {"PrimaryRegion": "eu-west-2"}}
ACTIVE: Answers = HOME | {NOTE: NOT_FOUND, DATABASE: ALONE, SECRET: {"PrimaryRegion": RECOVERY_REGION}}
