"""Promotes the replicas of the database's secrets, so that they rotate in this region."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError


class SecretsManager(Protocol):
    """The operations of Secrets Manager in use."""

    def describe_secret(self, **arguments: str) -> dict[str, Any]:
        """The settings of a secret, and no value."""
        ...

    def stop_replication_to_replica(self, **arguments: str) -> dict[str, Any]:
        """A replica that becomes a standalone secret."""
        ...

    def rotate_secret(self, **arguments: Any) -> dict[str, Any]:
        """A rotation that is set up."""
        ...


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The secrets, by their ARNs in this region, the function that rotates them, and the interval in days."""

    secrets: tuple[str, ...]
    rotation_function: str
    days: int

    @classmethod
    def from_environment(cls, variables: Mapping[str, str]) -> "Settings":
        """The settings of an environment; raises KeyError or ValueError where one is missing or not a number."""
        return cls(
            secrets=(variables["APPLICATION_SECRET_ARN"], variables["MASTER_SECRET_ARN"]),
            rotation_function=variables["ROTATION_FUNCTION_ARN"],
            days=int(variables["ROTATION_DAYS"]),
        )


def promote(client: SecretsManager, settings: Settings) -> dict[str, list[str]]:
    """Every secret is standalone and rotates here; returns those that were promoted and set to rotate.

    It is idempotent, and may run again after any failure. Nothing rotates at once: payments keep their credential.
    """
    promoted, rotating = list[str](), list[str]()
    for secret in settings.secrets:
        described = client.describe_secret(SecretId=secret)
        if described.get("PrimaryRegion", region_of(secret)) != region_of(secret):
            client.stop_replication_to_replica(SecretId=secret)
            promoted.append(secret)
        if not rotates_here(described, settings):
            client.rotate_secret(
                SecretId=secret,
                RotationLambdaARN=settings.rotation_function,
                RotationRules={"AutomaticallyAfterDays": settings.days},
                RotateImmediately=False,
            )
            rotating.append(secret)
    return {"promoted": promoted, "rotating": rotating}


def rotates_here(described: Mapping[str, Any], settings: Settings) -> bool:
    """Whether a secret already rotates in this region as the settings say."""
    rules: Mapping[str, int] = described.get("RotationRules") or {}
    return (
        bool(described.get("RotationEnabled"))
        and described.get("RotationLambdaARN") == settings.rotation_function
        and rules.get("AutomaticallyAfterDays") == settings.days
    )


def region_of(arn: str) -> str:
    """The region of an ARN."""
    return arn.split(":")[3]


def look(client: SecretsManager, settings: Settings) -> dict[str, str]:
    """Why the secrets can't be seen, or an empty text where they can; nothing is changed."""
    try:
        for secret in settings.secrets:
            client.describe_secret(SecretId=secret)
    except (BotoCoreError, ClientError) as error:
        return {"secret": str(error)}
    return {"secret": ""}


def handle(event: Mapping[str, Any], context: object) -> Mapping[str, object]:
    """Promotes the secrets of the environment, or only looks; else the event of the Region switch plan is not used."""
    config = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 4, "mode": "standard"})
    client = cast(Callable[..., SecretsManager], boto3.client)  # pyright: ignore[reportUnknownMemberType] (untyped)
    secrets, settings = client("secretsmanager", config=config), Settings.from_environment(os.environ)
    return look(secrets, settings) if event.get("look") else promote(secrets, settings)
