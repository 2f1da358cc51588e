"""The database server."""

from collections.abc import Iterator

from policy.checks import absent, at_least, both, equals, given, holds, several, when
from policy.rule import Check, Rule
from policy.values import Values

INSTANCE = "aws:rds/instance:Instance"
PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
COMMON_NAMES = ("admin", "administrator", "mysql", "postgres", "root")


def _uncommon_name(values: Values) -> Iterator[str]:
    name = values.at("username")
    # A copy has its source's.
    if name in COMMON_NAMES or (name is None and values.at("replicateSourceDb") is None):
        yield f"username is {name}"


def _uncommon_port(values: Values) -> Iterator[str]:
    if values.at("port") in (None, 3306):
        yield "port is MySQL's own, 3306"


def _parameter(name: str, *allowed: str) -> Check:
    def check(values: Values) -> Iterator[str]:
        found = [item.at("value") for item in values.each("parameters") if item.at("name") == name]
        if not found or found[0] not in allowed:
            yield f"{name} is {found[0] if found else 'not set'}"

    return check


RULES = (
    Rule(
        name="rds-is-private",
        controls=("FSBP RDS.2", "PCI RDS.2", "CIS 2.2.3", "CKV_AWS_17"),
        severity="critical",
        types=(INSTANCE,),
        check=equals("publiclyAccessible", False),
        message="publicly_accessible=False",
    ),
    Rule(
        name="rds-names-its-subnets",
        controls=("own",),
        severity="high",
        types=(INSTANCE,),
        check=given("dbSubnetGroupName"),
        message="db_subnet_group_name: without, AWS takes the account's default network",
    ),
    Rule(
        name="rds-subnets-span-two-zones",
        controls=("own",),
        severity="medium",
        types=("aws:rds/subnetGroup:SubnetGroup",),
        check=several("subnetIds"),
        message="subnet_ids of two zones at least",
    ),
    Rule(
        name="rds-is-encrypted-with-its-own-key",
        controls=("FSBP RDS.3", "CIS 2.2.1", "CKV_AWS_16"),
        severity="critical",
        types=(INSTANCE,),
        check=both(equals("storageEncrypted", True), given("kmsKeyId")),
        message="storage_encrypted=True and kms_key_id; it can't be changed later",
    ),
    Rule(
        name="rds-has-a-standby",
        controls=("FSBP RDS.5", "CIS 2.2.4", "CKV_AWS_157"),
        severity="high",
        types=(INSTANCE,),
        check=equals("multiAz", True),
        message="multi_az=True",
    ),
    Rule(
        name="rds-cannot-be-deleted",
        controls=("FSBP RDS.8", "CKV_AWS_293"),
        severity="medium",
        types=(INSTANCE,),
        check=equals("deletionProtection", True),
        message="deletion_protection=True",
    ),
    Rule(
        name="rds-is-backed-up-for-a-week",
        controls=("FSBP RDS.11", "CKV_AWS_133"),
        severity="high",
        types=(INSTANCE,),
        check=at_least("backupRetentionPeriod", 7),
        message="backup_retention_period of 7 days or more",
    ),
    Rule(
        name="rds-keeps-a-named-final-snapshot",
        controls=("own",),
        severity="medium",
        types=(INSTANCE,),
        check=when(lambda values: values.at("skipFinalSnapshot") is not True, given("finalSnapshotIdentifier")),
        message="final_snapshot_identifier, or skip_final_snapshot=True: without either no destroy succeeds",
    ),
    Rule(
        name="rds-is-monitored",
        controls=("FSBP RDS.6", "CKV_AWS_118"),
        severity="low",
        types=(INSTANCE,),
        check=both(at_least("monitoringInterval", 1), given("monitoringRoleArn")),
        message="monitoring_interval of 60 seconds, with a monitoring_role_arn",
    ),
    Rule(
        name="rds-takes-identities",
        controls=("FSBP RDS.10", "CKV_AWS_161"),
        severity="medium",
        types=(INSTANCE,),
        check=equals("iamDatabaseAuthenticationEnabled", True),
        message="iam_database_authentication_enabled=True: people log in as themselves, with tokens that end",
    ),
    Rule(
        name="rds-tags-its-snapshots",
        controls=("FSBP RDS.17", "CKV2_AWS_60"),
        severity="low",
        types=(INSTANCE,),
        check=equals("copyTagsToSnapshot", True),
        message="copy_tags_to_snapshot=True",
    ),
    Rule(
        name="rds-has-a-port-of-its-own",
        controls=("FSBP RDS.23",),
        severity="low",
        types=(INSTANCE,),
        check=_uncommon_port,
        message="port other than 3306",
    ),
    Rule(
        name="rds-exports-its-logs",
        controls=("FSBP RDS.9", "PCI RDS.9", "CKV_AWS_129"),
        severity="medium",
        types=(INSTANCE,),
        check=holds("enabledCloudwatchLogsExports", "error", "slowquery"),
        message='enabled_cloudwatch_logs_exports=["error", "slowquery"]; the general log would hold payments',
    ),
    Rule(
        name="rds-upgrades-itself",
        controls=("FSBP RDS.13", "PCI RDS.13", "CIS 2.2.2", "CKV_AWS_226"),
        severity="high",
        types=(INSTANCE,),
        check=equals("autoMinorVersionUpgrade", True),
        message="auto_minor_version_upgrade=True",
    ),
    Rule(
        name="rds-master-has-an-uncommon-name",
        controls=("FSBP RDS.25", "PCI RDS.25"),
        severity="medium",
        types=(INSTANCE,),
        check=_uncommon_name,
        message=f"username other than {', '.join(COMMON_NAMES)}",
    ),
    Rule(
        name="rds-has-insights",
        controls=("CKV_AWS_353",),
        severity="low",
        types=(INSTANCE,),
        check=equals("performanceInsightsEnabled", True),
        message="performance_insights_enabled=True, on a class that has them",
    ),
    Rule(
        name="rds-insights-have-their-own-key",
        controls=("CKV_AWS_354",),
        severity="medium",
        types=(INSTANCE,),
        check=when(lambda values: values.at("performanceInsightsEnabled"), given("performanceInsightsKmsKeyId")),
        message="performance_insights_kms_key_id: statements are data too",
    ),
    Rule(
        name="rds-names-its-authority",
        controls=("CKV_AWS_211",),
        severity="medium",
        types=(INSTANCE,),
        check=equals("caCertIdentifier", "rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"),
        message='ca_cert_identifier="rds-ca-rsa2048-g1" or newer',
    ),
    Rule(
        name="rds-owns-its-credential",
        controls=("own",),
        severity="medium",
        types=(INSTANCE,),
        check=absent("manageMasterUserPassword"),
        message="leave manage_master_user_password out: with it no replica can be made",
    ),
    Rule(
        name="rds-refuses-plaintext",
        controls=("Security Hub RDS.39", "CKV2_AWS_69"),
        severity="high",
        types=(PARAMETERS,),
        check=_parameter("require_secure_transport", "1", "ON"),
        message='the parameter require_secure_transport="1"',
    ),
    Rule(
        name="rds-logs-each-row",
        controls=("own",),
        severity="medium",
        types=(PARAMETERS,),
        check=_parameter("binlog_format", "ROW"),
        message='the parameter binlog_format="ROW": change capture needs each row',
    ),
    Rule(
        name="rds-reads-no-local-files",
        controls=("own",),
        severity="medium",
        types=(PARAMETERS,),
        check=_parameter("local_infile", "0", "OFF"),
        message='the parameter local_infile="0"',
    ),
)
