"""What is kept of the comparison that ends a copy: its numbers, the mark, and what DMS says of that copy."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.cutover.day import Day
from tests.cutover.schedules import Mode, move_back
from tests.support.aws import client

FAILURES = (
    "CREATE OR REPLACE TABLE awsdms_control.awsdms_validation_failures_v1 (TASK_NAME VARCHAR(128), "
    "TABLE_OWNER VARCHAR(128), TABLE_NAME VARCHAR(128), FAILURE_TIME DATETIME(3), KEY_TYPE VARCHAR(128), `KEY` TEXT, "
    "FAILURE_TYPE VARCHAR(128), DETAILS LONGTEXT)"
)
FAILURE = (
    "INSERT INTO awsdms_control.awsdms_validation_failures_v1 VALUES ('task', 'payments', 'payments', "
    "'2026-11-28 03:00:00', 'Row', 'of the {} side', 'RECORD_DIFF', 'account')"
)


@pytest.fixture
def validated(day: Callable[[Mode], Day]) -> Iterator[Day]:
    """A day on which DMS's validation writes down a row on either side."""
    made = day("provisioned")
    made.begin()
    for side in ("old", "new"):
        made.run(side, "CREATE DATABASE IF NOT EXISTS awsdms_control", FAILURES, FAILURE.format(side))
    yield made
    for side in ("old", "new"):
        made.run(side, "DROP DATABASE awsdms_control")


def test_the_reports_say_what_dms_says_of_their_own_copy(validated: Day) -> None:
    move_back(validated)
    there, back = reports("cutover"), reports("cutback")
    note = validated.note() or {}
    assert (there["mark"]["mark"], back["mark"]["mark"]) == (note["mark"], note["mark_back"])
    assert (there["mark"]["arrived"], back["mark"]["arrived"]) == (note["arrived"], note["arrived_back"])
    for report, copy in ((there, validated.over), (back, validated.back)):
        assert report["comparison"]["same"] is True
        assert copy.arn.endswith(f":{report['dms']['name']}")
        counted = {name: sum(table.counts.values()) for name, table in copy.copying.tables.items()}
        assert {one["name"]: one["changes"] for one in report["dms"]["tables"]} == counted
        assert counted["payments"] > 0


def test_the_reports_have_what_dms_has_written_down_where_it_wrote(validated: Day) -> None:
    validated.old.run("GRANT SELECT ON awsdms_control.* TO comparer@'%'")
    move_back(validated)
    keys = [[one["key"] for one in reports(kind)["dms"]["failures"]] for kind in ("cutover", "cutback")]
    assert keys == [["of the new side"], ["of the old side"]]


def test_what_the_old_side_does_not_show_is_unknown(validated: Day) -> None:
    move_back(validated)
    assert reports("cutback")["dms"]["failures"] is None


def reports(kind: str) -> dict[str, Any]:
    """The only report of its kind."""
    bucket = client("s3")
    [key] = [one["Key"] for one in bucket.list_objects_v2(Bucket="reports")["Contents"] if f"-{kind}." in one["Key"]]
    return json.loads(bucket.get_object(Bucket="reports", Key=key)["Body"].read())
