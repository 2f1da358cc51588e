"""Resource Access Manager."""

from catalog.drawing import Drawing, Link
from catalog.resource_type import ResourceType
from catalog.service import Service

RAM = Service(
    "ram",
    read=("Get*", "List*"),
    deploy=("*ssociate*", "Create*", "Delete*", "*agResource", "Update*"),
)

PRINCIPAL_ASSOCIATION = ResourceType(
    "aws:ram/principalAssociation:PrincipalAssociation",
    id="principal-{hex}",
    cloudformation="AWS::RAM::PrincipalAssociation",
    minutes=0.2,
    needs_alarm=False,
)
RESOURCE_ASSOCIATION = ResourceType(
    "aws:ram/resourceAssociation:ResourceAssociation",
    id="resource-{hex}",
    cloudformation="AWS::RAM::ResourceAssociation",
    minutes=0.2,
    needs_alarm=False,
    links=(Link(kind="reference", start="resourceArn", end="resourceShareArn"),),
)
RESOURCE_SHARE = ResourceType(
    "aws:ram/resourceShare:ResourceShare",
    id="arn:aws:ram:{region}:{account}:resource-share/{hex}",
    arn="arn:aws:ram:{region}:{account}:resource-share/{hex}",
    cloudformation="AWS::RAM::ResourceShare",
    needs_alarm=False,
    drawing=Drawing(title="share", icon="security/resource-access-manager", is_detail=True),
)
