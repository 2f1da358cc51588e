"""What AWS refuses of resources that reach from one region into another, and what a failover does to them."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import Any, cast

from simulated_aws.declarations import Fault

Inputs = Mapping[str, Any]

SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 (a type of resource, no secret)
ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
SERVER = "aws:rds/instance:Instance"
# What a server takes from its source, and can't be told beside one.
FROM_SOURCE = ("allocatedStorage", "dbName", "engine", "engineVersion", "password", "username")
KEYS = ("kmsKeyId", "kmsKeyArn", "kmsMasterKeyId", "performanceInsightsKmsKeyId")


def region_of(arn: object) -> str:
    """The region of an ARN; empty for anything else."""
    return arn.split(":")[3] if isinstance(arn, str) and arn.startswith("arn:") else ""


def moved(arn: str, region: str) -> str:
    """The ARN that a secret's replica has in another region."""
    parts = arn.split(":")
    return ":".join([*parts[:3], region, *parts[4:]])


def replica_regions(inputs: Inputs) -> set[str]:
    """The regions that a secret is replicated to."""
    return {replica["region"] for replica in _items(inputs, "replicas")}


def value_faults(token: str, inputs: Inputs) -> Iterator[Fault]:
    """What is wrong with a resource whatever else exists."""
    for key in KEYS:
        if region_of(inputs.get(key)) not in ("", inputs.get("region")):
            yield Fault(key, f"KMSKeyNotAccessible: {inputs[key]} is no key of {inputs.get('region')}")
    if token in VALUE_RULES:
        yield from VALUE_RULES[token](inputs)


def clashes(token: str, inputs: Inputs, everything: Mapping[str, Inputs]) -> Iterator[Fault]:
    """What is wrong with a resource beside those of all regions, by id."""
    if token == SECRET:
        own_name = inputs.get("name")
        for region in replica_regions(inputs):
            for other_id, other in everything.items():
                taken = other.get("name") == own_name and other.get("region") == region
                if taken and other_id.startswith("arn:aws:secretsmanager:"):
                    yield Fault("replicas", f"InvalidParameterException: {own_name} exists already in {region}")
    elif token == SERVER and inputs.get("replicateSourceDb"):
        name = inputs["replicateSourceDb"].rpartition(":")[2]
        sources = [item for item in everything.values() if item.get("identifier") == name]
        if not any(source.get("backupRetentionPeriod") for source in sources):
            yield Fault("replicateSourceDb", f"InvalidDBInstanceState: {name} has no automated backups")
    elif token == ROTATION and inputs["secretId"] not in everything:
        yield Fault("secretId", "InvalidRequestException: a replica can't rotate; promote it first")


def forbidden_changes(token: str, before: Inputs, live: Inputs, after: Inputs) -> Iterator[Fault]:
    """What AWS refuses of a change from what the engine knew, and from what is, to what it wants."""
    if token == SERVER:
        if after.get("replicateSourceDb") and not live.get("replicateSourceDb"):
            yield Fault("replicateSourceDb", "cannot elect new source database for replication")
        if before.get("replicateSourceDb") and not after.get("replicateSourceDb") and not live.get("replicateSourceDb"):
            yield Fault("replicateSourceDb", "InvalidDBInstanceState: the server is not a read replica")
    if token == SECRET:
        yield from _ended_replicas(before, live, after)


def forbidden_deletion(token: str, before: Inputs, live: Inputs, primaries: Set[str]) -> Iterator[Fault]:
    """What AWS refuses of a deletion; the provider ends a secret's replicas first, those that the engine knew.

    `primaries` are the ids of what exists and is no replica.
    """
    if token == SECRET:
        yield from _ended_replicas(before, live, {})
    if token == ROTATION and live["secretId"] not in primaries:
        yield Fault("secretId", "InvalidRequestException: a replica's rotation is ended at its primary")


def without_origin(token: str, inputs: Inputs) -> Iterator[Fault]:
    """What a new server needs that copies none."""
    if token == SERVER and not inputs.get("replicateSourceDb"):
        for key in ("allocatedStorage", "engine", "username"):
            if inputs.get(key) is None:
                yield Fault(key, "is missing, and there is no replicateSourceDb to take it from")


def _ended_replicas(before: Inputs, live: Inputs, after: Inputs) -> Iterator[Fault]:
    for region in replica_regions(before) - replica_regions(after) - replica_regions(live):
        yield Fault("replicas", f"InvalidParameterException: the secret is not replicated to {region}")


def _secret(inputs: Inputs) -> Iterator[Fault]:
    for replica in _items(inputs, "replicas"):
        if replica["region"] == inputs.get("region"):
            yield Fault("replicas", f"InvalidParameterException: {replica['region']} is the secret's own region")
        if region_of(replica.get("kmsKeyId")) not in ("", replica["region"]):
            yield Fault("replicas", f"{replica['kmsKeyId']} is no key of {replica['region']}")


def _server(inputs: Inputs) -> Iterator[Fault]:
    source = inputs.get("replicateSourceDb")
    if not source:
        return
    for key in FROM_SOURCE:
        if inputs.get(key) is not None:
            yield Fault(key, f"conflicts with replicateSourceDb: a replica takes its {key} from its source")
    if inputs.get("finalSnapshotIdentifier") or not inputs.get("skipFinalSnapshot"):
        yield Fault("finalSnapshotIdentifier", "InvalidParameterCombination: there is no final snapshot of a replica")
    if region_of(source) not in ("", inputs.get("region")) and not inputs.get("kmsKeyId"):
        yield Fault("kmsKeyId", "a replica in another region needs a key of that region")


def _backups(inputs: Inputs) -> Iterator[Fault]:
    if region_of(inputs.get("sourceDbInstanceArn")) == inputs.get("region"):
        yield Fault("sourceDbInstanceArn", "backups are replicated from another region, and made in the destination")


def _plan(inputs: Inputs) -> Iterator[Fault]:
    regions = cast(list[str], inputs.get("regions") or [])
    if len(set(regions)) != 2:
        yield Fault("regions", f"two regions are expected, not {regions}")
    for workflow in _items(inputs, "workflows"):
        for step in _items(workflow, "steps"):
            yield from _step(step, regions)


def _step(step: Inputs, regions: Sequence[str]) -> Iterator[Fault]:
    name = step["name"]
    for config in _items(step, "rdsPromoteReadReplicaConfigs"):
        servers: Inputs = config["dbInstanceArnMap"]
        if set(servers) != set(regions) or any(region_of(arn) not in ("", region) for region, arn in servers.items()):
            yield Fault(name, f"a server of each of {', '.join(regions)} is expected")
    for config in _items(step, "lambdaEventSourceMappingConfigs"):
        if {item["region"] for item in _items(config, "regionEventSourceMappings")} != set(regions):
            yield Fault(name, f"a mapping for each of {', '.join(regions)} is expected")
    for config in _items(step, "customActionLambdaConfigs"):
        if len(_items(config, "lambdas")) != 2:
            yield Fault(name, "two functions are expected, one in each region")


def _items(value: Inputs, key: str) -> list[Inputs]:
    return cast(list[Inputs], value.get(key) or [])


VALUE_RULES: Mapping[str, Callable[[Inputs], Iterator[Fault]]] = {
    SECRET: _secret,
    SERVER: _server,
    "aws:arcregionswitch/plan:Plan": _plan,
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": _backups,
}
