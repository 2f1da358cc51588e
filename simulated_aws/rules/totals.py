"""What AWS refuses of several resources together that are each right: sums, zones, and what has to be on before."""

from collections.abc import Iterator

from catalog import cloudwatch, codedeploy, dms, ec2, iam, s3
from simulated_aws.declarations import Fault
from simulated_aws.kinds.forms import field
from simulated_aws.kinds.limits import document_length
from simulated_aws.kinds.paths import is_open
from simulated_aws.rules.register import Inputs, Others, refuses_beside

# The characters of all inline policies of a role, and the managed policies that it may have (guide iam, quotas).
INLINE_CHARACTERS, MANAGED_POLICIES = 10_240, 10
# The targets of a rule (guide eventbridge, quotas).
TARGETS = 5


@refuses_beside(dms.REPLICATION_SUBNET_GROUP)
def _two_zones(inputs: Inputs, others: Others) -> Iterator[Fault]:
    subnets = others(ec2.SUBNET)
    zones = {subnets[item].get("availabilityZone") for item in inputs["subnetIds"] if item in subnets}
    if zones and len(zones) < 2:
        yield Fault("subnetIds", f"ReplicationSubnetGroupDoesNotCoverEnoughAZs: {', '.join(map(str, zones))}")


@refuses_beside(s3.BUCKET_REPLICATION_CONFIG)
def _versions_are_kept(inputs: Inputs, others: Others) -> Iterator[Fault]:
    versioned = {
        item["bucket"]
        for item in others(s3.BUCKET_VERSIONING).values()
        if field(item, "versioningConfiguration.status") == "Enabled"
    }
    if not is_open(inputs.get("bucket")) and inputs["bucket"] not in versioned:
        what = "Versioning must be 'Enabled' on the bucket to apply a replication configuration"
        yield Fault("bucket", f"InvalidRequest: {what}: {inputs['bucket']}")


@refuses_beside(iam.ROLE_POLICY)
def _inline_policies(inputs: Inputs, others: Others) -> Iterator[Fault]:
    policies = [inputs, *(item for item in others(iam.ROLE_POLICY).values() if item["role"] == inputs["role"])]
    characters = sum(document_length(str(policy.get("policy", ""))) for policy in policies)
    if characters > INLINE_CHARACTERS:
        what = f"Maximum policy size of {INLINE_CHARACTERS} bytes exceeded for role {inputs['role']}"
        yield Fault("policy", f"LimitExceeded: {what}: {characters}")


@refuses_beside(iam.ROLE_POLICY_ATTACHMENT)
def _attached_policies(inputs: Inputs, others: Others) -> Iterator[Fault]:
    attached = [item for item in others(iam.ROLE_POLICY_ATTACHMENT).values() if item["role"] == inputs["role"]]
    if len(attached) >= MANAGED_POLICIES:
        yield Fault("role", f"LimitExceeded: Cannot exceed quota for PoliciesPerRole: {MANAGED_POLICIES}")


@refuses_beside(cloudwatch.EVENT_TARGET)
def _targets(inputs: Inputs, others: Others) -> Iterator[Fault]:
    same = [item for item in others(cloudwatch.EVENT_TARGET).values() if item["rule"] == inputs["rule"]]
    if len(same) >= TARGETS:
        yield Fault("rule", f"LimitExceededException: a rule has at most {TARGETS} targets")


@refuses_beside(codedeploy.DEPLOYMENT_GROUP)
def _platform(inputs: Inputs, others: Others) -> Iterator[Fault]:
    """A group's configuration and style are those of its application's platform."""
    applications = others(codedeploy.APPLICATION).values()
    platform = next((str(item.get("computePlatform", "Server")) for item in applications
                     if item.get("name") == inputs.get("appName")), None)  # fmt: skip
    prefix = {"Lambda": "CodeDeployDefault.Lambda", "ECS": "CodeDeployDefault.ECS"}.get(str(platform))
    name = str(inputs.get("deploymentConfigName"))
    if prefix and name.startswith("CodeDeployDefault.") and not name.startswith(prefix):
        what = "is not a configuration of the compute platform"
        yield Fault("deploymentConfigName", f"InvalidComputePlatformException: {name} {what} {platform}")
    style: Inputs = inputs.get("deploymentStyle") or {}
    if prefix and (style.get("deploymentType"), style.get("deploymentOption")) != (
        "BLUE_GREEN",
        "WITH_TRAFFIC_CONTROL",
    ):
        what = f"{platform} is deployed by BLUE_GREEN and WITH_TRAFFIC_CONTROL"
        yield Fault("deploymentStyle", f"InvalidDeploymentStyleException: {what}")
