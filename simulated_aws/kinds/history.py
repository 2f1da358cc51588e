"""What was before: changes and deletions that AWS refuses of what exists."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from catalog import dms, rds, route53resolver, s3
from simulated_aws.declarations import Fault
from simulated_aws.kinds.changes import MUTATION_PROTECTED, Inputs, forbidden_inputs, is_locked, numbers, versioning

REPLICATED = "https://github.com/hashicorp/terraform/issues/22491"
# The code and the words of the refusal are those of public reports.
UPGRADES = "botocore: rds.ModifyDBInstanceMessage.EngineVersion; guide rds: USER_UpgradeDBInstance.MySQL"
MOVED = "https://github.com/hashicorp/terraform-provider-aws/issues/512"
# The endpoints name what uses them, and the provider pauses it where it is told to.
RUNNING_TASK = (
    "botocore: dms.ModifyEndpoint, InvalidResourceStateFault; "
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/dms_endpoint (pause_replication_tasks)"
)
# What keeps a resource from deletion while it is true.
PROTECTIONS = ("deletionProtection", "deleteProtection", "deletionProtectionEnabled", "enableDeletionProtection")
ARN_OF_SERVER = re.compile(r"arn:aws[^:]*:rds:(?P<region>[^:]*):[^:]*:db:(?P<name>.+)")


class Existing(Protocol):
    """A resource that exists."""

    @property
    def token(self) -> str:
        """Its type."""
        ...

    @property
    def region(self) -> str:
        """Where it is."""
        ...

    @property
    def inputs(self) -> dict[str, Any]:
        """What it was given."""
        ...

    @property
    def outputs(self) -> dict[str, Any]:
        """What AWS made of it."""
        ...


# What exists, by id.
Others = Mapping[str, Existing]


def forbidden_changes(live: Existing, before: Inputs, after: Inputs, others: Others) -> Iterator[Fault]:
    """What AWS refuses of a change from what the engine knew to what it wants, beside what else exists."""
    yield from forbidden_inputs(live.token, before, after)
    if live.token == rds.INSTANCE.token:
        yield from _replicated_server(live, after, others)
        yield from _moved_server(live, after, others)
        yield from _upgraded_server(live, before, after, others)
    if live.token == dms.ENDPOINT.token and not after.get("pauseReplicationTasks"):
        yield from _used_endpoint(live, before, after, others)
    if live.token == s3.BUCKET_VERSIONING.token and versioning(after) != versioning(live.inputs):
        yield from _replicated_bucket(live, others)


def forbidden_deletion(gone: Existing, name: str, others: Others) -> Iterator[Fault]:
    """What AWS refuses of a deletion beside what else exists."""
    for key in PROTECTIONS:
        if gone.inputs.get(key):
            yield Fault(key, f"InvalidParameterCombination: {name} is protected from deletion")
    if gone.token == route53resolver.RULE_GROUP_ASSOCIATION.token and is_locked(gone.inputs):
        yield Fault("mutationProtection", MUTATION_PROTECTED)
    if gone.token == s3.BUCKET_VERSIONING.token:
        yield from _replicated_bucket(gone, others)
    has_snapshot = gone.token == rds.INSTANCE.token and not gone.inputs.get("skipFinalSnapshot")
    if has_snapshot and gone.inputs.get("replicateSourceDb"):
        # Source: RDS API reference, DeleteDBInstance, FinalDBSnapshotIdentifier.
        yield Fault("finalSnapshotIdentifier", "InvalidParameterCombination: a read replica has no final snapshot")


def _replicated_server(live: Existing, after: Inputs, others: Others) -> Iterator[Fault]:
    """A server that others replicate from keeps its backups. Source: ModifyDBInstance, BackupRetentionPeriod."""
    if after.get("backupRetentionPeriod") != 0:
        return
    name = live.inputs.get("identifier")
    if any(_replicas(live, others)):
        yield Fault("backupRetentionPeriod", f"InvalidParameterCombination: {name} is a source of read replicas")


def _upgraded_server(live: Existing, before: Inputs, after: Inputs, others: Others) -> Iterator[Fault]:
    """Replicas are upgraded before their source. Source: UPGRADES."""
    if before.get("engineVersion") == after.get("engineVersion"):
        return
    version = numbers(after.get("engineVersion"))
    for other in _replicas(live, others):
        if numbers(other.outputs.get("engineVersionActual"))[: len(version)] < version:
            yield Fault(
                "engineVersion",
                "InvalidParameterCombination: One or more of the DB Instance's read replicas need to be upgraded: "
                f"{other.inputs.get('identifier')}",
            )


def _replicas(live: Existing, others: Others) -> Iterator[Existing]:
    """The servers that replicate from one, in any region."""
    name = live.inputs.get("identifier")
    for other in others.values():
        source = str(other.inputs.get("replicateSourceDb") or "")
        here = ARN_OF_SERVER.fullmatch(source)
        region, of = (here["region"], here["name"]) if here else (other.region, source)
        if other.token == rds.INSTANCE.token and name and (region, of) == (live.region, name):
            yield other


def _moved_server(live: Existing, after: Inputs, others: Others) -> Iterator[Fault]:
    """A server moves to a subnet group of another network only. Source: MOVED."""
    old, new = live.inputs.get("dbSubnetGroupName"), after.get("dbSubnetGroupName")
    if old == new or not old or not new:
        return
    if _network(old, live.region, others) & _network(new, live.region, others):
        yield Fault(
            "dbSubnetGroupName",
            f"InvalidVPCNetworkStateFault: You cannot move DB instance {live.inputs.get('identifier')} to subnet group "
            f"{new}. The specified DB subnet group and DB instance are in the same VPC.",
        )


def _used_endpoint(live: Existing, before: Inputs, after: Inputs, others: Others) -> Iterator[Fault]:
    """An endpoint of a task that runs does not change. Source: RUNNING_TASK."""
    ignored = {"tags", "pauseReplicationTasks"}
    changed = sorted(key for key in {*before, *after} - ignored if before.get(key) != after.get(key))
    for other in others.values():
        uses = {other.inputs.get("sourceEndpointArn"), other.inputs.get("targetEndpointArn")}
        running = other.inputs.get("startReplicationTask")
        if (
            changed
            and other.token == dms.REPLICATION_TASK.token
            and running
            and live.outputs.get("endpointArn") in uses
        ):
            task = other.inputs.get("replicationTaskId")
            yield Fault(changed[0], f"InvalidResourceStateFault: the replication task {task} runs with the endpoint")


def _network(group: str, region: str, others: Others) -> set[str]:
    """The networks of a group's subnets."""
    subnets = {
        subnet
        for item in others.values()
        if item.token == rds.SUBNET_GROUP.token and item.region == region and item.inputs.get("name") == group
        for subnet in item.inputs.get("subnetIds") or ()
    }
    return {str(others[subnet].inputs.get("vpcId")) for subnet in subnets if subnet in others}


def _replicated_bucket(live: Existing, others: Others) -> Iterator[Fault]:
    """A bucket that is replicated keeps its versions. Source: REPLICATED."""
    for other in others.values():
        is_replication = other.token == s3.BUCKET_REPLICATION_CONFIG.token
        if is_replication and other.inputs.get("bucket") == live.inputs.get("bucket"):
            yield Fault(
                "versioningConfiguration",
                "InvalidBucketState: A replication configuration is present on this bucket, so you cannot change the "
                "versioning state. To change the versioning state, first delete the replication configuration.",
            )
