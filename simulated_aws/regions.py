"""What AWS refuses of resources that reach from one region into another, where others exist or replicas changed."""

from collections.abc import Iterator, Mapping, Set
from typing import cast

from catalog import rds, secretsmanager
from simulated_aws.declarations import Fault
from simulated_aws.modelling import Inputs

# The types that reach into another region.
ACROSS_REGIONS = {secretsmanager.SECRET.token, secretsmanager.SECRET_ROTATION.token, rds.INSTANCE.token}


def region_of(arn: object) -> str:
    """The region of an ARN; empty for anything else."""
    return arn.split(":")[3] if isinstance(arn, str) and arn.startswith("arn:") else ""


def moved(arn: str, region: str) -> str:
    """The ARN that a secret's replica has in another region."""
    parts = arn.split(":")
    return ":".join([*parts[:3], region, *parts[4:]])


def replica_regions(inputs: Inputs) -> set[str]:
    """The regions that a secret is replicated to."""
    return {replica["region"] for replica in listed(inputs, "replicas")}


def listed(value: Inputs, key: str) -> list[Inputs]:
    """The list that an input holds; empty where it is not given."""
    return cast(list[Inputs], value.get(key) or [])


def clashes(token: str, inputs: Inputs, everything: Mapping[str, Inputs]) -> Iterator[Fault]:
    """What is wrong with a resource beside those of all regions, by id."""
    if token == secretsmanager.SECRET.token:
        own_name = inputs.get("name")
        for region in replica_regions(inputs):
            for other_id, other in everything.items():
                taken = other.get("name") == own_name and other.get("region") == region
                if taken and other_id.startswith("arn:aws:secretsmanager:"):
                    yield Fault("replicas", f"InvalidParameterException: {own_name} exists already in {region}")
    elif token == rds.INSTANCE.token and inputs.get("replicateSourceDb"):
        name = inputs["replicateSourceDb"].rpartition(":")[2]
        sources = [item for item in everything.values() if item.get("identifier") == name]
        if not any(source.get("backupRetentionPeriod") for source in sources):
            yield Fault("replicateSourceDb", f"InvalidDBInstanceState: {name} has no automated backups")
    elif token == secretsmanager.SECRET_ROTATION.token and inputs["secretId"] not in everything:
        yield Fault("secretId", "InvalidRequestException: a replica can't rotate; promote it first")


def forbidden_changes(token: str, before: Inputs, live: Inputs, after: Inputs) -> Iterator[Fault]:
    """What AWS refuses of a change from what the engine knew, and from what is, to what it wants."""
    if token == rds.INSTANCE.token:
        if after.get("replicateSourceDb") and not live.get("replicateSourceDb"):
            yield Fault("replicateSourceDb", "cannot elect new source database for replication")
        if before.get("replicateSourceDb") and not after.get("replicateSourceDb") and not live.get("replicateSourceDb"):
            yield Fault("replicateSourceDb", "InvalidDBInstanceState: the server is not a read replica")
    if token == secretsmanager.SECRET.token:
        yield from _ended_replicas(before, live, after)


def forbidden_deletion(token: str, before: Inputs, live: Inputs, primaries: Set[str]) -> Iterator[Fault]:
    """What AWS refuses of a deletion; the provider ends a secret's replicas first, those that the engine knew.

    `primaries` are the ids of what exists and is no replica.
    """
    if token == secretsmanager.SECRET.token:
        yield from _ended_replicas(before, live, {})
    if token == secretsmanager.SECRET_ROTATION.token and live["secretId"] not in primaries:
        yield Fault("secretId", "InvalidRequestException: a replica's rotation is ended at its primary")


ORIGINS = ("replicateSourceDb", "restoreToPointInTime", "s3Import", "snapshotIdentifier")
PASSWORDS = ("manageMasterUserPassword", "password", "passwordWo")


def without_origin(token: str, inputs: Inputs) -> Iterator[Fault]:
    """What a new server needs that is made of no other; one that exists keeps what it took from its source."""
    if token == rds.INSTANCE.token and not any(inputs.get(key) for key in ORIGINS):
        # botocore: rds.CreateDBInstance.MasterUserPassword, ManageMasterUserPassword
        if not any(inputs.get(key) for key in PASSWORDS):
            yield Fault("password", f"InvalidParameterValue: one of {', '.join(PASSWORDS)} is needed")
        for key in ("allocatedStorage", "engine", "username"):
            if inputs.get(key) is None:
                yield Fault(key, "is missing, and there is no replicateSourceDb to take it from")


def _ended_replicas(before: Inputs, live: Inputs, after: Inputs) -> Iterator[Fault]:
    for region in replica_regions(before) - replica_regions(after) - replica_regions(live):
        yield Fault("replicas", f"InvalidParameterException: the secret is not replicated to {region}")
