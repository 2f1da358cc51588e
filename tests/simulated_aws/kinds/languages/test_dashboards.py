"""Dashboards: what is wrong is refused, and what is right is taken."""

import json
from typing import Any

import pytest

from catalog import cloudwatch
from tests.simulated_aws.kinds.languages.pairs import Pair, check

DASHBOARD = cloudwatch.DASHBOARD.token


def widget(kind: str = "metric", properties: Any = None, **size: Any) -> dict[str, Any]:
    own = (
        {"region": "eu-west-2", "metrics": [["AWS/SQS", "Sent", "QueueName", "q"]]}
        if properties is None
        else properties
    )
    return {"dashboardBody": json.dumps({"widgets": [{"type": kind, "properties": own, **size}]})}


def graph(metrics: list[Any]) -> dict[str, Any]:
    return widget(properties={"region": "eu-west-2", "metrics": metrics})


PAIRS: list[Pair] = [
    (DASHBOARD, widget(properties={"metrics": [["AWS/SQS", "Sent"]]}), "properties.region: .*required", widget()),
    (DASHBOARD, widget("graph"), "'graph' is not one of", widget("text", {"markdown": "# Hello"})),
    (DASHBOARD, widget(width=25), "width: .*25 is not 1 to 24", widget(width=24, x=0)),
    (
        DASHBOARD,
        graph([["AWS/SQS", "Sent", "QueueName"]]),
        "pairs of a dimension",
        graph([["AWS/SQS", "Sent", {"stat": "p99.9"}], ["..."]]),
    ),
    (
        DASHBOARD,
        graph([["AWS/SQS", "Sent", {"stat": "Avg"}]]),
        "'Avg' is no statistic",
        graph([["AWS/SQS", "Sent", {"stat": "TM(10%:90%)"}]]),
    ),
    (
        DASHBOARD,
        graph([["AWS/SQS", "Sent", {"period": 90}]]),
        "multiple of 60",
        graph([["AWS/SQS", "Sent", {"period": 300}]]),
    ),
    (
        DASHBOARD,
        graph([["A", "B", {"id": "a"}], [{"expression": "a/b"}]]),
        "names b, which is no id",
        graph([["A", "B", {"id": "a"}], [{"expression": "a/2"}]]),
    ),
    (
        DASHBOARD,
        widget("log", {"region": "eu-west-2", "query": "fields @message"}),
        "starts with SOURCE",
        widget("log", {"region": "eu-west-2", "query": "SOURCE 'x' | fields @message"}),
    ),
    (
        DASHBOARD,
        widget("alarm", {"alarms": ["payments"]}),
        "no ARN of an alarm",
        widget("alarm", {"alarms": ["arn:aws:cloudwatch:eu-west-2:123456789012:alarm:a"]}),
    ),
]


@pytest.mark.parametrize("pair", PAIRS)
def test_a_wrong_text_is_refused_and_the_right_one_is_taken(pair: Pair) -> None:
    check(pair)
