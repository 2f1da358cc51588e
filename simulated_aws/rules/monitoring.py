"""What CloudWatch refuses: alarms that it can't evaluate, composite alarms on what is not there, broken dashboards."""

import json
import re
from collections.abc import Iterator
from typing import cast

from catalog import cloudwatch
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.kinds.languages.metrics import alarms_of
from simulated_aws.rules.register import Inputs, Others, refuses, refuses_beside

# How far back an alarm may look: a day, or a week where its periods are of an hour or more.
DAY_SECONDS, WEEK_SECONDS, HOUR_SECONDS = 86_400, 604_800, 3_600
MOST_CHILDREN = 100
# Seconds (botocore: cloudwatch.PutMetricAlarm.Period).
SHORT_PERIODS = (10, 20, 30)
GRID = 24


@refuses(cloudwatch.METRIC_ALARM)
def _metric_alarm(inputs: Inputs) -> Iterator[Fault]:
    queries = cast(list[Inputs], inputs.get("metricQueries") or [])
    metrics: list[Inputs] = [query["metric"] for query in queries if "metric" in query] or [inputs]
    for metric in metrics:
        period = metric.get("period", 60)
        if period not in SHORT_PERIODS and period % 60:
            yield Fault("period", f"{period:g} is neither 10, 20, 30 nor a multiple of 60 seconds")
        seconds = period * inputs["evaluationPeriods"]
        longest = WEEK_SECONDS if period >= HOUR_SECONDS else DAY_SECONDS
        if seconds > longest:
            yield Fault("evaluationPeriods", f"{seconds:g} seconds are more than {longest}")
    if queries and sum(bool(query.get("returnData")) for query in queries) != 1:
        yield Fault("metricQueries", "exactly one query returns what the threshold is compared with")
    if queries and "metricName" in inputs:
        yield Fault("metricQueries", "a metric beside queries")
    known = {query["id"] for query in queries}
    for query in queries:
        named = set(re.findall(r"\b[a-z]\w*\b", query.get("expression", "")))
        if named - known:
            yield Fault("metricQueries", f"{query['expression']} names {', '.join(sorted(named - known))}")


@refuses_beside(cloudwatch.COMPOSITE_ALARM)
def _children(inputs: Inputs, others: Others) -> Iterator[Fault]:
    """A rule names alarms that exist, by name or ARN."""
    rule = inputs["alarmRule"]
    if rule == UNKNOWN:
        return
    children = alarms_of(rule)
    if not 1 <= len(children) <= MOST_CHILDREN:
        yield Fault("alarmRule", f"{len(children)} alarms are not 1 to {MOST_CHILDREN}")
    names = {str(alarm.get("name")) for alarm in others(cloudwatch.METRIC_ALARM).values()}
    names |= {str(alarm["alarmName"]) for alarm in others(cloudwatch.COMPOSITE_ALARM).values()}
    for child in children:
        if child.rpartition(":alarm:")[2] not in names:
            yield Fault("alarmRule", f"ValidationError: {child} does not exist")


@refuses(cloudwatch.DASHBOARD)
def _dashboard(inputs: Inputs) -> Iterator[Fault]:
    if inputs["dashboardBody"] == UNKNOWN:
        return
    try:
        body = json.loads(inputs["dashboardBody"])
    except ValueError as error:
        yield Fault("dashboardBody", f"no JSON: {error}")
        return
    for index, widget in enumerate(body["widgets"]):
        if not 1 <= widget["width"] <= GRID - widget["x"] or widget["height"] < 1:
            yield Fault(f"dashboardBody.widgets[{index}]", f"does not fit into {GRID} columns")
        if widget["type"] == "alarm" and not 1 <= len(widget["properties"]["alarms"]) <= MOST_CHILDREN:
            yield Fault(f"dashboardBody.widgets[{index}]", f"an alarm widget takes 1 to {MOST_CHILDREN} alarms")
