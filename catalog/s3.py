"""Simple Storage Service. A bucket's settings are resources of their own in Pulumi, and properties in the registry."""

from catalog.drawing import Drawing, Link
from catalog.resource_type import ResourceType
from catalog.service import Service

S3 = Service(
    "s3",
    read=("GetAccelerate*", "GetBucket*", "GetEncryption*", "GetLifecycle*", "GetReplication*", "ListBucket",
        "ListTagsForResource"),
    deploy=(
        "*agResource", "CreateBucket", "DeleteBucket*", "PutBucket*", "PutEncryption*", "PutLifecycle*",
        "PutReplication*",
    ),
    principals=("s3",),
)  # fmt: skip

BUCKET = ResourceType(
    "aws:s3/bucket:Bucket",
    id="{name}",
    arn="arn:aws:s3:::{name}",
    outputs={
        "bucketDomainName": "{name}.s3.amazonaws.com",
        "bucketRegionalDomainName": "{name}.s3.{region}.amazonaws.com",
    },
    named_by="bucket",
    cloudformation="AWS::S3::Bucket",
    needs_alarm=False,
    drawing=Drawing(title="S3 bucket", icon="storage/simple-storage-service-s3"),
)
BUCKET_OBJECT = ResourceType(
    "aws:s3/bucketObjectv2:BucketObjectv2",
    id="object-{hex}",
    outputs={"versionId": "{hex}"},
    named_by="key",
    has_unique_name=False,
    needs_alarm=False,
)
BUCKET_LIFECYCLE_CONFIGURATION = ResourceType(
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    id="lifecycle-{hex}",
    minutes=0.5,
    needs_alarm=False,
)
BUCKET_LOGGING = ResourceType(
    "aws:s3/bucketLogging:BucketLogging",
    id="logging-{hex}",
    needs_alarm=False,
)
BUCKET_NOTIFICATION = ResourceType(
    "aws:s3/bucketNotification:BucketNotification", id="notification-{hex}", needs_alarm=False
)
BUCKET_OWNERSHIP_CONTROLS = ResourceType(
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls", id="ownership-{hex}", needs_alarm=False
)
BUCKET_POLICY = ResourceType(
    "aws:s3/bucketPolicy:BucketPolicy",
    id="policy-{hex}",
    cloudformation="AWS::S3::BucketPolicy",
    needs_alarm=False,
)
BUCKET_PUBLIC_ACCESS_BLOCK = ResourceType(
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", id="public-access-{hex}", needs_alarm=False
)
BUCKET_REPLICATION_CONFIG = ResourceType(
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
    id="replication-{hex}",
    needs_alarm=False,
    links=(Link(kind="copy", start="bucket", end="rules"),),
)
BUCKET_SERVER_SIDE_ENCRYPTION_CONFIGURATION = ResourceType(
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    id="encryption-{hex}",
    needs_alarm=False,
    links=(Link(kind="key", start="bucket", end="rules"),),
)
BUCKET_VERSIONING = ResourceType("aws:s3/bucketVersioning:BucketVersioning", id="versioning-{hex}", needs_alarm=False)
