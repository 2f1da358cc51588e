"""The metrics that exist, by namespace and set of dimensions, and where a dimension's value is from."""

from collections.abc import Mapping
from typing import get_args

from lambda_src.parking import Obstacle
from tests.support.graph import Graph

# From each service's own page of metrics in AWS's documentation.
PUBLISHED: Mapping[str, Mapping[tuple[str, ...], frozenset[str]]] = {
    "AWS/AppRunner": {("ServiceID", "ServiceName"): frozenset({"2xxStatusResponses", "5xxStatusResponses"})},
    "AWS/Billing": {("Currency",): frozenset({"EstimatedCharges"})},
    "AWS/DMS": {
        ("ReplicationInstanceIdentifier",): frozenset(
            {"CPUUtilization", "FreeableMemory", "FreeStorageSpace", "SwapUsage"}
        ),
        ("ReplicationInstanceIdentifier", "ReplicationTaskIdentifier"): frozenset(
            {"CDCLatencySource", "CDCLatencyTarget"}
        ),
    },
    "AWS/Events": {("RuleName",): frozenset({"Invocations", "FailedInvocations", "TriggeredRules"})},
    "AWS/Lambda": {
        ("FunctionName",): frozenset({"ConcurrentExecutions", "Duration", "Errors", "Invocations", "Throttles"})
    },
    "AWS/NATGateway": {
        ("NatGatewayId",): frozenset({"ErrorPortAllocation", "PacketsDropCount", "BytesOutToDestination"})
    },
    "AWS/NetworkFirewall": {
        ("AvailabilityZone", "Engine", "FirewallName"): frozenset(
            {"DroppedPackets", "Packets", "PassedPackets", "RejectedPackets"}
        )
    },
    "AWS/RDS": {
        ("DBInstanceIdentifier",): frozenset(
            {
                "CPUUtilization",
                "DatabaseConnections",
                "FreeableMemory",
                "FreeStorageSpace",
                "ReadLatency",
                "ReplicaLag",
                "WriteLatency",
            }
        )
    },
    "AWS/S3": {
        ("DestinationBucket", "RuleId", "SourceBucket"): frozenset(
            {"OperationsFailedReplication", "ReplicationLatency"}
        )
    },
    "AWS/SNS": {("TopicName",): frozenset({"NumberOfMessagesPublished", "NumberOfNotificationsFailed"})},
    "AWS/SQS": {
        ("QueueName",): frozenset({"ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"}),
    },
    "AWS/Transfer": {("ServerId",): frozenset({"OnPartialUploadExecutionsStarted", "OnUploadExecutionsFailed"})},
    "ECS/ContainerInsights": {("ClusterName", "ServiceName"): frozenset({"RunningTaskCount"})},
}
# The program's own, and the folder of the code that writes each name.
OWN: Mapping[str, Mapping[tuple[str, ...], str]] = {
    "Payments": {("Stack",): "lambda_src", ("Reason", "Stack"): "lambda_src"},
    "Payments/Credentials": {("Secret", "Stack"): "rotation_lambda"},
    "Payments/Recovery": {("Stack",): "lambdas/recovery"},
}
# The types of resources, and the property that a dimension's value is.
VALUES: Mapping[str, tuple[str, str]] = {
    "ClusterName": ("Cluster", "name"),
    "DBInstanceIdentifier": ("Instance", "identifier"),
    "FirewallName": ("Firewall", "name"),
    "FunctionName": ("Function", "name"),
    "NatGatewayId": ("NatGateway", "id"),
    "DestinationBucket": ("Bucket", "bucket"),
    "QueueName": ("Queue", "name"),
    "ReplicationInstanceIdentifier": ("ReplicationInstance", "replicationInstanceId"),
    "ReplicationTaskIdentifier": ("ReplicationTask", "replicationTaskId"),
    "RuleName": ("EventRule", "name"),
    "ServerId": ("Server", "id"),
    "ServiceID": ("Service", "serviceId"),
    "SourceBucket": ("Bucket", "bucket"),
    "TopicName": ("Topic", "name"),
}


def values(graph: Graph, dimension: str) -> set[str]:
    """What a dimension may say in a stack."""
    if dimension == "ServiceName":
        return {
            str(item.inputs["serviceName"]) for kind in ("Service", "ExpressGatewayService") for item in graph.of(kind)
        }
    if dimension == "Reason":
        return set(get_args(Obstacle))
    kind, key = VALUES[dimension]
    return {str(item.id if key == "id" else item.properties[key]) for item in graph.of(kind) if item.custom}
