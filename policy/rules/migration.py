"""What moves servers, files and data, and what is shared."""

from collections.abc import Iterator

from policy.checks import absent, both, equals, every, given, inside, several
from policy.rule import Check, Rule
from policy.values import Values

SERVER = "aws:transfer/server:Server"
DMS_INSTANCE = "aws:dms/replicationInstance:ReplicationInstance"
DMS_SERVERLESS = "aws:dms/replicationConfig:ReplicationConfig"
DMS_TASK = "aws:dms/replicationTask:ReplicationTask"
DMS_ENDPOINT = "aws:dms/endpoint:Endpoint"
REPLICATION_TEMPLATE = "pulumi-python:dynamic/mgn:ReplicationTemplate"
TRANSFER_POLICIES = (
    "TransferSecurityPolicy-2025-03",
    "TransferSecurityPolicy-FIPS-2025-03",
    "TransferSecurityPolicy-SshAuditCompliant-2025-02",
)
QUIET = ("LOGGER_SEVERITY_ERROR", "LOGGER_SEVERITY_WARNING")


def _logs(*components: str) -> Check:
    """DMS writes a log, and these parts of a task tell more than errors, as they do where nothing is said."""

    def check(values: Values) -> Iterator[str]:
        yield from equals("Logging.EnableLogging", True)(values)
        for item in values.each("Logging.LogComponents"):
            if item.at("Id") in components and item.at("Severity") in QUIET:
                yield f"{item['Id']} logs at {item['Severity']} only"

    return check


RULES = (
    Rule(
        name="transfer-speaks-sftp-alone",
        controls=("FSBP Transfer.2", "PCI Transfer.2", "CKV_AWS_357"),
        severity="high",
        types=(SERVER,),
        check=equals("protocols", ["SFTP"]),
        message='protocols=["SFTP"]',
    ),
    Rule(
        name="transfer-is-private",
        controls=("CKV_AWS_164",),
        severity="critical",
        types=(SERVER,),
        check=both(equals("endpointType", "VPC"), absent("endpointDetails.addressAllocationIds")),
        message='endpoint_type="VPC" without address_allocation_ids',
    ),
    Rule(
        name="transfer-names-its-security-group",
        controls=("own",),
        severity="high",
        types=(SERVER,),
        check=both(given("endpointDetails.securityGroupIds"), several("endpointDetails.subnetIds")),
        message="endpoint_details with security_group_ids, and subnet_ids of two zones",
    ),
    Rule(
        name="transfer-uses-current-ciphers",
        controls=("CKV_AWS_380",),
        severity="medium",
        types=(SERVER,),
        check=equals("securityPolicyName", *TRANSFER_POLICIES),
        message=f"security_policy_name: one of {', '.join(TRANSFER_POLICIES)}",
    ),
    Rule(
        name="transfer-is-logged",
        controls=("own",),
        severity="medium",
        types=(SERVER,),
        check=given("structuredLogDestinations"),
        message="structured_log_destinations with a log group of the stack",
    ),
    Rule(
        name="transfer-user-sees-a-folder",
        controls=("own",),
        severity="high",
        types=("aws:transfer/user:User",),
        check=both(equals("homeDirectoryType", "LOGICAL"), given("homeDirectoryMappings")),
        message='home_directory_type="LOGICAL" with mappings: nobody sees the bucket itself',
    ),
    Rule(
        name="received-files-are-scanned",
        controls=("own",),
        severity="high",
        types=("aws:guardduty/malwareProtectionPlan:MalwareProtectionPlan",),
        check=every("actions", every("taggings", equals("status", "ENABLED"))),
        message='actions=[{"taggings": [{"status": "ENABLED"}]}]: the result stands on the file',
    ),
    Rule(
        name="dms-is-private",
        controls=("FSBP DMS.1", "PCI DMS.1", "CKV_AWS_89"),
        severity="critical",
        types=(DMS_INSTANCE,),
        check=equals("publiclyAccessible", False),
        message="publicly_accessible=False",
    ),
    Rule(
        name="dms-upgrades-itself",
        controls=("FSBP DMS.6", "PCI DMS.6", "CKV_AWS_222"),
        severity="medium",
        types=(DMS_INSTANCE,),
        check=equals("autoMinorVersionUpgrade", True),
        message="auto_minor_version_upgrade=True",
    ),
    Rule(
        name="dms-has-a-standby",
        controls=("FSBP DMS.13",),
        severity="medium",
        types=(DMS_INSTANCE,),
        check=equals("multiAz", True),
        message="multi_az=True",
    ),
    Rule(
        name="dms-has-its-own-key",
        controls=("CKV_AWS_212",),
        severity="medium",
        types=(DMS_INSTANCE,),
        check=given("kmsKeyArn"),
        message="kms_key_arn of a key of the account",
    ),
    Rule(
        name="serverless-dms-has-its-own-key",
        controls=("own",),
        severity="medium",
        types=(DMS_SERVERLESS,),
        check=given("computeConfig.kmsKeyId", "computeConfig.replicationSubnetGroupId"),
        message="compute_config with kms_key_id and replication_subnet_group_id",
    ),
    Rule(
        name="dms-logs-its-source",
        controls=("FSBP DMS.8", "PCI DMS.8"),
        severity="medium",
        types=(DMS_TASK,),
        check=inside("replicationTaskSettings", _logs("SOURCE_CAPTURE", "SOURCE_UNLOAD")),
        message="replication_task_settings: Logging with SOURCE_CAPTURE and SOURCE_UNLOAD",
    ),
    Rule(
        name="dms-logs-its-target",
        controls=("FSBP DMS.7", "PCI DMS.7"),
        severity="medium",
        types=(DMS_TASK,),
        check=inside("replicationTaskSettings", _logs("TARGET_APPLY", "TARGET_LOAD")),
        message="replication_task_settings: Logging with TARGET_APPLY and TARGET_LOAD",
    ),
    Rule(
        name="dms-endpoint-is-encrypted-in-transit",
        controls=("FSBP DMS.9", "PCI DMS.9", "CKV2_AWS_49"),
        severity="high",
        types=(DMS_ENDPOINT,),
        check=equals("sslMode", "require", "verify-ca", "verify-full"),
        message='ssl_mode="verify-full"',
    ),
    Rule(
        name="dms-endpoint-has-its-own-key",
        controls=("CKV_AWS_296",),
        severity="medium",
        types=(DMS_ENDPOINT,),
        check=given("kmsKeyArn"),
        message="kms_key_arn of a key of the account",
    ),
    Rule(
        name="dms-endpoint-reads-its-credential",
        controls=("own",),
        severity="critical",
        types=(DMS_ENDPOINT,),
        check=both(absent("password"), given("secretsManagerArn")),
        message="secrets_manager_arn instead of a password",
    ),
    Rule(
        name="servers-are-copied-privately",
        controls=("own",),
        severity="critical",
        types=(REPLICATION_TEMPLATE,),
        check=both(equals("settings.createPublicIP", False), equals("settings.dataPlaneRouting", "PRIVATE_IP")),
        message='createPublicIP=False and dataPlaneRouting="PRIVATE_IP"',
    ),
    Rule(
        name="copied-servers-have-their-own-key",
        controls=("own",),
        severity="high",
        types=(REPLICATION_TEMPLATE,),
        check=both(equals("settings.ebsEncryption", "CUSTOM"), given("settings.ebsEncryptionKeyArn")),
        message='ebsEncryption="CUSTOM" with ebsEncryptionKeyArn',
    ),
    Rule(
        name="launched-servers-get-no-public-address",
        controls=("own",),
        severity="high",
        types=("pulumi-python:dynamic/mgn:LaunchTemplate",),
        check=equals("settings.associatePublicIpAddress", False),
        message="associatePublicIpAddress=False",
    ),
    Rule(
        name="copied-servers-have-a-group-of-their-own",
        controls=("own",),
        severity="medium",
        types=(REPLICATION_TEMPLATE,),
        check=both(
            equals("settings.associateDefaultSecurityGroup", False),
            given("settings.replicationServersSecurityGroupsIDs"),
        ),
        message="associateDefaultSecurityGroup=False with a group of the stack",
    ),
    Rule(
        name="share-stays-in-the-organization",
        controls=("own",),
        severity="high",
        types=("aws:ram/resourceShare:ResourceShare",),
        check=equals("allowExternalPrincipals", False),
        message="allow_external_principals=False",
    ),
    Rule(
        name="share-names-with-whom",
        controls=("own",),
        severity="high",
        types=("aws:ram/principalAssociation:PrincipalAssociation",),
        check=given("principal"),
        message="principal: an account's number, or an organization's ARN",
    ),
)
