"""What migrates servers, files and data, and what is shared with other accounts."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from posixpath import normpath

from policy.checks.properties import (
    absent,
    all_of,
    check,
    customer_key,
    disabled,
    each,
    enabled,
    equals,
    given,
    inside,
    two_zones,
)
from policy.rule import CRITICAL, HIGH, MEDIUM, Check, rule
from policy.values import Values

SERVER = "aws:transfer/server:Server"
USER = "aws:transfer/user:User"
MALWARE_PLAN = "aws:guardduty/malwareProtectionPlan:MalwareProtectionPlan"
DMS_INSTANCE = "aws:dms/replicationInstance:ReplicationInstance"
DMS_SERVERLESS = "aws:dms/replicationConfig:ReplicationConfig"
DMS_TASK = "aws:dms/replicationTask:ReplicationTask"
DMS_ENDPOINT = "aws:dms/endpoint:Endpoint"
MGN_REPLICATION = "pulumi-python:dynamic/mgn:ReplicationTemplate"
MGN_LAUNCH = "pulumi-python:dynamic/mgn:LaunchTemplate"
SHARE = "aws:ram/resourceShare:ResourceShare"
PRINCIPAL = "aws:ram/principalAssociation:PrincipalAssociation"
SECURITY_POLICIES = (
    "TransferSecurityPolicy-2025-03",
    "TransferSecurityPolicy-FIPS-2025-03",
    "TransferSecurityPolicy-SshAuditCompliant-2025-02",
)
QUIET = ("LOGGER_SEVERITY_ERROR", "LOGGER_SEVERITY_WARNING")


def _logs(*components: str) -> Check:
    """DMS writes a log, and these components of a task log more than errors, as they do by default."""

    @check(f"Logging with {' and '.join(components)}")
    def problems(values: Values) -> Iterator[str]:
        yield from enabled("Logging.EnableLogging").problems(values)
        for item in values.each("Logging.LogComponents"):
            if item.at("Id") in components and item.at("Severity") in QUIET:
                yield f"{item['Id']} logs at {item['Severity']} only"

    return inside("replicationTaskSettings", problems)


@check("home_directory_mappings to a folder of the bucket")
def _below_the_bucket(values: Values) -> Iterator[str]:
    """What a user sees is a part of a bucket."""
    targets = [str(item.at("target")) for item in values.each("homeDirectoryMappings")]
    if not targets:
        yield "homeDirectoryMappings is not set"
    for target in targets:
        if len(PurePosixPath(normpath(f"/{target.lstrip('/')}")).parts) < 3:
            yield f"{target} is a whole bucket"


RULES = (
    rule(SERVER, "transfer-sftp-only", HIGH, "FSBP Transfer.2, PCI Transfer.2, CKV_AWS_357").needs(
        equals("protocols", ["SFTP"])
    ),
    rule(SERVER, "transfer-no-public-endpoint", CRITICAL, "CKV_AWS_164").needs(
        all_of(equals("endpointType", "VPC"), absent("endpointDetails.addressAllocationIds"))
    ),
    rule(SERVER, "transfer-endpoint-security-group", HIGH).needs(
        all_of(given("endpointDetails.securityGroupIds"), two_zones("endpointDetails.subnetIds"))
    ),
    rule(SERVER, "transfer-security-policy", MEDIUM, "CKV_AWS_380").needs(
        equals("securityPolicyName", *SECURITY_POLICIES)
    ),
    rule(SERVER, "transfer-structured-logging", MEDIUM).needs(
        given("structuredLogDestinations"), "a log group of the stack"
    ),
    rule(SERVER, "transfer-alarm-configured", MEDIUM).needs_alarm("the server's failures"),
    rule(USER, "transfer-user-logical-directory", HIGH).needs(
        all_of(equals("homeDirectoryType", "LOGICAL"), _below_the_bucket), "nobody sees the bucket itself"
    ),
    rule(MALWARE_PLAN, "guardduty-malware-scan-tagging", HIGH).needs(
        each("actions", each("taggings", equals("status", "ENABLED"))), "each file is tagged with its result"
    ),
    rule(DMS_INSTANCE, "dms-no-public-access", CRITICAL, "FSBP DMS.1, PCI DMS.1, CKV_AWS_89").needs(
        disabled("publiclyAccessible")
    ),
    rule(DMS_INSTANCE, "dms-minor-version-upgrade", MEDIUM, "FSBP DMS.6, PCI DMS.6, CKV_AWS_222").needs(
        enabled("autoMinorVersionUpgrade")
    ),
    rule(DMS_INSTANCE, "dms-multi-az", MEDIUM, "FSBP DMS.13").needs(enabled("multiAz")),
    rule(DMS_INSTANCE, "dms-kms-encryption", MEDIUM, "CKV_AWS_212").needs(customer_key("kmsKeyArn")),
    rule(DMS_SERVERLESS, "dms-serverless-kms-encryption", MEDIUM).needs(
        all_of(customer_key("computeConfig.kmsKeyId"), given("computeConfig.replicationSubnetGroupId"))
    ),
    rule(DMS_TASK, "dms-source-logging", MEDIUM, "FSBP DMS.8, PCI DMS.8").needs(
        _logs("SOURCE_CAPTURE", "SOURCE_UNLOAD")
    ),
    rule(DMS_TASK, "dms-target-logging", MEDIUM, "FSBP DMS.7, PCI DMS.7").needs(_logs("TARGET_APPLY", "TARGET_LOAD")),
    rule(DMS_ENDPOINT, "dms-endpoint-requires-tls", HIGH, "FSBP DMS.9, PCI DMS.9, CKV2_AWS_49").needs(
        equals("sslMode", "verify-full", "verify-ca", "require")
    ),
    rule(DMS_ENDPOINT, "dms-endpoint-kms-encryption", MEDIUM, "CKV_AWS_296").needs(customer_key("kmsKeyArn")),
    rule(DMS_ENDPOINT, "dms-endpoint-secrets-manager", CRITICAL).needs(
        all_of(given("secretsManagerArn"), absent("password"))
    ),
    rule(MGN_REPLICATION, "mgn-replication-private", CRITICAL).needs(
        all_of(
            disabled("settings.createPublicIP"),
            equals("settings.dataPlaneRouting", "PRIVATE_IP"),
            required='createPublicIP=False and dataPlaneRouting="PRIVATE_IP"',
        )
    ),
    rule(MGN_REPLICATION, "mgn-replication-kms-encryption", HIGH, "FSBP EC2.181").needs(
        all_of(
            equals("settings.ebsEncryption", "CUSTOM"),
            given("settings.ebsEncryptionKeyArn"),
            required='ebsEncryption="CUSTOM" with ebsEncryptionKeyArn',
        )
    ),
    rule(MGN_REPLICATION, "mgn-replication-security-group", MEDIUM).needs(
        all_of(
            disabled("settings.associateDefaultSecurityGroup"),
            given("settings.replicationServersSecurityGroupsIDs"),
            required="associateDefaultSecurityGroup=False with a security group of the stack",
        )
    ),
    rule(MGN_LAUNCH, "mgn-launch-no-public-ip", HIGH, "FSBP EC2.25, PCI EC2.25").needs(
        all_of(disabled("settings.associatePublicIpAddress"), required="associatePublicIpAddress=False")
    ),
    rule(SHARE, "ram-no-external-principals", HIGH).needs(disabled("allowExternalPrincipals")),
    rule(PRINCIPAL, "ram-principal", HIGH).needs(given("principal"), "an account's number, or an organization's ARN"),
)
