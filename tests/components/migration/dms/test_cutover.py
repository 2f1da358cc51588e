"""The cutover guide says what to do by names and metrics that the stack makes."""

from config.project import PROJECT
from tests.components.migration.samples import build_dms
from tests.docs.test_commands import commands

GUIDE = (PROJECT / "docs" / "cutover.md").read_text()


def test_the_guide_has_commands() -> None:
    names = {command for _, command, _ in commands("docs/cutover.md")}
    assert {"test-connection", "start-replication-task", "stop-replication-task", "describe-table-statistics"} <= names


def test_what_it_names_is_what_the_stack_makes() -> None:
    graph = build_dms()
    task, instance = graph.one("dms-replication-task").inputs, graph.one("dms-replication-instance").inputs
    assert (task["resourceIdentifier"], instance["replicationInstanceId"]) == ("dms-task-test", "dms-test")
    ends = [graph.one(f"dms-{end}-endpoint").inputs["endpointId"] for end in ("source", "target")]
    assert ends == ["dms-source-test", "dms-target-test"]
    for name in ("dms-task-$STACK", "Values=dms-$STACK", "dms-source-$STACK", "dms-target-$STACK"):
        assert name in GUIDE
    for alarm in ("source-lag", "target-lag"):
        assert graph.one(f"dms-replication-alarms-{alarm}").inputs["metricName"] in GUIDE
