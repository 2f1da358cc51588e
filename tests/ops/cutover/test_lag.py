"""How far a replication is behind: only what both sides have measured now counts."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from ops.cutover import lag
from ops.cutover.replication import replication
from ops.lib.clients import Clients
from ops.lib.context import Context
from ops.lib.steps import Clock, StepError

NOW = 1_795_600_000.0
TASK = "arn:aws:dms:eu-west-2:111122223333:task:dms-task-prod"
SERVERLESS = "arn:aws:dms:eu-west-2:111122223333:replication-config:dms-task-prod"
Points = Sequence[tuple[float, float]]


class Metrics:
    """CloudWatch with what each side has measured: pairs of seconds ago and the lag."""

    def __init__(self, *sides: Points) -> None:
        self._sides, self.asked = sides, list[dict[str, Any]]()

    def get_metric_data(self, **asked: Any) -> dict[str, Any]:
        self.asked.append(asked)
        return {
            "MetricDataResults": [
                {
                    "Timestamps": [datetime.fromtimestamp(NOW - ago, UTC) for ago, _ in side],
                    "Values": [value for _, value in side],
                }
                for side in self._sides
            ]
        }


def context() -> Context:
    time = [NOW]

    def pause(seconds: float) -> None:
        time[0] += seconds

    return Context(clients=Clients(), clock=Clock(now=lambda: time[0], pause=pause))


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ([(60, 0.0)], [(60, 0.0)], 0.0),
        # The longer of both sides, each in its newest minute.
        ([(60, 3.0), (120, 90.0)], [(60, 7.0)], 7.0),
        # What one side has not measured is not known to be 0.
        ([(60, 0.0)], [], None),
        # Nor is what was measured long ago.
        ([(60, 0.0)], [(900, 0.0)], None),
    ],
)
def test_the_longest_lag_of_now(source: Points, target: Points, found: float | None) -> None:
    assert lag.behind(context(), Metrics(source, target), replication(None, TASK)) == found


def test_a_minute_before_the_question_says_nothing() -> None:
    side = [(60.0, 0.0)]
    assert lag.behind(context(), Metrics(side, side), replication(None, TASK), since=NOW - 30) is None


def test_no_lag_that_never_comes_is_an_error() -> None:
    with pytest.raises(StepError, match="no lag of dms-task-prod was not reached"):
        lag.await_none(context(), Metrics([(0, 5.0)], [(0, 0.0)]), replication(None, TASK))


@pytest.mark.parametrize(("arn", "named"), [(TASK, True), (SERVERLESS, False)])
def test_a_task_is_asked_for_by_its_name(arn: str, named: bool) -> None:
    metrics = Metrics([(60, 0.0)], [(60, 0.0)])
    lag.behind(context(), metrics, replication(None, arn))
    expressions = [query["Expression"] for query in metrics.asked[0]["MetricDataQueries"]]
    assert [("dms-task-prod" in one) for one in expressions] == [named, named]
    assert [metric in one for metric, one in zip(lag.METRICS, expressions, strict=True)] == [True, True]
