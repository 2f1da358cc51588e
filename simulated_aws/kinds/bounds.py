"""The bounds that neither the registry's schemas nor the API's models state; each with the document that does.

Sources: `botocore: <service>.<Shape>.<Member>` is what AWS's own API model writes of it, as the installed botocore has
it; `SDK <type>` what the provider's documentation in Pulumi's installed SDK says; `guide <service>: <page>` the user's
guide; `provider <file>` the Terraform provider's validation. UNVERIFIED rows are those that no document was found for.
"""

from dataclasses import KW_ONLY, dataclass

from catalog import cloudwatch, codedeploy, dms, ec2, ecs, iam, kms, lambda_, rds, s3, secretsmanager, sns, sqs
from catalog.resource_type import ResourceType
from simulated_aws.kinds.limits import Between, Document, Items, Limit, Multiple, OneOf, Prefix, Text
from simulated_aws.kinds.wordings import (
    DAILY,
    DAYS,
    EC2_DESCRIPTION,
    EC2_TEXT,
    EXTENDED,
    HYPHENATED,
    ID,
    LONG,
    LOWER,
    NAME,
    QUEUE_NAME,
    STATISTIC,
    TOPIC_NAME,
    WEEKLY,
)


@dataclass(frozen=True, eq=False)
class Bound:
    """A limit of the values at a path in the inputs of some types, and the error that AWS answers with."""

    types: tuple[ResourceType, ...]
    path: str
    limit: Limit
    _: KW_ONLY
    error: str
    source: str


def _bounds(error: str, source: str, *rows: tuple[ResourceType, str, Limit]) -> tuple[Bound, ...]:
    return tuple(Bound((kind,), path, limit, error=error, source=source) for kind, path, limit in rows)


_LIFECYCLE = s3.BUCKET_LIFECYCLE_CONFIGURATION
# What would prove these is an answer of the real API, or a page that says so.
UNVERIFIED = "UNVERIFIED"
_DCU = OneOf((1, 2, 4, 8, 16, 32, 64, 128, 192, 256, 384))


def _task_settings(kind: ResourceType, key: str) -> tuple[Bound, ...]:
    """The settings of a full load."""
    modes = ("DO_NOTHING", "DROP_AND_CREATE", "TRUNCATE_BEFORE_LOAD")
    return _bounds("InvalidParameterValueException", "guide dms: CHAP_Tasks.CustomizingTasks.TaskSettings.FullLoad",
        (kind, f"{key}.FullLoadSettings.MaxFullLoadSubTasks", Between(1, 49)),
        (kind, f"{key}.FullLoadSettings.CommitRate", Between(1, 50000)),
        (kind, f"{key}.FullLoadSettings.TargetTablePrepMode", OneOf(modes)),
    )  # fmt: skip


BOUNDS: tuple[Bound, ...] = (
    *_bounds("InvalidVpc.Range", "guide vpc: vpc-cidr-blocks",
        (ec2.VPC, "cidrBlock", Prefix(16, 28)),
    ),
    *_bounds("InvalidParameterValue", "botocore: ec2.CreateVpcRequest.InstanceTenancy",
        (ec2.VPC, "instanceTenancy", OneOf(("default", "dedicated"))),
    ),
    *_bounds("InvalidSubnet.Range", "botocore: ec2.CreateSubnet",
        (ec2.SUBNET, "cidrBlock", Prefix(16, 28)),
    ),
    *_bounds("InvalidParameterValue", "botocore: ec2.CreateSecurityGroupRequest and ec2.IpRange.Description",
        (ec2.SECURITY_GROUP, "description", EC2_DESCRIPTION),
        (ec2.SECURITY_GROUP, "name", Text(
            "a-z, A-Z, 0-9, spaces, and ._-:/()#,@[]+=&;{}!$*, without sg- first", EC2_TEXT, 255, r"^sg-",
        )),
        (ec2.SECURITY_GROUP_INGRESS_RULE, "description", EC2_DESCRIPTION),
        (ec2.SECURITY_GROUP_EGRESS_RULE, "description", EC2_DESCRIPTION),
    ),
    *_bounds("InvalidParameterValue", "botocore: ec2.CreateManagedPrefixListRequest",
        (ec2.MANAGED_PREFIX_LIST, "name", Text("a name without com.amazonaws first", r".+", 255, r"^com\.amazonaws")),
        (ec2.MANAGED_PREFIX_LIST, "addressFamily", OneOf(("IPv4", "IPv6"))),
    ),
    *_bounds("InvalidAttributeValue", "botocore: sqs.CreateQueueRequest.Attributes",
        (sqs.QUEUE, "delaySeconds", Between(0, 900)),
        (sqs.QUEUE, "maxMessageSize", Between(1024, 1048576)),
        (sqs.QUEUE, "messageRetentionSeconds", Between(60, 1209600)),
        (sqs.QUEUE, "receiveWaitTimeSeconds", Between(0, 20)),
        (sqs.QUEUE, "visibilityTimeoutSeconds", Between(0, 43200)),
        (sqs.QUEUE, "kmsDataKeyReusePeriodSeconds", Between(60, 86400)),
        (sqs.QUEUE, "deduplicationScope", OneOf(("messageGroup", "queue"))),
        (sqs.QUEUE, "fifoThroughputLimit", OneOf(("perQueue", "perMessageGroupId"))),
    ),
    *_bounds("InvalidParameterValue", "SDK sqs.Queue",
        (sqs.QUEUE, "name", QUEUE_NAME),
    ),
    *_bounds("InvalidParameterValue", "guide sqs: sqs-configure-dead-letter-queue",
        (sqs.QUEUE, "redrivePolicy.maxReceiveCount", Between(1, 1000)),
    ),
    *_bounds("InvalidParameterValue", "botocore: sqs.CreateQueueRequest.Attributes",
        (sqs.REDRIVE_ALLOW_POLICY, "redriveAllowPolicy.redrivePermission", OneOf(("allowAll", "byQueue", "denyAll"))),
        (sqs.REDRIVE_ALLOW_POLICY, "redriveAllowPolicy.sourceQueueArns", Items(1, 10)),
    ),
    *_bounds("InvalidParameter", "botocore: sns.CreateTopicInput and sns.SubscribeInput",
        (sns.TOPIC, "name", TOPIC_NAME),
        (sns.TOPIC, "maximumMessageSize", Between(1024, 1048576)),
        (sns.TOPIC, "tracingConfig", OneOf(("PassThrough", "Active"))),
        (sns.TOPIC_SUBSCRIPTION, "protocol", OneOf((
            "http", "https", "email", "email-json", "sms", "sqs", "application", "lambda", "firehose",
        ))),
        (sns.TOPIC_SUBSCRIPTION, "filterPolicyScope", OneOf(("MessageAttributes", "MessageBody"))),
    ),
    *_bounds("InvalidParameter", UNVERIFIED,
        (sns.TOPIC, "displayName", Text("a display name", r".*", 100)),
    ),
    *_bounds("InvalidParameterValue", "botocore: rds.CreateDBInstanceMessage; provider rds/validate.go: identifiers",
        (rds.INSTANCE, "identifier", LOWER),
        (rds.INSTANCE, "dbName", Text("letters, digits and underscores, a letter first", r"[A-Za-z][A-Za-z0-9_]*", 64)),
        (rds.INSTANCE, "username", Text(
            "letters, digits and underscores, a letter first, and not rdsadmin",
            r"[A-Za-z][A-Za-z0-9_]*", 16, r"^(?i:rdsadmin)$",
        )),
        (rds.INSTANCE, "backupRetentionPeriod", Between(0, 35)),
        (rds.INSTANCE, "backupWindow", DAILY),
        (rds.INSTANCE, "maintenanceWindow", WEEKLY),
        (rds.INSTANCE, "port", Between(1150, 65535)),
        (rds.INSTANCE, "monitoringInterval", OneOf((0, 1, 5, 10, 15, 30, 60))),
        (rds.INSTANCE, "performanceInsightsRetentionPeriod", OneOf((7, 731, *(31 * month for month in range(1, 24))))),
        (rds.INSTANCE, "storageType", OneOf(("gp2", "gp3", "io1", "io2", "standard"))),
        (rds.INSTANCE, "networkType", OneOf(("IPV4", "DUAL"))),
        (rds.INSTANCE, "engineLifecycleSupport", OneOf((
            "open-source-rds-extended-support", "open-source-rds-extended-support-disabled",
        ))),
    ),
    *_bounds("InvalidParameterValue", "botocore: rds.DeleteDBInstanceMessage.FinalDBSnapshotIdentifier",
        (rds.INSTANCE, "finalSnapshotIdentifier", LONG),
    ),
    *_bounds("InvalidParameterValue", "botocore: rds.CreateDBInstanceReadReplicaMessage.ReplicaMode",
        (rds.INSTANCE, "replicaMode", OneOf(("open-read-only", "mounted"))),
    ),
    *_bounds("InvalidParameterValue", UNVERIFIED,
        (rds.INSTANCE_AUTOMATED_BACKUPS_REPLICATION, "retentionPeriod", Between(1, 35)),
    ),
    *_bounds("InvalidParameterValue", "provider rds/validate.go: validParamGroupName",
        (rds.PARAMETER_GROUP, "name", Text(
            "lower-case letters, digits, periods and single hyphens, a letter first and no hyphen last",
            r"[a-z][a-z0-9.-]*", 255, r"--|-$",
        )),
    ),
    *_bounds("InvalidParameterValue", "botocore: rds.CreateDBSubnetGroupMessage.DBSubnetGroupName",
        (rds.SUBNET_GROUP, "name", Text(
            "lower-case letters, digits, periods, underscores, spaces and hyphens, a letter first, and not default",
            r"[a-z][a-z0-9._ -]*", 255, r"^default$",
        )),
    ),
    *_bounds("InvalidParameterValue", "botocore: rds.CreateEventSubscriptionMessage",
        (rds.EVENT_SUBSCRIPTION, "name", Text("letters, digits and hyphens", r"[A-Za-z0-9-]+", 254)),
        (rds.EVENT_SUBSCRIPTION, "sourceType", OneOf((
            "db-instance", "db-cluster", "db-parameter-group", "db-security-group", "db-snapshot",
            "db-cluster-snapshot", "db-proxy", "zero-etl", "custom-engine-version", "blue-green-deployment",
        ))),
    ),
    *_bounds("InvalidParameterValueException", "botocore: dms.CreateReplicationInstanceMessage",
        (dms.REPLICATION_INSTANCE, "replicationInstanceId", HYPHENATED),
        (dms.REPLICATION_INSTANCE, "preferredMaintenanceWindow", WEEKLY),
    ),
    *_bounds("InvalidParameterValueException", "provider dms/replication_instance.go: allocated_storage",
        (dms.REPLICATION_INSTANCE, "allocatedStorage", Between(5, 6144)),
    ),
    *_bounds("InvalidParameterValueException", "SDK dms.ReplicationInstance",
        (dms.REPLICATION_INSTANCE, "networkType", OneOf(("IPV4", "DUAL"))),
    ),
    *_bounds("InvalidParameterValueException", "botocore: dms.CreateReplicationTaskMessage.ReplicationTaskIdentifier",
        (dms.REPLICATION_TASK, "replicationTaskId", LONG),
    ),
    *_task_settings(dms.REPLICATION_TASK, "replicationTaskSettings"),
    *_task_settings(dms.REPLICATION_CONFIG, "replicationSettings"),
    *_bounds("InvalidParameterValueException", "botocore: dms.ComputeConfig",
        (dms.REPLICATION_CONFIG, "computeConfig.maxCapacityUnits", _DCU),
        (dms.REPLICATION_CONFIG, "computeConfig.minCapacityUnits", _DCU),
        (dms.REPLICATION_CONFIG, "computeConfig.preferredMaintenanceWindow", WEEKLY),
    ),
    *_bounds("InvalidParameterValueException", "botocore: dms.CreateReplicationSubnetGroupMessage",
        (dms.REPLICATION_SUBNET_GROUP, "replicationSubnetGroupId", Text(
            "lower-case letters, digits, periods, underscores and hyphens, and not default",
            r"[a-z0-9._-]+", 255, r"^default$",
        )),
        (dms.REPLICATION_SUBNET_GROUP, "subnetIds", Items(2, 1000)),
    ),
    *_bounds("InvalidParameterValueException", "botocore: dms.CreateEndpointMessage and dms.ImportCertificateMessage",
        (dms.ENDPOINT, "endpointId", LONG),
        (dms.CERTIFICATE, "certificateId", LONG),
    ),
    *_bounds("InvalidParameterValueException", UNVERIFIED,
        (dms.REPLICATION_CONFIG, "replicationConfigIdentifier", LONG),
        (dms.ENDPOINT, "port", Between(1, 65535)),
    ),
    *_bounds("InvalidParameterException", "botocore: secretsmanager.DeleteSecretRequest",
        (secretsmanager.SECRET, "recoveryWindowInDays", Between(7, 30, zero=True)),
        (secretsmanager.SECRET, "name", Text("ASCII letters, digits and /_+=.@-", r"[A-Za-z0-9/_+=.@-]+", 512)),
    ),
    *_bounds("InvalidAliasNameException", "botocore: kms.CreateAliasRequest.AliasName",
        (kms.ALIAS, "name", Text(
            "a name after alias/, other than AWS's own", r"alias/[A-Za-z0-9/_-]+", 256, r"^alias/aws/",
        )),
    ),
    *_bounds("LimitExceededException", "guide kms: resource-limits, key policy document size",
        (kms.KEY, "policy", Text("a key policy", r".*", 32768)),
    ),
    *_bounds("InvalidInput", "botocore: iam.CreateOpenIDConnectProviderRequest",
        (iam.OPEN_ID_CONNECT_PROVIDER, "url", Text(
            "a URL that begins with https://, without a port or a query", r"https://[^:?]+", 255,
        )),
        (iam.OPEN_ID_CONNECT_PROVIDER, "clientIdLists", Items(0, 100)),
        (iam.OPEN_ID_CONNECT_PROVIDER, "thumbprintLists", Items(0, 5)),
    ),
    *_bounds("LimitExceeded", "guide iam: reference_iam-quotas and access-analyzer-reference-policy-checks",
        (iam.ROLE, "assumeRolePolicy", Document(2048)),
        (iam.ROLE_POLICY, "policy", Document(10240)),
        (iam.POLICY, "policy", Document(6144)),
    ),
    *_bounds("InvalidParameterException", "botocore: logs.Days, and the provider's 0 for never",
        (cloudwatch.LOG_GROUP, "retentionInDays", OneOf((
            0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
        ))),
    ),
    *_bounds("InvalidParameterException", "botocore: logs.CreateLogGroup and logs.MetricTransformation.dimensions",
        (cloudwatch.LOG_GROUP, "name", Text("a name without aws/ first", r".*", 0, r"^aws/")),
        (cloudwatch.LOG_METRIC_FILTER, "metricTransformation.dimensions", Items(0, 3)),
    ),
    *_bounds("ValidationError", "botocore: cloudwatch.PutMetricAlarmInput and cloudwatch.MetricDataQuery",
        (cloudwatch.METRIC_ALARM, "treatMissingData", OneOf(("breaching", "notBreaching", "ignore", "missing"))),
        (cloudwatch.METRIC_ALARM, "evaluateLowSampleCountPercentiles", OneOf(("evaluate", "ignore"))),
        (cloudwatch.METRIC_ALARM, "period", Multiple(60, (10, 20, 30))),
        (cloudwatch.METRIC_ALARM, "evaluationInterval", Multiple(60, (10, 20, 30))),
        (cloudwatch.METRIC_ALARM, "metricQueries[].id", Text(
            "letters, digits and underscores, a lower-case letter first", r"[a-z][A-Za-z0-9_]*", 255,
        )),
        (cloudwatch.METRIC_ALARM, "metricQueries[].metric.period", Multiple(60, (1, 5, 10, 20, 30))),
        (cloudwatch.METRIC_ALARM, "metricQueries[].period", Multiple(60, (1, 5, 10, 20, 30))),
        (cloudwatch.METRIC_ALARM, "extendedStatistic", EXTENDED),
        (cloudwatch.METRIC_ALARM, "metricQueries[].metric.stat", STATISTIC),
    ),
    *_bounds("ValidationError", "botocore: cloudwatch.PutDashboardInput.DashboardName",
        (cloudwatch.DASHBOARD, "dashboardName", NAME),
    ),
    *_bounds("InvalidParameterValueException", "botocore: lambda.CreateFunctionRequest; guide lambda: limits",
        (lambda_.FUNCTION, "name", Text("letters, digits, hyphens and underscores", r"[A-Za-z0-9_-]+", 64)),
        (lambda_.FUNCTION, "ephemeralStorage.size", Between(512, 10240)),
        (lambda_.FUNCTION, "memorySize", Between(128, 10240)),
        (lambda_.FUNCTION, "timeout", Between(1, 1800)),
        (lambda_.FUNCTION, "layers", Items(0, 5)),
        # -1 is the provider's word for none; the highest is the account's own quota.
        (lambda_.FUNCTION, "reservedConcurrentExecutions", Between(-1, 2147483647)),
    ),
    *_bounds("InvalidParameterValueException", "botocore: lambda.AliasRoutingConfiguration.AdditionalVersionWeights",
        (lambda_.ALIAS, "routingConfig.additionalVersionWeights", Items(0, 1)),
    ),
    *_bounds("InvalidBucketName", "guide s3: bucketnamingrules",
        (s3.BUCKET, "bucket", Text(
            "3 to 63 lower-case letters, digits, periods and hyphens, a letter or digit first and last, no address",
            r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", 63,
            r"\.\.|^xn--|^sthree-|^amzn-s3-demo-|-s3alias$|--ol-s3$|\.mrap$|--x-s3$|--table-s3$|^\d+\.\d+\.\d+\.\d+$",
        )),
    ),
    *_bounds("InvalidArgument", "botocore: s3.PutBucketLifecycleConfiguration, s3.LifecycleRule and what is in it",
        (_LIFECYCLE, "rules", Items(1, 1000)),
        (_LIFECYCLE, "rules[].id", ID),
        (_LIFECYCLE, "rules[].expiration.days", Between(1, 2147483647, zero=True)),
        (_LIFECYCLE, "rules[].noncurrentVersionExpiration.noncurrentDays", DAYS),
        (_LIFECYCLE, "rules[].noncurrentVersionExpiration.newerNoncurrentVersions", Between(1, 100)),
        (_LIFECYCLE, "rules[].noncurrentVersionTransitions[].newerNoncurrentVersions", Between(1, 100)),
        (_LIFECYCLE, "rules[].abortIncompleteMultipartUpload.daysAfterInitiation", DAYS),
    ),
    *_bounds("InvalidArgument", "botocore: s3.ReplicationConfiguration, s3.ReplicationRule and s3.ReplicationTimeValue",
        (s3.BUCKET_REPLICATION_CONFIG, "rules", Items(1, 1000)),
        (s3.BUCKET_REPLICATION_CONFIG, "rules[].id", ID),
        (s3.BUCKET_REPLICATION_CONFIG, "rules[].destination.metrics.eventThreshold.minutes", OneOf((15,))),
        (s3.BUCKET_REPLICATION_CONFIG, "rules[].destination.replicationTime.time.minutes", OneOf((15,))),
    ),
    *_bounds("IllegalVersioningConfigurationException", "SDK s3.BucketVersioning",
        (s3.BUCKET_VERSIONING, "versioningConfiguration.status", OneOf(("Enabled", "Suspended", "Disabled"))),
    ),
    *_bounds("PolicyTooLarge", "guide s3: add-bucket-policy",
        (s3.BUCKET_POLICY, "policy", Text("a policy", r".*", 20480)),
    ),
    *_bounds("AlarmsLimitExceededException", "botocore: codedeploy.AlarmConfiguration.alarms",
        (codedeploy.DEPLOYMENT_GROUP, "alarmConfiguration.alarms", Items(0, 10)),
    ),
    *_bounds("InvalidParameterException", "botocore: ecs.CreateExpressGatewayServiceRequest",
        (ecs.EXPRESS_GATEWAY_SERVICE, "serviceName", NAME),
        (ecs.EXPRESS_GATEWAY_SERVICE, "healthCheckPath", Text("a path that begins with a slash", r"/.*")),
    ),
    *_bounds("InvalidParameterException", UNVERIFIED,
        (ecs.EXPRESS_GATEWAY_SERVICE, "primaryContainer.containerPort", Between(1, 65535)),
    ),
)  # fmt: skip
