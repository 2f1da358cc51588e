"""Buckets: each setting of one is a resource of its own; that none is missing is a rule of the whole stack."""

from collections.abc import Iterator

from policy.checks import both, equals, every, given
from policy.documents import no_statement, refuses_plaintext, some_statement
from policy.rule import Rule
from policy.values import Values

BUCKET = "aws:s3/bucket:Bucket"
BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
LOGGING = "aws:s3/bucketLogging:BucketLogging"


def _encrypts(values: Values) -> Iterator[str]:
    """An access log can be written with S3's own key alone."""
    for item in values.each("rules"):
        applied = item.at("applyServerSideEncryptionByDefault.sseAlgorithm")
        if applied == "aws:kms":
            yield from given("applyServerSideEncryptionByDefault.kmsMasterKeyId")(item)
        elif applied != "AES256":
            yield f"sseAlgorithm is {applied}"


def _enabled(values: Values) -> Iterator[str]:
    if not any(item.at("status") == "Enabled" for item in values.each("rules")):
        yield "no rule is enabled"


RULES = (
    Rule(
        name="bucket-blocks-public-access",
        controls=(
            "FSBP S3.8",
            "PCI S3.8",
            "CIS 2.1.4",
            "CKV_AWS_53",
            "CKV_AWS_54",
            "CKV_AWS_55",
            "CKV_AWS_56",
        ),
        severity="critical",
        types=(BLOCK,),
        check=both(
            equals("blockPublicAcls", True),
            equals("blockPublicPolicy", True),
            equals("ignorePublicAcls", True),
            equals("restrictPublicBuckets", True),
        ),
        message="all four of block_public_acls, block_public_policy, ignore_public_acls, restrict_public_buckets",
    ),
    Rule(
        name="bucket-refuses-plaintext",
        controls=("FSBP S3.5", "PCI S3.5", "CIS 2.1.1"),
        severity="high",
        types=(BUCKET_POLICY,),
        check=some_statement(refuses_plaintext, "nothing denies requests in plaintext"),
        message="policy that denies everybody what comes with aws:SecureTransport false",
    ),
    Rule(
        name="bucket-is-not-for-anyone",
        controls=("CKV_AWS_70",),
        severity="critical",
        types=(BUCKET_POLICY,),
        check=no_statement(lambda item: item.is_for_anyone, "anybody may do this with the bucket"),
        message="policy without the principal *, or with a condition that names the account",
    ),
    Rule(
        name="bucket-has-no-access-lists",
        controls=("FSBP S3.12",),
        severity="medium",
        types=(OWNERSHIP,),
        check=equals("rule.objectOwnership", "BucketOwnerEnforced"),
        message='rule={"object_ownership": "BucketOwnerEnforced"}',
    ),
    Rule(
        name="bucket-keeps-versions",
        controls=("Security Hub S3.14", "CKV_AWS_21"),
        severity="medium",
        types=(VERSIONING,),
        check=equals("versioningConfiguration.status", "Enabled"),
        message='versioning_configuration={"status": "Enabled"}',
    ),
    Rule(
        name="bucket-is-encrypted",
        controls=("PCI S3.17", "CKV_AWS_145"),
        severity="medium",
        types=(ENCRYPTION,),
        check=both(given("rules"), _encrypts),
        message='sse_algorithm "aws:kms" with a key of the account; "AES256" for access logs alone',
    ),
    Rule(
        name="bucket-forgets",
        controls=("FSBP S3.13",),
        severity="low",
        types=(LIFECYCLE,),
        check=_enabled,
        message="rules: what expires, and when",
    ),
    Rule(
        name="bucket-logs-access",
        controls=("FSBP S3.9", "PCI S3.9", "CKV_AWS_18"),
        severity="medium",
        types=(LOGGING,),
        check=given("targetBucket", "targetPrefix"),
        message="target_bucket and target_prefix",
    ),
    Rule(
        name="bucket-copies-are-encrypted",
        controls=("own",),
        severity="medium",
        types=("aws:s3/bucketReplicationConfig:BucketReplicationConfig",),
        check=every(
            "rules",
            equals("status", "Enabled"),
            given("destination.encryptionConfiguration.replicaKmsKeyId"),
        ),
        message="rules that are enabled, with replica_kms_key_id of a key in the other region",
    ),
)
