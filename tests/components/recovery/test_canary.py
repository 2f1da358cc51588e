"""The canary of what stands by, as the program registers it, and its alarms."""

import json
from collections.abc import Callable

import pytest

from components.recovery.canary import NAMESPACE
from lambdas.recovery.canary import NAMESPACE as WRITTEN
from tests.components.recovery.test_region import AWAY, planned, region_of, stack
from tests.support.cloudwatch import Metrics, in_alarm
from tests.support.graph import Graph

DAY = 24 * 60


@pytest.mark.parametrize(
    ("graph", "standby", "serving"),
    [(stack, "recovery-canary", "recovery-first-canary"), (planned, "recovery-first-canary", "recovery-canary")],
)
def test_a_canary_asks_what_a_failover_calls_and_the_processor_where_nobody_else_does(
    graph: Callable[[], Graph], standby: str, serving: str
) -> None:
    made = graph()
    idle = {"rotation", "secret-promotion", "take-lease"}
    for name, asked in ((standby, {*idle, "payment-processor"}), (serving, idle)):
        rule = made.one(f"{name}-schedule").inputs
        assert (rule["scheduleExpression"], rule.get("state")) == ("cron(30 9 * * ? *)", None)
        function = made.one(f"{name}-function")
        processor = f"{'recovery-' if region_of(function) == AWAY else ''}payments-payment-processor-live"
        # In a preview the names of the functions are not known; what they come from is.
        from_alias = made.one(processor).urn in function.references["environment"]
        assert from_alias == ("payment-processor" in asked)
        if graph is stack:
            functions: dict[str, str] = json.loads(function.inputs["environment"]["variables"]["FUNCTIONS"])
            assert functions.keys() == asked
            assert all(f":lambda:{region_of(function)}:" in arn for arn in functions.values())
            statements = made.one(f"{name}-role-policy").policy()
            (invoked,) = (item["Resource"] for item in statements if item["Action"] == ["lambda:InvokeFunction"])
            assert sorted(invoked) == sorted(functions.values())


def test_a_fault_of_what_stands_by_is_told_by_the_next_look_and_a_canary_that_is_silent_after_days() -> None:
    assert NAMESPACE == WRITTEN
    graph = stack()
    faults, late = (graph.one(f"recovery-canary-{name}").inputs for name in ("faults", "late"))
    metrics, of_stack = Metrics(), {"Stack": "staging"}
    server = next(query["metric"]["dimensions"] for query in late["metricQueries"] if query["id"] == "server")
    assert server == {"DBInstanceIdentifier": "dr-database-staging"}
    for hour in range(12 * 24):
        metrics.publish(hour * 60, "AWS/RDS", "CPUUtilization", server, 5)
    for day, found in enumerate((0, 2, 0)):
        for name, value in (("StandbyFaults", found), ("StandbyLooked", 1)):
            metrics.publish(day * DAY + 570, NAMESPACE, name, of_stack, value)
    on = [hour for hour in range(1, 3 * 24) if in_alarm(faults, metrics, hour * 60)]
    assert (on[0] - 24) in range(9, 12)
    assert on[-1] - on[0] <= 25
    silent = [hour for hour in range(1, 12 * 24) if in_alarm(late, metrics, hour * 60)]
    # The last look was on the third day; the first hours of a new stack, which has had none, are no fault.
    assert 4.5 < silent[0] / 24 < 6.5
    assert silent[-1] == 12 * 24 - 1
    assert late["alarmActions"] == [graph.one("recovery-region-alerts-topic").properties["arn"]]
