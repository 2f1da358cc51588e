"""What the failover's functions ask of AWS, against botocore's own models of it."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from lambdas.recovery.backup_age import NAMESPACE, age_minutes, metric
from lambdas.recovery.promotion import Settings, promote

HOME, AWAY = "eu-west-2", "eu-west-1"
SECRETS = tuple(
    f"arn:aws:secretsmanager:{AWAY}:123456789012:secret:{user}-AbCdEf" for user in ("application", "master")
)
ROTATION = f"arn:aws:lambda:{AWAY}:123456789012:function:dr-rotation-prod"
BACKUPS = f"arn:aws:rds:{AWAY}:123456789012:auto-backup:ab-0123456789abcdef0"
SETTINGS = Settings(secrets=SECRETS, rotation_function=ROTATION, days=30)
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ROTATES = {
    "RotationEnabled": True,
    "RotationLambdaARN": ROTATION,
    "RotationRules": {"AutomaticallyAfterDays": 30},
}


class World:
    """A client that expects the calls which a test announces and no others."""

    def __init__(self, service: str) -> None:
        make = cast(Callable[..., Any], boto3.client)  # pyright: ignore[reportUnknownMemberType] (untyped)
        keys = {"aws_access_key_id": "none", "aws_secret_access_key": "none"}
        self.client = make(service, region_name=AWAY, **keys)
        self.stub = cast(Any, Stubber(self.client))

    def is_described(self, secret: str, **properties: Any) -> None:
        self.stub.add_response("describe_secret", {"ARN": secret, **properties}, {"SecretId": secret})

    def is_promoted(self, secret: str) -> None:
        self.stub.add_response("stop_replication_to_replica", {"ARN": secret}, {"SecretId": secret})

    def is_set_to_rotate(self, secret: str) -> None:
        expected = {
            "SecretId": secret,
            "RotationLambdaARN": ROTATION,
            "RotationRules": {"AutomaticallyAfterDays": 30},
            "RotateImmediately": False,
        }
        self.stub.add_response("rotate_secret", {"ARN": secret}, expected)


@pytest.fixture
def secrets() -> Iterator[World]:
    world = World("secretsmanager")
    with world.stub:
        yield world
        world.stub.assert_no_pending_responses()


@pytest.fixture
def databases() -> Iterator[World]:
    world = World("rds")
    with world.stub:
        yield world
        world.stub.assert_no_pending_responses()


def test_replicas_become_secrets_of_their_own_that_rotate_later(secrets: World) -> None:
    for secret in SECRETS:
        secrets.is_described(secret, PrimaryRegion=HOME)
        secrets.is_promoted(secret)
        secrets.is_set_to_rotate(secret)
    assert promote(secrets.client, SETTINGS) == {"promoted": list(SECRETS), "rotating": list(SECRETS)}


def test_a_second_run_finds_nothing_to_do(secrets: World) -> None:
    for secret in SECRETS:
        secrets.is_described(secret, PrimaryRegion=AWAY, **ROTATES)
    assert promote(secrets.client, SETTINGS) == {"promoted": [], "rotating": []}


def test_a_run_that_died_is_taken_up_where_it_ended(secrets: World) -> None:
    first, second = SECRETS
    # Promoted, and not yet set to rotate; Secrets Manager names no region of a secret without replicas.
    secrets.is_described(first)
    secrets.is_set_to_rotate(first)
    secrets.is_described(second, PrimaryRegion=HOME, **ROTATES)
    secrets.is_promoted(second)
    assert promote(secrets.client, SETTINGS) == {"promoted": [second], "rotating": [first]}


@pytest.mark.parametrize(
    "other",
    [
        {"RotationEnabled": False},
        {"RotationLambdaARN": ROTATION.replace(AWAY, HOME)},
        {"RotationRules": {"AutomaticallyAfterDays": 7}},
    ],
)
def test_a_rotation_by_another_function_or_at_another_pace_is_set_anew(secrets: World, other: dict[str, Any]) -> None:
    secrets.is_described(SECRETS[0], PrimaryRegion=AWAY, **{**ROTATES, **other})
    secrets.is_set_to_rotate(SECRETS[0])
    secrets.is_described(SECRETS[1], PrimaryRegion=AWAY, **ROTATES)
    assert promote(secrets.client, SETTINGS)["rotating"] == [SECRETS[0]]


def test_a_refusal_reaches_the_plan_which_tries_again(secrets: World) -> None:
    secrets.is_described(SECRETS[0], PrimaryRegion=HOME)
    secrets.stub.add_client_error("stop_replication_to_replica", "InternalServiceError")
    with pytest.raises(ClientError, match="InternalServiceError"):
        promote(secrets.client, SETTINGS)


def test_settings_come_from_the_environment() -> None:
    variables = {
        "APPLICATION_SECRET_ARN": SECRETS[0],
        "MASTER_SECRET_ARN": SECRETS[1],
        "ROTATION_FUNCTION_ARN": ROTATION,
        "ROTATION_DAYS": "30",
    }
    assert Settings.from_environment(variables) == SETTINGS
    with pytest.raises(KeyError, match="MASTER_SECRET_ARN"):
        Settings.from_environment({key: value for key, value in variables.items() if key != "MASTER_SECRET_ARN"})


def test_the_age_is_of_the_last_minute_that_can_be_restored(databases: World) -> None:
    window = {"EarliestTime": NOW - timedelta(days=7), "LatestTime": NOW - timedelta(minutes=6)}
    answer = {"DBInstanceAutomatedBackups": [{"RestoreWindow": window}]}
    expected = {"DBInstanceAutomatedBackupsArn": BACKUPS}
    databases.stub.add_response("describe_db_instance_automated_backups", answer, expected)
    assert age_minutes(databases.client, BACKUPS, NOW) == pytest.approx(6)  # pyright: ignore[reportUnknownMemberType] (untyped)


@pytest.mark.parametrize("found", [[], [{}], [{"RestoreWindow": {}}]])
def test_where_nothing_can_be_restored_yet_there_is_no_age(databases: World, found: list[dict[str, Any]]) -> None:
    databases.stub.add_response("describe_db_instance_automated_backups", {"DBInstanceAutomatedBackups": found})
    assert age_minutes(databases.client, BACKUPS, NOW) is None


def test_the_metric_is_what_the_alarm_looks_at() -> None:
    line = json.loads(metric("prod", 6.04, NOW))
    (described,) = line["_aws"]["CloudWatchMetrics"]
    assert (described["Namespace"], described["Dimensions"]) == (NAMESPACE, [["Stack"]])
    assert [item["Name"] for item in described["Metrics"]] == ["BackupAgeMinutes"]
    assert (line["Stack"], line["BackupAgeMinutes"]) == ("prod", 6.0)
    assert line["_aws"]["Timestamp"] == NOW.timestamp() * 1000
