"""What is reported of the rotation: the credentials' age every day, and failures as they happen."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from moto import mock_aws

from components.database.rotation import METRICS
from rotation_lambda import watch
from rotation_lambda.settings import Settings
from tests.support.aws import client

MADE = datetime(2026, 1, 1, tzinfo=UTC)


class Secrets:
    """Secrets Manager, as far as the report reads it."""

    def __init__(self, rotated: dict[str, datetime]):
        self._rotated = rotated

    def describe_secret(self, **arguments: str) -> dict[str, Any]:
        changed = self._rotated.get(arguments["SecretId"])
        return {"CreatedDate": MADE} | ({"LastRotatedDate": changed} if changed else {})


def environment(application: str, master: str) -> dict[str, str]:
    return {
        "DATABASE_HOST": "database.example.com",
        "DATABASE_PORT": "3306",
        "DATABASE_NAME": "payments",
        "MASTER_USER": "payments_master",
        "MASTER_SECRET_ARN": master,
        "APPLICATION_SECRET_ARN": application,
        "APPLICATION_USERS": "pay_a,pay_b",
        "APPLICATION_GRANTS": "SELECT,INSERT,UPDATE",
        "PASSWORD_LENGTH": "32",
    }


APPLICATION = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:application-AbCdEf"
MASTER = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:master-AbCdEf"


def test_a_secret_is_as_old_as_its_last_rotation_or_else_as_it_exists() -> None:
    settings = Settings.from_environment(environment(APPLICATION, MASTER))
    secrets: Any = Secrets({APPLICATION: MADE + timedelta(days=30)})
    found = dict(watch.ages(settings, secrets, MADE + timedelta(days=40, hours=12)))
    assert found == {"application": 10.5, "master": 40.5}


@pytest.mark.parametrize(("state", "lacking"), [("InSync", 0), ("Failed", 1), ("InProgress", 1), (None, 1)], ids=str)
def test_a_replica_that_lacks_the_newest_value_is_counted(state: str | None, lacking: int) -> None:
    class Replicated:
        def describe_secret(self, **arguments: str) -> dict[str, Any]:
            elsewhere = {"Region": "eu-central-1", "Status": "InSync"}
            return {"ReplicationStatus": [elsewhere, *([{"Region": "eu-west-1", "Status": state}] if state else [])]}

    settings = Settings.from_environment(environment(APPLICATION, MASTER))
    secrets: Any = Replicated()
    assert dict(watch.unreplicated(settings, secrets, "eu-west-1")) == {"application": lacking, "master": lacking}


@pytest.fixture
def functions_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """The function's environment, with secrets that exist."""
    with mock_aws():
        secrets = client("secretsmanager")
        made = [secrets.create_secret(Name=name, SecretString="x") for name in ("application", "master")]
        variables = environment(*(str(secret["ARN"]) for secret in made))
        for name, value in (variables | {"STACK": "test", "AWS_DEFAULT_REGION": "eu-west-2"}).items():
            monkeypatch.setenv(name, value)
        yield variables


def reported(capsys: pytest.CaptureFixture[str], metric: str) -> list[tuple[str, float]]:
    """Whose metric was reported, with its value; each line has the form that CloudWatch reads and the alarms use."""
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for line in lines:
        (described,) = line["_aws"]["CloudWatchMetrics"]
        assert described["Namespace"] == METRICS
        assert described["Dimensions"] == [["Stack", "Secret"]]
        assert [item["Name"] for item in described["Metrics"]] == [metric]
        assert line["Stack"] == "test"
    return [(line["Secret"], line[metric]) for line in lines]


@pytest.mark.usefixtures("functions_environment")
def test_the_daily_run_reports_both_ages(capsys: pytest.CaptureFixture[str]) -> None:
    watch.handle({"source": "aws.events", "detail": {}}, None)
    found = reported(capsys, "DaysSinceRotation")
    assert [user for user, _ in found] == ["application", "master"]
    assert all(0 <= days < 1 for _, days in found)


@pytest.mark.parametrize(
    ("user", "variable"), [("application", "APPLICATION_SECRET_ARN"), ("master", "MASTER_SECRET_ARN")]
)
def test_a_failure_is_reported_as_it_happens(
    functions_environment: dict[str, str], capsys: pytest.CaptureFixture[str], user: str, variable: str
) -> None:
    data = {"SecretId": functions_environment[variable]}
    watch.handle({"detail": {"eventName": "RotationFailed", "additionalEventData": data}}, None)
    assert reported(capsys, "RotationFailed") == [(user, 1)]
