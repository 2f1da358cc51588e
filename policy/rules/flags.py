"""Feature flags."""

from policy.checks.properties import at_least, customer_key, equals, when
from policy.rule import LOW, MEDIUM, rule

PROFILE = "aws:appconfig/configurationProfile:ConfigurationProfile"
DEPLOYMENT = "aws:appconfig/deployment:Deployment"
STRATEGY = "aws:appconfig/deploymentStrategy:DeploymentStrategy"

RULES = (
    rule(PROFILE, "appconfig-profile-kms-encryption", MEDIUM).needs(customer_key("kmsKeyIdentifier")),
    rule(DEPLOYMENT, "appconfig-deployment-kms-encryption", MEDIUM).needs(customer_key("kmsKeyIdentifier")),
    rule(PROFILE, "appconfig-feature-flags-type", LOW).needs(
        equals("type", "AWS.AppConfig.FeatureFlags"), "AppConfig checks the content"
    ),
    rule(STRATEGY, "appconfig-strategy-bake-time", MEDIUM).needs(
        when(lambda values: values.at("deploymentDurationInMinutes"), at_least("finalBakeTimeInMinutes", 1, "minute")),
        "for so long an alarm still rolls a gradual deployment back",
    ),
)
