"""What was before: changes and deletions that AWS refuses of what exists."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from catalog import dms, networkfirewall, rds, route53resolver, s3
from catalog.resource_type import ResourceType
from simulated_aws.declarations import Fault
from simulated_aws.values import texts

Inputs = Mapping[str, Any]

RDS_MODIFY = "botocore: rds.ModifyDBInstanceMessage.AllowMajorVersionUpgrade"
RDS_STORAGE = "guide rds: Overview.DBInstance.Modifying"
# That it is this one of the operations' errors is unverified.
FIREWALL = "botocore: network-firewall.Firewall.SubnetChangeProtection"
# The code and the words are those of a public report.
MUTATION = "botocore: route53resolver.AssociateFirewallRuleGroup; hashicorp/terraform-provider-aws#21278"
MUTATION_PROTECTED = (
    "ValidationException: [RSLVR-02307] The DNS Firewall rule group association is under mutation protection"
)
S3_VERSIONING = "guide s3: Versioning"
REPLICATED = "https://github.com/hashicorp/terraform/issues/22491"
# The code and the words of the refusal are those of public reports.
UPGRADES = "botocore: rds.ModifyDBInstanceMessage.EngineVersion; guide rds: USER_UpgradeDBInstance.MySQL"
MOVED = "https://github.com/hashicorp/terraform-provider-aws/issues/512"
# The endpoints name what uses them, and the provider pauses it where it is told to.
RUNNING_TASK = (
    "botocore: dms.ModifyEndpoint, InvalidResourceStateFault; "
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/dms_endpoint (pause_replication_tasks)"
)
STARTED = "botocore: dms.ModifyReplicationConfig"
# What keeps a resource from deletion while it is true.
PROTECTIONS = ("deletionProtection", "deleteProtection", "deletionProtectionEnabled", "enableDeletionProtection")
ARN_OF_SERVER = re.compile(r"arn:aws[^:]*:rds:(?P<region>[^:]*):[^:]*:db:(?P<name>.+)")
# The numbers that a major version has; the rest is minor. Source: RDS user guide, "DB engine version policy".
MAJOR_PARTS = {"mysql": 2, "mariadb": 2}


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


@dataclass(frozen=True)
class Change:
    """A change of an input that AWS refuses; `refuses` says why from what was and what is wanted, or nothing."""

    kind: ResourceType
    input: str
    refuses: Callable[[Inputs, Inputs], str]
    source: str


def _shrinks(before: Inputs, after: Inputs) -> str:
    old, new = before.get("allocatedStorage"), after.get("allocatedStorage")
    if isinstance(old, int) and isinstance(new, int) and new < old:
        return f"InvalidParameterCombination: {new} GiB are less than the {old} GiB that are allocated"
    return ""


def _engine(before: Inputs, after: Inputs) -> str:
    engine = str(after.get("engine") or before.get("engine") or "")
    old, new = (_numbers(inputs.get("engineVersion")) for inputs in (before, after))
    length = min(len(old), len(new))
    if new[:length] < old[:length]:
        return f"InvalidParameterCombination: Cannot upgrade {engine} from {_dotted(old)} to {_dotted(new)}"
    major = MAJOR_PARTS.get(engine, 1)
    if length and new[:major] > old[:major] and not after.get("allowMajorVersionUpgrade"):
        return (
            "InvalidParameterCombination: The AllowMajorVersionUpgrade flag must be present when upgrading to a new "
            f"major version, from {_dotted(old)} to {_dotted(new)}"
        )
    return ""


def _protected(flag: str, key: str) -> Callable[[Inputs, Inputs], str]:
    def refuses(before: Inputs, after: Inputs) -> str:
        if before.get(flag) and after.get(flag) and _as_set(before.get(key)) != _as_set(after.get(key)):
            return f"InvalidOperationException: {flag} is enabled; disable it before"
        return ""

    return refuses


def _mutated(key: str) -> Callable[[Inputs, Inputs], str]:
    def refuses(before: Inputs, after: Inputs) -> str:
        return MUTATION_PROTECTED if _is_locked(before, after) and before.get(key) != after.get(key) else ""

    return refuses


def _is_locked(*inputs: Inputs) -> bool:
    return all(one.get("mutationProtection") == "ENABLED" for one in inputs)


def _unversioned(before: Inputs, after: Inputs) -> str:
    if _versioning(before) in ("Enabled", "Suspended") and _versioning(after) == "Disabled":
        return f"versioning_configuration.status cannot be updated from '{_versioning(before)}' to 'Disabled'"
    return ""


def _started(key: str) -> Callable[[Inputs, Inputs], str]:
    def refuses(before: Inputs, after: Inputs) -> str:
        if before.get("startReplication") and before.get(key) != after.get(key):
            return "InvalidResourceStateFault: a replication of the configuration was started, which fixes it"
        return ""

    return refuses


CHANGES: tuple[Change, ...] = (
    *(
        Change(dms.REPLICATION_CONFIG, key, _started(key), STARTED)
        for key in (
            "computeConfig",
            "replicationSettings",
            "replicationType",
            "sourceEndpointArn",
            "tableMappings",
            "targetEndpointArn",
        )
    ),
    Change(rds.INSTANCE, "allocatedStorage", _shrinks, RDS_STORAGE),
    Change(rds.INSTANCE, "engineVersion", _engine, RDS_MODIFY),
    Change(
        networkfirewall.FIREWALL, "subnetMappings", _protected("subnetChangeProtection", "subnetMappings"), FIREWALL
    ),
    Change(
        networkfirewall.FIREWALL,
        "firewallPolicyArn",
        _protected("firewallPolicyChangeProtection", "firewallPolicyArn"),
        FIREWALL,
    ),
    *(Change(route53resolver.RULE_GROUP_ASSOCIATION, key, _mutated(key), MUTATION) for key in ("name", "priority")),
    Change(s3.BUCKET_VERSIONING, "versioningConfiguration", _unversioned, S3_VERSIONING),
)


def forbidden_changes(live: Existing, before: Inputs, after: Inputs, others: Others) -> Iterator[Fault]:
    """What AWS refuses of a change from what the engine knew to what it wants, beside what else exists."""
    for change in CHANGES:
        if change.kind.token == live.token:
            reason = change.refuses(before, after)
            if reason:
                yield Fault(change.input, reason)
    if live.token == rds.INSTANCE.token:
        yield from _replicated_server(live, after, others)
        yield from _moved_server(live, after, others)
        yield from _upgraded_server(live, before, after, others)
    if live.token == dms.ENDPOINT.token and not after.get("pauseReplicationTasks"):
        yield from _used_endpoint(live, before, after, others)
    if live.token == s3.BUCKET_VERSIONING.token and _versioning(after) != _versioning(live.inputs):
        yield from _replicated_bucket(live, others)


def forbidden_deletion(gone: Existing, name: str, others: Others) -> Iterator[Fault]:
    """What AWS refuses of a deletion beside what else exists."""
    for key in PROTECTIONS:
        if gone.inputs.get(key):
            yield Fault(key, f"InvalidParameterCombination: {name} is protected from deletion")
    if gone.token == route53resolver.RULE_GROUP_ASSOCIATION.token and _is_locked(gone.inputs):
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
    version = _numbers(after.get("engineVersion"))
    for other in _replicas(live, others):
        if _numbers(other.outputs.get("engineVersionActual"))[: len(version)] < version:
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


def _numbers(version: object) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", str(version or "")))


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)


def _versioning(inputs: Inputs) -> str:
    configuration: Inputs = inputs.get("versioningConfiguration") or {}
    return str(configuration.get("status") or "")


def _as_set(value: object) -> set[str]:
    return set(texts(value))
