"""An account in which nothing is left of any migration, and configurations that have switched them off."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from catalog import dms, ec2, s3
from catalog.resource_type import ResourceType
from ops.destroy.inventory import Deployed
from ops.retire.__main__ import main
from tests.ops.canned import Answers, CannedClients
from tests.support.graph import stack_values

REGION = "eu-west-2"
CALLER = {"Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/operator"}
EMPTY: Answers = {
    "sts.GetCallerIdentity": CALLER,
    "resourcegroupstaggingapi.GetResources": {"ResourceTagMappingList": []},
    "logs.DescribeLogGroups": {"logGroups": []},
    "mgn.DescribeSourceServers": {"items": []},
    "mgn.DescribeReplicationConfigurationTemplates": {"items": []},
    "mgn.DescribeLaunchConfigurationTemplates": {"items": []},
    "ec2.DescribeInstances": {"Reservations": []},
    "ec2.DescribeVolumes": {"Volumes": []},
}


def resource(kind: ResourceType, called: str, component: str, **outputs: Any) -> Deployed:
    path = f"payments:{component}$payments:foundation:Part$"
    return Deployed(type=kind.token, name=called, id=called, region=REGION, outputs=outputs, path=path)


STATE = (
    resource(s3.BUCKET, "landing", "migration:FileTransfer"),
    resource(dms.REPLICATION_TASK, "copy", "migration:DatabaseMigration", replicationTaskArn="arn:aws:dms:r:1:task:C"),
    resource(s3.BUCKET, "state-of-another-part", "observability:Observability"),
    resource(ec2.VPC, "network", "network:Network"),
)


def stack_file(folder: Path, *, protection: Mapping[str, Any] | None = None, **migration: Any) -> Path:
    """Dev's file with some migration services."""
    values: dict[str, Any] = {**stack_values("dev"), **({"payments:protection": protection} if protection else {})}
    values["payments:migration"] = migration
    file = folder / "Pulumi.dev.yaml"
    file.write_text(yaml.safe_dump({"config": values}))
    return file


def run(file: Path, clients: CannedClients, *arguments: str, state: Sequence[Deployed] = (), typed: str = "dev") -> int:
    """The exit code of the command, on a state of the stack dev."""
    given = ["--stack", "dev", "--config", str(file), *arguments]
    return main(given, clients.clients(), ask=lambda question: typed, state=lambda stack: state)
