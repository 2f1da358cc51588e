"""What the settings of the migration become."""

from collections.abc import Mapping

from config.properties.property import Property, none

_SWITCH = none("decides which resources exist")
_RULE = "ec2.AuthorizeSecurityGroupIngress.IpPermissions"
_TASK = "dms.CreateReplicationTask.ReplicationTaskSettings"
_SETTING = "a range of the task's settings (DMS guide, task settings)"
PROPERTIES: Mapping[str, Property] = {
    "migration.transfer.enabled": _SWITCH,
    "migration.transfer.clientCidrs": Property(f"{_RULE}.IpRanges.CidrIp", "never the whole internet"),
    "migration.transfer.users[].name": Property(
        "transfer.CreateUser.UserName", "a part of the paths and names of a partner"
    ),
    "migration.transfer.users[].publicKeys": Property(
        "transfer.ImportSshPublicKey.SshPublicKeyBody", "the types and sizes that Transfer Family's guide lists"
    ),
    "migration.transfer.retentionDays": Property(
        "s3.PutBucketLifecycleConfiguration.LifecycleConfiguration.Rules.Expiration.Days", "ten years at most"
    ),
    "migration.dms.enabled": _SWITCH,
    "migration.dms.mode": _SWITCH,
    "migration.dms.instanceClass": Property(
        "dms.CreateReplicationInstance.ReplicationInstanceClass", "the form of DMS's names"
    ),
    "migration.dms.storageGib": Property("dms.CreateReplicationInstance.AllocatedStorage", guide=(5, 6144)),
    "migration.dms.capacityUnits": Property("dms.CreateReplicationConfig.ComputeConfig.MaxCapacityUnits"),
    "migration.dms.multiAz": Property("dms.CreateReplicationInstance.MultiAZ"),
    "migration.dms.sourceCidr": Property("ec2.AuthorizeSecurityGroupEgress.IpPermissions.IpRanges.CidrIp"),
    "migration.dms.sourcePort": Property("ec2.AuthorizeSecurityGroupEgress.IpPermissions.FromPort"),
    "migration.dms.sourceSecretArn": Property(
        "dms.CreateEndpoint.MySQLSettings.SecretsManagerSecretId", "the whole ARN: a policy names the same secret"
    ),
    "migration.dms.sourceTls": Property("dms.CreateEndpoint.SslMode", "the two that verify whom they talk to"),
    "migration.dms.sourceAuthority": Property("dms.ImportCertificate.CertificatePem", "the file that holds it"),
    "migration.dms.tableMappings": Property("dms.CreateReplicationTask.TableMappings", "the file that holds them"),
    "migration.dms.task.parallelTables": Property(_TASK, _SETTING),
    "migration.dms.task.commitRate": Property(_TASK, _SETTING),
    "migration.dms.task.inlineLobKib": Property(_TASK, _SETTING),
    "migration.dms.task.validationThreads": Property(_TASK, _SETTING),
    "migration.dms.task.lagSeconds": Property("cloudwatch.PutMetricAlarm.Threshold", "a day at most"),
    "migration.dms.start": Property("dms.StartReplicationTask.StartReplicationTaskType"),
    "migration.dms.reverse.enabled": _SWITCH,
    "migration.dms.reverse.targetSecretArn": Property(
        "dms.CreateEndpoint.MySQLSettings.SecretsManagerSecretId", "the whole ARN: a policy names the same secret"
    ),
    "migration.dms.reverse.binlogHours": none("an argument of RDS's own procedure, which takes a week at most"),
    "migration.dms.reportRetentionDays": Property(
        "s3.PutBucketLifecycleConfiguration.LifecycleConfiguration.Rules.Expiration.Days", "ten years at most"
    ),
    "migration.dms.accountRoles": _SWITCH,
    "migration.mgn.enabled": _SWITCH,
    "migration.mgn.sourceCidrs": Property(f"{_RULE}.IpRanges.CidrIp", "never the whole internet"),
    "migration.mgn.replicationInstanceType": Property(
        "mgn.CreateReplicationConfigurationTemplate.replicationServerInstanceType", "the form of EC2's names"
    ),
    "migration.mgn.bandwidthLimit": Property("mgn.CreateReplicationConfigurationTemplate.bandwidthThrottling"),
    "migration.mgn.accountRoles": _SWITCH,
}
