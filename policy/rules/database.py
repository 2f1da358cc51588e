"""The database server."""

from collections.abc import Iterator

from policy.checks.properties import (
    absent,
    all_of,
    at_least,
    check,
    contains,
    customer_key,
    disabled,
    enabled,
    equals,
    given,
    two_zones,
    when,
)
from policy.checks.stacks import ROUTE, StackCheck, private_subnets, stack_check
from policy.resources import Stack, Violation
from policy.rule import CRITICAL, HIGH, LOW, MEDIUM, Check, rule
from policy.values import Values

INSTANCE = "aws:rds/instance:Instance"
TABLE = "aws:dynamodb/table:Table"
PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
DMS_ENDPOINT = "aws:dms/endpoint:Endpoint"
SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup"
SUBSCRIPTION = "aws:rds/eventSubscription:EventSubscription"
BACKUPS_REPLICATION = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
COMMON_NAMES = ("admin", "administrator", "mysql", "postgres", "root")


@check(f"username other than {', '.join(COMMON_NAMES)}")
def _uncommon_username(values: Values) -> Iterator[str]:
    name = values.at("username")
    # A replica has its source's.
    if name in COMMON_NAMES or (name is None and values.at("replicateSourceDb") is None):
        yield f"username is {name}"


@check("port other than 3306")
def _non_default_port(values: Values) -> Iterator[str]:
    if values.at("port") in (None, 3306):
        yield "port is MySQL's own, 3306"


def _parameter(name: str, *allowed: str) -> Check:
    """A parameter group gives a parameter one of some values."""

    @check(f'the parameter {name}="{allowed[0]}"')
    def problems(values: Values) -> Iterator[str]:
        found = [item.at("value") for item in values.each("parameters") if item.at("name") == name]
        if not found or found[0] not in allowed:
            yield f"{name} is {found[0] if found else 'not set'}"

    return problems


@stack_check('the parameter local_infile="1" beside a target of DMS, and "0" anywhere else')
def _loaded_by_dms_alone(stack: Stack) -> Iterator[Violation]:
    """A parameter group takes rows from a client's file where DMS loads them so, and only there."""
    for item in stack.of(PARAMETERS):
        targets = [
            end
            for end in stack.of(DMS_ENDPOINT)
            if end.provider == item.provider and end.values.at("endpointType") == "target"
        ]
        allowed = ("1", "ON") if targets else ("0", "OFF")
        found = [one.at("value") for one in item.values.each("parameters") if one.at("name") == "local_infile"]
        if not found or found[0] not in allowed:
            yield Violation(resource=item, text=f"local_infile is {found[0] if found else 'not set'}")


def _subscribed(source: str) -> StackCheck:
    """Somebody is notified of the events of a type of source, in each region where there is a database."""

    @stack_check(f"EventSubscription of the source type {source}")
    def violations(stack: Stack) -> Iterator[Violation]:
        for item in stack.of(INSTANCE):
            of_the_region = [other for other in stack.of(SUBSCRIPTION) if other.provider == item.provider]
            # Without a source type a subscription is of all of them.
            if not {other.values.at("sourceType") for other in of_the_region} & {None, source}:
                yield Violation(resource=item, text=f"nobody is notified of events of the type {source}")

    return violations


RULES = (
    rule(TABLE, "dynamodb-capacity-on-demand", MEDIUM, "FSBP DynamoDB.1").needs(
        equals("billingMode", "PAY_PER_REQUEST"), "capacity follows the requests"
    ),
    rule(TABLE, "dynamodb-pitr-enabled", MEDIUM, "FSBP DynamoDB.2, CKV_AWS_28").needs(
        enabled("pointInTimeRecovery.enabled"), "by it one finds out what a table held when"
    ),
    rule(TABLE, "dynamodb-deletion-protection", MEDIUM, "FSBP DynamoDB.6").needs(enabled("deletionProtectionEnabled")),
    rule(INSTANCE, "rds-no-public-access", CRITICAL, "FSBP RDS.2, PCI RDS.2, CIS 2.2.3, CKV_AWS_17").needs(
        disabled("publiclyAccessible")
    ),
    rule(INSTANCE, "rds-subnet-group", HIGH, "FSBP RDS.18").needs(
        given("dbSubnetGroupName"), "without it AWS takes the account's default network"
    ),
    rule(SUBNET_GROUP, "rds-subnet-group-multi-az", MEDIUM).needs(two_zones("subnetIds")),
    rule((SUBNET_GROUP, ROUTE), "rds-subnet-group-private", HIGH, "FSBP RDS.46").needs(
        private_subnets(SUBNET_GROUP, "subnetIds")
    ),
    rule(INSTANCE, "rds-storage-kms-encryption", CRITICAL, "FSBP RDS.3, CIS 2.2.1, CKV_AWS_16").needs(
        all_of(enabled("storageEncrypted"), customer_key("kmsKeyId")), "it can't be changed later"
    ),
    rule(INSTANCE, "rds-multi-az", HIGH, "FSBP RDS.5, CIS 2.2.4, CKV_AWS_157").needs(enabled("multiAz")),
    rule(INSTANCE, "rds-deletion-protection", MEDIUM, "FSBP RDS.8, CKV_AWS_293").needs(enabled("deletionProtection")),
    rule(INSTANCE, "rds-backup-retention", HIGH, "FSBP RDS.11, CKV_AWS_133").needs(
        at_least("backupRetentionPeriod", 7, "days")
    ),
    rule(BACKUPS_REPLICATION, "rds-replicated-backups-kms-encryption", MEDIUM, "CKV_AWS_245").needs(
        customer_key("kmsKeyId")
    ),
    rule(INSTANCE, "rds-final-snapshot", MEDIUM).needs(
        all_of(
            when(lambda values: values.at("skipFinalSnapshot") is not True, given("finalSnapshotIdentifier")),
            required="final_snapshot_identifier, or skip_final_snapshot=True",
        ),
        "without either no destroy succeeds",
    ),
    rule(INSTANCE, "rds-enhanced-monitoring", LOW, "FSBP RDS.6, CKV_AWS_118").needs(
        all_of(at_least("monitoringInterval", 1, "second"), given("monitoringRoleArn")), "60 seconds are enough"
    ),
    rule(INSTANCE, "rds-iam-authentication", MEDIUM, "FSBP RDS.10, CKV_AWS_161").needs(
        enabled("iamDatabaseAuthenticationEnabled"), "people log in as themselves, with tokens that expire"
    ),
    rule(INSTANCE, "rds-copy-tags-to-snapshots", LOW, "FSBP RDS.17, CKV2_AWS_60").needs(enabled("copyTagsToSnapshot")),
    rule(INSTANCE, "rds-non-default-port", LOW, "FSBP RDS.23").needs(_non_default_port),
    rule(INSTANCE, "rds-cloudwatch-log-exports", MEDIUM, "FSBP RDS.9, PCI RDS.9, CKV_AWS_129").needs(
        contains("enabledCloudwatchLogsExports", "error", "slowquery"), "the general log would hold payments"
    ),
    rule(INSTANCE, "rds-minor-version-upgrade", HIGH, "FSBP RDS.13, PCI RDS.13, CIS 2.2.2, CKV_AWS_226").needs(
        enabled("autoMinorVersionUpgrade")
    ),
    rule(INSTANCE, "rds-non-default-master-username", MEDIUM, "FSBP RDS.25, PCI RDS.25").needs(_uncommon_username),
    rule(INSTANCE, "rds-performance-insights", LOW, "CKV_AWS_353").needs(
        enabled("performanceInsightsEnabled"), "not every instance class has them"
    ),
    rule(INSTANCE, "rds-performance-insights-kms-encryption", MEDIUM, "CKV_AWS_354").needs(
        when(lambda values: values.at("performanceInsightsEnabled"), customer_key("performanceInsightsKmsKeyId")),
        "statements are data too",
    ),
    rule(INSTANCE, "rds-current-ca-certificate", MEDIUM, "CKV_AWS_211").needs(
        equals("caCertIdentifier", "rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1")
    ),
    rule(INSTANCE, "rds-no-managed-master-password", MEDIUM).needs(
        absent("manageMasterUserPassword"), "with it no replica can be made"
    ),
    rule(INSTANCE, "rds-alarm-configured", HIGH).needs_alarm("a metric of the server"),
    rule(PARAMETERS, "rds-require-tls", HIGH, "Security Hub RDS.39, CKV2_AWS_69").needs(
        _parameter("require_secure_transport", "1", "ON")
    ),
    rule(PARAMETERS, "rds-row-based-binlog", MEDIUM).needs(
        _parameter("binlog_format", "ROW"), "change data capture needs each row"
    ),
    rule((PARAMETERS, DMS_ENDPOINT), "rds-local-infile-for-dms-alone", MEDIUM).needs(
        _loaded_by_dms_alone, "DMS loads a target from its own files"
    ),
    rule((SUBSCRIPTION, INSTANCE), "rds-instance-event-notifications", LOW, "FSBP RDS.20, PCI RDS.20").needs(
        _subscribed("db-instance")
    ),
    rule((SUBSCRIPTION, INSTANCE), "rds-parameter-group-event-notifications", LOW, "FSBP RDS.21, PCI RDS.21").needs(
        _subscribed("db-parameter-group")
    ),
    rule((SUBSCRIPTION, INSTANCE), "rds-security-group-event-notifications", LOW, "FSBP RDS.22, PCI RDS.22").needs(
        _subscribed("db-security-group")
    ),
)
