"""Metric math and composite alarms' rules: what is wrong is refused, and what is right is taken."""

from typing import Any

import pytest

from catalog import cloudwatch
from tests.simulated_aws.kinds.languages.pairs import Pair, check

ALARM = cloudwatch.METRIC_ALARM.token
COMPOSITE = cloudwatch.COMPOSITE_ALARM.token


def math(expression: str) -> dict[str, Any]:
    return {"metricQueries": [{"id": "rate", "expression": expression, "returnData": True}]}


PAIRS: list[Pair] = [
    (ALARM, math("FILLED(m1, 0)"), "no function FILLED", math("FILL(m1, REPEAT) / PERIOD(m1)")),
    (ALARM, math("SUM([m1, m2]"), "bracket open", math("SUM([m1, m2])")),
    (ALARM, math("m1 / M2"), "M2 is neither an id", math("IF(m1 > 3 AND m2, 1, 0)")),
    (ALARM, math("m1 +"), "lacks an operand", math("-m1 + 1")),
    (ALARM, math("SEARCH('{AWS/SQS}', 'Sum')"), "can't be based on SEARCH", math("100 * m1")),
    (
        COMPOSITE,
        {"alarmRule": 'ALARM("a") AND'},
        "is missing at the end",
        {"alarmRule": 'ALARM("a") AND NOT (OK(b) OR FALSE)'},
    ),
    (COMPOSITE, {"alarmRule": 'ALARMED("a")'}, "'ALARMED' is none of", {"alarmRule": "AT_LEAST(2, ALARM, (a, b, c))"}),
    (
        COMPOSITE,
        {"alarmRule": 'ALARM("a") ALARM("b")'},
        "unexpected 'ALARM'",
        {"alarmRule": 'ALARM("a") OR ALARM("b")'},
    ),
    (COMPOSITE, {"alarmRule": '(ALARM("a")'}, "missing at the end", {"alarmRule": '(ALARM("a"))'}),
]


@pytest.mark.parametrize("pair", PAIRS)
def test_a_wrong_text_is_refused_and_the_right_one_is_taken(pair: Pair) -> None:
    check(pair)
