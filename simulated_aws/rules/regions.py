"""What AWS refuses of a resource that reaches from one region into another, whatever else exists."""

from collections.abc import Iterator, Sequence
from typing import cast

from catalog import arc, rds, secretsmanager
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.regions import listed, region_of
from simulated_aws.rules.register import Inputs, refuses

# The block that a step of a plan has by its type (botocore: arc-region-switch.Step and ExecutionBlockConfiguration).
BLOCKS = {
    "ARCRegionSwitchPlan": "regionSwitchPlanConfigs",
    "ARCRoutingControl": "arcRoutingControlConfigs",
    "AuroraGlobalDatabase": "globalAuroraConfigs",
    "AuroraProvisionedScaling": "auroraProvisionedScalingConfigs",
    "AuroraServerlessScaling": "auroraServerlessScalingConfigs",
    "CustomActionLambda": "customActionLambdaConfigs",
    "DocumentDb": "documentDbConfigs",
    "EC2AutoScaling": "ec2AsgCapacityIncreaseConfigs",
    "ECSServiceScaling": "ecsCapacityIncreaseConfigs",
    "EKSResourceScaling": "eksResourceScalingConfigs",
    "LambdaEventSourceMapping": "lambdaEventSourceMappingConfigs",
    "ManualApproval": "executionApprovalConfigs",
    "NeptuneGlobalDatabase": "neptuneGlobalDatabaseConfigs",
    "Parallel": "parallelConfigs",
    "RdsCreateCrossRegionReplica": "rdsCreateCrossRegionReadReplicaConfigs",
    "RdsPromoteReadReplica": "rdsPromoteReadReplicaConfigs",
    "Route53HealthCheck": "route53HealthCheckConfigs",
}
# What a server takes from its source, and can't be given beside one.
FROM_SOURCE = ("allocatedStorage", "dbName", "engine", "password", "username")


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
    if inputs.get("primaryRegion") not in (None, UNKNOWN, *regions):
        yield Fault("primaryRegion", f"ValidationException: {inputs['primaryRegion']} is none of {', '.join(regions)}")
    yield from _workflows(inputs, regions)
    yield from _triggers(inputs, regions)
    for workflow in listed(inputs, "workflows"):
        for step in listed(workflow, "steps"):
            yield from _block(step)
            yield from _step(step, regions)


def _workflows(inputs: Inputs, regions: Sequence[str]) -> Iterator[Fault]:
    """One activation for both regions or one for each, and a deactivation where both regions serve.

    docs.aws.amazon.com/r53recovery/latest/dg/working-with-rs-workflows.html
    """
    targets: dict[str, list[str]] = {"activate": [], "deactivate": []}
    for workflow in listed(inputs, "workflows"):
        targets.setdefault(workflow["workflowTargetAction"], []).append(str(workflow.get("workflowTargetRegion") or ""))
    needed = ["activate", *(["deactivate"] if inputs.get("recoveryApproach") == "activeActive" else [])]
    for action, named in targets.items():
        if UNKNOWN in named or (not named and action not in needed) or action not in ("activate", "deactivate"):
            continue
        if sorted(named) not in ([""], sorted(regions)):
            what = f"one workflow to {action} without a region, or one for each of {', '.join(regions)}"
            yield Fault("workflows", f"ValidationException: {what} is expected, not {named}")


def _triggers(inputs: Inputs, regions: Sequence[str]) -> Iterator[Fault]:
    """A trigger is about a region of the plan, and an alarm that the plan is associated with.

    botocore: arc-region-switch.Trigger and TriggerCondition.
    """
    known = [UNKNOWN, *(alarm.get("mapBlockKey") for alarm in listed(inputs, "associatedAlarms"))]
    for trigger in listed(inputs, "triggers"):
        if trigger["targetRegion"] not in (UNKNOWN, *regions):
            yield Fault("triggers", f"ValidationException: {trigger['targetRegion']} is none of {', '.join(regions)}")
        for condition in listed(trigger, "conditions"):
            if condition["associatedAlarmName"] not in known:
                what = f"{condition['associatedAlarmName']} is no associated alarm"
                yield Fault("triggers", f"ValidationException: {what}")


def _block(step: Inputs) -> Iterator[Fault]:
    """A step has one execution block, that of its type."""
    given = [key for key in step if key.endswith("Configs") and step[key]]
    wanted = BLOCKS.get(step["executionBlockType"])
    if wanted and given != [wanted]:
        what = f"{step['executionBlockType']} needs {wanted} and no other block, not {', '.join(given) or 'none'}"
        yield Fault(step["name"], f"ValidationException: {what}")


def _step(step: Inputs, regions: Sequence[str]) -> Iterator[Fault]:
    name = step["name"]
    for config in listed(step, "rdsPromoteReadReplicaConfigs"):
        servers: Inputs = config["dbInstanceArnMap"]
        if set(servers) != set(regions) or any(region_of(arn) not in ("", region) for region, arn in servers.items()):
            yield Fault(name, f"a server of each of {', '.join(regions)} is expected")
    for config in listed(step, "lambdaEventSourceMappingConfigs"):
        if {item["region"] for item in listed(config, "regionEventSourceMappings")} != set(regions):
            yield Fault(name, f"a mapping for each of {', '.join(regions)} is expected")
