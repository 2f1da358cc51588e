"""Cases of the rules of what moves servers, files and data."""

import json
from collections.abc import Mapping

from tests.policy.cases.case import KEY, REMOVED, Case, case


def _task(enabled: bool, **severities: str) -> dict[str, str]:
    components = [{"Id": name, "Severity": severity} for name, severity in severities.items()]
    return {"replicationTaskSettings": json.dumps({"Logging": {"EnableLogging": enabled, "LogComponents": components}})}


MIGRATION: Mapping[str, Case] = {
    "transfer-speaks-sftp-alone": case({"protocols": ["SFTP"]}, {"protocols": ["SFTP", "FTP"]}, {"protocols": REMOVED}),
    "transfer-is-private": case(
        {"endpointType": "VPC", "endpointDetails": {"subnetIds": ["subnet-1"]}},
        {"endpointType": "PUBLIC"},
        {"endpointDetails.addressAllocationIds": ["eipalloc-1"]},
    ),
    "transfer-names-its-security-group": case(
        {"endpointDetails": {"subnetIds": ["subnet-1", "subnet-2"], "securityGroupIds": ["sg-1"]}},
        {"endpointDetails.securityGroupIds": []},
        {"endpointDetails.subnetIds": ["subnet-1"]},
    ),
    "transfer-uses-current-ciphers": case(
        {"securityPolicyName": "TransferSecurityPolicy-2025-03"},
        {"securityPolicyName": "TransferSecurityPolicy-2018-11"},
        {"securityPolicyName": REMOVED},
    ),
    "transfer-is-logged": case({"structuredLogDestinations": ["arn:aws:logs:*"]}, {"structuredLogDestinations": []}),
    "transfer-user-sees-a-folder": case(
        {"homeDirectoryType": "LOGICAL", "homeDirectoryMappings": [{"entry": "/", "target": "/landing/bank"}]},
        {"homeDirectoryType": "PATH"},
        {"homeDirectoryMappings": REMOVED},
    ),
    "received-files-are-scanned": case(
        {"actions": [{"taggings": [{"status": "ENABLED"}]}]},
        {"actions": [{"taggings": [{"status": "DISABLED"}]}]},
        {"actions": REMOVED},
    ),
    "dms-is-private": case(
        {"publiclyAccessible": False}, {"publiclyAccessible": True}, {"publiclyAccessible": REMOVED}
    ),
    "dms-upgrades-itself": case({"autoMinorVersionUpgrade": True}, {"autoMinorVersionUpgrade": False}),
    "dms-has-a-standby": case({"multiAz": True}, {"multiAz": False}),
    "dms-has-its-own-key": case({"kmsKeyArn": KEY}, {"kmsKeyArn": REMOVED}),
    "serverless-dms-has-its-own-key": case(
        {"computeConfig": {"kmsKeyId": KEY, "replicationSubnetGroupId": "private"}},
        {"computeConfig.kmsKeyId": REMOVED},
        {"computeConfig.replicationSubnetGroupId": REMOVED},
    ),
    "dms-logs-its-source": case(
        _task(True, SOURCE_CAPTURE="LOGGER_SEVERITY_DEFAULT"),
        _task(False),
        _task(True, SOURCE_UNLOAD="LOGGER_SEVERITY_ERROR"),
        {"replicationTaskSettings": REMOVED},
        also_good=(_task(True, TARGET_LOAD="LOGGER_SEVERITY_ERROR"),),
    ),
    "dms-logs-its-target": case(
        _task(True, TARGET_APPLY="LOGGER_SEVERITY_DEFAULT"),
        _task(False),
        _task(True, TARGET_APPLY="LOGGER_SEVERITY_WARNING"),
    ),
    "dms-endpoint-is-encrypted-in-transit": case({"sslMode": "verify-full"}, {"sslMode": "none"}, {"sslMode": REMOVED}),
    "dms-endpoint-has-its-own-key": case({"kmsKeyArn": KEY}, {"kmsKeyArn": REMOVED}),
    "dms-endpoint-reads-its-credential": case(
        {"secretsManagerArn": "arn:aws:secretsmanager:eu-west-2:123456789012:secret:source"},
        {"password": "swordfish"},
        {"secretsManagerArn": REMOVED},
    ),
    "servers-are-copied-privately": case(
        {"settings": {"createPublicIP": False, "dataPlaneRouting": "PRIVATE_IP"}},
        {"settings.createPublicIP": True},
        {"settings.dataPlaneRouting": "PUBLIC_IP"},
    ),
    "copied-servers-have-their-own-key": case(
        {"settings": {"ebsEncryption": "CUSTOM", "ebsEncryptionKeyArn": KEY}},
        {"settings.ebsEncryption": "DEFAULT"},
        {"settings.ebsEncryptionKeyArn": REMOVED},
    ),
    "copied-servers-have-a-group-of-their-own": case(
        {"settings": {"associateDefaultSecurityGroup": False, "replicationServersSecurityGroupsIDs": ["sg-1"]}},
        {"settings.associateDefaultSecurityGroup": True},
        {"settings.replicationServersSecurityGroupsIDs": []},
    ),
    "launched-servers-get-no-public-address": case(
        {"settings": {"associatePublicIpAddress": False}}, {"settings.associatePublicIpAddress": True}
    ),
    "share-stays-in-the-organization": case({"allowExternalPrincipals": False}, {"allowExternalPrincipals": True}),
    "share-names-with-whom": case({"principal": "123456789012"}, {"principal": REMOVED}),
}
