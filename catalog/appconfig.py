"""AppConfig."""

from catalog.drawing import Drawing, Link
from catalog.resource_type import ResourceType
from catalog.service import Service

APPCONFIG = Service(
    "appconfig",
    read=("Get*", "List*"),
    deploy=("Create*", "Delete*", "Start*", "Stop*", "*agResource", "Update*"),
    principals=("appconfig",),
)

# AppConfig's ids have seven characters; Pulumi joins those of a child to its application's.
_ARN = "arn:aws:appconfig:{region}:{account}"
APPLICATION = ResourceType(
    "aws:appconfig/application:Application",
    id="{hex:.7}",
    arn=_ARN + ":application/{hex:.7}",
    cloudformation="AWS::AppConfig::Application",
    drawing=Drawing(title="feature flags", icon="management/systems-manager-app-config"),
)
CONFIGURATION_PROFILE = ResourceType(
    "aws:appconfig/configurationProfile:ConfigurationProfile",
    id="{hex:.7}:application",
    arn=_ARN + ":application/application/configurationprofile/{hex:.7}",
    outputs={"configurationProfileId": "{hex:.7}"},
    cloudformation="AWS::AppConfig::ConfigurationProfile",
    drawing=Drawing(title="profile", icon="management/systems-manager-parameter-store", is_detail=True),
    links=(Link(kind="reference", start="applicationId"), Link(kind="reference", start="validators")),
)
# Pulumi waits for a deployment's start and not for its end.
DEPLOYMENT = ResourceType(
    "aws:appconfig/deployment:Deployment",
    id="application/environment/{hex}",
    arn=_ARN + ":application/application/environment/environment/deployment/{hex}",
    outputs={"state": "DEPLOYING"},
    cloudformation="AWS::AppConfig::Deployment",
    links=(Link(kind="reference", start="configurationProfileId", end="environmentId"),),
)
DEPLOYMENT_STRATEGY = ResourceType(
    "aws:appconfig/deploymentStrategy:DeploymentStrategy",
    id="{hex:.7}",
    arn=_ARN + ":deploymentstrategy/{hex:.7}",
    cloudformation="AWS::AppConfig::DeploymentStrategy",
)
ENVIRONMENT = ResourceType(
    "aws:appconfig/environment:Environment",
    id="{hex:.7}:application",
    arn=_ARN + ":application/application/environment/{hex:.7}",
    outputs={"environmentId": "{hex:.7}", "state": "READY_FOR_DEPLOYMENT"},
    cloudformation="AWS::AppConfig::Environment",
    drawing=Drawing(title="environment", icon="management/systems-manager-app-config", is_detail=True),
)
EXTENSION_ASSOCIATION = ResourceType(
    "aws:appconfig/extensionAssociation:ExtensionAssociation",
    id="{hex:.7}",
    arn=_ARN + ":extensionassociation/{hex:.7}",
    cloudformation="AWS::AppConfig::ExtensionAssociation",
)
HOSTED_CONFIGURATION_VERSION = ResourceType(
    "aws:appconfig/hostedConfigurationVersion:HostedConfigurationVersion",
    id="application/profile/{hex}",
    arn=_ARN + ":application/application/configurationprofile/profile/hostedconfigurationversion/{hex}",
    cloudformation="AWS::AppConfig::HostedConfigurationVersion",
)
