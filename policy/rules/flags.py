"""Feature flags."""

from policy.checks import at_least, equals, given, when
from policy.rule import Rule

PROFILE = "aws:appconfig/configurationProfile:ConfigurationProfile"

RULES = (
    Rule(
        name="flags-have-their-own-key",
        controls=("own",),
        severity="medium",
        types=(PROFILE,),
        check=given("kmsKeyIdentifier"),
        message="kms_key_identifier of a key of the account",
    ),
    Rule(
        name="flags-are-deployed-encrypted",
        controls=("own",),
        severity="medium",
        types=("aws:appconfig/deployment:Deployment",),
        check=given("kmsKeyIdentifier"),
        message="kms_key_identifier of a key of the account",
    ),
    Rule(
        name="flags-are-flags",
        controls=("own",),
        severity="low",
        types=(PROFILE,),
        check=equals("type", "AWS.AppConfig.FeatureFlags"),
        message='type="AWS.AppConfig.FeatureFlags": AppConfig checks the content',
    ),
    Rule(
        name="flags-can-still-be-taken-back",
        controls=("own",),
        severity="medium",
        types=("aws:appconfig/deploymentStrategy:DeploymentStrategy",),
        check=when(lambda values: values.at("deploymentDurationInMinutes"), at_least("finalBakeTimeInMinutes", 1)),
        message="final_bake_time_in_minutes: for so long an alarm still takes gradual changes back",
    ),
)
