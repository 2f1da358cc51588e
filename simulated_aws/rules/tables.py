"""What DynamoDB refuses of a table that is kept strongly consistent over several regions."""

from collections.abc import Iterator

from catalog import dynamodb
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.regions import listed
from simulated_aws.rules.register import Inputs, refuses

# Between the regions of one set alone (botocore: dynamodb.CreateGlobalTableWitnessGroupMemberAction.RegionName).
REGION_SETS = (
    frozenset({"us-east-1", "us-east-2", "us-west-2"}),
    frozenset({"eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3"}),
    frozenset({"ap-northeast-1", "ap-northeast-2", "ap-northeast-3"}),
)
EXACTLY = (
    "Using MultiRegionStrongConsistency requires exactly 2 replicas, or 1 replica and 1 witness region "
    "(createReplicas in internal/service/dynamodb/table.go)"
)


@refuses(dynamodb.TABLE)
def _strong(inputs: Inputs) -> Iterator[Fault]:
    """Exactly three regions of a set, one of which may be a witness."""
    replicas, witness = listed(inputs, "replicas"), (inputs.get("globalTableWitness") or {}).get("regionName")
    strong = [replica for replica in replicas if replica.get("consistencyMode") == "STRONG"]
    if witness and not strong:
        wanted = "MultiRegionConsistency must be set as STRONG when GlobalTableWitnessUpdates parameter is present"
        yield Fault("globalTableWitness", f"ValidationException: {wanted}")
    if not strong:
        return
    if len(strong) != len(replicas) or len(replicas) + bool(witness) != 2:
        yield Fault("replicas", EXACTLY)
    yield from _places([inputs.get("region"), *(replica["regionName"] for replica in replicas), witness])
    if (inputs.get("ttl") or {}).get("enabled"):
        yield Fault("ttl", "ValidationException: a table with STRONG consistency has no time to live")
    if inputs.get("localSecondaryIndexes"):
        yield Fault("localSecondaryIndexes", "ValidationException: a table with STRONG consistency has none")


@refuses(dynamodb.TABLE)
def _local(inputs: Inputs) -> Iterator[Fault]:
    for replica in listed(inputs, "replicas"):
        if replica["regionName"] == inputs.get("region"):
            what = "Cannot add, delete, or update the local region through ReplicaUpdates"
            yield Fault("replicas", f"ValidationException: {what}")


def _places(regions: list[str | None]) -> Iterator[Fault]:
    known = [region for region in regions if region and region != UNKNOWN]
    if len(set(known)) != len(known):
        yield Fault("globalTableWitness", f"ValidationException: {', '.join(known)} are not of one region each")
    if not any(set(known) <= one for one in REGION_SETS):
        yield Fault("replicas", f"ValidationException: {', '.join(known)} are not of one region set")
