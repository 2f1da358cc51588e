"""What is left in a region of a migration service that costs something or lets somebody in, one line each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from components.migration.mgn.api import ADOPTED_BY, MADE_BY
from config.load import StackConfig
from ops.lib.clients import Client, Clients, code
from ops.retire.services import Service

# What MGN puts on everything that it makes for a replication (MGN user guide, staging area). On its snapshots too: the
# policy of its own role, AWSApplicationMigrationServiceRolePolicy, lets it make none without it.
MANAGED = {"Name": "tag:AWSApplicationMigrationServiceManaged", "Values": ["*"]}
ENDED = ("DISCONNECTED", "CUTOVER")
RUNNING = ["pending", "running", "stopping", "stopped"]


@dataclass(frozen=True, kw_only=True)
class Region:
    """One region of a stack's account."""

    name: str
    config: StackConfig
    clients: Clients

    def client(self, service: str) -> Client:
        """A service's client in this region."""
        return self.clients.get(service, self.name)

    def all(self, service: str, call: str, key: str, **asked: Any) -> Iterator[Any]:
        """All items of a paginated call."""
        for page in self.client(service).get_paginator(call).paginate(**asked):
            yield from page[key]


def left(service: Service, region: Region) -> Iterator[str]:
    """What is left of a service in a region."""
    yield from _tagged(service, region)
    yield from _logs(service, region)
    if service.key == "mgn":
        yield from _of_mgn(region)
        yield from _replicating(region)


def _tagged(service: Service, region: Region) -> Iterator[str]:
    """What bears the stack's tags and a name of the service's."""
    config = region.config
    filters = [
        {"Key": "ManagedBy", "Values": ["Pulumi"]},
        {"Key": "Environment", "Values": [config.environment]},
    ]
    found = region.all("resourcegroupstaggingapi", "get_resources", "ResourceTagMappingList", TagFilters=filters)
    for item in found:
        arn, tags = item["ResourceARN"], {tag["Key"]: tag["Value"] for tag in item["Tags"]}
        if service.is_named(tags.get("Name", ""), config.suffix) and not _ends_by_itself(arn, region):
            yield f"{arn}: take it out of the configuration and run `pulumi up`, or delete it"


def _ends_by_itself(arn: str, region: Region) -> bool:
    """Whether it is a key or a secret that is being deleted, or anything that is gone: tags are told for a while."""
    service = arn.split(":")[2]
    look = _LOOKS.get(service)
    try:
        return look is not None and look(region.client(service), arn)
    except ClientError as error:
        if "NotFound" not in code(error):
            raise
        return True


_LOOKS: Mapping[str, Callable[[Client, str], bool]] = {
    "kms": lambda client, arn: client.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"] == "PendingDeletion",
    "secretsmanager": lambda client, arn: "DeletedDate" in client.describe_secret(SecretId=arn),
}


def _logs(service: Service, region: Region) -> Iterator[str]:
    """Log groups that AWS made again for last lines: without tags, and for ever."""
    prefixes = ["/payments/", *(["dms-tasks-", "dms-serverless-replication-"] if service.key == "dms" else [])]
    for prefix in prefixes:
        for group in region.all("logs", "describe_log_groups", "logGroups", logGroupNamePrefix=prefix):
            name: str = group["logGroupName"]
            if service.is_named(name.removeprefix(prefix), region.config.suffix):
                yield f"log group {name} in {region.name}: aws logs delete-log-group --log-group-name {name}"


def _of_mgn(region: Region) -> Iterator[str]:
    """Servers that are still registered, and templates of this stack."""
    try:
        for server in region.all("mgn", "describe_source_servers", "items", filters={"isArchived": False}):
            yield from _server(server, region)
        for kind in ("replication", "launch"):
            yield from _template(kind, region)
    except ClientError as error:
        # A service that was never used in the region.
        if code(error) != "UninitializedAccountException":
            raise


def _replicating(region: Region) -> Iterator[str]:
    """What MGN made for a replication."""
    states = {"Name": "instance-state-name", "Values": RUNNING}
    for found in region.all("ec2", "describe_instances", "Reservations", Filters=[MANAGED, states]):
        for instance in found["Instances"]:
            name = instance["InstanceId"]
            yield f"replication server {name} in {region.name}: MGN ends it within 90 minutes of its last source server"
    for volume in region.all("ec2", "describe_volumes", "Volumes", Filters=[MANAGED]):
        name, size = volume["VolumeId"], volume["Size"]
        yield f"staging disk {name} in {region.name}, {size} GiB: MGN deletes it with its source server"
    for snapshot in region.all("ec2", "describe_snapshots", "Snapshots", OwnerIds=["self"], Filters=[MANAGED]):
        name, size = snapshot["SnapshotId"], snapshot["VolumeSize"]
        yield (
            f"snapshot {name} in {region.name}, {size} GiB: MGN deletes those of a source server with it; the others, "
            f"aws ec2 delete-snapshot --snapshot-id {name}"
        )


def _template(kind: str, region: Region) -> Iterator[str]:
    """A template that this stack made or adopted."""
    for template in region.all("mgn", f"describe_{kind}_configuration_templates", "items"):
        tags = template.get("tags", {})
        if region.config.suffix in (tags.get(MADE_BY), tags.get(ADOPTED_BY)):
            yield f"the {kind} template of MGN in {region.name} is this stack's: `pulumi up`"


def _server(server: Mapping[str, Any], region: Region) -> Iterator[str]:
    """A server that was not finalised, and the test instance that was launched of it."""
    name, state = server["sourceServerID"], server.get("lifeCycle", {}).get("state", "")
    if state not in ENDED:
        yield (
            f"source server {name} in {region.name} is {state}: finalise its cutover, or "
            f"aws mgn disconnect-from-service --source-server-id {name}"
        )
    instance = server.get("launchedInstance", {}).get("ec2InstanceID")
    # The instance of a cutover is the server from then on.
    if instance and state not in ("CUTOVER", "CUTTING_OVER"):
        yield (
            f"test instance {instance} of {name} in {region.name}: "
            f"aws mgn terminate-target-instances --source-server-ids {name}"
        )
