"""Alarms: what they notify, and what they are to dashboards."""

from typing import Any

import pytest

from foundation.alarms import Alarm, Question
from foundation.region import Region
from tests.support.alarms import make_alarm
from tests.support.graph import Graph
from tests.support.samples import TOPIC, in_region


def build(made: list[Alarm] | None = None, **changes: Any) -> Graph:
    """What an alarm registers."""

    def make(region: Region) -> None:
        alarm = make_alarm(region, **changes)
        (made if made is not None else []).append(alarm)

    return in_region(make)


def test_an_alarm_notifies_when_it_starts_and_when_it_is_over() -> None:
    inputs = build().one("alarm").inputs
    assert inputs["alarmActions"] == inputs["okActions"] == [TOPIC]
    assert inputs["alarmDescription"] == "Payments fail. Runbook: docs/runbooks/payments.md"
    assert inputs["name"] == "alarm-test"
    other = build(topic_arn="arn:aws:sns:eu-west-2:111122223333:others").one("alarm").inputs
    assert other["alarmActions"] == other["okActions"] == ["arn:aws:sns:eu-west-2:111122223333:others"]


@pytest.mark.parametrize(
    ("changes", "comparison", "missing"),
    [
        ({}, "GreaterThanThreshold", "notBreaching"),
        ({"below": True}, "LessThanThreshold", "notBreaching"),
        ({"missing_is_bad": True}, "GreaterThanThreshold", "breaching"),
        ({"missing_keeps_state": True}, "GreaterThanThreshold", "ignore"),
    ],
)
def test_missing_data_is_good_and_more_is_bad_unless_the_alarm_says_otherwise(
    changes: dict[str, Any], comparison: str, missing: str
) -> None:
    inputs = build(**changes).one("alarm").inputs
    assert (inputs["comparisonOperator"], inputs["treatMissingData"]) == (comparison, missing)


def test_an_alarm_says_which_question_it_answers() -> None:
    made: list[Alarm] = []
    build(made, question=Question.NETWORK, runbook="network")
    assert [(alarm.kind, alarm.question, alarm.runbook, alarm.region.name) for alarm in made] == [
        ("alarm", Question.NETWORK, "network", "eu-west-2")
    ]


def test_an_alarms_period_is_one_that_cloudwatch_takes() -> None:
    with pytest.raises(ValueError, match="period_seconds must be a multiple of 60"):
        build(period_seconds=90)
