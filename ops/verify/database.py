"""Checks of the database: the server, its backups, TLS, its key, and the rotation of its credentials."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from config.recovery_objectives import RPO_SECONDS
from ops.lib.checks import Answer, differing, judged
from ops.lib.live import Live

# Secrets Manager starts a rotation that is due within a day.
GRACE = timedelta(days=1)


def server(live: Live) -> Answer:
    """Whether the server is of the kind, size and availability of the configuration, encrypted and private."""
    found, wanted = _server(live), live.config.database
    expected = {
        "Engine": "mysql",
        "DBInstanceStatus": "available",
        "DBInstanceClass": wanted.instance_class,
        "MultiAZ": wanted.multi_az,
        "StorageEncrypted": True,
        "KmsKeyId": live.text("kmsKeyArn"),
        "PubliclyAccessible": False,
    }
    faults = differing(found, expected)
    if found["AllocatedStorage"] < wanted.storage_gib:
        faults.append(f"there are {found['AllocatedStorage']} GiB and not {wanted.storage_gib}")
    return judged(
        faults, f"{found['DBInstanceClass']}, {found.get('EngineVersion')}", "see `make drift`; run `pulumi up`"
    )


def backups(live: Live) -> Answer:
    """Whether backups are kept long enough, and the latest restorable time is within the RPO."""
    found, days = _server(live), live.config.database.backup_retention_days
    kept, newest = found.get("BackupRetentionPeriod", 0), found.get("LatestRestorableTime")
    faults = [f"backups are kept {kept} days and not {days}"] if kept < days else []
    if newest is None or datetime.now(UTC) - newest > timedelta(seconds=RPO_SECONDS):
        faults.append(f"the latest restorable time is {newest}")
    return judged(faults, f"{kept} days, up to {newest}", "see the server's events; a first backup takes an hour")


def tls(live: Live) -> Answer:
    """Whether the server refuses plaintext, by a parameter that is applied."""
    [group] = _server(live)["DBParameterGroups"]
    name = group["DBParameterGroupName"]
    parameters = live.all("rds", "describe_db_parameters", "Parameters", DBParameterGroupName=name)
    values = {one["ParameterName"]: one.get("ParameterValue") for one in parameters}
    faults: list[str] = []
    if values.get("require_secure_transport") not in ("1", "ON"):
        faults.append(f"require_secure_transport is {values.get('require_secure_transport')} in {name}")
    if group["ParameterApplyStatus"] != "in-sync":
        faults.append(f"{name} is {group['ParameterApplyStatus']}")
    return judged(faults, "plaintext is refused", "run `pulumi up`; restart the server where a reboot is pending")


def key(live: Live) -> Answer:
    """Whether the keys rotate."""
    kms = live.client("kms")
    keys = [live.text("kmsKeyArn"), live.text("paymentsKeyArn")]
    faults = [
        f"{arn} does not rotate" for arn in keys if not kms.get_key_rotation_status(KeyId=arn)["KeyRotationEnabled"]
    ]
    return judged(faults, f"{len(keys)} keys rotate", "aws kms enable-key-rotation --key-id <key>, or `pulumi up`")


def rotation(live: Live) -> Answer:
    """Whether both secrets rotate in time, and the last rotation completed."""
    secrets, faults, ages = live.client("secretsmanager"), list[str](), list[str]()
    for name in ("dbSecretArn", "dbMasterSecretArn"):
        found = secrets.describe_secret(SecretId=live.text(name))
        faults += [f"{name}: {fault}" for fault in _late(found, live.config.rotation.days)]
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


def _server(live: Live) -> dict[str, Any]:
    found = live.client("rds").describe_db_instances(DBInstanceIdentifier=live.text("rdsIdentifier"))
    return found["DBInstances"][0]


CHECKS = {
    "D1 server": server,
    "D2 backups": backups,
    "D4 TLS": tls,
    "C3 keys rotate": key,
    "S1 rotation": rotation,
}
