"""A copy that stops once it has begun is an alarm, whether somebody stopped it, it failed, or a change stopped it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.components.migration.samples import arn, both_ways, build_dms, dms_settings
from tests.support.cloudwatch import Metrics, in_alarm
from tests.support.graph import Graph
from tests.support.metric_filters import matches

TASK = {state: f"REPLICATION_TASK_{state.upper()}" for state in ("started", "stopped", "failed")}
SERVERLESS = {"started": "REPLICATION_RUNNING", "stopped": "REPLICATION_STOPPED", "failed": "REPLICATION_FAILED"}


@pytest.fixture(scope="module", params=["provisioned", "serverless"])
def made(request: pytest.FixtureRequest) -> tuple[Graph, Mapping[str, str]]:
    graph = build_dms(settings=both_ways(mode=request.param))
    return graph, TASK if request.param == "provisioned" else SERVERLESS


def of_copy(graph: Graph, suffix: str) -> str:
    """The ARN that DMS's events name."""
    for kind in ("task", "serverless"):
        for item in graph:
            if item.name == f"dms-replication{suffix}-{kind}":
                return str(item.properties.get("replicationTaskArn") or item.properties["arn"])
    raise AssertionError(suffix)


def after(graph: Graph, suffix: str, events: Sequence[tuple[int, str, str]], until: int) -> bool:
    """Whether the alarm of a copy is on, after events of a minute each, about a resource, of a type."""
    rule = json.loads(graph.one(f"dms-replication{suffix}-stopped-rule").inputs["eventPattern"])
    assert rule["source"] == ["aws.dms"]
    group = graph.one(f"dms-replication{suffix}-stopped-log").inputs["name"]
    target = graph.one(f"dms-replication{suffix}-stopped-target").inputs
    assert target["arn"] == arn(graph, f"dms-replication{suffix}-stopped-log")
    metrics = Metrics()
    for minute, resource, kind in events:
        if resource not in rule["resources"] or kind not in rule["detail"]["eventType"]:
            continue
        line = json.dumps({"source": "aws.dms", "resources": [resource], "detail": {"eventType": kind}})
        for item in graph.of("LogMetricFilter"):
            if item.inputs["logGroupName"] == group and matches(item.inputs["pattern"], line):
                made: Mapping[str, Any] = item.inputs["metricTransformation"]
                metrics.publish(minute, made["namespace"], made["name"], {}, float(made["value"]))
    return in_alarm(graph.one(f"dms-replication{suffix}-stopped-alarm").inputs, metrics, until)


@pytest.mark.parametrize("how", ["stopped", "failed"])
@pytest.mark.parametrize("suffix", ["", "-reverse"])
def test_it_goes_off_and_stays_on_until_the_copy_runs_again(
    made: tuple[Graph, Mapping[str, str]], suffix: str, how: str
) -> None:
    graph, types = made
    copy = of_copy(graph, suffix)
    events = [(5, copy, types["started"]), (90, copy, types[how]), (300, copy, types["started"])]
    on = [after(graph, suffix, events, minute) for minute in (4, 89, 90, 299, 300, 2000)]
    assert on == [False, False, True, True, False, False]


def test_a_copy_that_was_never_started_is_none(made: tuple[Graph, Mapping[str, str]]) -> None:
    graph, _ = made
    assert not after(graph, "", [], 1000)


def test_the_other_copy_s_stop_is_its_own(made: tuple[Graph, Mapping[str, str]]) -> None:
    graph, types = made
    events = [(5, of_copy(graph, ""), types["started"]), (9, of_copy(graph, "-reverse"), types["stopped"])]
    assert not after(graph, "", events, 10)
    assert after(graph, "-reverse", events, 10)


def test_a_stop_and_a_start_in_one_minute_count_as_a_stop(made: tuple[Graph, Mapping[str, str]]) -> None:
    graph, types = made
    copy = of_copy(graph, "")
    assert after(graph, "", [(5, copy, types["started"]), (5, copy, types["stopped"])], 6)


def test_only_the_rule_writes_to_its_log_group() -> None:
    graph = build_dms(settings=dms_settings())
    group, rule = arn(graph, "dms-replication-stopped-log"), arn(graph, "dms-replication-stopped-rule")
    streams, lines = graph.one("dms-replication-stopped-log-delivery").policy("policyDocument")
    assert streams["Resource"] == lines["Resource"] == f"{group}:*"
    assert (streams["Action"], lines["Action"]) == ("logs:CreateLogStream", "logs:PutLogEvents")
    assert lines["Condition"] == {"ArnEquals": {"aws:SourceArn": rule}}
    assert graph.one("dms-replication-stopped-log").inputs["kmsKeyId"] == arn(graph, "dms-key")
