"""A stack's outputs and configuration, with every part that the checks look at."""

from typing import Any

from config.load import StackConfig
from config.project import PROJECT

FIRST, SECOND, ACCOUNT = "eu-west-2", "eu-west-1", "123456789012"
PREFIX = f"{FIRST}:{ACCOUNT}"
PLAN = f"arn:aws:arc-region-switch::{ACCOUNT}:plan/payments:abc123"
SHARE = f"arn:aws:ram:{PREFIX}:resource-share/1"
PARTNERS = "arn:aws:organizations::210987654321:ou/o-exampleorg/ou-exam-payments"
ZONES = "abc"
SERVICES = ("lambda", "secretsmanager", "sqs")


def arn(service: str, resource: str, region: str = FIRST) -> str:
    """The ARN of something of the account."""
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{resource}"


def url(queue: str, region: str = FIRST) -> str:
    """The URL of a queue."""
    return f"https://sqs.{region}.amazonaws.com/{ACCOUNT}/{queue}"


def of_region(region: str) -> dict[str, Any]:
    """The outputs that both regions have, by the first region's names."""
    server = server_name(region)
    return {
        "vpcId": f"vpc-{region}", "privateSubnetIds": {zone: f"private-{zone}" for zone in ZONES},
        "isolatedSubnetIds": {zone: f"isolated-{zone}" for zone in ZONES},
        "interfaceEndpointIds": {service: f"vpce-{service}" for service in SERVICES},
        "securityGroupIds": {"database": "sg-1"}, "firewallArn": arn("network-firewall", "firewall/payments", region),
        "flowLogGroupName": "/flow-logs", "snsTopicArn": arn("sns", "alerts", region),
        "pagesTopicArn": arn("sns", "pages", region),
        "rdsEndpoint": "database", "rdsIdentifier": server, "rdsArn": arn("rds", f"db:{server}", region),
        "kmsKeyArn": arn("kms", "key/database", region), "paymentsKeyArn": arn("kms", "key/payments", region),
        "queueUrl": url("payments", region), "deadLetterQueueUrl": url("dead-letters", region),
        "dbSecretArn": arn("secretsmanager", "secret:application-AbCdEf", region),
        "dbMasterSecretArn": arn("secretsmanager", "secret:master-AbCdEf", region),
        "lambdaFunctionNames": {"payment-processor": "payment-processor-prod"},
        "lambdaFunctionArns": {"payment-processor": arn("lambda", "function:payment-processor-prod", region)},
        "rotationFunctionName": "rotation-prod", "secretPromotionFunctionArn": arn("lambda", "function:promotion"),
        "flagsApplicationId": "app1234", "flagsOperationsEnvironmentId": "ope1234",
        "flagsReleasesEnvironmentId": "rel1234", "flagsOperationsProfileId": "opp1234",
        "takeLeaseFunctionArn": arn("lambda", "function:take-lease", region),
        "transferServerId": "s-" + "1" * 17, "transferEndpoint": transfer_name(region),
        "eventSourceId": ("1" if region == FIRST else "2") * 36,
    }  # fmt: skip


def transfer_name(region: str) -> str:
    """The name that partners connect to in a region."""
    return f"vpce-11111111111111111-1a2b3c4d.server.transfer.{region}.vpce.amazonaws.com"


def server_name(region: str) -> str:
    """The identifier of a region's server."""
    return "database-prod" if region == FIRST else "dr-database-prod"


OUTPUTS: dict[str, Any] = {
    **of_region(FIRST),
    **{f"recovery{name[0].upper()}{name[1:]}": value for name, value in of_region(SECOND).items()},
    "lambdaFunctionName": "payment-processor-prod", "lambdaFunctionArn": arn("lambda", "function:payment-processor"),
    "rotationDays": 30, "transferBucket": "files",
    "mgnReplicationTemplateId": "rct-" + "1" * 17, "dmsTaskArn": arn("dms", "task:replication"),
    "bootstrapFunctionName": "bootstrap-prod", "dmsReverseTaskArn": None,
    "dmsAssessmentRoleArn": f"arn:aws:iam::{ACCOUNT}:role/dms-assessment", "migrationReportsBucket": "reports",
    "comparisonFunctionName": "dms-comparison-prod", "migrationKeyArn": arn("kms", "key/migration"),
    "ramShareArn": SHARE, "recoveryRamShareArn": SHARE.replace(FIRST, SECOND),
    "budgetName": "payments", "chaosTemplateIds": {"zone": "EXT1"},
    "anomalyMonitorArn": f"arn:aws:ce::{ACCOUNT}:anomalymonitor/1",
    "containerArn": arn("ecs", "service/payments/intake"),
    "leaseTableName": "lease",
    "recoveryRegion": SECOND, "recoveryBackupsArn": arn("rds", "auto-backup:ab-1", SECOND), "regionSwitchPlanArn": PLAN,
}  # fmt: skip


def config(**recovery: Any) -> StackConfig:
    """Prod's, with a second region, and with all that the DNS Firewall can judge by."""
    whole = StackConfig.from_file(PROJECT / "Pulumi.prod.yaml")
    threats = {region: ("rslvr-fdl-threats",) for region in (FIRST, SECOND)}
    names = whole.network.dns_firewall.model_copy(update={"advanced": True, "threat_lists": threats})
    changed = {
        "network": whole.network.model_copy(update={"dns_firewall": names}),
        "recovery": whole.recovery.model_copy(update={"enabled": True, **recovery}),
    }
    return whole.model_copy(update=changed)
