"""The index of the runbooks: each alarm with the question that it answers and its page."""

import json
import re
from collections.abc import Iterator
from typing import Any

from config.project import PROJECT
from foundation.alarms import Question
from tests.support.graph import STACKS, Graph, build_stack

PAGE = PROJECT / "docs" / "runbooks" / "README.md"
RUNBOOK = re.compile(r"Runbook: docs/runbooks/([\w-]+)\.md")
QUESTIONS = [question.value for question in Question]
HEAD = """# Runbooks

Written by `make reference` from the alarms that the program makes, in the order of the dashboards. Names are without
the stack's suffix; the second region's start with `dr-`.

| question | alarm | runbook |
| --- | --- | --- |
"""
FOOT = """
Without an alarm: [costs](costs.md), of which budgets notify; [the cutover](cutover.md); [drift](drift.md);
[destroying an environment](destroy.md).
"""


def text() -> str:
    """The page: the alarms that notify somebody in any stack, by the questions of the dashboards."""
    found = sorted({row for stack in STACKS for row in _rows(stack, build_stack(stack))})
    rows = (f"| {QUESTIONS[position]} | `{alarm}` | [{page}]({page}.md) |\n" for position, alarm, page in found)
    return HEAD + "".join(rows) + FOOT


def _rows(stack: str, graph: Graph) -> Iterator[tuple[int, str, str]]:
    """For each alarm of a stack that a dashboard shows: the position of its question, its name and its page."""
    positions = dict(_positions(graph))
    for alarm in (*graph.of("MetricAlarm"), *graph.of("CompositeAlarm")):
        arn, page = alarm.properties["arn"], RUNBOOK.search(alarm.inputs["alarmDescription"])
        if arn in positions and page:
            name: str = alarm.inputs.get("name") or alarm.inputs["alarmName"]
            kind = name.removeprefix("dr-").removesuffix(f"-{stack}")
            yield positions[arn], re.sub(r"-[abc]$", "-<zone>", kind), page[1]


def _positions(graph: Graph) -> Iterator[tuple[str, int]]:
    """The ARN of each alarm on a dashboard, with the position of the question above it."""
    for dashboard in graph.of("Dashboard"):
        position = 0
        for widget in json.loads(dashboard.inputs["dashboardBody"])["widgets"]:
            properties: dict[str, Any] = widget["properties"]
            if "markdown" in properties:
                position = QUESTIONS.index(properties["markdown"].removeprefix("## "))
            yield from ((arn, position) for arn in properties.get("alarms", ()))
