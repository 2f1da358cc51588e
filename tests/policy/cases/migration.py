"""Cases of the rules of what moves servers, files and data."""

import json
from collections.abc import Mapping

from tests.policy.cases.case import KEY, REMOVED, Case, case, given, switched


def _task(enabled: bool, **severities: str) -> dict[str, str]:
    components = [{"Id": name, "Severity": severity} for name, severity in severities.items()]
    return {"replicationTaskSettings": json.dumps({"Logging": {"EnableLogging": enabled, "LogComponents": components}})}


MIGRATION: Mapping[str, Case] = {
    "transfer-sftp-only": case({"protocols": ["SFTP"]}, {"protocols": ["SFTP", "FTP"]}, {"protocols": REMOVED}),
    "transfer-no-public-endpoint": case(
        {"endpointType": "VPC", "endpointDetails": {"subnetIds": ["subnet-1"]}},
        {"endpointType": "PUBLIC"},
        {"endpointDetails.addressAllocationIds": ["eipalloc-1"]},
    ),
    "transfer-endpoint-security-group": case(
        {"endpointDetails": {"subnetIds": ["subnet-1", "subnet-2"], "securityGroupIds": ["sg-1"]}},
        {"endpointDetails.securityGroupIds": []},
        {"endpointDetails.subnetIds": ["subnet-1"]},
    ),
    "transfer-security-policy": case(
        {"securityPolicyName": "TransferSecurityPolicy-2025-03"},
        {"securityPolicyName": "TransferSecurityPolicy-2018-11"},
        {"securityPolicyName": REMOVED},
    ),
    "transfer-structured-logging": case(
        {"structuredLogDestinations": ["arn:aws:logs:*"]}, {"structuredLogDestinations": []}
    ),
    "transfer-user-logical-directory": case(
        {"homeDirectoryType": "LOGICAL", "homeDirectoryMappings": [{"entry": "/", "target": "/landing/bank"}]},
        {"homeDirectoryType": "PATH"},
        {"homeDirectoryMappings": REMOVED},
    ),
    "guardduty-malware-scan-tagging": case(
        {"actions": [{"taggings": [{"status": "ENABLED"}]}]},
        {"actions": [{"taggings": [{"status": "DISABLED"}]}]},
        {"actions": REMOVED},
    ),
    "dms-no-public-access": switched("publiclyAccessible", False),
    "dms-minor-version-upgrade": switched("autoMinorVersionUpgrade", True),
    "dms-multi-az": switched("multiAz", True),
    "dms-kms-encryption": given("kmsKeyArn", KEY),
    "dms-serverless-kms-encryption": case(
        {"computeConfig": {"kmsKeyId": KEY, "replicationSubnetGroupId": "private"}},
        {"computeConfig.kmsKeyId": REMOVED},
        {"computeConfig.replicationSubnetGroupId": REMOVED},
    ),
    "dms-source-logging": case(
        _task(True, SOURCE_CAPTURE="LOGGER_SEVERITY_DEFAULT"),
        _task(False),
        _task(True, SOURCE_UNLOAD="LOGGER_SEVERITY_ERROR"),
        {"replicationTaskSettings": REMOVED},
        also_good=(_task(True, TARGET_LOAD="LOGGER_SEVERITY_ERROR"),),
    ),
    "dms-target-logging": case(
        _task(True, TARGET_APPLY="LOGGER_SEVERITY_DEFAULT"),
        _task(False),
        _task(True, TARGET_APPLY="LOGGER_SEVERITY_WARNING"),
    ),
    "dms-endpoint-requires-tls": case({"sslMode": "verify-full"}, {"sslMode": "none"}, {"sslMode": REMOVED}),
    "dms-endpoint-kms-encryption": given("kmsKeyArn", KEY),
    "dms-endpoint-secrets-manager": case(
        {"secretsManagerArn": "arn:aws:secretsmanager:eu-west-2:123456789012:secret:source"},
        {"password": "swordfish"},
        {"secretsManagerArn": REMOVED},
    ),
    "mgn-replication-private": case(
        {"settings": {"createPublicIP": False, "dataPlaneRouting": "PRIVATE_IP"}},
        {"settings.createPublicIP": True},
        {"settings.dataPlaneRouting": "PUBLIC_IP"},
    ),
    "mgn-replication-kms-encryption": case(
        {"settings": {"ebsEncryption": "CUSTOM", "ebsEncryptionKeyArn": KEY}},
        {"settings.ebsEncryption": "DEFAULT"},
        {"settings.ebsEncryptionKeyArn": REMOVED},
    ),
    "mgn-replication-security-group": case(
        {"settings": {"associateDefaultSecurityGroup": False, "replicationServersSecurityGroupsIDs": ["sg-1"]}},
        {"settings.associateDefaultSecurityGroup": True},
        {"settings.replicationServersSecurityGroupsIDs": []},
    ),
    "mgn-launch-no-public-ip": case(
        {"settings": {"associatePublicIpAddress": False}}, {"settings.associatePublicIpAddress": True}
    ),
    "ram-no-external-principals": switched("allowExternalPrincipals", False),
    "ram-principal": given("principal", "123456789012"),
}
