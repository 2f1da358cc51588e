"""The answers about what a stack has once: its migration, what is shared, costs, experiments, the container."""

from typing import Any

from tests.ops import bounded
from tests.ops.verify.stack import ACCOUNT, PARTNERS, PLAN, PREFIX, arn

TOPIC = arn("sns", "alerts")


def express(status: str = "ACTIVE") -> dict[str, Any]:
    return {"service": {"status": {"statusCode": status}}}


def transfer(**changes: Any) -> dict[str, Any]:
    healthy = {
        "Arn": f"arn:aws:transfer:{PREFIX}:server/s-1",
        "State": "ONLINE",
        "EndpointType": "VPC",
        "Protocols": ["SFTP"],
        "UserCount": 1,
        "EndpointDetails": {"VpcEndpointId": "vpce-" + "1" * 17},
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


def budget(amount: str = "3000.0", **changes: Any) -> dict[str, Any]:
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


def answers() -> dict[str, Any]:
    """What the account answers about them when everything is as it should be."""
    return {
        "ecs.DescribeExpressGatewayService": express(),
        "transfer.DescribeServer": transfer(),
        "s3.GetPublicAccessBlock": public_access_block(),
        "dms.DescribeReplicationTasks": replication(),
        "s3.GetBucketVersioning": {"Status": "Enabled"},
        "mgn.DescribeReplicationConfigurationTemplates": template(),
        "ram.GetResourceShares": share(),
        "ram.GetResourceShareAssociations": partners(),
        "budgets.DescribeBudget": budget(),
        "budgets.DescribeNotificationsForBudget": notifications(),
        "budgets.DescribeSubscribersForNotification": subscribers(),
        "ce.GetAnomalySubscriptions": anomaly_subscriptions(TOPIC),
        "fis.GetExperimentTemplate": experiment(),
        **bounded.answers(),
        "arc-region-switch.GetPlanEvaluationStatus": {"planArn": PLAN, "evaluationState": "passed"},
    }
