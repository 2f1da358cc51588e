"""Application Recovery Controller: Region switch, routing controls, and the health checks that they drive."""

from catalog.drawing import Drawing, Link
from catalog.price import HOURS, Price
from catalog.resource_type import ESTIMATE, ResourceType
from catalog.service import Service

REGION_SWITCH = Service(
    "arc-region-switch",
    read=("Get*", "List*"),
    deploy=("*agResource", "Create*", "Delete*", "Update*"),
    principals=("arc-region-switch",),
)
ROUTE53 = Service(
    "route53",
    read=("Get*", "List*"),
    deploy=("AssociateVPC*", "Change*", "Create*", "Delete*", "Update*"),
)
ROUTING_CONTROLS = Service(
    "route53-recovery-control-config",
    read=("Describe*", "List*"),
    deploy=("*agResource", "Create*", "Delete*", "Update*"),
)

_PANEL = "arn:aws:route53-recovery-control::{account}:controlpanel/{hex}"
# Region switch names what it acts on, and lets it go.
PLAN = ResourceType(
    "aws:arcregionswitch/plan:Plan",
    id="arn:aws:arc-region-switch::{account}:plan/{name}:{hex:.6}",
    arn="arn:aws:arc-region-switch::{account}:plan/{name}:{hex:.6}",
    cloudformation="AWS::ARCRegionSwitch::Plan",
    loose=("associatedAlarms", "workflows"),
    prices=(
        Price(
            what="Region switch plan",
            monthly=70.0,
            unit="plan",
            date="2026-11-25",
            source="recalled from AWS's announcement; no page was found that says it",
            verified=False,
        ),
    ),
    drawing=Drawing(title="Region switch plan", icon="storage/cloudendure-disaster-recovery"),
    links=(Link(kind="control", end="workflows"),),
)
HEALTH_CHECK = ResourceType(
    "aws:route53/healthCheck:HealthCheck",
    id="{uuid}",
    arn="arn:aws:route53:::healthcheck/{uuid}",
    cloudformation="AWS::Route53::HealthCheck",
    drawing=Drawing(title="health check", icon="network/route-53", is_detail=True),
)
CLUSTER = ResourceType(
    "aws:route53recoverycontrol/cluster:Cluster",
    id="arn:aws:route53-recovery-control::{account}:cluster/{uuid}",
    arn="arn:aws:route53-recovery-control::{account}:cluster/{uuid}",
    minutes=3,
    source=ESTIMATE,
    prices=(
        Price(
            what="Cluster of routing controls",
            monthly=2.5 * HOURS,
            unit="cluster",
            date="2026-11-25",
            source="recalled from AWS's price page; no page was found that says it",
            verified=False,
        ),
    ),
)
CONTROL_PANEL = ResourceType("aws:route53recoverycontrol/controlPanel:ControlPanel", id=_PANEL, arn=_PANEL)
ROUTING_CONTROL = ResourceType(
    "aws:route53recoverycontrol/routingControl:RoutingControl",
    id=_PANEL + "/routingcontrol/{hex}",
    arn=_PANEL + "/routingcontrol/{hex}",
)
SAFETY_RULE = ResourceType(
    "aws:route53recoverycontrol/safetyRule:SafetyRule",
    id=_PANEL + "/safetyrule/{hex}",
    arn=_PANEL + "/safetyrule/{hex}",
)
