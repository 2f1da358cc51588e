"""Cases of the database's, the keys' and the secrets' rules."""

from collections.abc import Mapping

from tests.policy.cases.case import FOR_THE_ACCOUNT, KEY, REMOVED, TO_ANYONE, Case, case

DATABASE: Mapping[str, Case] = {
    "rds-is-private": case(
        {"publiclyAccessible": False}, {"publiclyAccessible": True}, {"publiclyAccessible": REMOVED}
    ),
    "rds-names-its-subnets": case({"dbSubnetGroupName": "isolated"}, {"dbSubnetGroupName": REMOVED}),
    "rds-subnets-span-two-zones": case({"subnetIds": ["subnet-1", "subnet-2"]}, {"subnetIds": ["subnet-1"]}),
    "rds-is-encrypted-with-its-own-key": case(
        {"storageEncrypted": True, "kmsKeyId": KEY}, {"storageEncrypted": False}, {"kmsKeyId": REMOVED}
    ),
    "rds-has-a-standby": case({"multiAz": True}, {"multiAz": False}, {"multiAz": REMOVED}),
    "rds-cannot-be-deleted": case({"deletionProtection": True}, {"deletionProtection": False}),
    "rds-is-backed-up-for-a-week": case(
        {"backupRetentionPeriod": 7}, {"backupRetentionPeriod": 6}, {"backupRetentionPeriod": REMOVED}
    ),
    "rds-keeps-a-named-final-snapshot": case(
        {"skipFinalSnapshot": False, "finalSnapshotIdentifier": "database-final-1"},
        {"finalSnapshotIdentifier": REMOVED, "skipFinalSnapshot": REMOVED},
        also_good=({"skipFinalSnapshot": True},),
    ),
    "rds-is-monitored": case(
        {"monitoringInterval": 60, "monitoringRoleArn": "arn:aws:iam::123456789012:role/monitoring"},
        {"monitoringInterval": 0},
        {"monitoringRoleArn": REMOVED},
    ),
    "rds-takes-identities": case(
        {"iamDatabaseAuthenticationEnabled": True}, {"iamDatabaseAuthenticationEnabled": REMOVED}
    ),
    "rds-tags-its-snapshots": case({"copyTagsToSnapshot": True}, {"copyTagsToSnapshot": False}),
    "rds-has-a-port-of-its-own": case({"port": 3307}, {"port": 3306}, {"port": REMOVED}),
    "rds-exports-its-logs": case(
        {"enabledCloudwatchLogsExports": ["error", "slowquery"]},
        {"enabledCloudwatchLogsExports": ["error"]},
        {"enabledCloudwatchLogsExports": REMOVED},
    ),
    "rds-upgrades-itself": case({"autoMinorVersionUpgrade": True}, {"autoMinorVersionUpgrade": False}),
    "rds-master-has-an-uncommon-name": case(
        {"username": "payments_master"},
        {"username": "admin"},
        {"username": REMOVED},
        also_good=({"replicateSourceDb": "arn:aws:rds:eu-west-2:123456789012:db:payments"},),
    ),
    "rds-has-insights": case({"performanceInsightsEnabled": True}, {"performanceInsightsEnabled": False}),
    "rds-insights-have-their-own-key": case(
        {"performanceInsightsEnabled": True, "performanceInsightsKmsKeyId": KEY},
        {"performanceInsightsKmsKeyId": REMOVED},
        also_good=({"performanceInsightsEnabled": False},),
    ),
    "rds-names-its-authority": case({"caCertIdentifier": "rds-ca-rsa2048-g1"}, {"caCertIdentifier": "rds-ca-2019"}),
    "rds-owns-its-credential": case({"engine": "mysql"}, {"manageMasterUserPassword": True}),
    "rds-refuses-plaintext": case(
        {"parameters": [{"name": "require_secure_transport", "value": "1"}]},
        {"parameters": [{"name": "require_secure_transport", "value": "0"}]},
        {"parameters": []},
        {"parameters": REMOVED},
    ),
    "rds-logs-each-row": case(
        {"parameters": [{"name": "binlog_format", "value": "ROW"}]},
        {"parameters": [{"name": "binlog_format", "value": "MIXED"}]},
    ),
    "rds-reads-no-local-files": case(
        {"parameters": [{"name": "local_infile", "value": "0"}]},
        {"parameters": [{"name": "local_infile", "value": "1"}]},
    ),
}
KEYS: Mapping[str, Case] = {
    "key-rotates": case({"enableKeyRotation": True}, {"enableKeyRotation": False}, {"enableKeyRotation": REMOVED}),
    "key-can-be-saved-for-a-month": case({"deletionWindowInDays": 30}, {"deletionWindowInDays": 7}),
    "key-is-enabled": case({"description": "Payments"}, {"isEnabled": False}),
    "key-has-a-policy": case({"policy": FOR_THE_ACCOUNT}, {"policy": REMOVED}),
    "key-is-not-for-anyone": case({"policy": FOR_THE_ACCOUNT}, *TO_ANYONE),
    "secret-has-its-own-key": case({"kmsKeyId": KEY}, {"kmsKeyId": REMOVED}),
    "secret-rotates-monthly": case(
        {"rotationRules": {"automaticallyAfterDays": 30}},
        {"rotationRules.automaticallyAfterDays": 31},
        {"rotationRules": {}},
    ),
    "secret-refuses-public-policies": case({"blockPublicPolicy": True}, {"blockPublicPolicy": REMOVED}),
    "secret-is-not-for-anyone": case({"policy": FOR_THE_ACCOUNT}, *TO_ANYONE),
    "password-is-long-and-mixed": case({"length": 32, "minSpecial": 1}, {"length": 15}, {"minSpecial": 0}),
}
