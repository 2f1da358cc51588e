"""Ids and names are those of what exists, and of the kind that the input takes."""

import re
from collections.abc import Iterator, Mapping

from catalog import appconfig, cloudwatch, codedeploy, dms, iam, kms, lambda_, rds, s3
from catalog.resource_type import ResourceType
from simulated_aws.declarations import Fault
from simulated_aws.existing import Existing
from simulated_aws.kinds.paths import values_at
from simulated_aws.kinds.region import texts_with_paths
from simulated_aws.modelling import Inputs
from simulated_aws.values import texts

# The kind of id that an input takes, by the last word of its path: EC2's and the provider's own names.
KINDS: Mapping[str, str] = {
    "allocationId": "eipalloc",
    "natGatewayId": "nat",
    "referencedSecurityGroupId": "sg",
    "routeTableId": "rtb",
    "routeTableIds": "rtb",
    "securityGroupId": "sg",
    "securityGroupIds": "sg",
    "securityGroups": "sg",
    "subnetId": "subnet",
    "subnetIds": "subnet",
    "subnets": "subnet",
    "vpcId": "vpc",
    "vpcSecurityGroupIds": "sg",
}
# EC2's error for an id that is not there, by its kind
# (docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html).
ERRORS: Mapping[str, str] = {
    "acl": "InvalidNetworkAclID.NotFound",
    "eipalloc": "InvalidAllocationID.NotFound",
    "igw": "InvalidInternetGatewayID.NotFound",
    "nat": "NatGatewayNotFound",
    "rtb": "InvalidRouteTableID.NotFound",
    "sg": "InvalidGroup.NotFound",
    "subnet": "InvalidSubnetID.NotFound",
    "vpc": "InvalidVpcID.NotFound",
    "vpce": "InvalidVpcEndpointId.NotFound",
}
# What an input names by its name, or by its id where the service has ids of its own, and the service's error;
# botocore has the errors of each call that creates the type.
NAMED: tuple[tuple[ResourceType, str, ResourceType, str], ...] = (
    (appconfig.CONFIGURATION_PROFILE, "applicationId", appconfig.APPLICATION, "ResourceNotFoundException"),
    (appconfig.ENVIRONMENT, "applicationId", appconfig.APPLICATION, "ResourceNotFoundException"),
    (appconfig.HOSTED_CONFIGURATION_VERSION, "applicationId", appconfig.APPLICATION, "ResourceNotFoundException"),
    (appconfig.DEPLOYMENT, "applicationId", appconfig.APPLICATION, "ResourceNotFoundException"),
    (cloudwatch.EVENT_TARGET, "rule", cloudwatch.EVENT_RULE, "ResourceNotFoundException"),
    (cloudwatch.LOG_METRIC_FILTER, "logGroupName", cloudwatch.LOG_GROUP, "ResourceNotFoundException"),
    (codedeploy.DEPLOYMENT_GROUP, "appName", codedeploy.APPLICATION, "ApplicationDoesNotExistException"),
    (dms.REPLICATION_CONFIG, "computeConfig.replicationSubnetGroupId", dms.REPLICATION_SUBNET_GROUP,
        "ResourceNotFoundFault"),
    (dms.REPLICATION_INSTANCE, "replicationSubnetGroupId", dms.REPLICATION_SUBNET_GROUP,
        "ResourceNotFoundFault"),
    (iam.ROLE_POLICY, "role", iam.ROLE, "NoSuchEntity"),
    (iam.ROLE_POLICY_ATTACHMENT, "role", iam.ROLE, "NoSuchEntity"),
    (kms.ALIAS, "targetKeyId", kms.KEY, "NotFoundException"),
    (lambda_.ALIAS, "functionName", lambda_.FUNCTION, "ResourceNotFoundException"),
    (lambda_.FUNCTION_EVENT_INVOKE_CONFIG, "functionName", lambda_.FUNCTION, "ResourceNotFoundException"),
    (lambda_.FUNCTION_RECURSION_CONFIG, "functionName", lambda_.FUNCTION, "ResourceNotFoundException"),
    (lambda_.PERMISSION, "function", lambda_.FUNCTION, "ResourceNotFoundException"),
    (rds.INSTANCE, "dbSubnetGroupName", rds.SUBNET_GROUP, "DBSubnetGroupNotFoundFault"),
    (rds.INSTANCE, "parameterGroupName", rds.PARAMETER_GROUP, "DBParameterGroupNotFound"),
    (s3.BUCKET_VERSIONING, "bucket", s3.BUCKET, "NoSuchBucket"),
)  # fmt: skip
# What AWS has before anybody makes anything.
OWN = re.compile(r"default([.:].*)?|arn:.*")
IDENTIFIER = re.compile(r"(?P<kind>[a-z]+)-(?:[0-9a-f]{8}|[0-9a-f]{17})")


def faults(inputs: Inputs) -> Iterator[Fault]:
    """The ids of another kind than their input takes."""
    for path, text in texts_with_paths(inputs):
        kind = KINDS.get(path.rpartition(".")[2])
        found = IDENTIFIER.fullmatch(text)
        if kind and found and found["kind"] != kind:
            yield Fault(path, f"InvalidParameterValue: {text!r} is no id of the form {kind}-…")


def clashes(token: str, inputs: Inputs, existing: Existing) -> Iterator[Fault]:
    """The ids and names of what does not exist."""
    for kind, key, wanted, error in NAMED:
        if token == kind.token:
            for path, name in values_at(inputs, key):
                text = str(name)
                if not OWN.fullmatch(text) and not _is_there(text, inputs.get("region", ""), wanted, existing):
                    yield Fault(path, f"{error}: {text} does not exist")
    for path, text in texts_with_paths(inputs):
        found = IDENTIFIER.fullmatch(text)
        if found is None or found["kind"] not in ERRORS or existing.has(text):
            continue
        if not comes_with_another(text, existing):
            yield Fault(path, f"{ERRORS[found['kind']]}: {text} does not exist")


def _is_there(text: str, region: str, wanted: ResourceType, existing: Existing) -> bool:
    """Whether a type has a resource of this id or name, in the region."""
    return any(
        text in (key, live.inputs.get(wanted.named_by)) and live.region in ("", region)
        for key, live in existing.of(wanted.token).items()
    )


def comes_with_another(text: str, existing: Existing) -> bool:
    """Whether AWS made it with another resource: a network's defaults, the endpoints of a firewall."""
    return any(text in texts(live.outputs) for live in existing.values())
