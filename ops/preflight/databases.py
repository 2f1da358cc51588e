"""What RDS and DMS offer to this account, in this region, against what is planned."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from catalog import dms, rds
from ops.lib.checks import Answer, Check, judged
from ops.lib.clients import Client, Clients
from ops.preflight.planned import Plan, Planned

# What an option has to be capable of where an input asks for it.
CAPABLE = {
    "iamDatabaseAuthenticationEnabled": "SupportsIAMDatabaseAuthentication",
    "monitoringInterval": "SupportsEnhancedMonitoring",
    "multiAz": "MultiAZCapable",
    "performanceInsightsEnabled": "SupportsPerformanceInsights",
    "storageEncrypted": "SupportsStorageEncryption",
}
ANOTHER_CLASS = "choose a class, an engine version and a storage that the region offers"


def database_checks(plan: Plan, clients: Clients) -> Sequence[Check]:
    """The checks of each region's servers, parameters and copying instances."""
    checks: list[Check] = []
    for region in plan.regions:
        get = partial(clients.get, region=region)
        servers, groups = plan.of(rds.INSTANCE, region=region), plan.of(rds.PARAMETER_GROUP, region=region)
        instances = plan.of(dms.REPLICATION_INSTANCE, region=region)
        if servers:
            checks.append(Check(f"servers in {region}", partial(orderable, servers, get("rds"))))
        if groups:
            checks.append(Check(f"parameters in {region}", partial(parameters, groups, get("rds"))))
        if instances:
            checks.append(Check(f"copying instances in {region}", partial(copying, instances, get("dms"))))
    return checks


def orderable(servers: Sequence[Planned], client: Client) -> Answer:
    """Whether a server's class is offered with its engine version, storage and zones."""
    faults = (f"{item.name}: {fault}" for item in servers for fault in _server_faults(item.inputs, client))
    return judged(faults, f"{len(servers)} can be ordered", ANOTHER_CLASS)


def _server_faults(inputs: Mapping[str, Any], client: Client) -> Iterator[str]:
    # A replica takes the engine and the size of its storage from its source.
    engine, version = inputs.get("engine") or "mysql", inputs.get("engineVersion")
    asked = {"Engine": engine} | ({"EngineVersion": version} if version else {})
    offered = [
        one for page in _pages(client, "describe_db_engine_versions", **asked) for one in page["DBEngineVersions"]
    ]
    if not offered:
        yield f"{engine} {version} is not offered"
        return
    newest = offered[-1]["EngineVersion"]
    wanted = {"Engine": engine, "EngineVersion": newest, "DBInstanceClass": inputs["instanceClass"], "Vpc": True}
    found = _pages(client, "describe_orderable_db_instance_options", **wanted)
    options = [one for page in found for one in page["OrderableDBInstanceOptions"]]
    storage = inputs.get("storageType")
    fitting = [one for one in options if storage in (None, one["StorageType"])]
    if not fitting:
        yield f"{inputs['instanceClass']} is not offered with {engine} {newest} and {storage}"
        return
    option = fitting[0]
    yield from (
        f"{key} is not offered with {inputs['instanceClass']}"
        for key, capability in CAPABLE.items()
        if inputs.get(key) and not option.get(capability)
    )
    size, least, most = inputs.get("allocatedStorage"), option.get("MinStorageSize"), option.get("MaxStorageSize")
    if size and not (least or 0) <= size <= (most or size):
        yield f"{size} GiB are not between {least} and {most}"
    if len(option.get("AvailabilityZones") or ()) < 2:
        yield f"{inputs['instanceClass']} is offered in less than two zones"


def parameters(groups: Sequence[Planned], client: Client) -> Answer:
    """Whether a family has each parameter, lets it be changed, and does so in the way that is asked for."""
    faults = (f"{item.name}: {fault}" for item in groups for fault in _parameter_faults(item.inputs, client))
    return judged(faults, "each may be changed as planned", "mend components/database/parameters.py")


def _parameter_faults(inputs: Mapping[str, Any], client: Client) -> Iterator[str]:
    asked = {"DBParameterGroupFamily": inputs["family"]}
    pages = _pages(client, "describe_engine_default_parameters", **asked)
    known = {one["ParameterName"]: one for page in pages for one in page["EngineDefaults"]["Parameters"]}
    for parameter in inputs.get("parameters") or ():
        name, value = parameter["name"], str(parameter["value"])
        default = known.get(name)
        if default is None:
            yield f"{inputs['family']} has no parameter {name}"
        elif not default.get("IsModifiable"):
            yield f"{name} may not be changed"
        elif default.get("ApplyType") == "static" and parameter.get("applyMethod") != "pending-reboot":
            yield f"{name} is static and needs apply_method pending-reboot"
        elif value == default.get("ParameterValue") and parameter.get("applyMethod") == "immediate":
            yield f"{name} is {value} by default: RDS reports it as pending-reboot, which differs at each up"


def copying(instances: Sequence[Planned], client: Client) -> Answer:
    """Whether DMS offers the class with the engine version and the storage."""
    pages = _pages(client, "describe_orderable_replication_instances")
    options = [one for page in pages for one in page["OrderableReplicationInstances"]]

    def faults() -> Iterator[str]:
        for item in instances:
            wanted, version = item.inputs["replicationInstanceClass"], item.known("engineVersion")
            size = item.inputs.get("allocatedStorage")
            fitting = [
                one
                for one in options
                if one["ReplicationInstanceClass"] == wanted and version in (None, one["EngineVersion"])
            ]
            if not fitting:
                yield f"{item.name}: {wanted} is not offered with engine version {version or 'any'}"
            elif size and not any(one["MinAllocatedStorage"] <= size <= one["MaxAllocatedStorage"] for one in fitting):
                yield f"{item.name}: {size} GiB are not offered with {wanted}"

    return judged(faults(), f"{len(instances)} can be ordered", ANOTHER_CLASS)


def _pages(client: Client, call: str, **asked: Any) -> Iterator[Mapping[str, Any]]:
    yield from client.get_paginator(call).paginate(**asked)
