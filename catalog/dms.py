"""Database Migration Service, which states a resource's ARN in an output of the type's own."""

from catalog.drawing import Drawing, Link
from catalog.price import HOURS, Inputs, Price
from catalog.resource_type import ESTIMATE, ResourceType
from catalog.service import Service

DMS = Service(
    "dms",
    read=("Describe*", "List*"),
    deploy=("Add*", "Create*", "Delete*", "Import*", "Modify*", "Remove*", "Start*", "Stop*"),
    principals=("dms", "dms.{region}"),
)


def _servers(inputs: Inputs) -> float:
    return 1 + bool(inputs.get("multiAz"))


_ARN = "arn:aws:dms:{region}:{account}"
CERTIFICATE = ResourceType(
    "aws:dms/certificate:Certificate",
    id="{name}",
    outputs={"certificateArn": _ARN + ":cert:{hex}"},
    named_by="certificateId",
    cloudformation="AWS::DMS::Certificate",
)
ENDPOINT = ResourceType(
    "aws:dms/endpoint:Endpoint",
    id="{name}",
    outputs={"endpointArn": _ARN + ":endpoint:{hex}"},
    named_by="endpointId",
    cloudformation="AWS::DMS::Endpoint",
    minutes=0.3,
    drawing=Drawing(title="endpoint", icon="database/database", is_detail=True),
    links=(Link(kind="credential", start="secretsManagerArn"),),
)
REPLICATION_CONFIG = ResourceType(
    "aws:dms/replicationConfig:ReplicationConfig",
    id=_ARN + ":replication-config:{name}",
    arn=_ARN + ":replication-config:{name}",
    named_by="replicationConfigIdentifier",
    cloudformation="AWS::DMS::ReplicationConfig",
    drawing=Drawing(title="DMS", icon="database/database-migration-service"),
)
# DMS names the groups of its logs and makes them.
REPLICATION_INSTANCE = ResourceType(
    "aws:dms/replicationInstance:ReplicationInstance",
    id="{name}",
    outputs={"replicationInstanceArn": _ARN + ":rep:{hex}"},
    named_by="replicationInstanceId",
    cloudformation="AWS::DMS::ReplicationInstance",
    minutes=9,
    source=ESTIMATE,
    prices=(
        Price(
            what="Migration server dms.t3.medium",
            monthly=0.08 * HOURS,
            unit="server, and its standby",
            date="2026-11-25",
            source="no price was found for London",
            verified=False,
            quantity=_servers,
        ),
    ),
    drawing=Drawing(title="DMS", icon="database/database-migration-service"),
)
REPLICATION_SUBNET_GROUP = ResourceType(
    "aws:dms/replicationSubnetGroup:ReplicationSubnetGroup",
    id="{name}",
    outputs={"replicationSubnetGroupArn": _ARN + ":subgrp:{name}"},
    named_by="replicationSubnetGroupId",
    cloudformation="AWS::DMS::ReplicationSubnetGroup",
    minutes=0.5,
)
REPLICATION_TASK = ResourceType(
    "aws:dms/replicationTask:ReplicationTask",
    id="{name}",
    outputs={"replicationTaskArn": _ARN + ":task:{name}"},
    named_by="replicationTaskId",
    cloudformation="AWS::DMS::ReplicationTask",
    minutes=1,
    source=ESTIMATE,
    links=(
        Link(kind="data", start="sourceEndpointArn", end="replicationInstanceArn"),
        Link(kind="data", start="replicationInstanceArn", end="targetEndpointArn"),
    ),
)
