"""The bounds that neither the registry's schemas nor the API's models state; each with the document that does.

Sources: `API <service>` is the API reference of the operation that creates the resource, as botocore repeats it;
`guide <service>` the user's guide; `provider` the Terraform provider that Pulumi's is made from.
"""

from dataclasses import KW_ONLY, dataclass

from catalog import billing, cloudwatch, codedeploy, dms, ec2, ecs, iam, kms, lambda_, rds, s3, secretsmanager, sns, sqs
from catalog.resource_type import ResourceType
from simulated_aws.kinds.limits import Between, Document, Items, Limit, OneOf, Prefix, Text


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


_HYPHENATED = Text(
    "letters, digits and single hyphens, a letter first and no hyphen last",
    r"[A-Za-z][A-Za-z0-9-]*", 63, r"--|-$",
)  # fmt: skip
_LOWER = Text(
    "lower-case letters, digits and single hyphens, a letter first and no hyphen last",
    r"[a-z][a-z0-9-]*", 63, r"--|-$",
)  # fmt: skip
_LONG = Text(
    "letters, digits and single hyphens, a letter first and no hyphen last",
    r"[A-Za-z][A-Za-z0-9-]*", 255, r"--|-$",
)  # fmt: skip
_EC2_TEXT = r"[A-Za-z0-9 ._\-:/()#,@\[\]+=&;{}!$*]*"
_EC2_DESCRIPTION = Text("a-z, A-Z, 0-9, spaces, and ._-:/()#,@[]+=&;{}!$*", _EC2_TEXT, 255)
_TIME = r"([01]\d|2[0-3]):[0-5]\d"
_DAY = r"(mon|tue|wed|thu|fri|sat|sun)"
_DAILY = Text("a window of the form hh24:mi-hh24:mi", f"{_TIME}-{_TIME}")
_WEEKLY = Text("a window of the form ddd:hh24:mi-ddd:hh24:mi", f"(?i:{_DAY}):{_TIME}-(?i:{_DAY}):{_TIME}")
_NAME = Text("letters, digits, hyphens and underscores", r"[A-Za-z0-9_-]+", 255)
_LIFECYCLE = s3.BUCKET_LIFECYCLE_CONFIGURATION
_DAYS = Between(1, 2**31 - 1)
_RANKED = r"(p|tm|tc|ts|wm)(100|\d{1,2})(\.\d{0,10})?|(TM|TC|TS|WM|PR)\([^:]*:[^:]*\)|IQM"
_EXTENDED = Text("a percentile or a trimmed statistic, such as p99 or TM(10%:90%)", _RANKED)
_STATISTIC = Text(
    "SampleCount, Average, Sum, Minimum, Maximum, or such as p99 or TM(10%:90%)",
    rf"SampleCount|Average|Sum|Minimum|Maximum|{_RANKED}",
)
_DCU = OneOf((1, 2, 4, 8, 16, 32, 64, 128, 192, 256, 384))


def _task_settings(kind: ResourceType, key: str) -> tuple[tuple[ResourceType, str, Limit], ...]:
    """The settings of a full load (guide dms, full-load task settings)."""
    modes = ("DO_NOTHING", "DROP_AND_CREATE", "TRUNCATE_BEFORE_LOAD")
    return (
        (kind, f"{key}.FullLoadSettings.MaxFullLoadSubTasks", Between(1, 49)),
        (kind, f"{key}.FullLoadSettings.CommitRate", Between(1, 50000)),
        (kind, f"{key}.FullLoadSettings.TargetTablePrepMode", OneOf(modes)),
    )


BOUNDS: tuple[Bound, ...] = (
    *_bounds("InvalidVpc.Range", "API ec2; guide vpc, VPC CIDR blocks",
        (ec2.VPC, "cidrBlock", Prefix(16, 28)),
    ),
    *_bounds("InvalidSubnet.Range", "guide vpc, subnet CIDR blocks",
        (ec2.SUBNET, "cidrBlock", Prefix(16, 28)),
    ),
    *_bounds("InvalidParameterValue", "API ec2, CreateSecurityGroup and IpRange",
        (ec2.SECURITY_GROUP, "description", _EC2_DESCRIPTION),
        (ec2.SECURITY_GROUP, "name", Text(
            "a-z, A-Z, 0-9, spaces, and ._-:/()#,@[]+=&;{}!$*, without sg- first", _EC2_TEXT, 255, r"^sg-",
        )),
        (ec2.SECURITY_GROUP_INGRESS_RULE, "description", _EC2_DESCRIPTION),
        (ec2.SECURITY_GROUP_EGRESS_RULE, "description", _EC2_DESCRIPTION),
        (ec2.MANAGED_PREFIX_LIST, "name", Text("a name without com.amazonaws first", r".+", 255, r"^com\.amazonaws")),
        (ec2.MANAGED_PREFIX_LIST, "addressFamily", OneOf(("IPv4", "IPv6"))),
        (ec2.MANAGED_PREFIX_LIST, "entries[].description", Text("a description", r".*", 255)),
        (ec2.NAT_GATEWAY, "connectivityType", OneOf(("public", "private"))),
    ),
    *_bounds("InvalidAttributeValue", "API sqs, CreateQueue",
        (sqs.QUEUE, "delaySeconds", Between(0, 900)),
        (sqs.QUEUE, "maxMessageSize", Between(1024, 1048576)),
        (sqs.QUEUE, "messageRetentionSeconds", Between(60, 1209600)),
        (sqs.QUEUE, "receiveWaitTimeSeconds", Between(0, 20)),
        (sqs.QUEUE, "visibilityTimeoutSeconds", Between(0, 43200)),
        (sqs.QUEUE, "kmsDataKeyReusePeriodSeconds", Between(60, 86400)),
    ),
    *_bounds("InvalidParameterValue", "API sqs, CreateQueue; guide sqs, dead-letter queues",
        (sqs.QUEUE, "name", Text("letters, digits, hyphens and underscores", r"[A-Za-z0-9_-]+(\.fifo)?", 80)),
        (sqs.QUEUE, "redrivePolicy.maxReceiveCount", Between(1, 1000)),
        (sqs.REDRIVE_ALLOW_POLICY, "redriveAllowPolicy.redrivePermission", OneOf(("allowAll", "byQueue", "denyAll"))),
        (sqs.REDRIVE_ALLOW_POLICY, "redriveAllowPolicy.sourceQueueArns", Items(1, 10)),
    ),
    *_bounds("InvalidParameter", "API sns, CreateTopic and Subscribe",
        (sns.TOPIC, "name", Text("letters, digits, hyphens and underscores", r"[A-Za-z0-9_-]+(\.fifo)?", 256)),
        (sns.TOPIC, "displayName", Text("a display name", r".*", 100)),
        (sns.TOPIC_SUBSCRIPTION, "protocol", OneOf((
            "http", "https", "email", "email-json", "sms", "sqs", "application", "lambda", "firehose",
        ))),
    ),
    *_bounds("InvalidParameterValue", "API rds, CreateDBInstance; provider, validation of identifiers",
        (rds.INSTANCE, "identifier", _LOWER),
        (rds.INSTANCE, "finalSnapshotIdentifier", _LONG),
        (rds.INSTANCE, "dbName", Text("letters, digits and underscores, a letter first", r"[A-Za-z][A-Za-z0-9_]*", 64)),
        (rds.INSTANCE, "username", Text(
            "letters, digits and underscores, a letter first, and not rdsadmin",
            r"[A-Za-z][A-Za-z0-9_]*", 16, r"^(?i:rdsadmin)$",
        )),
        (rds.INSTANCE, "backupRetentionPeriod", Between(0, 35)),
        (rds.INSTANCE, "backupWindow", _DAILY),
        (rds.INSTANCE, "maintenanceWindow", _WEEKLY),
        (rds.INSTANCE, "port", Between(1150, 65535)),
        (rds.INSTANCE, "monitoringInterval", OneOf((0, 1, 5, 10, 15, 30, 60))),
        (rds.INSTANCE, "performanceInsightsRetentionPeriod", OneOf((7, 731, *(31 * month for month in range(1, 24))))),
        (rds.INSTANCE, "storageType", OneOf(("gp2", "gp3", "io1", "io2", "standard"))),
        (rds.INSTANCE, "replicaMode", OneOf(("open-read-only", "mounted"))),
        (rds.INSTANCE, "networkType", OneOf(("IPV4", "DUAL"))),
        (rds.INSTANCE_AUTOMATED_BACKUPS_REPLICATION, "retentionPeriod", Between(1, 35)),
        (rds.PARAMETER_GROUP, "name", Text(
            "lower-case letters, digits, periods and single hyphens, a letter first and no hyphen last",
            r"[a-z][a-z0-9.-]*", 255, r"--|-$",
        )),
        (rds.SUBNET_GROUP, "name", Text(
            "lower-case letters, digits, periods, underscores, spaces and hyphens, and not default",
            r"[a-z0-9._ -]+", 255, r"^default$",
        )),
        (rds.SUBNET_GROUP, "subnetIds", Items(1, 20)),
        (rds.EVENT_SUBSCRIPTION, "name", Text("letters, digits and hyphens", r"[A-Za-z0-9-]+", 255)),
    ),
    *_bounds("InvalidParameterValueException", "API dms; provider, validation of identifiers",
        (dms.REPLICATION_INSTANCE, "replicationInstanceId", _HYPHENATED),
        (dms.REPLICATION_INSTANCE, "allocatedStorage", Between(5, 6144)),
        (dms.REPLICATION_INSTANCE, "preferredMaintenanceWindow", _WEEKLY),
        (dms.REPLICATION_TASK, "replicationTaskId", _LONG),
        (dms.REPLICATION_TASK, "migrationType", OneOf(("full-load", "cdc", "full-load-and-cdc"))),
        *_task_settings(dms.REPLICATION_TASK, "replicationTaskSettings"),
        *_task_settings(dms.REPLICATION_CONFIG, "replicationSettings"),
        (dms.REPLICATION_CONFIG, "replicationConfigIdentifier", _LONG),
        (dms.REPLICATION_CONFIG, "replicationType", OneOf(("full-load", "cdc", "full-load-and-cdc"))),
        (dms.REPLICATION_CONFIG, "computeConfig.maxCapacityUnits", _DCU),
        (dms.REPLICATION_CONFIG, "computeConfig.minCapacityUnits", _DCU),
        (dms.REPLICATION_SUBNET_GROUP, "replicationSubnetGroupId", Text(
            "lower-case letters, digits, periods, underscores, spaces and hyphens, and not default",
            r"[a-z0-9._ -]+", 255, r"^default$",
        )),
        (dms.ENDPOINT, "endpointId", _LONG),
        (dms.ENDPOINT, "port", Between(1, 65535)),
        (dms.ENDPOINT, "sslMode", OneOf(("none", "require", "verify-ca", "verify-full"))),
        (dms.CERTIFICATE, "certificateId", _LONG),
    ),
    *_bounds("InvalidParameterException", "API secretsmanager",
        (secretsmanager.SECRET, "recoveryWindowInDays", Between(7, 30, zero=True)),
        (secretsmanager.SECRET, "name", Text("ASCII letters, digits and /_+=.@-", r"[A-Za-z0-9/_+=.@-]+", 512)),
        (secretsmanager.SECRET_POLICY, "policy", Text("a policy", r".*", 20480)),
    ),
    *_bounds("NotAuthorizedException", "API kms, CreateAlias: alias/aws/ is reserved",
        (kms.ALIAS, "name", Text(
            "a name after alias/, other than AWS's own", r"alias/[A-Za-z0-9/_-]+", 256, r"^alias/aws/",
        )),
    ),
    *_bounds("LimitExceededException", "API kms, PutKeyPolicy: 32 kilobytes",
        (kms.KEY, "policy", Text("a key policy", r".*", 32768)),
    ),
    *_bounds("InvalidInput", "API iam, CreateOpenIDConnectProvider",
        (iam.OPEN_ID_CONNECT_PROVIDER, "url", Text("a URL that begins with https://", r"https://.+", 255)),
    ),
    *_bounds("LimitExceeded", "guide iam, quotas of IAM and STS",
        (iam.ROLE, "assumeRolePolicy", Document(2048)),
        (iam.ROLE_POLICY, "policy", Document(10240)),
        (iam.POLICY, "policy", Document(6144)),
    ),
    *_bounds("ValidationError", "guide iam, names: a path begins and ends with a slash",
        (iam.ROLE, "path", Text("a path between slashes", r"/([!-~]+/)?", 512)),
        (iam.POLICY, "path", Text("a path between slashes", r"/([!-~]+/)?", 512)),
        (iam.ROLE, "name", Text("letters, digits and +=,.@_-", r"[A-Za-z0-9+=,.@_-]+", 64)),
        (iam.ROLE, "maxSessionDuration", Between(3600, 43200)),
    ),
    *_bounds("InvalidParameterException", "API logs, PutRetentionPolicy",
        (cloudwatch.LOG_GROUP, "retentionInDays", OneOf((
            0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
        ))),
        (cloudwatch.LOG_GROUP, "logGroupClass", OneOf(("STANDARD", "INFREQUENT_ACCESS", "ESSENTIALS", "DELIVERY"))),
        (cloudwatch.LOG_GROUP, "name", Text("a name without aws/ first", r".*", 0, r"^aws/")),
    ),
    *_bounds("ValidationError", "API cloudwatch, PutMetricAlarm and PutDashboard",
        (cloudwatch.METRIC_ALARM, "treatMissingData", OneOf(("breaching", "notBreaching", "ignore", "missing"))),
        (cloudwatch.METRIC_ALARM, "evaluateLowSampleCountPercentiles", OneOf(("evaluate", "ignore"))),
        (cloudwatch.METRIC_ALARM, "namespace", Text("a namespace", r"[^:].*", 255)),
        (cloudwatch.METRIC_ALARM, "metricQueries[].id", Text(
            "letters, digits and underscores, a lower-case letter first", r"[a-z][A-Za-z0-9_]*", 255,
        )),
        (cloudwatch.METRIC_ALARM, "extendedStatistic", _EXTENDED),
        (cloudwatch.METRIC_ALARM, "metricQueries[].metric.stat", _STATISTIC),
        (cloudwatch.DASHBOARD, "dashboardName", _NAME),
    ),
    *_bounds("InvalidParameterValueException", "API lambda; guide lambda, quotas",
        (lambda_.FUNCTION, "name", Text("letters, digits, hyphens and underscores", r"[A-Za-z0-9_-]+", 64)),
        (lambda_.FUNCTION, "ephemeralStorage.size", Between(512, 10240)),
        (lambda_.FUNCTION, "memorySize", Between(128, 10240)),
        (lambda_.FUNCTION, "timeout", Between(1, 1800)),
        (lambda_.FUNCTION, "vpcConfig.securityGroupIds", Items(1, 5)),
        (lambda_.FUNCTION, "vpcConfig.subnetIds", Items(1, 16)),
        (lambda_.FUNCTION, "description", Text("a description", r".*", 256)),
        (lambda_.FUNCTION, "reservedConcurrentExecutions", Between(-1, 1000)),
        (lambda_.ALIAS, "name", Text("a name that is not a number", r"[A-Za-z0-9_-]+", 128, r"^[0-9]+$")),
    ),
    *_bounds("InvalidBucketName", "guide s3, general purpose bucket naming rules",
        (s3.BUCKET, "bucket", Text(
            "3 to 63 lower-case letters, digits, periods and hyphens, a letter or digit first and last, no address",
            r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", 63,
            r"\.\.|^xn--|^sthree-|^amzn-s3-demo-|-s3alias$|--ol-s3$|\.mrap$|--x-s3$|--table-s3$|^\d+\.\d+\.\d+\.\d+$",
        )),
    ),
    *_bounds("InvalidArgument", "API s3, PutBucketLifecycleConfiguration and PutBucketReplication",
        (_LIFECYCLE, "rules", Items(1, 1000)),
        (_LIFECYCLE, "rules[].id", Text("an id", r".*", 255)),
        (_LIFECYCLE, "rules[].expiration.days", Between(1, 2147483647, zero=True)),
        (_LIFECYCLE, "rules[].noncurrentVersionExpiration.noncurrentDays", _DAYS),
        (_LIFECYCLE, "rules[].noncurrentVersionExpiration.newerNoncurrentVersions", Between(1, 100)),
        (_LIFECYCLE, "rules[].abortIncompleteMultipartUpload.daysAfterInitiation", _DAYS),
        (s3.BUCKET_REPLICATION_CONFIG, "rules", Items(1, 1000)),
        (s3.BUCKET_REPLICATION_CONFIG, "rules[].id", Text("an id", r".*", 255)),
        (s3.BUCKET_REPLICATION_CONFIG, "rules[].destination.metrics.eventThreshold.minutes", OneOf((15,))),
        (s3.BUCKET_REPLICATION_CONFIG, "rules[].destination.replicationTime.time.minutes", OneOf((15,))),
        (s3.BUCKET_VERSIONING, "versioningConfiguration.status", OneOf(("Enabled", "Suspended", "Disabled"))),
        (s3.BUCKET_POLICY, "policy", Text("a policy", r".*", 20480)),
    ),
    *_bounds("AlarmsLimitExceededException", "guide codedeploy, quotas",
        (codedeploy.DEPLOYMENT_GROUP, "alarmConfiguration.alarms", Items(0, 10)),
    ),
    *_bounds("InvalidParameterException", "API budgets, Notification and CreateNotification",
        (billing.BUDGET, "notifications", Items(0, 10)),
        (billing.BUDGET, "notifications[].comparisonOperator", OneOf(("GREATER_THAN", "LESS_THAN", "EQUAL_TO"))),
        (billing.BUDGET, "notifications[].notificationType", OneOf(("ACTUAL", "FORECASTED"))),
        (billing.BUDGET, "notifications[].thresholdType", OneOf(("PERCENTAGE", "ABSOLUTE_VALUE"))),
        (billing.BUDGET, "notifications[].threshold", Between(0, 1_000_000_000)),
        (billing.BUDGET, "notifications[].subscriberEmailAddresses", Items(0, 10)),
        (billing.BUDGET, "notifications[].subscriberSnsTopicArns", Items(0, 1)),
    ),
    *_bounds("InvalidParameterException", "API ecs, CreateExpressGatewayService",
        (ecs.EXPRESS_GATEWAY_SERVICE, "serviceName", _NAME),
        (ecs.EXPRESS_GATEWAY_SERVICE, "healthCheckPath", Text("a path that begins with a slash", r"/.*")),
        (ecs.EXPRESS_GATEWAY_SERVICE, "primaryContainer.containerPort", Between(1, 65535)),
    ),
)  # fmt: skip
