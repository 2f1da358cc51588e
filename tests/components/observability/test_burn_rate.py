"""The arithmetic of the objectives, on the very expressions that CloudWatch computes."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.observability.burn_rate import Indicator, Objective, acceptance, latency, success
from config.load import StackConfig
from config.mistakes import ConfigError
from config.service_levels import FIRST_SHARE, WINDOWS
from tests.config.samples import GOOD
from tests.support import metric_math
from tests.support.graph import Graph, build_stack

SUCCESS = success(99.9)
LATENCY = latency(99, 2000)


def computed(indicator: Indicator, expression: str, readings: Mapping[str, float]) -> float:
    return metric_math.computed(expression, frozenset(indicator.readings), readings)


def rate(objective: Objective, readings: Mapping[str, float]) -> float:
    return computed(objective, objective.burn_rate(), readings)


def share(indicator: Indicator, readings: Mapping[str, float]) -> float:
    return computed(indicator, indicator.bad_share(), readings)


def test_a_payment_in_a_thousand_burns_at_rate_one() -> None:
    readings = {"completed": 9_990 - 90, "repeated": 60, "refused": 30, "retried": 10}
    assert rate(SUCCESS, readings) == pytest.approx(1)


def test_what_the_sender_has_to_mend_burns_nothing() -> None:
    assert rate(SUCCESS, {"completed": 10, "refused": 500}) == 0


def test_a_payment_in_a_hundred_that_is_slow_burns_at_rate_one() -> None:
    assert rate(LATENCY, {"written": 1000, "intime": 99}) == pytest.approx(1)
    assert rate(LATENCY, {"written": 1000, "intime": 50}) == pytest.approx(50)


@pytest.mark.parametrize("indicator", [SUCCESS, LATENCY], ids=["success", "latency"])
def test_without_payments_nothing_burns(indicator: Objective) -> None:
    assert rate(indicator, {}) == 0


def test_shares_are_of_the_payments_that_were_tried_and_few_bad_ones_are_none() -> None:
    tried = {"completed": 90, "repeated": 4, "refused": 3, "retried": 3}
    assert share(SUCCESS, tried) == pytest.approx(0.03)
    assert share(acceptance(), tried) == pytest.approx(0.03)
    assert share(acceptance(), {"refused": 2}) == 0
    assert share(LATENCY, {"written": 100, "intime": 90}) == pytest.approx(0.1)
    assert share(LATENCY, {}) == 0


def parsed(**objectives: float) -> StackConfig:
    return StackConfig.parse("dev", GOOD | {"objectives": objectives})


@given(st.floats(min_value=0.01, max_value=99.9999), st.integers(1000, 10**6))
def test_an_objective_is_refused_or_each_of_its_alarms_starts_when_everything_is_bad(percent: float, many: int) -> None:
    def starts(objective: Objective, everything: Mapping[str, float]) -> list[bool]:
        return [rate(objective, everything) >= window.rate for window in WINDOWS]

    # Limits are rounded up to a hundredth.
    less = percent - 0.01
    objectives: list[tuple[Objective, Objective, str, Mapping[str, float]]] = [
        (success(percent), success(less), "successPercent", {"retried": many}),
        (latency(percent, 2000), latency(less, 2000), "latencyPercent", {"written": many, "intime": 0}),
    ]
    for objective, lower, key, everything in objectives:
        # Metric math knows no exponents.
        assert not any(part[:1].isdigit() and "e" in part for part in objective.burn_rate().split())
        try:
            parsed(**{key: percent})
        except ConfigError:
            assert not all(starts(lower, everything))
        else:
            assert all(starts(objective, everything))
            assert share(objective, everything) >= objective.seen_share


@given(
    st.floats(min_value=0.01, max_value=99.9999),
    st.sampled_from(["Canary10Percent5Minutes", "Canary10Percent15Minutes"]),
)
def test_a_canary_is_refused_or_shows_a_version_that_is_bad_for_more_than_half(percent: float, pace: str) -> None:
    many = 10_000
    try:
        StackConfig.parse("dev", GOOD | {"objectives": {"successPercent": percent}, "payments": {"rollout": pace}})
    except ConfigError:
        return
    bad = many * FIRST_SHARE * 0.51
    objective = success(percent)
    assert share(objective, {"completed": many - bad, "retried": bad}) >= objective.seen_share
    # What is promised takes no version back.
    allowed = many * (100 - percent) / 100
    assert share(objective, {"completed": many - allowed, "retried": allowed}) < objective.seen_share


def test_one_fault_at_night_wakes_nobody() -> None:
    assert rate(SUCCESS, {"retried": 2}) == 0
    assert rate(SUCCESS, {"retried": 3}) == pytest.approx(1000)


def fires(minutes: list[tuple[int, int]], now: int, *, pages: bool) -> bool:
    """Whether the composite alarm is on, at a minute of a series of payments and bad ones."""

    def burning(length: int, least: float) -> bool:
        window = minutes[max(0, now - length) : now]
        good, bad = sum(all_ - bad for all_, bad in window), sum(bad for _, bad in window)
        return rate(SUCCESS, {"completed": good, "retried": bad}) >= least

    return any(
        burning(window.long_minutes, window.rate) and burning(window.short_minutes, window.rate)
        for window in WINDOWS
        if window.pages is pages
    )


def test_an_outage_pages_within_minutes_and_ends_soon_after() -> None:
    day = 1440
    series = [(100, 0)] * day + [(100, 100)] * 10 + [(100, 0)] * 120
    first = next(minute for minute in range(day, len(series)) if fires(series, minute, pages=True))
    assert first - day <= 2
    last = max(minute for minute in range(day, len(series)) if fires(series, minute, pages=True))
    assert last - (day + 10) <= 30


def test_a_slow_leak_is_a_ticket_and_no_page() -> None:
    series = [(100, 0), (100, 1), (100, 0)] * 600
    assert fires(series, len(series), pages=False)
    assert not fires(series, len(series), pages=True)


def test_what_breaks_the_promise_within_a_month_is_a_ticket_however_slow() -> None:
    # Twice what is allowed, and too slow for the windows of a day.
    series = [(100, 0), (100, 1), (100, 0), (100, 0), (100, 0)] * 864
    assert fires(series, len(series), pages=False)
    assert not fires(series, len(series), pages=True)


def test_what_is_promised_is_kept_by_a_quiet_day() -> None:
    series = [(1000, 1)] + [(1000, 0)] * 1439
    assert not any(fires(series, minute, pages=pages) for minute in range(0, 1440, 30) for pages in (True, False))


@pytest.fixture(scope="module")
def stack() -> Graph:
    return build_stack("dev", changes={"payments:objectives": {"successPercent": 99.5, "latencyMilliseconds": 800}})


def test_the_configured_objectives_are_those_of_the_alarms(stack: Graph) -> None:
    alarm = stack.one("objectives-success-fast-5m").inputs
    assert alarm["metricQueries"][0]["expression"] == success(99.5).burn_rate()
    assert alarm["threshold"] == WINDOWS[0].rate
    slow = stack.one("objectives-latency-fast-60m").inputs
    periods = {query["metric"]["period"] for query in slow["metricQueries"] if "metric" in query}
    assert periods == {3600}
    assert {query["metric"]["stat"] for query in slow["metricQueries"] if "metric" in query} == {
        "SampleCount",
        "PR(:800)",
    }


def test_experiments_stop_while_payments_fail_or_wait() -> None:
    graph = build_stack(
        "dev", changes={"payments:chaos": {"enabled": True}, "payments:database": {"multiAz": True, "storageGib": 100}}
    )
    alarms = {graph.one(name).properties["arn"] for name in ("objectives-success-fast-5m", "queue-age")}
    templates = graph.of("ExperimentTemplate")
    assert templates
    for template in templates:
        assert {condition["value"] for condition in template.inputs["stopConditions"]} == alarms, template.name


def test_one_fault_is_one_page(stack: Graph) -> None:
    pages = stack.one("alerts-pages").properties["arn"]
    every = [*stack.of("MetricAlarm"), *stack.of("CompositeAlarm")]
    paging = {alarm.name for alarm in every if pages in alarm.inputs.get("alarmActions", [])}
    # The second only where the alerts themselves do not arrive, the third for a stop, which is no fault, and forgotten.
    assert paging == {"objectives-page", "alerts-topic-undelivered", "payments-processor-parked-stop"}
    rule = stack.one("objectives-page").inputs["alarmRule"]
    assert f'ALARM("{stack.one("queue-age").properties["arn"]}")' in rule
    assert "slow-" not in rule


def test_a_page_needs_the_long_and_the_short_window(stack: Graph) -> None:
    rule = stack.one("objectives-page").inputs["alarmRule"]
    for indicator in ("success", "latency"):
        long, short = (stack.one(f"objectives-{indicator}-fast-{window}").properties["arn"] for window in ("60m", "5m"))
        assert f'(ALARM("{long}") AND ALARM("{short}"))' in rule
