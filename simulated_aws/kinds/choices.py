"""Choices that neither the registry's schemas nor the API's models state, and the provider's documentation lists.

`SDK <type>` is that documentation, in Pulumi's installed SDK.
"""

from catalog import arc, billing, dms, dynamodb, ec2, ecs, lambda_, rds, s3, secretsmanager, sns, transfer
from catalog.resource_type import ResourceType
from simulated_aws.kinds.bounds import Bound
from simulated_aws.kinds.limits import OneOf


def _choices(kind: ResourceType, path: str, *choices: str) -> Bound:
    source = f"SDK {kind.token.rpartition(':')[2]}"
    return Bound((kind,), path, OneOf(choices), error="InvalidParameterValue", source=source)


CHOICES = (
    _choices(arc.PLAN, "associatedAlarms[].alarmType", "applicationHealth", "trigger"),
    _choices(
        arc.PLAN,
        "workflows[].steps[].customActionLambdaConfigs[].regionToRun",
        "activatingRegion", "deactivatingRegion",
    ),
    _choices(
        billing.BUDGET,
        "costFilters[].name",
        "AZ", "BillingEntity", "CostCategory", "InstanceType", "InvoicingEntity", "LegalEntityName", "LinkedAccount",
        "Operation", "PurchaseType", "Region", "Service", "TagKeyValue", "UsageType", "UsageTypeGroup",
    ),
    _choices(
        billing.BUDGET,
        "metrics",
        "UnblendedCost", "BlendedCost", "AmortizedCost", "NetUnblendedCost", "NetAmortizedCost", "UsageQuantity",
        "NormalizedUsageAmount", "Hours",
    ),
    _choices(
        dms.ENDPOINT,
        "engineName",
        "aurora", "aurora-postgresql", "aurora-serverless", "aurora-postgresql-serverless", "azuredb",
        "azure-sql-managed-instance", "babelfish", "db2", "db2-zos", "docdb", "dynamodb", "elasticsearch", "kafka",
        "kinesis", "mariadb", "mongodb", "mysql", "neptune", "opensearch", "oracle", "postgres", "redshift",
        "redshift-serverless", "sqlserver", "sybase",
    ),
    _choices(dms.REPLICATION_INSTANCE, "networkType", "IPV4", "DUAL"),
    _choices(dynamodb.TABLE, "streamViewType", "KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"),
    _choices(ec2.SUBNET, "privateDnsHostnameTypeOnLaunch", "ip-name", "resource-name"),
    _choices(ecs.CLUSTER, "settings[].value", "enhanced", "enabled", "disabled"),
    _choices(
        ecs.EXPRESS_GATEWAY_SERVICE,
        "scalingTargets[].autoScalingMetric",
        "AVERAGE_CPU", "AVERAGE_MEMORY", "REQUEST_COUNT_PER_TARGET",
    ),
    _choices(
        secretsmanager.SECRET, "type", "SalesforceClientSecret", "BigIDClientSecret", "SnowflakeKeyPairAuthentication"
    ),
    _choices(lambda_.INVOCATION, "lifecycleScope", "CREATE_ONLY", "CRUD"),
    _choices(
        rds.INSTANCE,
        "engineLifecycleSupport",
        "open-source-rds-extended-support", "open-source-rds-extended-support-disabled",
    ),
    _choices(
        s3.BUCKET_LIFECYCLE_CONFIGURATION,
        "transitionDefaultMinimumObjectSize",
        "all_storage_classes_128K", "varies_by_storage_class",
    ),
    _choices(s3.BUCKET_VERSIONING, "versioningConfiguration.mfaDelete", "Enabled", "Disabled"),
    _choices(sns.TOPIC, "tracingConfig", "PassThrough", "Active"),
    _choices(
        transfer.SERVER,
        "sftpAuthenticationMethods",
        "PASSWORD", "PUBLIC_KEY", "PUBLIC_KEY_OR_PASSWORD", "PUBLIC_KEY_AND_PASSWORD",
    ),
)  # fmt: skip
