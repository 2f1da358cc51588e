"""Values out of their bounds are refused, and the values next to them are not."""

import json
from typing import Any

import pytest

from catalog import (
    appconfig,
    cloudwatch,
    codedeploy,
    dms,
    ec2,
    ecs,
    iam,
    kms,
    lambda_,
    rds,
    route53resolver,
    s3,
    secretsmanager,
    sns,
    sqs,
    transfer,
)
from catalog.resource_type import ResourceType
from simulated_aws.declarations import UNKNOWN
from simulated_aws.kinds.bound import bound_faults


def redrive(count: int) -> str:
    return json.dumps({"deadLetterTargetArn": "arn:aws:sqs:eu-west-2:123456789012:q", "maxReceiveCount": count})


def document(length: int) -> str:
    empty = len(json.dumps({"Sid": ""}, separators=(",", ":")))
    return json.dumps({"Sid": "x" * (length - empty)})


CASES: list[tuple[ResourceType, str, Any, Any, str]] = [
    (ec2.VPC, "cidrBlock", "10.0.0.0/15", "10.0.0.0/16", "InvalidVpc.Range: '10.0.0.0/15' is not a block between"),
    (ec2.SUBNET, "cidrBlock", "10.0.0.0/29", "10.0.0.0/28", "between a /16 and a /28 netmask"),
    (ec2.SECURITY_GROUP, "description", "the server's", "the server", "'s\" is not a-z, A-Z, 0-9, spaces"),
    (ec2.SECURITY_GROUP_INGRESS_RULE, "description", "a -> b", "a to b", "'a -> b' is not a-z, A-Z"),
    (ec2.SECURITY_GROUP_EGRESS_RULE, "description", "x" * 256, "x" * 255, "at most 255 characters"),
    (ec2.SECURITY_GROUP, "name", "sg-database", "database", "without sg- first"),
    (ec2.MANAGED_PREFIX_LIST, "name", "com.amazonaws.own", "own", "without com.amazonaws first"),
    (sqs.QUEUE, "redrivePolicy", redrive(2000), redrive(1000), "2000 is not 1 to 1000"),
    (sqs.QUEUE, "redrivePolicy", redrive(0), redrive(1), "0 is not 1 to 1000"),
    (sqs.QUEUE, "delaySeconds", 901, 900, "901 is not 0 to 900"),
    (sqs.QUEUE, "messageRetentionSeconds", 1209601, 1209600, "is not 60 to 1209600"),
    (sqs.QUEUE, "visibilityTimeoutSeconds", 43201, 43200, "is not 0 to 43200"),
    (sqs.QUEUE, "receiveWaitTimeSeconds", 21, 20, "is not 0 to 20"),
    (sqs.QUEUE, "name", "q" * 81, "q" * 80, "at most 80 characters"),
    (sqs.QUEUE, "name", "payments.queue", "payments.fifo", "letters, digits, hyphens and underscores"),
    (sns.TOPIC, "name", "alerts/page", "alerts-page", "letters, digits, hyphens and underscores"),
    (sns.TOPIC_SUBSCRIPTION, "protocol", "mail", "email", "'mail' is not one of http"),
    (rds.INSTANCE, "identifier", "database--prod", "database-prod", "single hyphens"),
    (rds.INSTANCE, "identifier", "Database", "database", "lower-case letters"),
    (rds.INSTANCE, "identifier", "1database", "database1", "a letter first"),
    (rds.INSTANCE, "identifier", "d" * 64, "d" * 63, "at most 63 characters"),
    (rds.INSTANCE, "dbName", "payments-live", "payments_live", "letters, digits and underscores"),
    (rds.INSTANCE, "username", "rdsadmin", "master", "not rdsadmin"),
    (rds.INSTANCE, "username", "u" * 17, "u" * 16, "at most 16 characters"),
    (rds.INSTANCE, "backupRetentionPeriod", 36, 35, "36 is not 0 to 35"),
    (rds.INSTANCE, "backupWindow", "2:00-3:00", "02:00-03:00", "hh24:mi-hh24:mi"),
    (rds.INSTANCE, "maintenanceWindow", "sunday:03:00-sunday:04:00", "sun:03:00-sun:04:00", "ddd:hh24:mi"),
    (rds.INSTANCE, "port", 443, 3306, "443 is not 1150 to 65535"),
    (rds.INSTANCE, "monitoringInterval", 20, 30, "20 is not one of 0, 1, 5"),
    (rds.INSTANCE, "performanceInsightsRetentionPeriod", 30, 31, "30 is not one of 7, 731"),
    (rds.INSTANCE_AUTOMATED_BACKUPS_REPLICATION, "retentionPeriod", 36, 35, "36 is not 1 to 35"),
    (dms.REPLICATION_INSTANCE, "allocatedStorage", 4, 5, "4 is not 5 to 6144"),
    (dms.REPLICATION_CONFIG, "computeConfig", {"maxCapacityUnits": 3}, {"maxCapacityUnits": 4}, "3 is not one of 1"),
    (dms.ENDPOINT, "sslMode", "verify", "verify-ca", "ValidationException: 'verify' is not one of none"),
    (dms.ENDPOINT, "endpointId", "source_", "source", "single hyphens"),
    (secretsmanager.SECRET, "recoveryWindowInDays", 5, 7, "5 is not 7 to 30 or 0"),
    (secretsmanager.SECRET, "name", "db secret", "db/secret", "ASCII letters, digits and /_+=.@-"),
    (secretsmanager.SECRET_ROTATION, "rotationRules", {"automaticallyAfterDays": 1001},
     {"automaticallyAfterDays": 1000}, "1001 are not at least 1"),
    (ec2.VPC, "instanceTenancy", "host", "dedicated", "'host' is not one of default, dedicated"),
    (sqs.QUEUE, "deduplicationScope", "group", "messageGroup", "'group' is not one of messageGroup, queue"),
    (sqs.QUEUE, "fifoThroughputLimit", "perGroup", "perMessageGroupId", "'perGroup' is not one of perQueue"),
    (sns.TOPIC, "tracingConfig", "On", "Active", "'On' is not one of PassThrough, Active"),
    (sns.TOPIC, "maximumMessageSize", 1023, 1024, "1023 is not 1024 to 1048576"),
    (sns.TOPIC_SUBSCRIPTION, "filterPolicyScope", "Body", "MessageBody", "'Body' is not one of MessageAttributes"),
    (rds.INSTANCE, "engineLifecycleSupport", "none", "open-source-rds-extended-support-disabled", "one of open-"),
    (rds.SUBNET_GROUP, "name", "1group", "group1", "a letter first"),
    (rds.EVENT_SUBSCRIPTION, "sourceType", "instance", "db-instance", "'instance' is not one of db-instance"),
    (rds.EVENT_SUBSCRIPTION, "name", "e" * 255, "e" * 254, "at most 254 characters"),
    (dms.REPLICATION_INSTANCE, "networkType", "IPV6", "DUAL", "'IPV6' is not one of IPV4, DUAL"),
    (dms.REPLICATION_SUBNET_GROUP, "subnetIds", ["a"], ["a", "b"], "1 items is not 2 to"),
    (dms.REPLICATION_SUBNET_GROUP, "replicationSubnetGroupId", "two words", "two-words", "periods, underscores"),
    (iam.OPEN_ID_CONNECT_PROVIDER, "thumbprintLists", ["a" * 40] * 6, ["a" * 40] * 5, "6 items is not 0 to 5"),
    (iam.OPEN_ID_CONNECT_PROVIDER, "clientIdLists", ["a"] * 101, ["a"] * 100, "101 items is not 0 to 100"),
    (iam.OPEN_ID_CONNECT_PROVIDER, "url", "https://a.example:443", "https://a.example/b", "without a port"),
    (cloudwatch.LOG_METRIC_FILTER, "metricTransformation", {"dimensions": dict.fromkeys("abcd", "$.a")},
     {"dimensions": dict.fromkeys("abc", "$.a")}, "4 items is not 0 to 3"),
    (cloudwatch.METRIC_ALARM, "period", 90, 120, "90 is not 10, 20, 30, or a multiple of 60"),
    (cloudwatch.METRIC_ALARM, "period", 5, 10, "5 is not 10, 20, 30"),
    (cloudwatch.METRIC_ALARM, "evaluationInterval", 15, 30, "15 is not 10, 20, 30"),
    (cloudwatch.METRIC_ALARM, "metricQueries", [{"metric": {"period": 45}}], [{"metric": {"period": 5}}], "45 is not"),
    (cloudwatch.METRIC_ALARM, "metricQueries", [{"period": 61}], [{"period": 60}], "61 is not 1, 5, 10"),
    (lambda_.FUNCTION, "layers", ["a"] * 6, [], "6 items is not 0 to 5"),
    (lambda_.ALIAS, "routingConfig", {"additionalVersionWeights": {"1": 0.1, "2": 0.1}},
     {"additionalVersionWeights": {"1": 0.1}}, "2 items is not 0 to 1"),
    (s3.BUCKET_LIFECYCLE_CONFIGURATION, "rules", [{"noncurrentVersionTransitions": [{"newerNoncurrentVersions": 101}]}],
     [{"noncurrentVersionTransitions": [{"newerNoncurrentVersions": 100}]}], "101 is not 1 to 100"),
    (kms.ALIAS, "name", "alias/aws/payments", "alias/payments", "other than AWS's own"),
    (kms.KEY, "rotationPeriodInDays", 30, 90, "30 are not at least 90"),
    (iam.ROLE_POLICY, "policy", document(10241), document(10240), "of at most 10240 characters"),
    (iam.POLICY, "policy", document(6145), document(6144), "of at most 6144 characters"),
    (iam.ROLE, "assumeRolePolicy", document(2049), document(2048), "of at most 2048 characters"),
    (iam.ROLE, "name", "role/payments", "role-payments", "does not match"),
    (iam.ROLE, "maxSessionDuration", 1800, 3600, "1800 are not at least 3600"),
    (iam.ROLE, "path", "service", "/service/", "does not match"),
    (iam.ROLE, "description", "x" * 1001, "x" * 1000, "1001 characters are not at most 1000"),
    (cloudwatch.LOG_GROUP, "retentionInDays", 15, 14, "15 is not one of 0, 1, 3"),
    (cloudwatch.LOG_GROUP, "name", "/payments/a b", "/payments/a-b", "does not match"),
    (cloudwatch.METRIC_ALARM, "treatMissingData", "ok", "missing", "'ok' is not one of breaching"),
    (cloudwatch.METRIC_ALARM, "alarmActions", ["arn"] * 6, ["arn"] * 5, "6 items are not at most 5"),
    (cloudwatch.METRIC_ALARM, "name", "x" * 256, "x" * 255, "256 characters are not at least 1 and at most 255"),
    (cloudwatch.METRIC_ALARM, "metricQueries", [{"id": "Lag"}], [{"id": "lag"}], "a lower-case letter first"),
    (cloudwatch.DASHBOARD, "dashboardName", "payments dev", "payments-dev", "letters, digits, hyphens and underscores"),
    (cloudwatch.EVENT_RULE, "name", "r" * 65, "r" * 64, "65 characters are not"),
    (lambda_.FUNCTION, "name", "payment.processor", "payment-processor", "letters, digits, hyphens and underscores"),
    (lambda_.FUNCTION, "ephemeralStorage", {"size": 256}, {"size": 512}, "256 is not 512 to 10240"),
    (lambda_.ALIAS, "name", "1", "live", "does not match"),
    (lambda_.FUNCTION_EVENT_INVOKE_CONFIG, "maximumEventAgeInSeconds", 30, 60, "30 are not at least 60"),
    (lambda_.FUNCTION_EVENT_INVOKE_CONFIG, "maximumRetryAttempts", 3, 2, "3 are not at most 2"),
    (lambda_.EVENT_SOURCE_MAPPING, "maximumBatchingWindowInSeconds", 301, 300, "301 are not at most 300"),
    (s3.BUCKET, "bucket", "Payments", "payments", "InvalidBucketName: 'Payments' is not 3 to 63 lower-case"),
    (s3.BUCKET, "bucket", "10.0.0.1", "10.0.0.x", "no address"),
    (s3.BUCKET, "bucket", "x" * 64, "x" * 63, "at most 63 characters"),
    (s3.BUCKET_VERSIONING, "versioningConfiguration", {"status": "On"}, {"status": "Enabled"}, "'On' is not one of"),
    (s3.BUCKET_LIFECYCLE_CONFIGURATION, "rules", [{"noncurrentVersionExpiration": {"noncurrentDays": 0}}],
     [{"noncurrentVersionExpiration": {"noncurrentDays": 1}}], "0 is not 1 to"),
    (codedeploy.DEPLOYMENT_GROUP, "alarmConfiguration", {"alarms": ["a"] * 11}, {"alarms": []}, "0 to 10 items"),
    (ecs.EXPRESS_GATEWAY_SERVICE, "healthCheckPath", "health", "/health", "begins with a slash"),
    (appconfig.DEPLOYMENT_STRATEGY, "finalBakeTimeInMinutes", 1441, 1440, "1441 are not at most 1440"),
    (appconfig.DEPLOYMENT_STRATEGY, "growthFactor", 101, 100, "101 are not at least 1 and at most 100"),
    (sqs.QUEUE, "tags", {"aws:own": "a"}, {"own": "a"}, "aws: is reserved"),
    (sqs.QUEUE, "tags", {"Name": "a*b"}, {"Name": "a b"}, "other characters than letters"),
    (sqs.QUEUE, "tags", {"Name": "x" * 257}, {"Name": "x" * 256}, "a value at most 256"),
    (sqs.QUEUE, "tags", {str(n): "a" for n in range(51)}, {}, "51 tags are more than 50"),
    (cloudwatch.METRIC_ALARM, "extendedStatistic", "p101", "p99.9", "'p101' is not a percentile"),
    (cloudwatch.METRIC_ALARM, "metricQueries", [{"metric": {"stat": "Mean"}}], [{"metric": {"stat": "Average"}}],
     "'Mean' is not SampleCount, Average"),
    (iam.OPEN_ID_CONNECT_PROVIDER, "url", "http://a.example", "https://a.example", "begins with https://"),
    (dms.REPLICATION_TASK, "replicationTaskSettings", '{"FullLoadSettings": {"MaxFullLoadSubTasks": 50}}',
     '{"FullLoadSettings": {"MaxFullLoadSubTasks": 49}}', "50 is not 1 to 49"),
    (route53resolver.DOMAIN_LIST, "domains", ["a.*.example.com"], ["*.a.example.com"], "at most one asterisk, at its"),
    (route53resolver.DOMAIN_LIST, "domains", [".example.com"], ["example.com", "*"], "at most one asterisk, at its"),
    (route53resolver.DOMAIN_LIST, "domains", ["a.b"] * 1001, ["a.b"] * 1000, "0 to 1000 items"),
    (route53resolver.RULE_GROUP_ASSOCIATION, "priority", 9900, 200, "9900 is not 101 to 9899"),
    (transfer.USER, "userName", "ab", "abc", "2 characters are not"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "key", "wrong", "right", "reason"), CASES)
def test_a_value_out_of_its_bounds_is_refused(
    kind: ResourceType, key: str, wrong: object, right: object, reason: str
) -> None:
    found = list(bound_faults(kind.token, {key: wrong}))
    assert [fault for fault in found if fault.path.startswith(key) and reason in fault.reason], found
    assert list(bound_faults(kind.token, {key: right})) == []
    assert list(bound_faults(kind.token, {key: UNKNOWN})) == []


def test_a_text_with_an_unknown_part_is_let_through() -> None:
    assert list(bound_faults(ec2.SECURITY_GROUP.token, {"description": f"-> {UNKNOWN}"})) == []
    assert list(bound_faults(sqs.QUEUE.token, {"redrivePolicy": f'{{"deadLetterTargetArn": "{UNKNOWN}"}}'})) == []
