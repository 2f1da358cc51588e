"""Application Migration Service, whose types are made by the program's own providers."""

from catalog.drawing import Drawing
from catalog.resource_type import ResourceType
from catalog.service import Service

MGN = Service(
    "mgn",
    read=("Describe*", "List*"),
    deploy=("Create*", "Delete*", "InitializeService", "*agResource", "Update*"),
    principals=("mgn",),
)
# The role that the service makes for itself, in an account's ARN.
SERVICE_ROLE = "role/aws-service-role/mgn.amazonaws.com/AWSServiceRoleForApplicationMigrationService"

LAUNCH_TEMPLATE = ResourceType(
    "pulumi-python:dynamic/mgn:LaunchTemplate",
    id="lct-{hex}",
    arn="arn:aws:mgn:{region}:{account}:launch-configuration-template/lct-{hex}",
    drawing=Drawing(title="launch template", icon="migration/cloudendure-migration", is_detail=True),
)
REPLICATION_TEMPLATE = ResourceType(
    "pulumi-python:dynamic/mgn:ReplicationTemplate",
    id="rct-{hex}",
    arn="arn:aws:mgn:{region}:{account}:replication-configuration-template/rct-{hex}",
    drawing=Drawing(title="replication template", icon="migration/cloudendure-migration", is_detail=True),
)
