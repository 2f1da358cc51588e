"""An account in which nothing is left of any migration, and configurations that have switched them off."""

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from catalog import dms, ec2, lambda_, s3
from catalog.resource_type import ResourceType
from ops.destroy.inventory import Deployed
from ops.retire.__main__ import main
from tests.ops.canned import Answers, Canned, CannedClients
from tests.support.aws import refused
from tests.support.graph import stack_values

REGION = "eu-west-2"
CALLER = {"Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/operator"}


def database(answer: Mapping[str, Any] | None = None, **left: list[str]) -> Canned:
    """What the bootstrap answers to who asks it what is left of a migration, or another answer."""
    said = {"migration": {"users": [], "schemas": [], "tables": [], **left}} if answer is None else answer

    def invoke(asked: Mapping[str, Any]) -> dict[str, Any]:
        assert (asked["FunctionName"], json.loads(asked["Payload"])) == (BOOTSTRAP.id, {"look": "migration"})
        return {"Payload": io.BytesIO(json.dumps(said).encode())}

    return invoke


EMPTY: Answers = {
    "sts.GetCallerIdentity": CALLER,
    "resourcegroupstaggingapi.GetResources": {"ResourceTagMappingList": []},
    "logs.DescribeLogGroups": {"logGroups": []},
    "mgn.DescribeSourceServers": {"items": []},
    "mgn.DescribeReplicationConfigurationTemplates": {"items": []},
    "mgn.DescribeLaunchConfigurationTemplates": {"items": []},
    "ec2.DescribeInstances": {"Reservations": []},
    "ec2.DescribeVolumes": {"Volumes": []},
    "ec2.DescribeSnapshots": {"Snapshots": []},
    "iam.ListRoles": {"Roles": []},
    "ssm.GetParameter": refused("GetParameter", "ParameterNotFound"),
    "lambda.Invoke": database(),
}


def resource(kind: ResourceType, called: str, component: str, **outputs: Any) -> Deployed:
    path = f"payments:{component}$payments:foundation:Part$"
    return Deployed(type=kind.token, name=called, id=called, region=REGION, outputs=outputs, path=path)


BOOTSTRAP = resource(lambda_.FUNCTION, "bootstrap-dev", "database:Database$payments:database:Bootstrap")
STATE = (
    resource(s3.BUCKET, "landing", "migration:FileTransfer"),
    resource(dms.REPLICATION_TASK, "copy", "migration:DatabaseMigration", replicationTaskArn="arn:aws:dms:r:1:task:C"),
    resource(s3.BUCKET, "state-of-another-part", "observability:Observability"),
    resource(ec2.VPC, "network", "network:Network"),
    resource(lambda_.FUNCTION, "payment-processor-dev-1234567", "payments:Processor"),
    BOOTSTRAP,
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
