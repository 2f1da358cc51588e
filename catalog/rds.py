"""Relational Database Service."""

from collections.abc import Callable

from catalog.drawing import Drawing, Link
from catalog.price import HOURS, LIST, Inputs, Price
from catalog.resource_type import ESTIMATE, ResourceType
from catalog.service import Service

RDS = Service(
    "rds",
    read=("Describe*", "List*"),
    deploy=(
        "Add*", "Create*", "Delete*", "Modify*", "Promote*", "Reboot*", "Remove*", "Reset*", "Restore*", "Start*",
        "Stop*",
    ),
    principals=("monitoring.rds",),
)  # fmt: skip


def _servers(instance_class: str) -> Callable[[Inputs], float]:
    """Counts a server of a class twice where it has a standby."""
    return lambda inputs: (1 + bool(inputs.get("multiAz"))) if inputs.get("instanceClass") == instance_class else 0


def _storage(inputs: Inputs) -> float:
    """A replica has its source's storage, which its inputs do not repeat; the project's servers have 100 GiB."""
    return float(inputs.get("allocatedStorage") or 100) * (1 + bool(inputs.get("multiAz")))


def _server_price(size: str, factor: int, source: str) -> Price:
    """The price of a class by that of a db.t3.micro."""
    return Price(
        what=f"Database server db.t3.{size}",
        monthly=factor * 0.021 * HOURS,
        unit="server, and its standby",
        date="2026-10-06",
        source=f"{source} {LIST.format('AmazonRDS')}",
        verified=False,
        quantity=_servers(f"db.t3.{size}"),
    )


_ARN = "arn:aws:rds:{region}:{account}"
EVENT_SUBSCRIPTION = ResourceType(
    "aws:rds/eventSubscription:EventSubscription",
    id="{name}",
    arn=_ARN + ":es:{name}",
    cloudformation="AWS::RDS::EventSubscription",
)
INSTANCE = ResourceType(
    "aws:rds/instance:Instance",
    id="db-{hex}",
    arn=_ARN + ":db:{name}",
    named_by="identifier",
    cloudformation="AWS::RDS::DBInstance",
    minutes=14,
    source=ESTIMATE,
    # A source may be deleted before its replica, which is a server of its own then.
    loose=("replicateSourceDb",),
    writes_logs=True,
    prices=(
        _server_price("medium", 4, "four times the price of a db.t3.micro, PostgreSQL, in"),
        _server_price("small", 2, "twice the price of a db.t3.micro, PostgreSQL, in"),
        _server_price("micro", 1, "the price with PostgreSQL in"),
        Price(
            what="Database storage gp3",
            monthly=0.133,
            unit="GiB, and its copy on a standby",
            date="2026-10-06",
            source="the price with PostgreSQL in one zone in " + LIST.format("AmazonRDS"),
            verified=False,
            quantity=_storage,
        ),
    ),
    drawing=Drawing(title="RDS for MySQL", icon="database/rds"),
    links=(Link(kind="copy", start="replicateSourceDb"), Link(kind="key", end="kmsKeyId")),
)
INSTANCE_AUTOMATED_BACKUPS_REPLICATION = ResourceType(
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
    id=_ARN + ":auto-backup:ab-{hex}",
    minutes=10,
    source=ESTIMATE,
    drawing=Drawing(title="backups' copies", icon="storage/backup"),
    links=(Link(kind="copy", start="sourceDbInstanceArn"),),
)
PARAMETER_GROUP = ResourceType(
    "aws:rds/parameterGroup:ParameterGroup",
    id="{name}",
    arn=_ARN + ":pg:{name}",
    cloudformation="AWS::RDS::DBParameterGroup",
)
SUBNET_GROUP = ResourceType(
    "aws:rds/subnetGroup:SubnetGroup",
    id="{name}",
    arn=_ARN + ":subgrp:{name}",
    cloudformation="AWS::RDS::DBSubnetGroup",
)
