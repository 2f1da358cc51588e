"""Buckets: each setting of one is a resource of its own, so that rules say both what it holds and that it is there."""

from collections.abc import Iterator

from policy.checks.documents import not_public, requires_tls
from policy.checks.properties import absent, check, customer_key, each, enabled, equals, given
from policy.checks.stacks import stack_check
from policy.resources import Resource, Stack, Violation
from policy.rule import CRITICAL, HIGH, LOW, MEDIUM, rule
from policy.values import Values

BUCKET = "aws:s3/bucket:Bucket"
BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
LOGGING = "aws:s3/bucketLogging:BucketLogging"
# The longest for which records are kept.
YEARS = 10
S3_ACTIONS = ("s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket", "s3:PutBucketPolicy", "s3:Stranger")
REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
# The settings that a bucket takes itself as well, where no rule about the resource for each of them sees it.
INLINE = (
    "accelerationStatus",
    "acl",
    "corsRules",
    "grants",
    "lifecycleRules",
    "logging",
    "objectLockConfiguration",
    "policy",
    "replicationConfiguration",
    "requestPayer",
    "serverSideEncryptionConfiguration",
    "versioning",
    "website",
)


@stack_check('rules with sse_algorithm "aws:kms" and a customer managed key; "AES256" for access logs alone')
def _kms_encryption(stack: Stack) -> Iterator[Violation]:
    """What is stored is encrypted with a key of the account, or with S3's own, the only one for an access log."""
    for item in stack.of(ENCRYPTION):
        if not item.values.each("rules"):
            yield Violation(resource=item, text="rules is not set")
        for each_rule in item.values.each("rules"):
            default = each_rule.at("applyServerSideEncryptionByDefault")
            algorithm = default.at("sseAlgorithm") if default else None
            if algorithm == "aws:kms":
                problems = customer_key("kmsMasterKeyId").problems(default)
                yield from (Violation(resource=item, text=text) for text in problems)
            elif algorithm != "AES256" or not _holds_access_logs(stack, item):
                yield Violation(resource=item, text=f"sseAlgorithm is {algorithm}")


def _holds_access_logs(stack: Stack, setting: Resource) -> bool:
    """Whether the bucket of a setting is one that access logs of others are written to."""
    return any(
        setting.refers_to(bucket, "bucket") and stack.users(bucket, LOGGING, "targetBucket")
        for bucket in stack.of(BUCKET)
    )


@check(f"an enabled rule for all objects, with an expiration of {YEARS} years at most")
def _expires(values: Values) -> Iterator[str]:
    """All objects expire some day."""
    if not any(_expires_all(item) for item in values.each("rules")):
        yield "no enabled rule expires all objects"


def _expires_all(item: Values) -> bool:
    filtered = [one[key] for one in item.each("filter") for key in one]
    days = item.at("expiration.days") or 0
    return item.at("status") == "Enabled" and 0 < days <= YEARS * 366 and not any((item.at("prefix"), *filtered))


@stack_check("BucketLogging for each Bucket, to another bucket")
def _access_is_logged(stack: Stack) -> Iterator[Violation]:
    """A bucket's access is logged, unless it holds such logs itself."""
    for bucket in stack.of(BUCKET):
        holds_logs = stack.users(bucket, LOGGING, "targetBucket")
        if not holds_logs and not stack.users(bucket, LOGGING, "bucket"):
            yield Violation(resource=bucket, text="nothing records who read it")


RULES = (
    rule(
        BUCKET,
        "s3-public-access-block-configured",
        HIGH,
        "FSBP S3.2, FSBP S3.3, FSBP S3.8, PCI S3.8, CIS 2.1.4, CKV2_AWS_6",
    ).needs_companion(BLOCK, by="bucket", missing="nothing blocks public access"),
    rule(
        BLOCK,
        "s3-public-access-blocked",
        CRITICAL,
        "FSBP S3.2, FSBP S3.3, FSBP S3.8, PCI S3.8, CIS 2.1.4, CKV_AWS_53, CKV_AWS_54, CKV_AWS_55, CKV_AWS_56",
    ).needs(enabled("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")),
    rule(BUCKET, "s3-no-inline-settings", HIGH).needs(
        absent(*INLINE), "each is a resource of its own, and the two ways undo each other"
    ),
    rule(BUCKET, "s3-policy-configured", MEDIUM, "FSBP S3.5, PCI S3.5, CIS 2.1.1").needs_companion(
        BUCKET_POLICY, by="bucket", missing="nothing denies requests in plaintext"
    ),
    rule(BUCKET_POLICY, "s3-policy-requires-tls", HIGH, "FSBP S3.5, PCI S3.5, CIS 2.1.1").needs(
        requires_tls("s3", *S3_ACTIONS)
    ),
    rule((BUCKET_POLICY, BUCKET), "s3-policy-not-public", CRITICAL, "FSBP S3.2, FSBP S3.3, CKV_AWS_70").needs(
        not_public("bucket")
    ),
    rule(OWNERSHIP, "s3-acls-disabled", MEDIUM, "FSBP S3.12").needs(
        equals("rule.objectOwnership", "BucketOwnerEnforced")
    ),
    rule(BUCKET, "s3-versioning-configured", MEDIUM, "Security Hub S3.14, CKV_AWS_21").needs_companion(
        VERSIONING, by="bucket", missing="what is overwritten is lost"
    ),
    rule(VERSIONING, "s3-versioning-enabled", MEDIUM, "Security Hub S3.14, CKV_AWS_21").needs(
        equals("versioningConfiguration.status", "Enabled")
    ),
    rule(BUCKET, "s3-encryption-configured", MEDIUM, "PCI S3.17, CKV_AWS_145").needs_companion(
        ENCRYPTION, by="bucket", missing="no key of the account encrypts its objects"
    ),
    rule((ENCRYPTION, BUCKET, LOGGING), "s3-kms-encryption", MEDIUM, "PCI S3.17, CKV_AWS_145").needs(_kms_encryption),
    rule(BUCKET, "s3-lifecycle-configured", MEDIUM, "FSBP S3.13, CKV2_AWS_61").needs_companion(
        LIFECYCLE, by="bucket", missing="its objects are kept for ever"
    ),
    rule(LIFECYCLE, "s3-lifecycle-rule-enabled", LOW, "FSBP S3.13").needs(_expires),
    rule((BUCKET, LOGGING), "s3-access-logging-configured", MEDIUM, "FSBP S3.9, PCI S3.9, CKV_AWS_18").needs(
        _access_is_logged
    ),
    rule(LOGGING, "s3-access-logging-target", MEDIUM, "FSBP S3.9, PCI S3.9, CKV_AWS_18").needs(
        given("targetBucket", "targetPrefix")
    ),
    rule(REPLICATION, "s3-replication-kms-encryption", MEDIUM).needs(
        each("rules", equals("status", "Enabled"), customer_key("destination.encryptionConfiguration.replicaKmsKeyId")),
        "the key is in the other region",
    ),
)
