"""Keys and secrets."""

from policy.checks import at_least, at_most, both, equals, given
from policy.documents import no_statement
from policy.rule import Rule

KEY = "aws:kms/key:Key"
SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 (a type's name)

RULES = (
    Rule(
        name="key-rotates",
        controls=("PCI KMS.4", "CIS 3.6", "CKV_AWS_7"),
        severity="medium",
        types=(KEY,),
        check=equals("enableKeyRotation", True),
        message="enable_key_rotation=True",
    ),
    Rule(
        name="key-can-be-saved-for-a-month",
        controls=("FSBP KMS.3",),
        severity="medium",
        types=(KEY,),
        check=at_least("deletionWindowInDays", 30),
        message="deletion_window_in_days=30: so long a deletion can be taken back",
    ),
    Rule(
        name="key-is-enabled",
        controls=("CKV_AWS_227",),
        severity="high",
        types=(KEY,),
        check=equals("isEnabled", None, True),
        message="leave is_enabled out",
    ),
    Rule(
        name="key-has-a-policy",
        controls=("CKV2_AWS_64",),
        severity="medium",
        types=(KEY,),
        check=given("policy"),
        message="policy: who may use the key is said where it is made",
    ),
    Rule(
        name="key-is-not-for-anyone",
        controls=("FSBP KMS.5", "CKV_AWS_33"),
        severity="critical",
        types=(KEY,),
        check=no_statement(lambda item: item.is_for_anyone, "anybody may do this with the key"),
        message="policy without the principal *, or with a condition that names the account",
    ),
    Rule(
        name="secret-has-its-own-key",
        controls=("CKV_AWS_149",),
        severity="medium",
        types=(SECRET,),
        check=given("kmsKeyId"),
        message="kms_key_id of a key of the account",
    ),
    Rule(
        name="secret-rotates-monthly",
        controls=("FSBP SecretsManager.4", "PCI SecretsManager.4", "CKV_AWS_304"),
        severity="medium",
        types=("aws:secretsmanager/secretRotation:SecretRotation",),
        check=both(
            at_least("rotationRules.automaticallyAfterDays", 1), at_most("rotationRules.automaticallyAfterDays", 30)
        ),
        message='rotation_rules={"automatically_after_days": 30} or fewer',
    ),
    Rule(
        name="secret-refuses-public-policies",
        controls=("own",),
        severity="high",
        types=("aws:secretsmanager/secretPolicy:SecretPolicy",),
        check=equals("blockPublicPolicy", True),
        message="block_public_policy=True: Secrets Manager itself looks at what the policy lets in",
    ),
    Rule(
        name="secret-is-not-for-anyone",
        controls=("own",),
        severity="critical",
        types=("aws:secretsmanager/secretPolicy:SecretPolicy",),
        check=no_statement(lambda item: item.is_for_anyone, "anybody may do this with the secret"),
        message="policy without the principal *, or with a condition that names the account",
    ),
    Rule(
        name="password-is-long-and-mixed",
        controls=("own",),
        severity="high",
        types=("random:index/randomPassword:RandomPassword",),
        check=both(at_least("length", 16), at_least("minSpecial", 1)),
        message="length of 16 or more, with min_special=1",
    ),
)
