"""Schedules: what is wrong is refused, and what is right is taken."""

import pytest

from catalog import cloudwatch
from tests.simulated_aws.kinds.languages.pairs import Pair, check

RULE = cloudwatch.EVENT_RULE.token


PAIRS: list[Pair] = [
    (
        RULE,
        {"scheduleExpression": "rate(1 days)"},
        "the unit of 1 is one of minute, hour, day",
        {"scheduleExpression": "rate(1 day)"},
    ),
    (RULE, {"scheduleExpression": "rate(5 minute)"}, "minutes, hours, days", {"scheduleExpression": "rate(5 minutes)"}),
    (RULE, {"scheduleExpression": "rate(0 minutes)"}, "no positive number", {"scheduleExpression": "rate(2 hours)"}),
    (RULE, {"scheduleExpression": "cron(0 10 * * *)"}, "has 5 fields", {"scheduleExpression": "cron(0 10 * * ? *)"}),
    (
        RULE,
        {"scheduleExpression": "cron(0 10 * * MON *)"},
        "either the day of month",
        {"scheduleExpression": "cron(0 10 ? * MON-FRI *)"},
    ),
    (
        RULE,
        {"scheduleExpression": "cron(0 24 * * ? *)"},
        "'24' is no hours",
        {"scheduleExpression": "cron(0/15 23 1,L * ? 2027)"},
    ),
    (
        RULE,
        {"scheduleExpression": "cron(0 1 ? * 0 *)"},
        "'0' is no day of week",
        {"scheduleExpression": "cron(0 1 ? JAN-MAR 3#2 *)"},
    ),
    (
        RULE,
        {"scheduleExpression": "cron(0 1 ? * 3#1,6#3 *)"},
        "a day with # stands alone",
        {"scheduleExpression": "cron(0 1 ? * 3#1 *)"},
    ),
    (
        RULE,
        {"scheduleExpression": "cron(0 1 ? * MON/2 *)"},
        "'MON/2' is no day of week",
        {"scheduleExpression": "cron(0 1 1/2 * ? *)"},
    ),
    (RULE, {"scheduleExpression": "every day"}, "neither rate", {"scheduleExpression": "cron(5 4 15W * ? *)"}),
]


@pytest.mark.parametrize("pair", PAIRS)
def test_a_wrong_text_is_refused_and_the_right_one_is_taken(pair: Pair) -> None:
    check(pair)
