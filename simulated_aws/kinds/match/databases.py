"""Servers, their parameter groups, sources and replicas, and the endpoints of a replication."""

from collections.abc import Iterator, Mapping
from typing import cast

from catalog import dms, rds
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.kinds.match.register import Around, fits
from simulated_aws.live import Live
from simulated_aws.modelling import Inputs

# The logs that each engine exports (botocore: rds.CreateDBInstanceMessage.EnableCloudwatchLogsExports).
LOGS: Mapping[str, frozenset[str]] = {
    "mysql": frozenset({"audit", "error", "general", "iam-db-auth-error", "slowquery"}),
    "mariadb": frozenset({"audit", "error", "general", "iam-db-auth-error", "slowquery"}),
    "postgres": frozenset({"iam-db-auth-error", "postgresql", "upgrade"}),
}
# What the sources of events are, by their type, and the input that names them.
SOURCES = {"db-instance": (rds.INSTANCE, "identifier"), "db-parameter-group": (rds.PARAMETER_GROUP, "name")}


def _source(inputs: Inputs, around: Around) -> Live | None:
    """The server that a replica follows, which it names by ARN or identifier."""
    named = inputs.get("replicateSourceDb")
    if not named:
        return None
    found = around.named(rds.INSTANCE, named)
    servers = around.of(rds.INSTANCE).values()
    return found or next((live for live in servers if live.inputs.get("identifier") == named), None)


@fits(rds.INSTANCE)
def _family(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """The family of the parameter group is the engine with its major version.

    docs.aws.amazon.com/AmazonRDS/latest/UserGuide/parameter-groups-overview.html
    """
    source = _source(inputs, around)
    engine = inputs.get("engine") or (source.inputs.get("engine") if source else None)
    version = inputs.get("engineVersion") or (source.inputs.get("engineVersion") if source else None)
    group = around.named(rds.PARAMETER_GROUP, inputs.get("parameterGroupName"))
    family = str(group.inputs.get("family")) if group else ""
    if not engine or not family or UNKNOWN in (engine, version):
        return
    major = str(version or "").split(".")
    allowed = {f"{engine}{major[0]}", f"{engine}{'.'.join(major[:2])}"}
    if not (family in allowed if version else family.startswith(str(engine))):
        what = f"the parameter group of {family} can't be used with {engine} {version or ''}".strip()
        yield Fault("parameterGroupName", f"InvalidParameterCombination: {what}")


@fits(rds.INSTANCE)
def _replica(inputs: Inputs, around: Around) -> Iterator[Fault]:
    source = _source(inputs, around)
    if source is None:
        return
    if inputs.get("identifier") == source.inputs.get("identifier") and source.region == around.region:
        yield Fault("identifier", "DBInstanceAlreadyExists: a replica has an identifier of its own")
    is_encrypted = bool(source.inputs.get("storageEncrypted"))
    if (inputs.get("storageEncrypted") or inputs.get("kmsKeyId")) and not is_encrypted:
        what = "an encrypted replica of an unencrypted server can't be created"
        yield Fault("storageEncrypted", f"InvalidParameterCombination: {what}")


@fits(rds.INSTANCE)
def _exports(inputs: Inputs, around: Around) -> Iterator[Fault]:
    source = _source(inputs, around)
    engine = str(inputs.get("engine") or (source.inputs.get("engine") if source else ""))
    for log in cast(list[str], inputs.get("enabledCloudwatchLogsExports") or []):
        if engine in LOGS and log != UNKNOWN and log not in LOGS[engine]:
            what = f"{engine} does not export {log!r}; allowed: {', '.join(sorted(LOGS[engine]))}"
            yield Fault("enabledCloudwatchLogsExports", f"InvalidParameterCombination: {what}")


@fits(rds.EVENT_SUBSCRIPTION)
def _sources(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateEventSubscription.html."""
    if inputs.get("sourceType") not in SOURCES:
        return
    kind, key = SOURCES[str(inputs["sourceType"])]
    known = {live.inputs.get(key) for live in around.of(kind).values()}
    for source in cast(list[str], inputs.get("sourceIds") or []):
        if source not in known and source != UNKNOWN:
            yield Fault("sourceIds", f"SourceNotFound: there is no {inputs['sourceType']} {source}")


@fits(rds.INSTANCE_AUTOMATED_BACKUPS_REPLICATION)
def _backups(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """botocore: rds.StartDBInstanceAutomatedBackupsReplicationMessage.KmsKeyId; guide rds: USER_ReplicateBackups."""
    source = around.named(rds.INSTANCE, inputs.get("sourceDbInstanceArn"))
    if source is None:
        return
    if source.inputs.get("backupRetentionPeriod") == 0:
        yield Fault("sourceDbInstanceArn", "InvalidDBInstanceState: the server has no automated backups")
    if source.inputs.get("storageEncrypted") and not inputs.get("kmsKeyId"):
        yield Fault("kmsKeyId", "InvalidParameterCombination: an encrypted server's backups need a key of the region")


@fits(dms.REPLICATION_TASK, dms.REPLICATION_CONFIG)
def _endpoints(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """botocore: dms.CreateReplicationTaskMessage."""
    for key, kind in (("sourceEndpointArn", "source"), ("targetEndpointArn", "target")):
        endpoint = around.named(dms.ENDPOINT, inputs.get(key))
        if endpoint and endpoint.inputs.get("endpointType") != kind:
            yield Fault(key, f"InvalidParameterValueException: {inputs[key]} is no {kind} endpoint")
