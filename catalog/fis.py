"""Fault Injection Service."""

from catalog.drawing import Drawing
from catalog.resource_type import ResourceType
from catalog.service import Service

FIS = Service(
    "fis",
    read=("Get*", "List*"),
    deploy=("Create*", "Delete*", "*agResource", "Update*"),
    principals=("fis",),
)

EXPERIMENT_TEMPLATE = ResourceType(
    "aws:fis/experimentTemplate:ExperimentTemplate",
    id="EXT{hex}",
    cloudformation="AWS::FIS::ExperimentTemplate",
    writes_logs=True,
    drawing=Drawing(title="experiment", icon="management/systems-manager-run-command", is_detail=True),
)
