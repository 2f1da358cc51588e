"""CodeDeploy."""

from catalog.resource_type import ResourceType
from catalog.service import TAG_ACTIONS, Service

CODEDEPLOY = Service(
    "codedeploy",
    read=("BatchGet*", "Get*", "List*"),
    deploy=("Create*", "Delete*", "Register*", "Stop*", "Tag*", "Untag*", "Update*"),
    remediate=TAG_ACTIONS,
    principals=("codedeploy",),
)

APPLICATION = ResourceType(
    "aws:codedeploy/application:Application",
    id="{hex}",
    arn="arn:aws:codedeploy:{region}:{account}:application:{name}",
    cloudformation="AWS::CodeDeploy::Application",
)
DEPLOYMENT_GROUP = ResourceType(
    "aws:codedeploy/deploymentGroup:DeploymentGroup",
    id="{hex}",
    arn="arn:aws:codedeploy:{region}:{account}:deploymentgroup:{hex}",
    cloudformation="AWS::CodeDeploy::DeploymentGroup",
)
