"""What people see: every alarm in a row, every metric one that exists, and nothing that can fail unseen."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from cfnlint.jsonschema import StandardValidator

from config.project import PROJECT
from tests.components.observability.dashboard_schema import SCHEMA
from tests.components.observability.metrics import OWN, PUBLISHED, values
from tests.support.graph import STACKS, Graph, build_stack
from tools.rehearsal.coverage import coverage

Metric = tuple[str, str, dict[str, str]]


@pytest.fixture(scope="module", params=STACKS)
def graph(request: pytest.FixtureRequest) -> Graph:
    return build_stack(request.param)


def dashboards(graph: Graph) -> list[dict[str, Any]]:
    """What each dashboard holds; a second region has its own."""
    return [json.loads(item.inputs["dashboardBody"]) for item in graph.of("Dashboard")]


def widgets(graph: Graph) -> Iterator[dict[str, Any]]:
    for body in dashboards(graph):
        yield from body["widgets"]


def graphed(graph: Graph) -> Iterator[Metric]:
    for widget in widgets(graph):
        for line in widget["properties"].get("metrics", []):
            namespace, name, *named = (part for part in line if isinstance(part, str))
            yield namespace, name, dict(zip(named[::2], named[1::2], strict=True))


def alarmed(graph: Graph) -> Iterator[Metric]:
    for alarm in graph.of("MetricAlarm"):
        queries = alarm.inputs.get("metricQueries")
        # One that only selects over a whole namespace names no metric of a resource.
        for metric in [query["metric"] for query in queries if "metric" in query] if queries else [alarm.inputs]:
            yield metric["namespace"], metric["metricName"], metric.get("dimensions", {})


def test_every_alarm_is_in_a_row_and_every_row_names_alarms_that_exist(graph: Graph) -> None:
    alarms = [*graph.of("MetricAlarm"), *graph.of("CompositeAlarm")]
    inside = "".join(alarm.inputs["alarmRule"] for alarm in graph.of("CompositeAlarm"))
    heeded = {name for group in graph.of("DeploymentGroup") for name in group.inputs["alarmConfiguration"]["alarms"]}
    speaking = {alarm.properties["arn"] for alarm in alarms if alarm.inputs.get("alarmActions")}
    silent = [alarm.properties for alarm in alarms if alarm.properties["arn"] not in speaking]
    # Something acts on each of the others.
    assert all(f'"{alarm["arn"]}"' in inside or alarm["name"] in heeded for alarm in silent)
    shown = [arn for widget in widgets(graph) for arn in widget["properties"].get("alarms", [])]
    assert len(shown) == len(set(shown))
    assert set(shown) == speaking


def test_the_dashboard_is_one_that_cloudwatch_takes(graph: Graph) -> None:
    assert [refused(body) for body in dashboards(graph)] == [[]] * len(dashboards(graph))


def refused(body: dict[str, Any]) -> list[str]:
    errors: Any = StandardValidator(schema=SCHEMA).iter_errors(body)  # pyright: ignore[reportUnknownMemberType] (untyped)
    return [error.message for error in errors]


def test_the_schema_of_dashboards_refuses_what_cloudwatch_would(graph: Graph) -> None:
    wrong: dict[str, Any] = {"width": 25, "type": "picture", "properties": {}}
    for key, value in wrong.items():
        (broken, *_) = dashboards(graph)
        broken["widgets"][0][key] = value
        assert refused(broken), key


def test_no_widget_covers_another(graph: Graph) -> None:
    taken: set[tuple[int, int, int]] = set()
    placed = [(number, widget) for number, body in enumerate(dashboards(graph)) for widget in body["widgets"]]
    for number, widget in placed:
        cells = {
            (number, widget["x"] + column, widget["y"] + line)
            for column in range(widget["width"])
            for line in range(widget["height"])
        }
        assert not cells & taken, widget
        taken |= cells


def test_every_metric_is_one_that_something_in_the_stack_writes(graph: Graph) -> None:
    found = [*graphed(graph), *alarmed(graph)]
    assert len(found) > 60
    filtered = {item.inputs["metricTransformation"]["name"] for item in graph.of("LogMetricFilter")}
    for namespace, name, dimensions in found:
        key = tuple(sorted(dimensions))
        if namespace in ("Payments/Network", "Payments/Migration"):
            assert name in filtered, name
        elif namespace in OWN:
            source = "".join(path.read_text() for path in (PROJECT / OWN[namespace][key]).glob("*.py"))
            assert f'"{name}"' in source, name
        else:
            assert name in PUBLISHED[namespace][key], (namespace, name)
        for dimension in set(key) - {"AvailabilityZone", "Currency", "Engine", "RuleId", "Secret", "Stack"}:
            assert dimensions[dimension] in values(graph, dimension), (name, dimensions)


def test_the_stack_of_the_programs_own_metrics_is_this_one(graph: Graph) -> None:
    function = graph.one("payments-payment-processor-function")
    suffix = function.inputs["environment"]["variables"]["STACK"]
    found = {dimensions["Stack"] for _, _, dimensions in (*graphed(graph), *alarmed(graph)) if "Stack" in dimensions}
    assert found == {suffix}


def test_saved_queries_and_filters_read_log_groups_of_the_stack(graph: Graph) -> None:
    groups = {item.properties["name"] for item in graph.of("LogGroup")}
    asked = [group for query in graph.of("QueryDefinition") for group in query.inputs["logGroupNames"]]
    asked += [item.inputs["logGroupName"] for item in graph.of("LogMetricFilter")]
    sources: list[str] = re.findall(r"SOURCE '([^']+)'", json.dumps(dashboards(graph)))
    assert len(asked) > 4
    assert {*asked, *sources} <= groups


def test_no_component_can_fail_unseen(graph: Graph) -> None:
    resources = [
        {"urn": item.urn, "type": item.token, "parent": item.parent, "inputs": item.inputs, "outputs": item.properties}
        for item in graph
    ]
    entries = coverage(resources)
    assert {"alerts", "network", "database", "queue", "flags", "payments"} <= {entry.component for entry in entries}
    assert [hole for entry in entries for hole in entry.holes()] == []


def test_a_component_without_logs_alarms_or_a_row_is_a_hole() -> None:
    stack = "urn:pulumi:dev::payments::pulumi:pulumi:Stack::payments-dev"
    made: list[dict[str, Any]] = [
        {"urn": "urn:pulumi:dev::payments::payments:x:X::blind", "type": "payments:x:X", "parent": stack},
        {
            "urn": "urn:pulumi:dev::payments::payments:x:X$aws:lambda/function:Function::f",
            "type": "aws:lambda/function:Function",
            "parent": "urn:pulumi:dev::payments::payments:x:X::blind",
            "outputs": {},
        },
    ]
    (entry,) = coverage(made)
    assert list(entry.holes()) == ["blind writes logs and has no log group", "blind has no alarm"]
    alarm = {
        "urn": "urn:pulumi:dev::payments::payments:x:X$aws:cloudwatch/metricAlarm:MetricAlarm::a",
        "type": "aws:cloudwatch/metricAlarm:MetricAlarm",
        "parent": "urn:pulumi:dev::payments::payments:x:X::blind",
        "outputs": {"arn": "arn:aws:cloudwatch:eu-west-2:123456789012:alarm:a"},
    }
    (entry,) = coverage([*made, alarm])
    assert "blind has alarms that no row of the dashboard shows" in entry.holes()
