"""What is kept and moved: right ones, and changes that do not go with the rest."""

from catalog import dms, kms, rds, s3, secretsmanager, transfer
from tests.simulated_aws.kinds.combinations.cases import Case, Fields


def steps(cold: int, archived: int) -> list[Fields]:
    return [{"days": cold, "storageClass": "STANDARD_IA"}, {"days": archived, "storageClass": "GLACIER"}]


SERVER: Fields = {
    "allocatedStorage": 100, "storageType": "gp3", "engine": "mysql", "storageEncrypted": True, "kmsKeyId": "key",
    "backupWindow": "02:00-03:00", "maintenanceWindow": "sun:03:30-sun:04:30", "multiAz": True,
    "monitoringInterval": 60, "monitoringRoleArn": "arn", "password": "password", "username": "master",
    "performanceInsightsEnabled": True,
    "performanceInsightsKmsKeyId": "key",
}  # fmt: skip
ENDPOINT: Fields = {
    "sslMode": "verify-full", "certificateArn": "arn", "secretsManagerArn": "arn", "secretsManagerAccessRoleArn": "arn",
}  # fmt: skip
LIFECYCLE: Fields = {"id": "one", "status": "Enabled", "expiration": {"days": 90}}
REPLICATION: Fields = {
    "id": "one", "priority": 1, "filter": {"prefix": "a"}, "deleteMarkerReplication": {"status": "Enabled"},
    "sourceSelectionCriteria": {"sseKmsEncryptedObjects": {"status": "Enabled"}},
    "destination": {
        "encryptionConfiguration": {"replicaKmsKeyId": "key"}, "metrics": {"status": "Enabled"},
        "replicationTime": {"status": "Enabled"},
    },
}  # fmt: skip
ENDPOINTS: Fields = {"vpcId": "vpc", "subnetIds": ["s", "t"], "addressAllocationIds": ["a", "b"]}
FTPS: Fields = {
    "protocols": ["FTPS"], "endpointType": "VPC", "certificate": "arn", "endpointDetails": ENDPOINTS,
    "identityProviderType": "AWS_LAMBDA", "function": "arn",
}  # fmt: skip

CASES: list[Case] = [
    (rds.INSTANCE, SERVER, {"iops": 3000}, "You can't specify IOPS or storage throughput for engine mysql"),
    (rds.INSTANCE, SERVER, {"storageThroughput": 125}, "a storage size less than 400"),
    (rds.INSTANCE, SERVER, {"allocatedStorage": 400, "iops": 3000}, "3000 is less than 12000 from 400 GiB on"),
    (rds.INSTANCE, SERVER, {"storageType": "io1", "iops": 49}, "49 is not 0.5 to 50 times allocatedStorage 100"),
    (rds.INSTANCE, SERVER, {"allocatedStorage": 400, "iops": 20001}, "20001 is not 0.5 to 50 times"),
    (rds.INSTANCE, SERVER, {"allocatedStorage": 10}, "10 GiB are not between 20 and 65536 of gp3"),
    (rds.INSTANCE, SERVER, {"storageType": "io1"}, "io1 needs IOPS"),
    (rds.INSTANCE, SERVER, {"storageType": "gp2", "iops": 3000}, "gp2 takes no iops"),
    (rds.INSTANCE, SERVER | {"maxAllocatedStorage": 110}, {"maxAllocatedStorage": 109}, "109 is not a tenth above"),
    (rds.INSTANCE, SERVER, {"maintenanceWindow": "sun:02:30-sun:03:30"}, "must not overlap"),
    (rds.INSTANCE, SERVER, {"backupWindow": "23:30-04:00"}, "must not overlap"),
    (rds.INSTANCE, SERVER, {"backupWindow": "02:00-02:20"}, "02:00-02:20 is less than 30 minutes"),
    (rds.INSTANCE, SERVER, {"maintenanceWindow": "sun:23:50-mon:00:10"}, "is less than 30 minutes"),
    (rds.INSTANCE, SERVER, {"availabilityZone": "eu-west-2a"}, "multiAz True takes no availabilityZone"),
    (rds.INSTANCE, SERVER, {"storageEncrypted": False}, "kmsKeyId needs storageEncrypted"),
    (rds.INSTANCE, SERVER, {"monitoringInterval": 0}, "monitoringRoleArn needs monitoringInterval"),
    (rds.INSTANCE, SERVER, {"performanceInsightsEnabled": False}, "needs performanceInsightsEnabled"),
    (rds.INSTANCE, SERVER, {"manageMasterUserPassword": True}, "at most one of manageMasterUserPassword, password"),
    (rds.INSTANCE, {"replicateSourceDb": "arn"}, {"databaseInsightsMode": "standard"}, "takes no databaseInsightsMode"),
    (rds.INSTANCE, {"passwordWo": "a", "passwordWoVersion": 1}, {"passwordWoVersion": None}, "needs passwordWoVersion"),
    (rds.INSTANCE, {"domain": "d", "domainIamRoleName": "r"}, {"domainFqdn": "a.b"}, "domain takes no domainFqdn"),
    (rds.EVENT_SUBSCRIPTION, {"sourceIds": ["a"], "sourceType": "db-instance"}, {"sourceType": None}, "needs source"),
    (dms.REPLICATION_INSTANCE, {"preferredMaintenanceWindow": "sun:03:00-sun:03:30"},
     {"preferredMaintenanceWindow": "sun:03:00-sun:03:20"}, "sun:03:00-sun:03:20 is less than 30 minutes"),
    (dms.ENDPOINT, ENDPOINT, {"certificateArn": None}, "needs certificateArn"),
    (dms.ENDPOINT, ENDPOINT, {"username": "me"}, "secretsManagerArn takes no username"),
    (dms.ENDPOINT, ENDPOINT, {"secretsManagerAccessRoleArn": None}, "needs secretsManagerAccessRoleArn"),
    (dms.REPLICATION_INSTANCE, {"multiAz": True}, {"availabilityZone": "eu-west-2a"}, "takes no availabilityZone"),
    (dms.REPLICATION_CONFIG, {"computeConfig": {"minCapacityUnits": 1, "maxCapacityUnits": 4}},
     {"computeConfig": {"minCapacityUnits": 8, "maxCapacityUnits": 4}}, "8 is more than maxCapacityUnits 4"),
    (dms.REPLICATION_TASK, {"migrationType": "full-load"}, {"cdcStartTime": "1"}, "full-load takes no cdcStartTime"),
    (s3.BUCKET_LIFECYCLE_CONFIGURATION, {"rules": [LIFECYCLE]}, {"rules": [LIFECYCLE, LIFECYCLE]}, "given 2 times"),
    (s3.BUCKET_LIFECYCLE_CONFIGURATION,
     {"rules": [LIFECYCLE | {"transitions": [{"days": 30, "storageClass": "STANDARD_IA"}]}]},
     {"rules": [LIFECYCLE | {"transitions": [{"days": 10, "storageClass": "STANDARD_IA"}]}]},
     "greater than or equal to 30 for storageClass 'STANDARD_IA'"),
    (s3.BUCKET_LIFECYCLE_CONFIGURATION, {"rules": [LIFECYCLE | {"transitions": steps(30, 60)}]},
     {"rules": [LIFECYCLE | {"transitions": steps(30, 59)}]}, "objects stay 30 days in STANDARD_IA or ONEZONE_IA"),
    (s3.BUCKET_LIFECYCLE_CONFIGURATION, {"rules": [LIFECYCLE | {"filter": {"prefix": "a"}}]},
     {"rules": [LIFECYCLE | {"filter": {"prefix": "a", "tag": {"key": "a"}}}]}, "at most one of and"),
    (s3.BUCKET_LIFECYCLE_CONFIGURATION, {"rules": [LIFECYCLE | {"filter": {"prefix": "a"}}]},
     {"rules": [LIFECYCLE | {"filter": {"prefix": "a"}, "prefix": "a"}]}, "at most one of filter, prefix"),
    (s3.BUCKET_LIFECYCLE_CONFIGURATION, {"rules": [LIFECYCLE]},
     {"rules": [LIFECYCLE | {"transitions": [{"days": 90, "storageClass": "GLACIER"}]}]}, "must be greater than 90"),
    (s3.BUCKET_LIFECYCLE_CONFIGURATION, {"rules": [LIFECYCLE]}, {"rules": [LIFECYCLE | {"expiration": None}]},
     "at least one of abortIncompleteMultipartUpload"),
    (s3.BUCKET_LIFECYCLE_CONFIGURATION, {"rules": [LIFECYCLE]},
     {"rules": [LIFECYCLE | {"expiration": {"days": 1, "expiredObjectDeleteMarker": True}}]}, "exactly one of date"),
    (s3.BUCKET_LIFECYCLE_CONFIGURATION, {"rules": [LIFECYCLE]}, {"rules": [
        LIFECYCLE | {"filter": {"tag": {"key": "a"}}, "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7}},
    ]}, "cannot be specified with Tags"),
    (s3.BUCKET_REPLICATION_CONFIG, {"rules": [REPLICATION]}, {"rules": [REPLICATION, REPLICATION | {"id": "two"}]},
     "1 is given 2 times"),
    (s3.BUCKET_REPLICATION_CONFIG, {"rules": [REPLICATION]}, {"rules": [REPLICATION | {"filter": {"tag": {"key": 1}}}]},
     "not supported if any Tag filter"),
    (s3.BUCKET_REPLICATION_CONFIG, {"rules": [REPLICATION]}, {"rules": [REPLICATION | {"destination": {}}]},
     "needs destination.encryptionConfiguration.replicaKmsKeyId"),
    (s3.BUCKET_REPLICATION_CONFIG, {"rules": [REPLICATION]},
     {"rules": [REPLICATION | {"deleteMarkerReplication": None}]}, "filter needs deleteMarkerReplication"),
    (s3.BUCKET_REPLICATION_CONFIG, {"rules": [REPLICATION]}, {"rules": [REPLICATION | {"prefix": "a"}]}, "at most"),
    (s3.BUCKET_REPLICATION_CONFIG, {"rules": [REPLICATION]}, {"rules": [REPLICATION | {
        "destination": REPLICATION["destination"] | {"accessControlTranslation": {"owner": "Destination"}},
    }]}, "accessControlTranslation needs account"),
    (s3.BUCKET_SERVER_SIDE_ENCRYPTION_CONFIGURATION,
     {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "key"}}]},
     {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256", "kmsMasterKeyId": "key"}}]},
     "sseAlgorithm AES256 takes no kmsMasterKeyId"),
    (secretsmanager.SECRET_ROTATION, {"rotationRules": {"automaticallyAfterDays": 30}},
     {"rotationRules": {"automaticallyAfterDays": 30, "scheduleExpression": "rate(30 days)"}}, "exactly one of"),
    (secretsmanager.SECRET, {"replicas": [{"region": "eu-west-1"}]}, {"replicas": [{"region": "eu-west-1"}] * 2},
     "eu-west-1 is given 2 times"),
    (secretsmanager.SECRET, {"name": "a"}, {"namePrefix": "b"}, "at most one of name, namePrefix"),
    (kms.KEY, {"enableKeyRotation": True}, {"customerMasterKeySpec": "RSA_2048"}, "a key of RSA_2048 is not rotated"),
    (kms.KEY, {"enableKeyRotation": True, "rotationPeriodInDays": 90}, {"enableKeyRotation": False}, "needs enable"),
    (transfer.SERVER, {"endpointType": "VPC", "endpointDetails": {"vpcId": "vpc"}}, {"endpointDetails": None},
     "endpointType VPC needs endpointDetails.vpcId"),
    (transfer.SERVER, FTPS, {"certificate": None}, "FTPS needs a certificate"),
    (transfer.SERVER, FTPS, {"endpointType": "PUBLIC", "endpointDetails": None}, "FTPS needs the endpointType VPC"),
    (transfer.SERVER, FTPS, {"identityProviderType": None}, "FTPS takes no SERVICE_MANAGED users"),
    (transfer.SERVER, FTPS, {"endpointDetails": ENDPOINTS | {"addressAllocationIds": ["a"]}}, "one address a subnet"),
    (transfer.SERVER, FTPS, {"endpointDetails": ENDPOINTS | {"addressAllocationIds": ["a", "a"]}}, "one address a"),
    (transfer.SERVER, FTPS, {"ipAddressType": "DUALSTACK"}, "DUALSTACK takes no endpointDetails.addressAllocationIds"),
    (transfer.USER, {"homeDirectoryType": "LOGICAL", "homeDirectoryMappings": [{"entry": "/"}], "homeDirectory": "/"},
     {"homeDirectory": "/a"}, "/a is none of the mapped /"),
    (transfer.USER, {"homeDirectory": "/bucket"}, {"homeDirectoryMappings": [{"entry": "/"}]}, "takes no mappings"),
    (transfer.WORKFLOW, {"steps": [{"type": "DELETE", "deleteStepDetails": {"name": "a"}}]},
     {"steps": [{"type": "COPY", "deleteStepDetails": {"name": "a"}}]}, "a step COPY has copyStepDetails"),
]  # fmt: skip
