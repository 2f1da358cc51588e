"""What AWS refuses of file transfers, of replications and of shares beyond its schemas."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from simulated_aws.declarations import UNKNOWN, Fault

Inputs = Mapping[str, Any]
Others = Callable[[str], Mapping[str, Inputs]]

# The settings of a task that DMS alone writes.
READ_ONLY = ("CloudWatchLogGroup", "CloudWatchLogStream")
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"


def _server(inputs: Inputs) -> Iterator[Fault]:
    if inputs.get("endpointType") == "VPC":
        details: Inputs = inputs.get("endpointDetails") or {}
        for key in ("vpcId", "subnetIds"):
            if not details.get(key):
                yield Fault(f"endpointDetails.{key}", "a server in a network needs it")
    for arn in cast(list[str], inputs.get("structuredLogDestinations") or []):
        if UNKNOWN not in arn and not arn.endswith(":*"):
            yield Fault("structuredLogDestinations", f"{arn} does not end with :*")


def _task(inputs: Inputs) -> Iterator[Fault]:
    key = "replicationTaskSettings" if "replicationTaskSettings" in inputs else "replicationSettings"
    try:
        settings = cast(dict[str, Any], json.loads(inputs.get(key) or "{}"))
        json.loads(inputs["tableMappings"])
    except json.JSONDecodeError as error:
        yield Fault(key, f"no JSON: {error}")
        return
    for name in READ_ONLY:
        if name in settings.get("Logging", {}):
            yield Fault(key, f"Task Settings {name} cannot be set on create")


def _endpoint(inputs: Inputs) -> Iterator[Fault]:
    secret = inputs.get("secretsManagerArn")
    if secret and not inputs.get("secretsManagerAccessRoleArn"):
        yield Fault("secretsManagerAccessRoleArn", "a secret needs a role that reads it")
    if secret and any(inputs.get(key) for key in ("username", "password", "serverName", "port")):
        yield Fault("secretsManagerArn", "a secret and a credential in clear text exclude each other")
    if str(inputs.get("sslMode")).startswith("verify") and not inputs.get("certificateArn"):
        yield Fault("certificateArn", f"{inputs['sslMode']} needs a certificate")


def _versioned(inputs: Inputs, others: Others) -> Iterator[Fault]:
    if inputs["bucket"] not in {item["bucket"] for item in others(VERSIONING).values()}:
        yield Fault("bucket", "InvalidRequest: versioning must be enabled on the bucket to replicate it")


def _one_key(inputs: Inputs, others: Others) -> Iterator[Fault]:
    for other in others("aws:transfer/sshKey:SshKey").values():
        if all(other.get(key) == inputs.get(key) for key in ("serverId", "userName", "body")):
            yield Fault("body", f"ResourceExistsException: {inputs['userName']} has this key")


def _subnet_group(inputs: Inputs, others: Others) -> Iterator[Fault]:
    subnets = others("aws:ec2/subnet:Subnet")
    zones = {subnets[subnet_id]["availabilityZone"] for subnet_id in inputs["subnetIds"]}
    if len(zones) < 2:
        yield Fault("subnetIds", f"ReplicationSubnetGroupDoesNotCoverEnoughAZs: {', '.join(zones)}")


def _shared_once(inputs: Inputs, others: Others) -> Iterator[Fault]:
    for other in others("aws:ram/resourceAssociation:ResourceAssociation").values():
        if all(other.get(key) == inputs.get(key) for key in ("resourceArn", "resourceShareArn")):
            yield Fault("resourceArn", f"InvalidParameterException: {inputs['resourceArn']} is shared already")


def _prefix_list(inputs: Inputs) -> Iterator[Fault]:
    entries = cast(list[Inputs], inputs.get("entries") or [])
    if len(entries) > inputs["maxEntries"]:
        yield Fault("entries", f"{len(entries)} entries are more than maxEntries, {inputs['maxEntries']}")


VALUE_RULES: Mapping[str, Callable[[Inputs], Iterator[Fault]]] = {
    "aws:dms/endpoint:Endpoint": _endpoint,
    "aws:dms/replicationConfig:ReplicationConfig": _task,
    "aws:dms/replicationTask:ReplicationTask": _task,
    "aws:ec2/managedPrefixList:ManagedPrefixList": _prefix_list,
    "aws:transfer/server:Server": _server,
}
CLASH_RULES: Mapping[str, Callable[[Inputs, Others], Iterator[Fault]]] = {
    "aws:dms/replicationSubnetGroup:ReplicationSubnetGroup": _subnet_group,
    "aws:ram/resourceAssociation:ResourceAssociation": _shared_once,
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": _versioned,
    "aws:transfer/sshKey:SshKey": _one_key,
}
