"""Checks of each region's database: the server, its backups, TLS, its keys, and the rotation of its credentials."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from config.recovery_objectives import RPO_SECONDS
from ops.lib.checks import Answer, differing, judged, skipped
from ops.lib.live import Place

# Secrets Manager starts a rotation that is due within a day.
GRACE = timedelta(days=1)


def server(place: Place) -> Answer:
    """Whether the server is of the kind, size and availability of the configuration, encrypted and private."""
    found, wanted = _server(place), place.config.database
    expected = {
        "Engine": "mysql",
        "DBInstanceStatus": "available",
        "DBInstanceClass": wanted.instance_class,
        "MultiAZ": wanted.multi_az,
        "StorageEncrypted": True,
        "KmsKeyId": place.text("kmsKeyArn"),
        "PubliclyAccessible": False,
    }
    faults = differing(found, expected)
    if found["AllocatedStorage"] < wanted.storage_gib:
        faults.append(f"there are {found['AllocatedStorage']} GiB and not {wanted.storage_gib}")
    return judged(
        faults, f"{found['DBInstanceClass']}, {found.get('EngineVersion')}", "see `make drift`; run `pulumi up`"
    )


def backups(place: Place) -> Answer:
    """Whether backups are kept long enough; where payments are made, the latest restorable time is within the RPO."""
    found, days = _server(place), place.config.database.backup_retention_days
    kept, newest = found.get("BackupRetentionPeriod", 0), found.get("LatestRestorableTime")
    faults = [f"backups are kept {kept} days and not {days}"] if kept < days else []
    if place.serves and (newest is None or datetime.now(UTC) - newest > timedelta(seconds=RPO_SECONDS)):
        faults.append(f"the latest restorable time is {newest}")
    return judged(faults, f"{kept} days, up to {newest}", "see the server's events; a first backup takes an hour")


def tls(place: Place) -> Answer:
    """Whether the server refuses plaintext, by a parameter that is applied."""
    [group] = _server(place)["DBParameterGroups"]
    name = group["DBParameterGroupName"]
    parameters = place.all("rds", "describe_db_parameters", "Parameters", DBParameterGroupName=name)
    values = {one["ParameterName"]: one.get("ParameterValue") for one in parameters}
    faults: list[str] = []
    if values.get("require_secure_transport") not in ("1", "ON"):
        faults.append(f"require_secure_transport is {values.get('require_secure_transport')} in {name}")
    if group["ParameterApplyStatus"] != "in-sync":
        faults.append(f"{name} is {group['ParameterApplyStatus']}")
    return judged(faults, "plaintext is refused", "run `pulumi up`; restart the server where a reboot is pending")


def key(place: Place) -> Answer:
    """Whether the keys rotate."""
    kms = place.client("kms")
    keys = [place.text("kmsKeyArn"), place.text("paymentsKeyArn")]
    faults = [
        f"{arn} does not rotate" for arn in keys if not kms.get_key_rotation_status(KeyId=arn)["KeyRotationEnabled"]
    ]
    return judged(faults, f"{len(keys)} keys rotate", "aws kms enable-key-rotation --key-id <key>, or `pulumi up`")


def rotation(place: Place) -> Answer:
    """Whether both secrets rotate in time where payments are made, and the last rotation completed."""
    if not place.serves:
        return skipped(f"credentials rotate in {place.live.serving}, where payments are made")
    secrets, faults, ages = place.client("secretsmanager"), list[str](), list[str]()
    for name in ("dbSecretArn", "dbMasterSecretArn"):
        found = secrets.describe_secret(SecretId=place.text(name))
        faults += [f"{name}: {fault}" for fault in _late(found, place.config.rotation.days)]
        ages.append(f"{_changed(found):%d %B}")
    return judged(
        faults, f"changed on {' and '.join(ages)}", "see the rotation function's log, and docs/runbooks/rotation.md"
    )


def _late(secret: dict[str, Any], days: int) -> Iterator[str]:
    if not secret.get("RotationEnabled"):
        yield "it does not rotate"
        return
    rules = secret.get("RotationRules", {}).get("AutomaticallyAfterDays", 0)
    if not 0 < rules <= days:
        yield f"it rotates every {rules} days and not every {days}"
    if datetime.now(UTC) - _changed(secret) > timedelta(days=days) + GRACE:
        yield f"it was last changed on {_changed(secret):%d %B %Y}"
    for version, labels in secret.get("VersionIdsToStages", {}).items():
        if "AWSPENDING" in labels and "AWSCURRENT" not in labels:
            yield f"a rotation has not completed (version {version})"


def _changed(secret: dict[str, Any]) -> datetime:
    return secret.get("LastRotatedDate") or secret["CreatedDate"]


def _server(place: Place) -> dict[str, Any]:
    found = place.client("rds").describe_db_instances(DBInstanceIdentifier=place.text("rdsIdentifier"))
    return found["DBInstances"][0]


EVERYWHERE = {
    "D1 server": server,
    "D2 backups": backups,
    "D4 TLS": tls,
    "C3 keys rotate": key,
    "S1 rotation": rotation,
}
