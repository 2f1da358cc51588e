"""What CloudWatch has no metrics of: the age of each credential, rotations that failed, and replicas that lag."""

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from lambdas.shared.log import metric
from lambdas.shared.secrets_manager import SecretsManager, secrets_manager
from rotation_lambda.settings import Settings

SECONDS_PER_DAY = 86400


def users(settings: Settings) -> Mapping[str, str]:
    """Whose credential each secret is, by the secret's ARN."""
    return {settings.application_secret: "application", settings.master_secret: "master"}


def ages(settings: Settings, client: SecretsManager, now: datetime) -> Iterator[tuple[str, float]]:
    """The days since each secret's last rotation; since its creation, where it has not rotated yet."""
    for secret, user in users(settings).items():
        described = client.describe_secret(SecretId=secret)
        changed: datetime = described.get("LastRotatedDate") or described["CreatedDate"]
        yield user, (now - changed).total_seconds() / SECONDS_PER_DAY


def unreplicated(settings: Settings, client: SecretsManager, region: str) -> Iterator[tuple[str, int]]:
    """For each secret 0 where its replica in a region has its newest value, and else 1."""
    for secret, user in users(settings).items():
        states = {found["Region"]: found["Status"] for found in _replicas(client.describe_secret(SecretId=secret))}
        yield user, int(states.get(region) != "InSync")


def _replicas(described: Mapping[str, Any]) -> Sequence[Mapping[str, str]]:
    return described.get("ReplicationStatus") or ()


def failed_user(settings: Settings, event: Mapping[str, Any]) -> str | None:
    """Whose rotation an event of Secrets Manager says has failed; None for any other event."""
    detail: Mapping[str, Any] = event.get("detail") or {}
    if detail.get("eventName") != "RotationFailed":
        return None
    data: Mapping[str, str] = detail.get("additionalEventData") or {}
    return users(settings).get(data.get("SecretId", ""))


def handle(event: Mapping[str, Any], context: object) -> None:
    """Writes the failure that the event reports as a metric, or else what is true of both secrets now."""
    settings, stack, now = Settings.from_environment(os.environ), os.environ["STACK"], datetime.now(UTC)
    user = failed_user(settings, event)
    if user:
        metric("RotationFailed", 1, Stack=stack, Secret=user)
        return
    client = secrets_manager(connect_seconds=2, read_seconds=5, attempts=3)
    for user, days in ages(settings, client, now):
        metric("DaysSinceRotation", round(days, 3), Stack=stack, Secret=user)
    if region := os.environ.get("REPLICA_REGION"):
        for user, lacking in unreplicated(settings, client, region):
            metric("ReplicaNotInSync", lacking, Stack=stack, Secret=user)
