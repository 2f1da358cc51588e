"""What CloudWatch has no metrics of: the age of each credential, and rotations that failed."""

import os
from collections.abc import Iterator, Mapping
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


def failed_user(settings: Settings, event: Mapping[str, Any]) -> str | None:
    """Whose rotation an event of Secrets Manager says has failed; None for any other event."""
    detail: Mapping[str, Any] = event.get("detail") or {}
    if detail.get("eventName") != "RotationFailed":
        return None
    data: Mapping[str, str] = detail.get("additionalEventData") or {}
    return users(settings).get(data.get("SecretId", ""))


def handle(event: Mapping[str, Any], context: object) -> None:
    """Writes the failure that the event reports as a metric, or else both ages."""
    settings, stack, now = Settings.from_environment(os.environ), os.environ["STACK"], datetime.now(UTC)
    user = failed_user(settings, event)
    if user:
        metric("RotationFailed", 1, Stack=stack, Secret=user)
        return
    client = secrets_manager(connect_seconds=2, read_seconds=5, attempts=3)
    for user, days in ages(settings, client, now):
        metric("DaysSinceRotation", round(days, 3), Stack=stack, Secret=user)
