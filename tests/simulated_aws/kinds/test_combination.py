"""Fields of one resource that do not go together are refused, and the same resource without the fault is not."""

from typing import Any

import pytest

from catalog import (
    apprunner,
    billing,
    cloudwatch,
    codedeploy,
    dms,
    ec2,
    ecs,
    fis,
    kms,
    lambda_,
    networkfirewall,
    rds,
    s3,
    secretsmanager,
    sns,
    sqs,
    transfer,
)
from catalog.resource_type import ResourceType
from simulated_aws.declarations import UNKNOWN
from simulated_aws.kinds.combination import combination_faults

Fields = dict[str, Any]
TCP: Fields = {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443}
SERVER: Fields = {
    "allocatedStorage": 100, "storageType": "gp3", "engine": "mysql", "storageEncrypted": True, "kmsKeyId": "key",
    "backupWindow": "02:00-03:00", "maintenanceWindow": "sun:03:30-sun:04:30", "multiAz": True,
    "monitoringInterval": 60, "monitoringRoleArn": "arn", "password": "password", "performanceInsightsEnabled": True,
    "performanceInsightsKmsKeyId": "key",
}  # fmt: skip
ALARM: Fields = {
    "metricName": "Errors", "namespace": "AWS/Lambda", "period": 60, "statistic": "Sum", "evaluationPeriods": 2,
    "datapointsToAlarm": 2, "threshold": 1, "comparisonOperator": "GreaterThanThreshold",
}  # fmt: skip
FUNCTION: Fields = {
    "code": "archive",
    "handler": "a.b",
    "runtime": "python3.14",
    "loggingConfig": {"logFormat": "JSON"},
}
MAPPING: Fields = {"eventSourceArn": "arn:aws:sqs:eu-west-2:123456789012:q", "batchSize": 10}
ENDPOINT: Fields = {
    "sslMode": "verify-full", "certificateArn": "arn", "secretsManagerArn": "arn", "secretsManagerAccessRoleArn": "arn",
}  # fmt: skip
LIFECYCLE: Fields = {"id": "one", "status": "Enabled", "expiration": {"days": 90}}
REPLICATION: Fields = {
    "id": "one", "priority": 1, "filter": {"prefix": "a"}, "deleteMarkerReplication": {"status": "Enabled"},
    "sourceSelectionCriteria": {"sseKmsEncryptedObjects": {"status": "Enabled"}},
    "destination": {
        "encryptionConfiguration": {"replicaKmsKeyId": "key"}, "metrics": {"status": "Enabled"},
        "replicationTime": {"status": "Enabled"},
    },
}  # fmt: skip
APPLICATION = ["aws:drop_established_app_layer_to_server", "aws:alert_established_app_layer_to_server"]
POLICY: Fields = {
    "statelessDefaultActions": ["aws:forward_to_sfe"], "statelessFragmentDefaultActions": ["aws:drop"],
    "statefulDefaultActions": ["aws:drop_established", "aws:alert_established"],
    "statefulEngineOptions": {"ruleOrder": "STRICT_ORDER"},
}  # fmt: skip
ROUTE: Fields = {"routeTableId": "rtb", "destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw"}
IMAGE: Fields = {
    "imageRepository": {"imageRepositoryType": "ECR"}, "authenticationConfiguration": {"accessRoleArn": "arn"},
}  # fmt: skip
CASES: list[tuple[ResourceType, Fields, Fields, str]] = [
    (ec2.SECURITY_GROUP_INGRESS_RULE, TCP, {"toPort": None}, "tcp needs fromPort and toPort"),
    (ec2.SECURITY_GROUP_EGRESS_RULE, TCP, {"fromPort": None, "toPort": None}, "tcp needs fromPort and toPort"),
    (ec2.SECURITY_GROUP_INGRESS_RULE, TCP, {"toPort": 65536}, "Invalid value '65536' for portRange"),
    (ec2.NETWORK_ACL, {"ingress": [{"protocol": "-1", "fromPort": 0, "toPort": 0}]},
     {"ingress": [{"protocol": "-1", "fromPort": 0, "toPort": 443}]}, "must both be 0"),
    (ec2.VPC_ENDPOINT, {"vpcEndpointType": "Gateway", "routeTableIds": ["rtb"]}, {"subnetIds": ["s"]},
     "vpcEndpointType Gateway takes no subnetIds"),
    (ec2.VPC_ENDPOINT, {"vpcEndpointType": "Interface", "subnetIds": ["s"]}, {"routeTableIds": ["rtb"]},
     "vpcEndpointType Interface takes no routeTableIds"),
    (ec2.NAT_GATEWAY, {"subnetId": "s", "allocationId": "a"}, {"allocationId": None}, "needs the allocation"),
    (ec2.NAT_GATEWAY, {"subnetId": "s", "allocationId": "a"}, {"connectivityType": "private"}, "takes no allocationId"),
    (ec2.ROUTE, ROUTE, {"natGatewayId": "nat"}, "is expected, not 2"),
    (ec2.ROUTE, ROUTE, {"gatewayId": None}, "is expected, not 0"),
    (ec2.FLOW_LOG, {"vpcId": "vpc"}, {"subnetId": "s"}, "is expected, not 2"),
    (ec2.MANAGED_PREFIX_LIST, {"maxEntries": 1, "addressFamily": "IPv4", "entries": [{"cidr": "10.0.0.0/8"}]},
     {"entries": [{"cidr": "10.0.0.0/8"}, {"cidr": "172.16.0.0/12"}]}, "2 entries are more than maxEntries 1"),
    (ec2.MANAGED_PREFIX_LIST, {"maxEntries": 1, "addressFamily": "IPv4", "entries": [{"cidr": "10.0.0.0/8"}]},
     {"addressFamily": "IPv6"}, "10.0.0.0/8 is no IPv6 block"),
    (rds.INSTANCE, SERVER, {"iops": 3000}, "You can't specify IOPS or storage throughput for engine mysql"),
    (rds.INSTANCE, SERVER, {"storageThroughput": 125}, "a storage size less than 400"),
    (rds.INSTANCE, SERVER, {"allocatedStorage": 400, "iops": 3000}, "3000 is less than 12000 from 400 GiB on"),
    (rds.INSTANCE, SERVER, {"allocatedStorage": 10}, "10 GiB are not between 20 and 65536 of gp3"),
    (rds.INSTANCE, SERVER, {"storageType": "io1"}, "io1 needs IOPS"),
    (rds.INSTANCE, SERVER, {"storageType": "gp2", "iops": 3000}, "gp2 takes no iops"),
    (rds.INSTANCE, SERVER, {"maxAllocatedStorage": 100}, "100 is not greater than allocatedStorage 100"),
    (rds.INSTANCE, SERVER, {"maintenanceWindow": "sun:02:30-sun:03:30"}, "must not overlap"),
    (rds.INSTANCE, SERVER, {"backupWindow": "23:30-04:00"}, "must not overlap"),
    (rds.INSTANCE, SERVER, {"backupWindow": "02:00-02:20"}, "02:00-02:20 is less than 30 minutes"),
    (rds.INSTANCE, SERVER, {"maintenanceWindow": "sun:23:50-mon:00:10"}, "is less than 30 minutes"),
    (rds.INSTANCE, SERVER, {"availabilityZone": "eu-west-2a"}, "multiAz True takes no availabilityZone"),
    (rds.INSTANCE, SERVER, {"storageEncrypted": False}, "kmsKeyId needs storageEncrypted"),
    (rds.INSTANCE, SERVER, {"monitoringInterval": 0}, "monitoringRoleArn needs monitoringInterval"),
    (rds.INSTANCE, SERVER, {"performanceInsightsEnabled": False}, "needs performanceInsightsEnabled"),
    (rds.INSTANCE, SERVER, {"manageMasterUserPassword": True}, "at most one of manageMasterUserPassword, password"),
    (rds.INSTANCE, {"replicateSourceDb": "arn"}, {"databaseInsightsMode": "standard"}, "takes no databaseInsightsMode"),
    (dms.ENDPOINT, ENDPOINT, {"certificateArn": None}, "needs certificateArn"),
    (dms.ENDPOINT, ENDPOINT, {"username": "me"}, "secretsManagerArn takes no username"),
    (dms.ENDPOINT, ENDPOINT, {"secretsManagerAccessRoleArn": None}, "needs secretsManagerAccessRoleArn"),
    (dms.REPLICATION_INSTANCE, {"multiAz": True}, {"availabilityZone": "eu-west-2a"}, "takes no availabilityZone"),
    (dms.REPLICATION_CONFIG, {"computeConfig": {"minCapacityUnits": 1, "maxCapacityUnits": 4}},
     {"computeConfig": {"minCapacityUnits": 8, "maxCapacityUnits": 4}}, "8 is more than maxCapacityUnits 4"),
    (dms.REPLICATION_TASK, {"migrationType": "full-load"}, {"cdcStartTime": "1"}, "full-load takes no cdcStartTime"),
    (lambda_.FUNCTION, FUNCTION, {"handler": None}, "a zip package needs handler"),
    (lambda_.FUNCTION, FUNCTION, {"packageType": "Image"}, "packageType Image takes no handler"),
    (lambda_.FUNCTION, FUNCTION, {"s3Bucket": "b"}, "exactly one of code, imageUri"),
    (lambda_.FUNCTION, FUNCTION, {"environment": {"variables": {"AWS_REGION": "eu-west-2"}}}, "reserved"),
    (lambda_.FUNCTION, FUNCTION, {"environment": {"variables": {"A-B": "c"}}}, "unable to configure"),
    (lambda_.FUNCTION, FUNCTION, {"environment": {"variables": {"TEXT": "x" * 4096}}}, "exceed the 4096 bytes"),
    (lambda_.FUNCTION, FUNCTION, {"loggingConfig": {"logFormat": "Text", "systemLogLevel": "WARN"}}, "format JSON"),
    (lambda_.EVENT_SOURCE_MAPPING, MAPPING, {"batchSize": 100}, "a batch of 100 needs a window"),
    (lambda_.EVENT_SOURCE_MAPPING, MAPPING, {"startingPosition": "LATEST"}, "Unsupported parameter"),
    (lambda_.EVENT_SOURCE_MAPPING, MAPPING, {"eventSourceArn": f"{MAPPING['eventSourceArn']}.fifo", "batchSize": 11},
     "a FIFO queue has batches of at most 10"),
    (cloudwatch.METRIC_ALARM, ALARM, {"datapointsToAlarm": 3}, "3 is more than evaluationPeriods 2"),
    (cloudwatch.METRIC_ALARM, ALARM, {"extendedStatistic": "p99"}, "at most one of statistic, extendedStatistic"),
    (cloudwatch.METRIC_ALARM, ALARM, {"statistic": None}, "exactly one of statistic and extendedStatistic"),
    (cloudwatch.METRIC_ALARM, ALARM, {"namespace": None}, "metricName needs namespace"),
    (cloudwatch.METRIC_ALARM, ALARM, {"threshold": None}, "exactly one of threshold and thresholdMetricId"),
    (cloudwatch.METRIC_ALARM, ALARM, {"comparisonOperator": "GreaterThanUpperThreshold"}, "goes with threshold"),
    (cloudwatch.METRIC_ALARM, ALARM, {"period": 30}, "30 seconds are less than the 60 of AWS/Lambda"),
    (cloudwatch.METRIC_ALARM, ALARM, {"evaluateLowSampleCountPercentiles": "ignore"}, "only for a percentile"),
    (cloudwatch.LOG_METRIC_FILTER, {"metricTransformation": {"defaultValue": "0"}},
     {"metricTransformation": {"defaultValue": "0", "dimensions": {"a": "$.a"}}}, "at most one of defaultValue"),
    (cloudwatch.EVENT_RULE, {"eventPattern": "{}"}, {"eventPattern": None}, "at least one of eventPattern"),
    (cloudwatch.EVENT_TARGET, {"input": "{}"}, {"inputPath": "$.detail"}, "at most one of input, inputPath"),
    (sqs.QUEUE, {"name": "q", "kmsMasterKeyId": "key"}, {"sqsManagedSseEnabled": True}, "at most one of kms"),
    (sqs.QUEUE, {"name": "q.fifo", "fifoQueue": True}, {"fifoQueue": False}, "q.fifo ends with .fifo"),
    (sqs.QUEUE, {"name": "q"}, {"fifoQueue": True}, "q does not end with .fifo"),
    (sqs.QUEUE, {"name": "q"}, {"contentBasedDeduplication": True}, "needs fifoQueue"),
    (sns.TOPIC_SUBSCRIPTION, {"protocol": "email", "endpoint": "a@example.com"}, {"endpoint": "team"}, "no endpoint"),
    (sns.TOPIC_SUBSCRIPTION, {"protocol": "https", "endpoint": "https://a"}, {"endpoint": "http://a"}, "of https"),
    (s3.BUCKET_LIFECYCLE_CONFIGURATION, {"rules": [LIFECYCLE]}, {"rules": [LIFECYCLE, LIFECYCLE]}, "given 2 times"),
    (s3.BUCKET_LIFECYCLE_CONFIGURATION,
     {"rules": [LIFECYCLE | {"transitions": [{"days": 30, "storageClass": "STANDARD_IA"}]}]},
     {"rules": [LIFECYCLE | {"transitions": [{"days": 10, "storageClass": "STANDARD_IA"}]}]},
     "greater than or equal to 30 for storageClass 'STANDARD_IA'"),
    (s3.BUCKET_LIFECYCLE_CONFIGURATION, {"rules": [LIFECYCLE]},
     {"rules": [LIFECYCLE | {"transitions": [{"days": 90, "storageClass": "GLACIER"}]}]}, "must be greater than 90"),
    (s3.BUCKET_LIFECYCLE_CONFIGURATION, {"rules": [LIFECYCLE]}, {"rules": [LIFECYCLE | {"expiration": None}]},
     "at least one of abortIncompleteMultipartUpload"),
    (s3.BUCKET_LIFECYCLE_CONFIGURATION, {"rules": [LIFECYCLE]},
     {"rules": [LIFECYCLE | {"expiration": {"days": 1, "expiredObjectDeleteMarker": True}}]}, "exactly one of date"),
    (s3.BUCKET_LIFECYCLE_CONFIGURATION, {"rules": [LIFECYCLE]}, {"rules": [
        LIFECYCLE | {"filter": {"tag": {"key": "a"}}, "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7}},
    ]}, "cannot be specified with Tags"),
    (s3.BUCKET_REPLICATION_CONFIG, {"rules": [REPLICATION]}, {"rules": [REPLICATION, REPLICATION | {"id": "two"}]},
     "1 is given 2 times"),
    (s3.BUCKET_REPLICATION_CONFIG, {"rules": [REPLICATION]}, {"rules": [REPLICATION | {"filter": {"tag": {"key": 1}}}]},
     "not supported if any Tag filter"),
    (s3.BUCKET_REPLICATION_CONFIG, {"rules": [REPLICATION]}, {"rules": [REPLICATION | {"destination": {}}]},
     "needs destination.encryptionConfiguration.replicaKmsKeyId"),
    (s3.BUCKET_REPLICATION_CONFIG, {"rules": [REPLICATION]},
     {"rules": [REPLICATION | {"deleteMarkerReplication": None}]}, "filter needs deleteMarkerReplication"),
    (s3.BUCKET_SERVER_SIDE_ENCRYPTION_CONFIGURATION,
     {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "key"}}]},
     {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256", "kmsMasterKeyId": "key"}}]},
     "sseAlgorithm AES256 takes no kmsMasterKeyId"),
    (secretsmanager.SECRET_ROTATION, {"rotationRules": {"automaticallyAfterDays": 30}},
     {"rotationRules": {"automaticallyAfterDays": 30, "scheduleExpression": "rate(30 days)"}}, "exactly one of"),
    (secretsmanager.SECRET, {"replicas": [{"region": "eu-west-1"}]}, {"replicas": [{"region": "eu-west-1"}] * 2},
     "eu-west-1 is given 2 times"),
    (kms.KEY, {"enableKeyRotation": True}, {"customerMasterKeySpec": "RSA_2048"}, "a key of RSA_2048 is not rotated"),
    (kms.KEY, {"enableKeyRotation": True, "rotationPeriodInDays": 90}, {"enableKeyRotation": False}, "needs enable"),
    (ecs.EXPRESS_GATEWAY_SERVICE, {"cpu": "256", "memory": "2048"}, {"memory": "4096"}, "4096 does not go"),
    (ecs.EXPRESS_GATEWAY_SERVICE, {"scalingTargets": [{"minTaskCount": 1, "maxTaskCount": 1}]},
     {"scalingTargets": [{"minTaskCount": 2, "maxTaskCount": 1}]}, "2 is more than maxTaskCount 1"),
    (apprunner.SERVICE, {"instanceConfiguration": {"cpu": "256", "memory": "1024"}},
     {"instanceConfiguration": {"cpu": "256", "memory": "2048"}}, "2048 does not go with cpu 256: 512, 1024"),
    (apprunner.SERVICE, {"sourceConfiguration": IMAGE},
     {"sourceConfiguration": {"imageRepository": IMAGE["imageRepository"]}}, "a private repository needs a role"),
    (apprunner.AUTO_SCALING_CONFIGURATION_VERSION, {"minSize": 1, "maxSize": 4}, {"minSize": 5}, "5 is more than"),
    (codedeploy.DEPLOYMENT_GROUP, {"autoRollbackConfiguration": {"enabled": True, "events": ["DEPLOYMENT_FAILURE"]}},
     {"autoRollbackConfiguration": {"enabled": True}}, "enabled needs events"),
    (networkfirewall.FIREWALL_POLICY, {"firewallPolicy": POLICY},
     {"firewallPolicy": POLICY | {"statefulEngineOptions": {"ruleOrder": "DEFAULT_ACTION_ORDER"}}}, "STRICT_ORDER"),
    (networkfirewall.FIREWALL_POLICY, {"firewallPolicy": POLICY},
     {"firewallPolicy": POLICY | {"statelessDefaultActions": ["aws:pass", "aws:drop"]}}, "exactly one of aws:pass"),
    (networkfirewall.FIREWALL_POLICY, {"firewallPolicy": POLICY},
     {"firewallPolicy": POLICY | {"statefulDefaultActions": ["aws:drop_strict", "aws:drop_established"]}}, "contra"),
    (networkfirewall.FIREWALL_POLICY, {"firewallPolicy": POLICY | {"statefulDefaultActions": APPLICATION}},
     {"firewallPolicy": POLICY | {"statefulDefaultActions": [APPLICATION[0], "aws:alert_established"]}}, "contra"),
    (networkfirewall.FIREWALL_POLICY, {"firewallPolicy": POLICY},
     {"firewallPolicy": POLICY | {"statefulDefaultActions": ["aws:drop_all"]}}, "aws:drop_all is not one of"),
    (networkfirewall.RULE_GROUP, {"type": "STATEFUL", "ruleGroup": {"rulesSource": {"rulesString": "x"}}},
     {"type": "STATELESS"}, "not in a STATELESS group"),
    (networkfirewall.LOGGING_CONFIGURATION,
     {"loggingConfiguration": {"logDestinationConfigs": [
         {"logType": "ALERT", "logDestinationType": "CloudWatchLogs", "logDestination": {"logGroup": "a"}},
     ]}},
     {"loggingConfiguration": {"logDestinationConfigs": [
         {"logType": "ALERT", "logDestinationType": "CloudWatchLogs", "logDestination": {"bucketName": "a"}},
     ]}}, "CloudWatchLogs needs logGroup"),
    (transfer.SERVER, {"endpointType": "VPC", "endpointDetails": {"vpcId": "vpc"}}, {"endpointDetails": None},
     "endpointType VPC needs endpointDetails.vpcId"),
    (transfer.USER, {"homeDirectoryType": "LOGICAL", "homeDirectoryMappings": [{"entry": "/"}]},
     {"homeDirectory": "/a"}, "homeDirectoryType LOGICAL takes no homeDirectory"),
    (transfer.WORKFLOW, {"steps": [{"type": "DELETE", "deleteStepDetails": {"name": "a"}}]},
     {"steps": [{"type": "COPY", "deleteStepDetails": {"name": "a"}}]}, "a step COPY has copyStepDetails"),
    (fis.EXPERIMENT_TEMPLATE, {"stopConditions": [{"source": "aws:cloudwatch:alarm", "value": "arn"}]},
     {"stopConditions": [{"source": "aws:cloudwatch:alarm"}]}, "source aws:cloudwatch:alarm needs value"),
    (billing.ANOMALY_SUBSCRIPTION, {"frequency": "IMMEDIATE", "subscribers": [{"type": "SNS"}]},
     {"frequency": "DAILY"}, "DAILY subscribers are of the type EMAIL, not SNS"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "right", "change", "reason"), CASES)
def test_fields_that_do_not_go_together_are_refused(
    kind: ResourceType, right: Fields, change: Fields, reason: str
) -> None:
    found = [fault.reason for fault in combination_faults(kind.token, right | change)]
    assert [text for text in found if reason in text], found
    defaults = {fault.reason for fault in combination_faults(kind.token, {})}
    assert [fault for fault in combination_faults(kind.token, right) if fault.reason not in defaults] == []


@pytest.mark.parametrize(("kind", "right", "change"), [case[:3] for case in CASES])
def test_fields_that_are_not_known_yet_are_let_through(kind: ResourceType, right: Fields, change: Fields) -> None:
    unknown = {key: UNKNOWN for key in change}
    before = {fault.reason for fault in combination_faults(kind.token, right)}
    assert {fault.reason for fault in combination_faults(kind.token, right | unknown)} <= before
