"""Keys and secrets."""

from policy.checks.documents import not_public
from policy.checks.properties import all_of, at_least, between, customer_key, enabled, equals, given
from policy.rule import CRITICAL, HIGH, LOW, MEDIUM, rule

KEY = "aws:kms/key:Key"
KEY_POLICY = "aws:kms/keyPolicy:KeyPolicy"
REPLICA = "aws:kms/replicaKey:ReplicaKey"
ALIAS = "aws:kms/alias:Alias"
SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 (a type's name)
SECRET_POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy"  # noqa: S105 (a type's name)
ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"

RULES = (
    rule(KEY, "kms-key-rotation", MEDIUM, "PCI KMS.4, CIS 3.6, CKV_AWS_7").needs(enabled("enableKeyRotation")),
    rule((KEY, REPLICA), "kms-key-deletion-window", MEDIUM, "FSBP KMS.3").needs(
        at_least("deletionWindowInDays", 30), "for so long a deletion can be cancelled"
    ),
    rule(KEY, "kms-key-enabled", HIGH, "CKV_AWS_227").needs(equals("isEnabled", True, None)),
    rule((KEY, REPLICA), "kms-key-policy", MEDIUM, "CKV2_AWS_64").needs(
        given("policy"), "who may use the key is said where it is made"
    ),
    rule((KEY, KEY_POLICY, REPLICA), "kms-key-policy-not-public", CRITICAL, "FSBP KMS.5, CKV_AWS_33").needs(
        not_public("key")
    ),
    rule((KEY, KEY_POLICY, REPLICA), "kms-key-policy-lockout-check", HIGH).needs(
        equals("bypassPolicyLockoutSafetyCheck", None, False), "AWS checks that the account itself keeps the key"
    ),
    rule(KEY, "kms-alias-configured", LOW).needs_companion(
        ALIAS, by="targetKeyId", missing="nothing names what it is for"
    ),
    rule(SECRET, "secretsmanager-kms-encryption", MEDIUM, "CKV_AWS_149").needs(customer_key("kmsKeyId")),
    rule(
        SECRET,
        "secretsmanager-rotation-configured",
        MEDIUM,
        "FSBP SecretsManager.1, PCI SecretsManager.1, CKV2_AWS_57",
    ).needs_companion(ROTATION, by="secretId", missing="nothing rotates it"),
    rule(
        ROTATION,
        "secretsmanager-rotation-within-30-days",
        MEDIUM,
        "FSBP SecretsManager.4, PCI SecretsManager.4, CKV_AWS_304",
    ).needs(between("rotationRules.automaticallyAfterDays", 1, 30)),
    rule(SECRET, "secretsmanager-policy-configured", MEDIUM).needs_companion(
        SECRET_POLICY, by="secretArn", missing="whoever has the permission can read it from outside the network too"
    ),
    rule(SECRET_POLICY, "secretsmanager-block-public-policy", HIGH).needs(
        enabled("blockPublicPolicy"), "Secrets Manager itself checks whom the policy admits"
    ),
    rule((SECRET_POLICY, SECRET), "secretsmanager-policy-not-public", CRITICAL).needs(not_public("secret")),
    rule("random:index/randomPassword:RandomPassword", "random-password-strength", HIGH).needs(
        all_of(at_least("length", 16), at_least("minSpecial", 1))
    ),
)
