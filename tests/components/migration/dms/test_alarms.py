"""What people are notified of: lag on either side, a full instance, and DMS's own events."""

import json

import pytest

from tests.components.migration.samples import arn
from tests.support.graph import Graph
from tests.support.samples import TOPIC


def test_lag_on_either_side_is_an_alarm(graph: Graph, serverless: Graph) -> None:
    instance, task = "dms-test", "dms-task-test"
    assert graph.one("dms-replication-task").inputs["resourceIdentifier"] == task
    for side, metric in (("source", "CDCLatencySource"), ("target", "CDCLatencyTarget")):
        alarm = graph.one(f"dms-replication-alarms-{side}-lag").inputs
        assert (alarm["namespace"], alarm["metricName"], alarm["threshold"]) == ("AWS/DMS", metric, 300)
        assert alarm["dimensions"] == {
            "ReplicationInstanceIdentifier": instance,
            "ReplicationTaskIdentifier": task,
        }
        anywhere = serverless.one(f"dms-replication-alarms-{side}-lag").inputs
        assert f"MAX({metric})" in anywhere["metricQueries"][0]["expression"]
        assert anywhere["alarmActions"] == [TOPIC]


@pytest.mark.parametrize(
    ("kind", "metric", "comparison", "threshold"),
    [
        ("storage", "FreeStorageSpace", "LessThanThreshold", 5 * 1024**3),
        ("processor", "CPUUtilization", "GreaterThanThreshold", 80),
        ("memory", "FreeableMemory", "LessThanThreshold", 256 * 1024**2),
        ("swap", "SwapUsage", "GreaterThanThreshold", 256 * 1024**2),
    ],
)
def test_an_instance_that_is_full_or_busy_is_an_alarm(
    graph: Graph, kind: str, metric: str, comparison: str, threshold: int
) -> None:
    alarm = graph.one(f"dms-replication-alarms-{kind}").inputs
    assert (alarm["namespace"], alarm["metricName"]) == ("AWS/DMS", metric)
    assert (alarm["comparisonOperator"], alarm["threshold"]) == (comparison, threshold)
    assert alarm["dimensions"] == {"ReplicationInstanceIdentifier": "dms-test"}


def test_what_happens_to_the_task_reaches_the_topic(graph: Graph, serverless: Graph) -> None:
    arns = [
        graph.one("dms-replication-task").properties["replicationTaskArn"],
        graph.one("dms-replication-instance").properties["replicationInstanceArn"],
    ]
    for made, resources in ((graph, arns), (serverless, [arn(serverless, "dms-replication-serverless")])):
        pattern = json.loads(made.one("dms-replication-events-rule").inputs["eventPattern"])
        assert pattern == {"source": ["aws.dms"], "resources": resources}
        assert made.one("dms-replication-events-target").inputs["arn"] == TOPIC
