"""Elastic Container Service."""

from catalog.drawing import Drawing, Link
from catalog.price import HOURS, LIST, Price
from catalog.resource_type import ESTIMATE, ResourceType
from catalog.service import Service

ECS = Service(
    "ecs",
    read=("Describe*", "List*"),
    deploy=("Create*", "Delete*", "PutClusterCapacityProviders", "Register*", "*agResource", "Update*"),
    principals=("ecs", "ecs-tasks"),
)

CLUSTER = ResourceType(
    "aws:ecs/cluster:Cluster",
    id="arn:aws:ecs:{region}:{account}:cluster/{name}",
    arn="arn:aws:ecs:{region}:{account}:cluster/{name}",
    cloudformation="AWS::ECS::Cluster",
    drawing=Drawing(title="cluster", icon="compute/elastic-container-service", is_detail=True),
)
EXPRESS_GATEWAY_SERVICE = ResourceType(
    "aws:ecs/expressGatewayService:ExpressGatewayService",
    id="express-{hex}",
    cloudformation="AWS::ECS::ExpressGatewayService",
    minutes=5,
    source=ESTIMATE,
    writes_logs=True,
    prices=(
        Price(
            what="Container, one task of 0.25 processors and 0.5 GiB",
            monthly=(0.25 * 0.04656 + 0.5 * 0.00511) * HOURS,
            unit="task",
            date="2026-09-11",
            source=LIST.format("AmazonECS"),
        ),
        Price(
            what="Container's load balancer",
            monthly=0.02646 * HOURS,
            unit="load balancer",
            date="2026-09-11",
            source=LIST.format("AWSELB"),
        ),
    ),
    drawing=Drawing(title="container", icon="compute/fargate"),
    links=(Link(kind="data", end="primaryContainer"),),
)
