"""CodeDeploy."""

from catalog.drawing import Drawing
from catalog.resource_type import ResourceType
from catalog.service import Service

CODEDEPLOY = Service(
    "codedeploy",
    read=("BatchGet*", "Get*", "List*"),
    deploy=("Create*", "Delete*", "Register*", "Stop*", "*agResource", "Update*"),
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
    arn="arn:aws:codedeploy:{region}:{account}:deploymentgroup:application/{name}",
    named_by="deploymentGroupName",
    cloudformation="AWS::CodeDeploy::DeploymentGroup",
    drawing=Drawing(title="CodeDeploy", icon="devtools/codedeploy", is_detail=True),
)
