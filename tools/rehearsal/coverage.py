"""What is seen of each component: its logs, its alarms, and the rows of the dashboard that show them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog import TYPES, billing, cloudwatch

Resource = Mapping[str, Any]


@dataclass
class Coverage:
    """A component of the program's own level, by name, and what is seen of it."""

    component: str
    types: set[str] = field(default_factory=set[str])
    log_groups: list[str] = field(default_factory=list[str])
    alarms: list[Resource] = field(default_factory=list[Resource])
    rows: list[str] = field(default_factory=list[str])

    def holes(self) -> Iterator[str]:
        """What should be seen of it and is not."""
        if any(kind in TYPES and TYPES[kind].writes_logs for kind in self.types) and not self.log_groups:
            yield f"{self.component} writes logs and has no log group"
        if not self.alarms and any(kind not in TYPES or TYPES[kind].needs_alarm for kind in self.types):
            yield f"{self.component} has no alarm"
        if any(alarm["type"] != billing.BUDGET.token for alarm in self.alarms) and not self.rows:
            yield f"{self.component} has alarms that no row of the dashboard shows"


def coverage(resources: Sequence[Resource]) -> list[Coverage]:
    """The components in the order of the program; those that are switched off hold nothing and are left out."""
    found: dict[str, Coverage] = {}
    top: dict[str, str] = {}
    for item in resources:
        urn, parent = item["urn"], item.get("parent", "")
        if parent.rpartition("::")[0].endswith("pulumi:pulumi:Stack") and item["type"].startswith("payments:"):
            top[urn] = urn
            found[urn] = Coverage(urn.rpartition("::")[2])
        elif parent in top:
            top[urn] = top[parent]
            if not item["type"].startswith("payments:"):
                _note(found[top[urn]], item)
    shown = _shown(resources)
    for entry in found.values():
        arns = {alarm["outputs"].get("arn", "") for alarm in entry.alarms}
        entry.rows = [question for question, alarms in shown.items() if arns & alarms]
    return [entry for entry in found.values() if entry.types]


def _note(entry: Coverage, item: Resource) -> None:
    entry.types.add(item["type"])
    if item["type"] == cloudwatch.LOG_GROUP.token:
        entry.log_groups.append(item["outputs"]["name"])
    if item["type"] in TYPES and TYPES[item["type"]].is_alarm:
        entry.alarms.append(item)


def _shown(resources: Sequence[Resource]) -> dict[str, set[str]]:
    """The ARNs of the alarms in each row of the dashboards, by the row's question."""
    shown: dict[str, set[str]] = {}
    for item in resources:
        if item["type"] == cloudwatch.DASHBOARD.token:
            question = ""
            for widget in json.loads(item["outputs"]["dashboardBody"])["widgets"]:
                if widget["type"] == "text":
                    question = widget["properties"]["markdown"].removeprefix("## ")
                elif widget["type"] == "alarm":
                    shown.setdefault(question, set()).update(widget["properties"]["alarms"])
    return shown
