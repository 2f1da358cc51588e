"""The answers of an account in which everything is as it should be, for tests that change one of them."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.ops.verify.stack import (
    ACCOUNT,
    DATABASE,
    DEAD_LETTER_QUEUE,
    FIRST,
    KEY,
    PARTNERS,
    PAYMENTS_KEY,
    PLAN,
    PREFIX,
    REPLICA,
    SECOND,
    TOPIC,
    ZONES,
    config,
)
from tests.support.aws import refused

NOW = datetime.now(UTC)


def cidr(zone: str) -> str:
    return f"172.16.{ZONES.index(zone)}.0/24"


def subnets(asked: Any) -> dict[str, Any]:
    """The requested subnets, each in the zone of its name."""
    return {
        "Subnets": [
            {"SubnetId": name, "AvailabilityZone": f"{FIRST}{name[-1]}", "CidrBlock": cidr(name[-1])}
            for name in asked["SubnetIds"]
        ]
    }


def table(subnet: str, *routes: tuple[str, str, str]) -> dict[str, Any]:
    return {
        "Associations": [{"SubnetId": subnet}],
        "Routes": [{"DestinationCidrBlock": to, kind: by, "State": "active"} for to, kind, by in routes],
    }


def tables() -> list[dict[str, Any]]:
    """For each zone: a route out by the zone's endpoint, and one back from the NAT gateway's subnet by it."""
    out = [table(f"private-{zone}", ("0.0.0.0/0", "GatewayId", f"vpce-{zone}")) for zone in ZONES]
    back = [table(f"public-{zone}", (cidr(zone), "GatewayId", f"vpce-{zone}")) for zone in ZONES]
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
    healthy = {
        "DBInstanceIdentifier": "database-prod", "Engine": "mysql", "EngineVersion": "8.4.11",
        "DBInstanceStatus": "available", "DBInstanceClass": "db.t3.medium", "MultiAZ": True, "StorageEncrypted": True,
        "KmsKeyId": KEY, "PubliclyAccessible": False, "AllocatedStorage": 100, "BackupRetentionPeriod": 7,
        "LatestRestorableTime": NOW - timedelta(minutes=4),
        "DBParameterGroups": [{"DBParameterGroupName": "mysql", "ParameterApplyStatus": "in-sync"}],
    }  # fmt: skip
    return {"DBInstances": [healthy | changes]}


def replica(**changes: Any) -> dict[str, Any]:
    follows = {"ReadReplicaSourceDBInstanceIdentifier": DATABASE, "DBInstanceStatus": "available"}
    return {"DBInstances": [{"DBInstanceIdentifier": REPLICA, **follows, **changes}]}


def secret(**changes: Any) -> dict[str, Any]:
    healthy = {
        "RotationEnabled": True, "RotationRules": {"AutomaticallyAfterDays": 30},
        "CreatedDate": NOW - timedelta(days=200), "LastRotatedDate": NOW - timedelta(days=12),
        "VersionIdsToStages": {"1" * 32: ["AWSPREVIOUS"], "2" * 32: ["AWSCURRENT", "AWSPENDING"]},
        "ReplicationStatus": [{"Region": SECOND, "Status": "InSync"}],
    }  # fmt: skip
    return healthy | changes


def function(**changes: Any) -> dict[str, Any]:
    healthy = {
        "MemorySize": 512, "KMSKeyArn": PAYMENTS_KEY, "State": "Active", "LastUpdateStatus": "Successful",
        "VpcConfig": {"SubnetIds": [f"private-{zone}" for zone in ZONES]},
        "LoggingConfig": {"LogGroup": "/processor"},
    }  # fmt: skip
    return healthy | changes


def queue(**changes: str) -> Any:
    """Both queues' attributes, those of the payments' changed."""
    redrive = f'{{"deadLetterTargetArn": "arn:aws:sqs:{PREFIX}:dead-letters", "maxReceiveCount": 5}}'
    payments = {"QueueArn": f"arn:aws:sqs:{PREFIX}:payments", "RedrivePolicy": redrive, "KmsMasterKeyId": "key"}
    dead = {"ApproximateNumberOfMessages": "0"}

    def answer(asked: Any) -> dict[str, Any]:
        return {"Attributes": dead | changes if asked["QueueUrl"] == DEAD_LETTER_QUEUE else payments | changes}

    return answer


def log_group(**changes: Any) -> Any:
    healthy = {"retentionInDays": 400, "kmsKeyId": "key"} | changes

    def answer(asked: Any) -> dict[str, Any]:
        return {"logGroups": [{"logGroupName": asked["logGroupNamePrefix"], **healthy}]}

    return answer


def alarm(**changes: Any) -> dict[str, Any]:
    healthy = {"AlarmName": "late", "AlarmActions": [TOPIC], "ActionsEnabled": True, "StateValue": "OK"}
    return {"MetricAlarms": [healthy | changes]}


def tagged(*missing: str) -> Any:
    names = [name for name in ("Environment", "Project", "CostCenter", "Owner", "ManagedBy") if name not in missing]

    def answer(asked: Any) -> dict[str, Any]:
        tags = [{"Key": name, "Value": "a value"} for name in names]
        return {"ResourceTagMappingList": [{"ResourceARN": arn, "Tags": tags} for arn in asked["ResourceARNList"]]}

    return answer


def deployments(state: str = "COMPLETE") -> dict[str, Any]:
    # The one before failed, and is no longer relevant.
    return {"Items": [{"DeploymentNumber": 2, "State": state}, {"DeploymentNumber": 1, "State": "ROLLED_BACK"}]}


def lag(seconds: float, at: datetime = NOW) -> dict[str, Any]:
    return {"Datapoints": [{"Timestamp": at, "Maximum": seconds}]}


def security_group(source: dict[str, Any]) -> dict[str, Any]:
    return {"SecurityGroups": [{"GroupId": "sg-1", "IpPermissions": [source]}]}


def subscribed(arn: str = f"{TOPIC}:1") -> dict[str, Any]:
    return {"Subscriptions": [{"SubscriptionArn": arn, "Endpoint": "platform-team@example.com"}]}


def firewall(status: str = "READY") -> dict[str, Any]:
    states = {f"{FIRST}{zone}": {"Attachment": {"EndpointId": f"vpce-{zone}"}} for zone in ZONES}
    return {"FirewallStatus": {"Status": status, "ConfigurationSyncStateSummary": "IN_SYNC", "SyncStates": states}}


def express(status: str = "ACTIVE") -> dict[str, Any]:
    return {"service": {"status": {"statusCode": status}}}


def transfer(**changes: Any) -> dict[str, Any]:
    healthy = {
        "Arn": f"arn:aws:transfer:{PREFIX}:server/s-1",
        "State": "ONLINE",
        "EndpointType": "VPC",
        "Protocols": ["SFTP"],
        "UserCount": 1,
    }
    return {"Server": healthy | changes}


def public_access_block(**changes: bool) -> dict[str, Any]:
    names = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    return {"PublicAccessBlockConfiguration": dict.fromkeys(names, True) | changes}


def replication(status: str = "running", errors: int = 0) -> dict[str, Any]:
    return {"ReplicationTasks": [{"Status": status, "ReplicationTaskStats": {"TablesErrored": errors}}]}


def template(**changes: Any) -> dict[str, Any]:
    healthy = {
        "replicationConfigurationTemplateID": "rct-" + "1" * 17, "associateDefaultSecurityGroup": False,
        "createPublicIP": False, "dataPlaneRouting": "PRIVATE_IP", "ebsEncryption": "CUSTOM",
    }  # fmt: skip
    return {"items": [healthy | changes]}


def share(**changes: Any) -> dict[str, Any]:
    return {"resourceShares": [{"allowExternalPrincipals": False, "status": "ACTIVE"} | changes]}


def partners(**states: str) -> dict[str, Any]:
    """The principal of the configuration, and others by their names."""
    found = {PARTNERS: "ASSOCIATED"} | states
    return {"resourceShareAssociations": [{"associatedEntity": name, "status": it} for name, it in found.items()]}


def budget(amount: str = "500.0", **changes: Any) -> dict[str, Any]:
    limit = {"Amount": amount, "Unit": "USD"}
    healthy = {"BudgetName": "payments", "BudgetLimit": limit, "TimeUnit": "MONTHLY", "BudgetType": "COST"}
    return {"Budget": healthy | changes}


def notifications() -> dict[str, Any]:
    one = {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80.0}
    return {"Notifications": [one]}


def experiment(
    source: str = "aws:cloudwatch:alarm", mode: str = "fail", alarm: str = "payments-age-dev"
) -> dict[str, Any]:
    value = f"arn:aws:cloudwatch:eu-west-2:{ACCOUNT}:alarm:{alarm}"
    options = {"emptyTargetResolutionMode": mode}
    return {
        "experimentTemplate": {"stopConditions": [{"source": source, "value": value}], "experimentOptions": options}
    }


def subscribers(address: str = TOPIC) -> dict[str, Any]:
    return {"Subscribers": [{"SubscriptionType": "SNS", "Address": address}]}


def anomaly_subscriptions(*addresses: str) -> dict[str, Any]:
    subscribers = [{"Address": address, "Type": "SNS"} for address in addresses]
    one = {
        "MonitorArnList": [f"arn:aws:ce::{ACCOUNT}:anomalymonitor/1"],
        "Subscribers": subscribers,
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
            "ec2.DescribeSecurityGroups": security_group({"IpRanges": [{"CidrIp": "172.16.0.0/24"}]}),
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
            "ssm.GetParameter": refused("GetParameter", "ParameterNotFound"),
            "arc-region-switch.GetPlanEvaluationStatus": {"planArn": PLAN, "evaluationState": "passed"},
            "sns.ListSubscriptionsByTopic": subscribed(),
            "transfer.DescribeServer": transfer(),
            "s3.GetPublicAccessBlock": public_access_block(),
            "dms.DescribeReplicationTasks": replication(),
            "mgn.DescribeReplicationConfigurationTemplates": template(),
            "ram.GetResourceShares": share(),
            "ram.GetResourceShareAssociations": partners(),
            "budgets.DescribeBudget": budget(),
            "budgets.DescribeNotificationsForBudget": notifications(),
            "budgets.DescribeSubscribersForNotification": subscribers(),
            "ce.GetAnomalySubscriptions": anomaly_subscriptions(TOPIC),
            "fis.GetExperimentTemplate": experiment(),
            "logs.DescribeLogGroups": log_group(),
            "resourcegroupstaggingapi.GetResources": tagged(),
        }
    )
