"""Cases of the database's, the keys' and the secrets' rules."""

from collections.abc import Mapping

from tests.policy.cases.case import FOR_THE_ACCOUNT, KEY, NOT_PUBLIC, REMOVED, Case, case, given, switched

DATABASE: Mapping[str, Case] = {
    "dynamodb-capacity-on-demand": case(
        {"billingMode": "PAY_PER_REQUEST"}, {"billingMode": "PROVISIONED"}, {"billingMode": REMOVED}
    ),
    "dynamodb-pitr-enabled": case(
        {"pointInTimeRecovery": {"enabled": True}},
        {"pointInTimeRecovery.enabled": False},
        {"pointInTimeRecovery": REMOVED},
    ),
    "dynamodb-deletion-protection": switched("deletionProtectionEnabled", True),
    "rds-no-public-access": switched("publiclyAccessible", False),
    "rds-subnet-group": given("dbSubnetGroupName", "isolated"),
    "rds-subnet-group-multi-az": case({"subnetIds": ["subnet-1", "subnet-2"]}, {"subnetIds": ["subnet-1"]}),
    "rds-storage-kms-encryption": case(
        {"storageEncrypted": True, "kmsKeyId": KEY}, {"storageEncrypted": False}, {"kmsKeyId": REMOVED}
    ),
    "rds-multi-az": switched("multiAz", True),
    "rds-deletion-protection": switched("deletionProtection", True),
    "rds-backup-retention": case(
        {"backupRetentionPeriod": 7}, {"backupRetentionPeriod": 6}, {"backupRetentionPeriod": REMOVED}
    ),
    "rds-replicated-backups-kms-encryption": given("kmsKeyId", KEY),
    "rds-final-snapshot": case(
        {"skipFinalSnapshot": False, "finalSnapshotIdentifier": "database-final-1"},
        {"finalSnapshotIdentifier": REMOVED, "skipFinalSnapshot": REMOVED},
        also_good=({"skipFinalSnapshot": True},),
    ),
    "rds-enhanced-monitoring": case(
        {"monitoringInterval": 60, "monitoringRoleArn": "arn:aws:iam::123456789012:role/monitoring"},
        {"monitoringInterval": 0},
        {"monitoringRoleArn": REMOVED},
    ),
    "rds-iam-authentication": given("iamDatabaseAuthenticationEnabled", True),
    "rds-copy-tags-to-snapshots": switched("copyTagsToSnapshot", True),
    "rds-non-default-port": case({"port": 3307}, {"port": 3306}, {"port": REMOVED}),
    "rds-cloudwatch-log-exports": case(
        {"enabledCloudwatchLogsExports": ["error", "slowquery"]},
        {"enabledCloudwatchLogsExports": ["error"]},
        {"enabledCloudwatchLogsExports": ["slowquery"]},
        {"enabledCloudwatchLogsExports": REMOVED},
    ),
    "rds-minor-version-upgrade": switched("autoMinorVersionUpgrade", True),
    "rds-non-default-master-username": case(
        {"username": "payments_master"},
        {"username": "admin"},
        {"username": REMOVED},
        also_good=({"replicateSourceDb": "arn:aws:rds:eu-west-2:123456789012:db:payments"},),
    ),
    "rds-performance-insights": switched("performanceInsightsEnabled", True),
    "rds-performance-insights-kms-encryption": case(
        {"performanceInsightsEnabled": True, "performanceInsightsKmsKeyId": KEY},
        {"performanceInsightsKmsKeyId": REMOVED},
        also_good=({"performanceInsightsEnabled": False},),
    ),
    "rds-current-ca-certificate": case({"caCertIdentifier": "rds-ca-rsa2048-g1"}, {"caCertIdentifier": "rds-ca-2019"}),
    "rds-no-managed-master-password": case({"engine": "mysql"}, {"manageMasterUserPassword": True}),
    "rds-require-tls": case(
        {"parameters": [{"name": "require_secure_transport", "value": "1"}]},
        {"parameters": [{"name": "require_secure_transport", "value": "0"}]},
        {"parameters": []},
        {"parameters": REMOVED},
    ),
    "rds-row-based-binlog": case(
        {"parameters": [{"name": "binlog_format", "value": "ROW"}]},
        {"parameters": [{"name": "binlog_format", "value": "MIXED"}]},
        {"parameters": []},
    ),
}
KEYS: Mapping[str, Case] = {
    "kms-key-rotation": switched("enableKeyRotation", True),
    "kms-key-deletion-window": case({"deletionWindowInDays": 30}, {"deletionWindowInDays": 7}),
    "kms-key-enabled": case({"description": "Payments"}, {"isEnabled": False}),
    "kms-key-policy": given("policy", FOR_THE_ACCOUNT),
    "kms-key-policy-not-public": NOT_PUBLIC,
    "kms-key-policy-lockout-check": case({"policy": FOR_THE_ACCOUNT}, {"bypassPolicyLockoutSafetyCheck": True}),
    "secretsmanager-kms-encryption": given("kmsKeyId", KEY),
    "secretsmanager-rotation-within-30-days": case(
        {"rotationRules": {"automaticallyAfterDays": 30}},
        {"rotationRules.automaticallyAfterDays": 31},
        {"rotationRules": {}},
    ),
    "secretsmanager-block-public-policy": given("blockPublicPolicy", True),
    "secretsmanager-policy-not-public": NOT_PUBLIC,
    "acm-certificate-renewed": case(
        {"validationMethod": "DNS"},
        {"validationMethod": "EMAIL"},
        {"validationMethod": REMOVED},
        {"privateKey": "-----BEGIN"},
        {"certificateBody": "-----BEGIN"},
    ),
    "acm-certificate-key": case(
        {"keyAlgorithm": "RSA_2048"}, {"keyAlgorithm": "RSA_1024"}, also_good=({"validationMethod": "DNS"},)
    ),
    "random-password-strength": case({"length": 32, "minSpecial": 1}, {"length": 15}, {"minSpecial": 0}),
}
