"""The configuration takes the schedules that the simulated account takes, and no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.schedules import mistakes
from simulated_aws.kinds.languages.schedules import schedule

PARTS = ("*", "?", "0", "1", "7", "8", "12", "31", "32", "59", "60", "1970", "2199", "2200", "1-5", "5-1", "*/5", "*/0",
         "1/2", "1,15", "1,", "", "L", "LW", "15W", "MON", "MON-FRI", "FRI-MON", "6#3", "6#6", "MON#2", "5L", "JAN",
         "JAN-MAR", "FOO", "1-", "-", "1-2-3", "a")  # fmt: skip
FIELDS = st.lists(st.sampled_from(PARTS), min_size=5, max_size=7)
RATES = st.tuples(
    st.integers(-1, 12), st.sampled_from(["minute", "minutes", "hour", "hours", "day", "days", "week", "", "Minutes"])
)
CRONS = FIELDS.map(lambda parts: f"cron({' '.join(parts)})")
SCHEDULES = CRONS | RATES.map(lambda rate: f"rate({rate[0]} {rate[1]})") | st.text(max_size=12)


@given(SCHEDULES)
def test_what_eventbridge_refuses_is_a_mistake(text: str) -> None:
    assert bool(list(mistakes(text))) == bool(list(schedule(text))), (list(mistakes(text)), list(schedule(text)))


@pytest.mark.parametrize(
    "text",
    ["rate(1 minute)", "rate(5 minutes)", "rate(12 hours)", "cron(0 10 * * ? *)", "cron(15 12 ? * MON-FRI *)",
     "cron(0/15 * * * ? *)", "cron(0 18 ? * 6#3 *)", "cron(0 8 1,15 JAN-MAR ? 2026-2030)", "cron(0 0 L * ? *)"],
)  # fmt: skip
def test_those_of_the_guide_are_none(text: str) -> None:
    assert list(mistakes(text)) == []
