"""The cutover guide names commands, options and metrics that exist."""

import re
from typing import Any, cast

import botocore
import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel

from tests.graph import PROJECT
from tests.migration.samples import build_dms

# Untyped in botocore.
xform_name = cast(Any, botocore).xform_name
GUIDE = (PROJECT / "docs" / "cutover.md").read_text()
# What the CLI itself takes beside an operation's own parameters.
OF_THE_CLI = {"query", "output"}
COMMANDS: list[tuple[str, str, str]] = re.findall(r"aws (dms|cloudwatch) ([a-z-]+)((?:[^`|)\n]|\\\n)*)", GUIDE)


def options(service: str, command: str) -> set[str]:
    """The options of a command, from AWS's own description of its API."""
    load = cast(Any, Loader()).load_service_model
    model = cast(Any, ServiceModel(load(service, "service-2"), service))
    operations = {xform_name(name, "-"): name for name in model.operation_names}
    assert command in operations, f"aws {service} {command} does not exist"
    return {xform_name(name, "-") for name in model.operation_model(operations[command]).input_shape.members}


@pytest.mark.parametrize(("service", "command", "rest"), COMMANDS)
def test_a_command_and_its_options_exist(service: str, command: str, rest: str) -> None:
    given = set(re.findall(r"--([a-z-]+)", rest)) - OF_THE_CLI
    assert given <= options(service, command)


def test_the_guide_has_commands() -> None:
    names = {command for _, command, _ in COMMANDS}
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
