"""What the settings of the database and its credentials become."""

from collections.abc import Mapping

from config.properties.property import Property

PROPERTIES: Mapping[str, Property] = {
    "database.engineVersion": Property(
        "rds.CreateDBInstance.EngineVersion", "the release that the program is tested with"
    ),
    "database.replicaEngineVersion": Property(
        "rds.CreateDBInstance.EngineVersion", "the release that the program is tested with"
    ),
    "database.instanceClass": Property("rds.CreateDBInstance.DBInstanceClass", "the form of RDS's names"),
    "database.storageGib": Property("rds.CreateDBInstance.AllocatedStorage", guide=(20, 65536)),
    "database.maxStorageGib": Property(
        "rds.CreateDBInstance.MaxAllocatedStorage", "a tenth above the least storage", guide=(20, 65536)
    ),
    "database.applyImmediately": Property("rds.ModifyDBInstance.ApplyImmediately"),
    "database.multiAz": Property("rds.CreateDBInstance.MultiAZ"),
    "database.port": Property("rds.CreateDBInstance.Port", guide=(1150, 65535)),
    "database.backupRetentionDays": Property(
        "rds.CreateDBInstance.BackupRetentionPeriod", "1 at least, since a replica needs backups", guide=(0, 35)
    ),
    "database.backupWindow": Property("rds.CreateDBInstance.PreferredBackupWindow"),
    "database.maintenanceWindow": Property("rds.CreateDBInstance.PreferredMaintenanceWindow"),
    "database.monitoringIntervalSeconds": Property("rds.CreateDBInstance.MonitoringInterval"),
    "database.finalSnapshot": Property("rds.DeleteDBInstance.SkipFinalSnapshot"),
    "rotation.days": Property("secretsmanager.RotateSecret.RotationRules.AutomaticallyAfterDays", "a year at most"),
    "rotation.passwordLength": Property(
        "secretsmanager.GetRandomPassword.PasswordLength",
        "what MySQL on RDS takes, and no fewer than 16",
        guide=(8, 41),
    ),
}
