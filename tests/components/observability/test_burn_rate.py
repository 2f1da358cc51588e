"""The arithmetic of the objectives, on the very expressions that CloudWatch computes."""

import ast
import operator
from collections.abc import Callable, Mapping

import pytest

from components.observability.burn_rate import WINDOWS, Indicator, latency, success
from tests.support.graph import Graph, build_stack

SUCCESS = success(99.9)
LATENCY = latency(99, 2000)


OPERATORS: dict[type[ast.AST], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: float.__truediv__,
    ast.GtE: operator.ge,
}


def computed(indicator: Indicator, readings: Mapping[str, float]) -> float:
    """The burn rate as CloudWatch's metric math gives it for a window; a metric that is not given has no data.

    Only the branch that is taken is computed: CloudWatch has no data point for a division by nothing.
    """

    def value(node: ast.AST) -> float:
        match node:
            case ast.Constant(value=int() | float() as number):
                return number
            case ast.BinOp(left=left, op=op, right=right):
                return OPERATORS[type(op)](float(value(left)), float(value(right)))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return OPERATORS[type(op)](float(value(left)), float(value(right)))
            case ast.Call(func=ast.Name(id="IF"), args=[condition, then, otherwise]):
                return value(then) if value(condition) else value(otherwise)
            case ast.Call(func=ast.Name(id="FILL"), args=[ast.Name(id=metric), missing]) if (
                metric in indicator.readings
            ):
                return readings.get(metric, value(missing))
            case _:
                raise AssertionError(ast.dump(node))

    return value(ast.parse(indicator.burn_rate(), mode="eval").body)


def test_a_payment_in_a_thousand_burns_at_rate_one() -> None:
    readings = {"completed": 9_990 - 90, "repeated": 60, "refused": 30, "retried": 10}
    assert computed(SUCCESS, readings) == pytest.approx(1)


def test_what_the_sender_has_to_mend_burns_nothing() -> None:
    assert computed(SUCCESS, {"completed": 10, "refused": 500}) == 0


def test_a_payment_in_a_hundred_that_is_slow_burns_at_rate_one() -> None:
    assert computed(LATENCY, {"written": 1000, "intime": 99}) == pytest.approx(1)
    assert computed(LATENCY, {"written": 1000, "intime": 50}) == pytest.approx(50)


@pytest.mark.parametrize("indicator", [SUCCESS, LATENCY], ids=["success", "latency"])
def test_without_payments_nothing_burns(indicator: Indicator) -> None:
    assert computed(indicator, {}) == 0


def test_one_fault_at_night_wakes_nobody() -> None:
    assert computed(SUCCESS, {"retried": 2}) == 0
    assert computed(SUCCESS, {"retried": 3}) == pytest.approx(1000)


def fires(minutes: list[tuple[int, int]], now: int, *, pages: bool) -> bool:
    """Whether the composite alarm is on, at a minute of a series of payments and bad ones."""

    def burning(length: int, rate: float) -> bool:
        window = minutes[max(0, now - length) : now]
        good, bad = sum(all_ - bad for all_, bad in window), sum(bad for _, bad in window)
        return computed(SUCCESS, {"completed": good, "retried": bad}) >= rate

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
