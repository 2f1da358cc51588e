"""App Runner."""

from catalog.drawing import Drawing, Link
from catalog.resource_type import ESTIMATE, ResourceType
from catalog.service import Service

APPRUNNER = Service(
    "apprunner",
    read=("Describe*", "List*"),
    deploy=("Create*", "Delete*", "*agResource", "Update*"),
    principals=("build.apprunner", "tasks.apprunner"),
)

_ARN = "arn:aws:apprunner:{region}:{account}"
AUTO_SCALING_CONFIGURATION_VERSION = ResourceType(
    "aws:apprunner/autoScalingConfigurationVersion:AutoScalingConfigurationVersion",
    id=_ARN + ":autoscalingconfiguration/{name}/1/{hex}",
    arn=_ARN + ":autoscalingconfiguration/{name}/1/{hex}",
    cloudformation="AWS::AppRunner::AutoScalingConfiguration",
)
# App Runner names the groups of its logs and makes them.
SERVICE = ResourceType(
    "aws:apprunner/service:Service",
    id=_ARN + ":service/{name}/{hex}",
    arn=_ARN + ":service/{name}/{hex}",
    outputs={"serviceId": "{hex}", "serviceUrl": "{hex:.10}.{region}.awsapprunner.com", "status": "RUNNING"},
    named_by="serviceName",
    cloudformation="AWS::AppRunner::Service",
    minutes=5,
    source=ESTIMATE,
    drawing=Drawing(title="container", icon="compute/app-runner"),
    links=(Link(kind="data", end="sourceConfiguration"),),
)
VPC_CONNECTOR = ResourceType(
    "aws:apprunner/vpcConnector:VpcConnector",
    id=_ARN + ":vpcconnector/{name}/1/{hex}",
    arn=_ARN + ":vpcconnector/{name}/1/{hex}",
    cloudformation="AWS::AppRunner::VpcConnector",
)
VPC_INGRESS_CONNECTION = ResourceType(
    "aws:apprunner/vpcIngressConnection:VpcIngressConnection",
    id=_ARN + ":vpcingressconnection/{name}/{hex}",
    arn=_ARN + ":vpcingressconnection/{name}/{hex}",
    outputs={"domainName": "{hex}.{region}.awsapprunner.com"},
    cloudformation="AWS::AppRunner::VpcIngressConnection",
    minutes=2,
    source=ESTIMATE,
)
