"""A dashboard of CloudWatch, made of rows: a question, the alarms that answer it, and graphs that say why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pulumi import Input, Output

from foundation.alarms import Alarm, Question
from foundation.region import Region

# The dashboard is a grid of 24 columns.
COLUMNS = 24
ALARMS_COLUMNS = 6
TITLE_HEIGHT = 1
HEIGHT = 6


@dataclass(frozen=True, kw_only=True)
class Series:
    """One line of a graph: a metric of some resource."""

    namespace: str
    metric: str
    dimensions: Mapping[str, Input[str]]
    label: str
    statistic: str = "Sum"


@dataclass(frozen=True, kw_only=True)
class Graph:
    """Some lines in one picture; `limit` draws a line that they should stay below; `region` where it is another one."""

    title: str
    series: Sequence[Series]
    period_seconds: int = 300
    limit: float | None = None
    region: str | None = None


@dataclass(frozen=True, kw_only=True)
class LogTable:
    """The answer of Logs Insights to a query over a log group."""

    title: str
    log_group: Input[str]
    query: str


Widget = Graph | LogTable


@dataclass(frozen=True, kw_only=True)
class Row:
    """A question, the alarms that answer it, and what to look at then."""

    question: Question
    alarms: Sequence[Alarm]
    widgets: Sequence[Widget]


def rows(alarms: Sequence[Alarm], region: Region, widgets: Mapping[Question, Sequence[Widget]]) -> list[Row]:
    """A row for each question that a region's alarms or widgets answer, in the order of the questions."""
    found = [
        Row(
            question=question,
            alarms=[alarm for alarm in alarms if alarm.question is question and alarm.region.name == region.name],
            widgets=widgets.get(question, ()),
        )
        for question in Question
    ]
    return [row for row in found if row.alarms or row.widgets]


def body(rows: Sequence[Row], region: Region) -> Output[str]:
    """The dashboard's JSON."""
    widgets: list[dict[str, Any]] = []
    top = 0
    for row in rows:
        widgets.append(_title(row.question.value, top))
        top += TITLE_HEIGHT
        if row.alarms:
            widgets.append(_alarms([_named(alarm) for alarm in row.alarms], top))
        width = (COLUMNS - ALARMS_COLUMNS) // max(1, len(row.widgets))
        for index, widget in enumerate(row.widgets):
            position = {"x": ALARMS_COLUMNS + index * width, "y": top, "width": width, "height": HEIGHT}
            widgets.append(position | _drawn(widget, region.name))
        top += HEIGHT
    return Output.json_dumps({"start": "-PT3H", "periodOverride": "inherit", "widgets": widgets}, sort_keys=True)


def _named(alarm: Alarm) -> Output[str]:
    """An alarm's ARN, made of its name: a dashboard that depended on its alarms would change with each of them."""
    return alarm.region.arn("cloudwatch", f"alarm:{alarm.region.naming.name(alarm.kind, limit=255)}")


def _title(question: str, top: int) -> dict[str, Any]:
    properties = {"markdown": f"## {question}", "background": "transparent"}
    return {
        "type": "text",
        "x": 0,
        "y": top,
        "width": COLUMNS,
        "height": TITLE_HEIGHT,
        "properties": properties,
    }


def _alarms(arns: Sequence[Input[str]], top: int) -> dict[str, Any]:
    return {
        "type": "alarm",
        "x": 0,
        "y": top,
        "width": ALARMS_COLUMNS,
        "height": HEIGHT,
        "properties": {"title": "Alarms", "alarms": list(arns)},
    }


def _drawn(widget: Widget, region: str) -> dict[str, Any]:
    if isinstance(widget, LogTable):
        query = Output.format("SOURCE '{0}' | {1}", widget.log_group, widget.query)
        properties: dict[str, Any] = {"title": widget.title, "region": region, "view": "table", "query": query}
        return {"type": "log", "properties": properties}
    properties = {
        "title": widget.title,
        "region": widget.region or region,
        "view": "timeSeries",
        "period": widget.period_seconds,
        "metrics": [_line(series) for series in widget.series],
    }
    if widget.limit is not None:
        properties["annotations"] = {"horizontal": [{"label": "limit", "value": widget.limit}]}
    return {"type": "metric", "properties": properties}


def _line(series: Series) -> list[Any]:
    named = [part for name, value in series.dimensions.items() for part in (name, value)]
    return [series.namespace, series.metric, *named, {"label": series.label, "stat": series.statistic}]
