"""The promotion of secrets, against botocore's own model of Secrets Manager."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lambdas.recovery.promotion import Settings, promote
from tests.support.aws import expecting, stubbed

HOME, AWAY = "eu-west-2", "eu-west-1"
SECRETS = tuple(
    f"arn:aws:secretsmanager:{AWAY}:123456789012:secret:{user}-AbCdEf" for user in ("application", "master")
)
ROTATION = f"arn:aws:lambda:{AWAY}:123456789012:function:dr-rotation-prod"
SETTINGS = Settings(secrets=SECRETS, rotation_function=ROTATION, days=30)
ROTATES = {
    "RotationEnabled": True,
    "RotationLambdaARN": ROTATION,
    "RotationRules": {"AutomaticallyAfterDays": 30},
}


class Secrets:
    """A client that expects the calls which a test announces and no others."""

    def __init__(self) -> None:
        self.client, self.stub = stubbed("secretsmanager", AWAY)

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
def secrets() -> Iterator[Secrets]:
    made = Secrets()
    with expecting(made.stub):
        yield made


def test_replicas_become_standalone_secrets_that_rotate_later(secrets: Secrets) -> None:
    for secret in SECRETS:
        secrets.is_described(secret, PrimaryRegion=HOME)
        secrets.is_promoted(secret)
        secrets.is_set_to_rotate(secret)
    assert promote(secrets.client, SETTINGS) == {"promoted": list(SECRETS), "rotating": list(SECRETS)}


def test_a_second_run_finds_nothing_to_do(secrets: Secrets) -> None:
    for secret in SECRETS:
        secrets.is_described(secret, PrimaryRegion=AWAY, **ROTATES)
    assert promote(secrets.client, SETTINGS) == {"promoted": [], "rotating": []}


def test_an_interrupted_run_continues_where_it_ended(secrets: Secrets) -> None:
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
def test_a_rotation_by_another_function_or_at_another_interval_is_set_again(
    secrets: Secrets, other: dict[str, Any]
) -> None:
    secrets.is_described(SECRETS[0], PrimaryRegion=AWAY, **{**ROTATES, **other})
    secrets.is_set_to_rotate(SECRETS[0])
    secrets.is_described(SECRETS[1], PrimaryRegion=AWAY, **ROTATES)
    assert promote(secrets.client, SETTINGS)["rotating"] == [SECRETS[0]]


def test_a_refusal_reaches_the_plan_which_tries_again(secrets: Secrets) -> None:
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
