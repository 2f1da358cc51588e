"""A stack's outputs and configuration, with every part that the checks look at."""

from typing import Any

from config.load import StackConfig
from config.project import PROJECT

FIRST, SECOND, ACCOUNT = "eu-west-2", "eu-west-1", "123456789012"
PREFIX = f"{FIRST}:{ACCOUNT}"
KEY, PAYMENTS_KEY = f"arn:aws:kms:{PREFIX}:key/database", f"arn:aws:kms:{PREFIX}:key/payments"
TOPIC, DATABASE = f"arn:aws:sns:{PREFIX}:alerts", f"arn:aws:rds:{PREFIX}:db:database-prod"
PROCESSOR = f"arn:aws:lambda:{PREFIX}:function:payment-processor-prod"
QUEUE, DEAD_LETTER_QUEUE = (
    f"https://sqs.{FIRST}.amazonaws.com/{ACCOUNT}/{name}" for name in ("payments", "dead-letters")
)
SECRETS = {name: f"arn:aws:secretsmanager:{PREFIX}:secret:{name}-AbCdEf" for name in ("application", "master")}
REPLICA, PLAN = "dr-database-prod", f"arn:aws:arc-region-switch::{ACCOUNT}:plan/payments:abc123"
SHARE = f"arn:aws:ram:{PREFIX}:resource-share/1"
PARTNERS = "arn:aws:organizations::210987654321:ou/o-exampleorg/ou-exam-payments"
ZONES = "abc"
OUTPUTS: dict[str, Any] = {
    "vpcId": "vpc-1", "rdsEndpoint": "database", "rdsIdentifier": "database-prod", "rdsArn": DATABASE,
    "kmsKeyArn": KEY, "paymentsKeyArn": PAYMENTS_KEY, "snsTopicArn": TOPIC, "queueUrl": QUEUE,
    "deadLetterQueueUrl": DEAD_LETTER_QUEUE,
    "dbSecretArn": SECRETS["application"], "dbMasterSecretArn": SECRETS["master"],
    "lambdaFunctionName": "payment-processor-prod", "lambdaFunctionArn": PROCESSOR,
    "lambdaFunctionNames": {"payment-processor": "payment-processor-prod"},
    "lambdaFunctionArns": {"payment-processor": PROCESSOR}, "rotationFunctionName": "rotation-prod",
    "rotationDays": 30, "privateSubnetIds": {zone: f"private-{zone}" for zone in ZONES},
    "isolatedSubnetIds": {zone: f"isolated-{zone}" for zone in ZONES}, "securityGroupIds": {"database": "sg-1"},
    "firewallArn": f"arn:aws:network-firewall:{PREFIX}:firewall/payments", "flowLogGroupName": "/flow-logs",
    "flagsApplicationId": "app1234", "flagsOperationsEnvironmentId": "ope1234", "flagsReleasesEnvironmentId": "rel1234",
    "transferServerId": "s-" + "1" * 17, "transferBucket": "files", "mgnReplicationTemplateId": "rct-" + "1" * 17,
    "dmsTaskArn": f"arn:aws:dms:{PREFIX}:task:replication", "ramShareArn": SHARE, "budgetName": "payments",
    "anomalyMonitorArn": f"arn:aws:ce::{ACCOUNT}:anomalymonitor/1", "chaosTemplateIds": {"zone": "EXT1"},
    "containerArn": f"arn:aws:ecs:{PREFIX}:service/payments/intake", "eventSourceId": "1" * 36,
    "recoveryFlagsApplicationId": "app5678", "recoveryFlagsOperationsEnvironmentId": "ope5678",
    "recoveryFlagsReleasesEnvironmentId": "rel5678",
    "flagsOperationsProfileId": "opp1234", "recoveryFlagsOperationsProfileId": "opp5678",
    "recoveryRegion": SECOND, "recoveryRdsIdentifier": REPLICA,
    "recoveryRdsArn": f"arn:aws:rds:{SECOND}:{ACCOUNT}:db:{REPLICA}", "recoveryQueueUrl": "queue",
    "recoveryDeadLetterQueueUrl": "dead",
    "recoveryEventSourceId": "2" * 36, "recoveryDbSecretArn": "a", "recoveryDbMasterSecretArn": "b",
    "takeLeaseFunctionArn": "e", "recoveryTakeLeaseFunctionArn": "f", "leaseTableName": "lease",
    "secretPromotionFunctionArn": "c", "recoverySecretPromotionFunctionArn": "d", "regionSwitchPlanArn": PLAN,
}  # fmt: skip


def config() -> StackConfig:
    """Prod's, with a second region."""
    whole = StackConfig.from_file(PROJECT / "Pulumi.prod.yaml")
    return whole.model_copy(update={"recovery": whole.recovery.model_copy(update={"enabled": True})})
