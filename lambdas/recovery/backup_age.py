"""The age of the latest restorable time of the replicated backups, as a metric."""

import json
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol, cast

import boto3
from botocore.config import Config

NAMESPACE = "Payments/Recovery"
SECONDS_PER_MINUTE = 60


class Databases(Protocol):
    """The operation of RDS in use."""

    def describe_db_instance_automated_backups(self, **arguments: str) -> dict[str, Any]:
        """The backups of a server, with the time range that they can restore."""
        ...


def age_minutes(client: Databases, backups: str, now: datetime) -> float | None:
    """The minutes since the latest restorable time; None where nothing can be restored yet."""
    found = client.describe_db_instance_automated_backups(DBInstanceAutomatedBackupsArn=backups)
    for item in found.get("DBInstanceAutomatedBackups", []):
        window: Mapping[str, datetime] = item.get("RestoreWindow") or {}
        latest = window.get("LatestTime")
        if latest:
            return (now - latest).total_seconds() / SECONDS_PER_MINUTE
    return None


def metric(stack: str, minutes: float, now: datetime) -> str:
    """A log line in CloudWatch's embedded metric format."""
    described = {
        "Namespace": NAMESPACE,
        "Dimensions": [["Stack"]],
        "Metrics": [{"Name": "BackupAgeMinutes", "Unit": "Count"}],
    }
    stamp = {"Timestamp": int(now.timestamp() * 1000), "CloudWatchMetrics": [described]}
    return json.dumps({"_aws": stamp, "Stack": stack, "BackupAgeMinutes": round(minutes, 1)})


def handle(event: Mapping[str, Any], context: object) -> None:
    """Writes the age as a metric; without one it writes nothing, which the alarm treats as breaching."""
    config = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 3, "mode": "standard"})
    client = cast(Callable[..., Databases], boto3.client)  # pyright: ignore[reportUnknownMemberType] (untyped)
    now = datetime.now(UTC)
    minutes = age_minutes(client("rds", config=config), os.environ["BACKUPS_ARN"], now)
    if minutes is not None:
        print(metric(os.environ["STACK"], minutes, now))
