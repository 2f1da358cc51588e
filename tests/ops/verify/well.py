"""A stack in an account where everything is as it should be, for tests that change one thing of it."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from config.load import StackConfig
from config.project import PROJECT
from tests.ops.canned import refusal

FIRST, SECOND, ACCOUNT = "eu-west-2", "eu-west-1", "123456789012"
PREFIX = f"{FIRST}:{ACCOUNT}"
KEY, PAYMENTS_KEY = f"arn:aws:kms:{PREFIX}:key/database", f"arn:aws:kms:{PREFIX}:key/payments"
TOPIC, DATABASE = f"arn:aws:sns:{PREFIX}:alerts", f"arn:aws:rds:{PREFIX}:db:database-prod"
PROCESSOR = f"arn:aws:lambda:{PREFIX}:function:payment-processor-prod"
QUEUE, DEAD = (f"https://sqs.{FIRST}.amazonaws.com/{ACCOUNT}/{name}" for name in ("payments", "dead-letters"))
SECRETS = {name: f"arn:aws:secretsmanager:{PREFIX}:secret:{name}-AbCdEf" for name in ("application", "master")}
REPLICA, PLAN = "dr-database-prod", f"arn:aws:arc-region-switch::{ACCOUNT}:plan/payments:abc123"
SHARE = f"arn:aws:ram:{PREFIX}:resource-share/1"
PARTNERS = "arn:aws:organizations::210987654321:ou/o-exampleorg/ou-exam-payments"
ZONES = "abc"
NOW = datetime.now(UTC)

OUTPUTS: dict[str, Any] = {
    "vpcId": "vpc-1", "rdsEndpoint": "database", "rdsIdentifier": "database-prod", "rdsArn": DATABASE,
    "kmsKeyArn": KEY, "paymentsKeyArn": PAYMENTS_KEY, "snsTopicArn": TOPIC, "queueUrl": QUEUE,
    "deadLetterQueueUrl": DEAD, "dbSecretArn": SECRETS["application"], "dbMasterSecretArn": SECRETS["master"],
    "lambdaFunctionName": "payment-processor-prod", "lambdaFunctionArn": PROCESSOR,
    "lambdaFunctionNames": {"payment-processor": "payment-processor-prod"},
    "lambdaFunctionArns": {"payment-processor": PROCESSOR}, "rotationFunctionName": "rotation-prod",
    "rotationDays": 30, "privateSubnetIds": {zone: f"private-{zone}" for zone in ZONES},
    "isolatedSubnetIds": {zone: f"isolated-{zone}" for zone in ZONES}, "securityGroupIds": {"database": "sg-1"},
    "firewallArn": f"arn:aws:network-firewall:{PREFIX}:firewall/payments", "flowLogGroupName": "/flow-logs",
    "flagsApplicationId": "app1234", "flagsOperationsEnvironmentId": "ope1234", "flagsReleasesEnvironmentId": "rel1234",
    "transferServerId": "s-" + "1" * 17, "transferBucket": "files", "mgnReplicationTemplateId": "rct-" + "1" * 17,
    "dmsTaskArn": f"arn:aws:dms:{PREFIX}:task:copy", "ramShareArn": SHARE, "budgetName": "payments",
    "anomalyMonitorArn": f"arn:aws:ce::{ACCOUNT}:anomalymonitor/1", "chaosTemplateIds": {"zone": "EXT1"},
    "containerArn": f"arn:aws:ecs:{PREFIX}:service/payments/intake", "eventSourceId": "1" * 36,
    "recoveryRegion": SECOND, "recoveryRdsIdentifier": REPLICA,
    "recoveryRdsArn": f"arn:aws:rds:{SECOND}:{ACCOUNT}:db:{REPLICA}", "recoveryQueueUrl": "queue",
    "recoveryEventSourceId": "2" * 36, "recoveryDbSecretArn": "a", "recoveryDbMasterSecretArn": "b",
    "secretPromotionFunctionArn": "c", "recoverySecretPromotionFunctionArn": "d", "regionSwitchPlanArn": PLAN,
}  # fmt: skip


def config() -> StackConfig:
    """Prod's, with a second region."""
    whole = StackConfig.from_file(PROJECT / "Pulumi.prod.yaml")
    return whole.model_copy(update={"recovery": whole.recovery.model_copy(update={"enabled": True})})


def block(zone: str) -> str:
    return f"172.16.{ZONES.index(zone)}.0/24"


def subnets(asked: Any) -> dict[str, Any]:
    """Those that are asked for, each in the zone of its name."""
    return {
        "Subnets": [
            {"SubnetId": name, "AvailabilityZone": f"{FIRST}{name[-1]}", "CidrBlock": block(name[-1])}
            for name in asked["SubnetIds"]
        ]
    }


def table(subnet: str, *routes: tuple[str, str, str]) -> dict[str, Any]:
    return {
        "Associations": [{"SubnetId": subnet}],
        "Routes": [{"DestinationCidrBlock": to, kind: by, "State": "active"} for to, kind, by in routes],
    }


def tables() -> list[dict[str, Any]]:
    """Per zone: out by the zone's endpoint, and back from the NAT gateway's subnet by the same one."""
    out = [table(f"private-{zone}", ("0.0.0.0/0", "GatewayId", f"vpce-{zone}")) for zone in ZONES]
    back = [table(f"public-{zone}", (block(zone), "GatewayId", f"vpce-{zone}")) for zone in ZONES]
    return [*out, *back]


def endpoints() -> list[dict[str, Any]]:
    network = config().network
    common = {"State": "available"}
    interfaces = [
        {
            "ServiceName": f"com.amazonaws.{FIRST}.{name}",
            "VpcEndpointType": "Interface",
            "PrivateDnsEnabled": True,
            **common,
        }
        for name in network.interface_endpoints
    ]
    gateways = [
        {"ServiceName": f"com.amazonaws.{FIRST}.{name}", "VpcEndpointType": "Gateway", **common}
        for name in network.gateway_endpoints
    ]
    return [*interfaces, *gateways]


def server(**changes: Any) -> dict[str, Any]:
    well = {
        "DBInstanceIdentifier": "database-prod", "Engine": "mysql", "EngineVersion": "8.4.11",
        "DBInstanceStatus": "available", "DBInstanceClass": "db.t3.medium", "MultiAZ": True, "StorageEncrypted": True,
        "KmsKeyId": KEY, "PubliclyAccessible": False, "AllocatedStorage": 100, "BackupRetentionPeriod": 7,
        "LatestRestorableTime": NOW - timedelta(minutes=4),
        "DBParameterGroups": [{"DBParameterGroupName": "mysql", "ParameterApplyStatus": "in-sync"}],
    }  # fmt: skip
    return {"DBInstances": [well | changes]}


def replica(**changes: Any) -> dict[str, Any]:
    follows = {"ReadReplicaSourceDBInstanceIdentifier": DATABASE, "DBInstanceStatus": "available"}
    return {"DBInstances": [{"DBInstanceIdentifier": REPLICA, **follows, **changes}]}


def secret(**changes: Any) -> dict[str, Any]:
    well = {
        "RotationEnabled": True, "RotationRules": {"AutomaticallyAfterDays": 30},
        "CreatedDate": NOW - timedelta(days=200), "LastRotatedDate": NOW - timedelta(days=12),
        "VersionIdsToStages": {"1" * 32: ["AWSPREVIOUS"], "2" * 32: ["AWSCURRENT", "AWSPENDING"]},
        "ReplicationStatus": [{"Region": SECOND, "Status": "InSync"}],
    }  # fmt: skip
    return well | changes


def function(**changes: Any) -> dict[str, Any]:
    well = {
        "MemorySize": 512, "KMSKeyArn": PAYMENTS_KEY, "State": "Active", "LastUpdateStatus": "Successful",
        "VpcConfig": {"SubnetIds": [f"private-{zone}" for zone in ZONES]},
        "LoggingConfig": {"LogGroup": "/processor"},
    }  # fmt: skip
    return well | changes


def queue(**changes: str) -> Any:
    """Both queues' attributes, those of the payments' changed."""
    redrive = f'{{"deadLetterTargetArn": "arn:aws:sqs:{PREFIX}:dead-letters", "maxReceiveCount": 5}}'
    payments = {"QueueArn": f"arn:aws:sqs:{PREFIX}:payments", "RedrivePolicy": redrive, "KmsMasterKeyId": "key"}
    dead = {"ApproximateNumberOfMessages": "0"}

    def answer(asked: Any) -> dict[str, Any]:
        return {"Attributes": dead | changes if asked["QueueUrl"] == DEAD else payments | changes}

    return answer


def log_group(**changes: Any) -> Any:
    well = {"retentionInDays": 400, "kmsKeyId": "key"} | changes

    def answer(asked: Any) -> dict[str, Any]:
        return {"logGroups": [{"logGroupName": asked["logGroupNamePrefix"], **well}]}

    return answer


def alarm(**changes: Any) -> dict[str, Any]:
    well = {"AlarmName": "late", "AlarmActions": [TOPIC], "ActionsEnabled": True, "StateValue": "OK"}
    return {"MetricAlarms": [well | changes]}


def tagged(*missing: str) -> Any:
    names = [name for name in ("Environment", "Project", "CostCenter", "Owner", "ManagedBy") if name not in missing]

    def answer(asked: Any) -> dict[str, Any]:
        tags = [{"Key": name, "Value": "a value"} for name in names]
        return {"ResourceTagMappingList": [{"ResourceARN": arn, "Tags": tags} for arn in asked["ResourceARNList"]]}

    return answer


def deployments(state: str = "COMPLETE") -> dict[str, Any]:
    # The one before failed, and is of no interest any more.
    return {"Items": [{"DeploymentNumber": 2, "State": state}, {"DeploymentNumber": 1, "State": "ROLLED_BACK"}]}


def lag(seconds: float, at: datetime = NOW) -> dict[str, Any]:
    return {"Datapoints": [{"Timestamp": at, "Maximum": seconds}]}


def permissions(source: dict[str, Any]) -> dict[str, Any]:
    return {"SecurityGroups": [{"GroupId": "sg-1", "IpPermissions": [source]}]}


def subscribed(arn: str = f"{TOPIC}:1") -> dict[str, Any]:
    return {"Subscriptions": [{"SubscriptionArn": arn, "Endpoint": "platform-team@example.com"}]}


def firewall(status: str = "READY") -> dict[str, Any]:
    states = {f"{FIRST}{zone}": {"Attachment": {"EndpointId": f"vpce-{zone}"}} for zone in ZONES}
    return {"FirewallStatus": {"Status": status, "ConfigurationSyncStateSummary": "IN_SYNC", "SyncStates": states}}


def express(status: str = "ACTIVE") -> dict[str, Any]:
    return {"service": {"status": {"statusCode": status}}}


def transfer(**changes: Any) -> dict[str, Any]:
    well = {
        "Arn": f"arn:aws:transfer:{PREFIX}:server/s-1",
        "State": "ONLINE",
        "EndpointType": "VPC",
        "Protocols": ["SFTP"],
        "UserCount": 1,
    }
    return {"Server": well | changes}


def closed(**changes: bool) -> dict[str, Any]:
    names = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    return {"PublicAccessBlockConfiguration": dict.fromkeys(names, True) | changes}


def copied(status: str = "running", errors: int = 0) -> dict[str, Any]:
    return {"ReplicationTasks": [{"Status": status, "ReplicationTaskStats": {"TablesErrored": errors}}]}


def template(**changes: Any) -> dict[str, Any]:
    well = {
        "replicationConfigurationTemplateID": "rct-" + "1" * 17, "associateDefaultSecurityGroup": False,
        "createPublicIP": False, "dataPlaneRouting": "PRIVATE_IP", "ebsEncryption": "CUSTOM",
    }  # fmt: skip
    return {"items": [well | changes]}


def share(**changes: Any) -> dict[str, Any]:
    return {"resourceShares": [{"allowExternalPrincipals": False, "status": "ACTIVE"} | changes]}


def partners(**states: str) -> dict[str, Any]:
    """The principal of the configuration, and others by their names."""
    found = {PARTNERS: "ASSOCIATED"} | states
    return {"resourceShareAssociations": [{"associatedEntity": name, "status": it} for name, it in found.items()]}


def budget(amount: str = "500.0", **changes: Any) -> dict[str, Any]:
    limit = {"Amount": amount, "Unit": "USD"}
    well = {"BudgetName": "payments", "BudgetLimit": limit, "TimeUnit": "MONTHLY", "BudgetType": "COST"}
    return {"Budget": well | changes}


def notifications() -> dict[str, Any]:
    one = {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80.0}
    return {"Notifications": [one]}


def experiment(source: str = "aws:cloudwatch:alarm", mode: str = "fail") -> dict[str, Any]:
    options = {"emptyTargetResolutionMode": mode}
    return {"experimentTemplate": {"stopConditions": [{"source": source}], "experimentOptions": options}}


def told(address: str = TOPIC) -> dict[str, Any]:
    return {"Subscribers": [{"SubscriptionType": "SNS", "Address": address}]}


def unusual(*addresses: str) -> dict[str, Any]:
    told = [{"Address": address, "Type": "SNS"} for address in addresses]
    one = {
        "MonitorArnList": [f"arn:aws:ce::{ACCOUNT}:anomalymonitor/1"],
        "Subscribers": told,
        "Frequency": "IMMEDIATE",
        "SubscriptionName": "costs",
    }
    return {"AnomalySubscriptions": [one]}


def gateways() -> list[dict[str, Any]]:
    return [{"SubnetId": f"public-{zone}", "State": "available"} for zone in ZONES]


def answers() -> dict[str, Any]:
    """What the account answers when everything is as it should be."""
    return deepcopy(
        {
            "ec2.DescribeVpcs": {"Vpcs": [{"CidrBlock": "172.16.0.0/16"}]},
            "ec2.DescribeSubnets": subnets,
            "ec2.DescribeRouteTables": {"RouteTables": tables()},
            "ec2.DescribeNatGateways": {"NatGateways": gateways()},
            "ec2.DescribeSecurityGroups": permissions({"IpRanges": [{"CidrIp": "172.16.0.0/24"}]}),
            "ec2.DescribeVpcEndpoints": {"VpcEndpoints": endpoints()},
            "ec2.DescribeFlowLogs": {"FlowLogs": [{"FlowLogStatus": "ACTIVE", "TrafficType": "ALL"}]},
            "network-firewall.DescribeFirewall": firewall(),
            f"{FIRST} rds.DescribeDBInstances": server(),
            f"{SECOND} rds.DescribeDBInstances": replica(),
            "rds.DescribeDBParameters": {
                "Parameters": [{"ParameterName": "require_secure_transport", "ParameterValue": "1"}]
            },
            "kms.GetKeyRotationStatus": {"KeyRotationEnabled": True},
            "secretsmanager.DescribeSecret": secret(),
            "lambda.GetFunctionConfiguration": function(),
            "lambda.GetFunctionConcurrency": {"ReservedConcurrentExecutions": 50},
            "lambda.ListEventSourceMappings": {"EventSourceMappings": [{"State": "Enabled"}]},
            f"{FIRST} lambda.GetEventSourceMapping": {"State": "Enabled"},
            f"{SECOND} lambda.GetEventSourceMapping": {"State": "Disabled"},
            "sqs.GetQueueAttributes": queue(),
            "appconfig.ListDeployments": deployments(),
            "ecs.DescribeExpressGatewayService": express(),
            "cloudwatch.GetMetricStatistics": lag(2),
            "cloudwatch.DescribeAlarms": alarm(),
            "ssm.GetParameter": refusal("GetParameter", "ParameterNotFound"),
            "arc-region-switch.GetPlanEvaluationStatus": {"planArn": PLAN, "evaluationState": "passed"},
            "sns.ListSubscriptionsByTopic": subscribed(),
            "transfer.DescribeServer": transfer(),
            "s3.GetPublicAccessBlock": closed(),
            "dms.DescribeReplicationTasks": copied(),
            "mgn.DescribeReplicationConfigurationTemplates": template(),
            "ram.GetResourceShares": share(),
            "ram.GetResourceShareAssociations": partners(),
            "budgets.DescribeBudget": budget(),
            "budgets.DescribeNotificationsForBudget": notifications(),
            "budgets.DescribeSubscribersForNotification": told(),
            "ce.GetAnomalySubscriptions": unusual(TOPIC),
            "fis.GetExperimentTemplate": experiment(),
            "logs.DescribeLogGroups": log_group(),
            "resourcegroupstaggingapi.GetResources": tagged(),
        }
    )
