"""What AWS refuses of file transfers, of replications and of shares beyond its schemas."""

import json
from collections.abc import Iterator
from typing import Any, cast

from catalog import dms, ec2, ram, s3, transfer
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.rules.register import Inputs, Others, refuses, refuses_beside

# The settings of a task that DMS alone writes.
READ_ONLY = ("CloudWatchLogGroup", "CloudWatchLogStream")


@refuses(transfer.SERVER)
def _server(inputs: Inputs) -> Iterator[Fault]:
    if inputs.get("endpointType") == "VPC":
        details: Inputs = inputs.get("endpointDetails") or {}
        for key in ("vpcId", "subnetIds"):
            if not details.get(key):
                yield Fault(f"endpointDetails.{key}", "a server in a network needs it")
    for arn in cast(list[str], inputs.get("structuredLogDestinations") or []):
        if UNKNOWN not in arn and not arn.endswith(":*"):
            yield Fault("structuredLogDestinations", f"{arn} does not end with :*")


@refuses(dms.REPLICATION_CONFIG, dms.REPLICATION_TASK)
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


@refuses(dms.ENDPOINT)
def _endpoint(inputs: Inputs) -> Iterator[Fault]:
    secret = inputs.get("secretsManagerArn")
    if secret and not inputs.get("secretsManagerAccessRoleArn"):
        yield Fault("secretsManagerAccessRoleArn", "a secret needs a role that reads it")
    if secret and any(inputs.get(key) for key in ("username", "password", "serverName", "port")):
        yield Fault("secretsManagerArn", "a secret and a credential in clear text exclude each other")
    if str(inputs.get("sslMode")).startswith("verify") and not inputs.get("certificateArn"):
        yield Fault("certificateArn", f"{inputs['sslMode']} needs a certificate")


@refuses_beside(s3.BUCKET_REPLICATION_CONFIG)
def _versioned(inputs: Inputs, others: Others) -> Iterator[Fault]:
    if inputs["bucket"] not in {item["bucket"] for item in others(s3.BUCKET_VERSIONING).values()}:
        yield Fault("bucket", "InvalidRequest: versioning must be enabled on the bucket to replicate it")


@refuses_beside(transfer.SSH_KEY)
def _one_key(inputs: Inputs, others: Others) -> Iterator[Fault]:
    for other in others(transfer.SSH_KEY).values():
        if all(other.get(key) == inputs.get(key) for key in ("serverId", "userName", "body")):
            yield Fault("body", f"ResourceExistsException: {inputs['userName']} has this key")


@refuses_beside(dms.REPLICATION_SUBNET_GROUP)
def _subnet_group(inputs: Inputs, others: Others) -> Iterator[Fault]:
    subnets = others(ec2.SUBNET)
    zones = {subnets[subnet_id]["availabilityZone"] for subnet_id in inputs["subnetIds"] if subnet_id in subnets}
    if len(zones) < 2:
        yield Fault("subnetIds", f"ReplicationSubnetGroupDoesNotCoverEnoughAZs: {', '.join(zones)}")


@refuses_beside(ram.RESOURCE_ASSOCIATION)
def _shared_once(inputs: Inputs, others: Others) -> Iterator[Fault]:
    for other in others(ram.RESOURCE_ASSOCIATION).values():
        if all(other.get(key) == inputs.get(key) for key in ("resourceArn", "resourceShareArn")):
            yield Fault("resourceArn", f"InvalidParameterException: {inputs['resourceArn']} is shared already")


@refuses(ec2.MANAGED_PREFIX_LIST)
def _prefix_list(inputs: Inputs) -> Iterator[Fault]:
    entries = cast(list[Inputs], inputs.get("entries") or [])
    if len(entries) > inputs["maxEntries"]:
        yield Fault("entries", f"{len(entries)} entries are more than maxEntries, {inputs['maxEntries']}")
