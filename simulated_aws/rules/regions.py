"""What AWS refuses of a resource that reaches from one region into another, whatever else exists."""

from collections.abc import Iterator, Sequence
from typing import cast

from catalog import arc, rds, secretsmanager
from simulated_aws.declarations import Fault
from simulated_aws.regions import listed, region_of
from simulated_aws.rules.register import Inputs, refuses

# What a server takes from its source, and can't be given beside one.
FROM_SOURCE = ("allocatedStorage", "dbName", "engine", "engineVersion", "password", "username")


@refuses(secretsmanager.SECRET)
def _secret(inputs: Inputs) -> Iterator[Fault]:
    for replica in listed(inputs, "replicas"):
        if replica["region"] == inputs.get("region"):
            yield Fault("replicas", f"InvalidParameterException: {replica['region']} is the secret's own region")
        if region_of(replica.get("kmsKeyId")) not in ("", replica["region"]):
            yield Fault("replicas", f"{replica['kmsKeyId']} is no key of {replica['region']}")


@refuses(rds.INSTANCE)
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


@refuses(rds.INSTANCE_AUTOMATED_BACKUPS_REPLICATION)
def _backups(inputs: Inputs) -> Iterator[Fault]:
    if region_of(inputs.get("sourceDbInstanceArn")) == inputs.get("region"):
        yield Fault("sourceDbInstanceArn", "backups are replicated from another region, and made in the destination")


@refuses(arc.PLAN)
def _plan(inputs: Inputs) -> Iterator[Fault]:
    regions = cast(list[str], inputs.get("regions") or [])
    if len(set(regions)) != 2:
        yield Fault("regions", f"two regions are expected, not {regions}")
    for workflow in listed(inputs, "workflows"):
        for step in listed(workflow, "steps"):
            yield from _step(step, regions)


def _step(step: Inputs, regions: Sequence[str]) -> Iterator[Fault]:
    name = step["name"]
    for config in listed(step, "rdsPromoteReadReplicaConfigs"):
        servers: Inputs = config["dbInstanceArnMap"]
        if set(servers) != set(regions) or any(region_of(arn) not in ("", region) for region, arn in servers.items()):
            yield Fault(name, f"a server of each of {', '.join(regions)} is expected")
    for config in listed(step, "lambdaEventSourceMappingConfigs"):
        if {item["region"] for item in listed(config, "regionEventSourceMappings")} != set(regions):
            yield Fault(name, f"a mapping for each of {', '.join(regions)} is expected")
    for config in listed(step, "customActionLambdaConfigs"):
        if len(listed(config, "lambdas")) != 2:
            yield Fault(name, "two functions are expected, one in each region")
