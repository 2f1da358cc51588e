"""The age of the replicated backups, as the function asks RDS for it and reports it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lambdas.recovery.backup_age import NAMESPACE, age_minutes, metric
from tests.support.aws import expecting, stubbed

BACKUPS = "arn:aws:rds:eu-west-1:123456789012:auto-backup:ab-0123456789abcdef0"
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Rds:
    """A client of RDS that expects the calls which a test announces and no others."""

    client: Any
    stub: Any


@pytest.fixture
def rds() -> Iterator[Rds]:
    made = Rds(*stubbed("rds"))
    with expecting(made.stub):
        yield made


def test_the_age_is_that_of_the_latest_restorable_time(rds: Rds) -> None:
    window = {"EarliestTime": NOW - timedelta(days=7), "LatestTime": NOW - timedelta(minutes=6)}
    answer = {"DBInstanceAutomatedBackups": [{"RestoreWindow": window}]}
    expected = {"DBInstanceAutomatedBackupsArn": BACKUPS}
    rds.stub.add_response("describe_db_instance_automated_backups", answer, expected)
    assert age_minutes(rds.client, BACKUPS, NOW) == pytest.approx(6)  # pyright: ignore[reportUnknownMemberType] (untyped)


@pytest.mark.parametrize("found", [[], [{}], [{"RestoreWindow": {}}]])
def test_where_nothing_can_be_restored_yet_there_is_no_age(rds: Rds, found: list[dict[str, Any]]) -> None:
    rds.stub.add_response("describe_db_instance_automated_backups", {"DBInstanceAutomatedBackups": found})
    assert age_minutes(rds.client, BACKUPS, NOW) is None


def test_the_metric_is_what_the_alarm_looks_at() -> None:
    line = json.loads(metric("prod", 6.04, NOW))
    (described,) = line["_aws"]["CloudWatchMetrics"]
    assert (described["Namespace"], described["Dimensions"]) == (NAMESPACE, [["Stack"]])
    assert [item["Name"] for item in described["Metrics"]] == ["BackupAgeMinutes"]
    assert (line["Stack"], line["BackupAgeMinutes"]) == ("prod", 6.0)
    assert line["_aws"]["Timestamp"] == NOW.timestamp() * 1000
