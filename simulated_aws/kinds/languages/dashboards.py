"""The body of a CloudWatch dashboard.

Source: CloudWatch API reference, "Dashboard body structure and syntax".
"""

import re
from collections.abc import Iterator
from typing import Any, cast

from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.kinds.languages import logs
from simulated_aws.kinds.languages.json_text import Object, objects, one_of, parsed
from simulated_aws.kinds.languages.metrics import expression

MOST_WIDGETS = MOST_METRICS = 500
MOST_ALARMS = 100
# The first and last value of each of a widget's numbers.
NUMBERS = {"x": (0, 23), "y": (0, 10**6), "width": (1, 24), "height": (1, 1000)}
# What each type of widget has to have; the properties of a graph are either metrics or an alarm's annotation.
REQUIRED = {
    "alarm": ("alarms",),
    "custom": ("endpoint",),
    "explorer": ("aggregateBy", "labels", "metrics"),
    "log": ("query", "region"),
    "metric": ("region",),
    "text": ("markdown",),
}
VIEWS = {
    "log": ("bar", "pie", "stackedTimeSeries", "table", "timeSeries"),
    "metric": ("bar", "gauge", "pie", "singleValue", "table", "timeSeries"),
}
STATISTIC = re.compile(
    r"SampleCount|Average|Sum|Minimum|Maximum|IQM|p(100|\d{1,2}(\.\d{1,10})?)|(tm|wm|tc|ts)\d{1,2}(\.\d{1,10})?|"
    r"(TM|WM|PR|TC|TS)\([^()]*:[^()]*\)"
)
# github.com/aws/aws-cdk/issues/20024.
COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
PERIODS = (1, 5, 10, 20, 30)
REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
ALARM_ARN = re.compile(r"arn:aws:cloudwatch:[a-z0-9-]+:\d{12}:alarm:.+")


def dashboard(text: str) -> Iterator[Fault]:
    """What CloudWatch refuses of a dashboard's body."""
    yield from (Fault(path, f"DashboardInvalidInputError: {reason}") for path, reason in parsed(text, _body))


def _body(body: Object) -> Iterator[Fault]:
    widgets = body.get("widgets")
    if not isinstance(widgets, list):
        yield Fault("widgets", "a list of widgets is expected")
        return
    listed = objects(cast(object, widgets))
    if len(listed) > MOST_WIDGETS:
        yield Fault("widgets", f"{len(listed)} widgets are more than {MOST_WIDGETS}")
    if body.get("periodOverride", "auto") not in ("auto", "inherit"):
        yield Fault("periodOverride", f"{body['periodOverride']!r} is neither auto nor inherit")
    for index, widget in enumerate(listed):
        yield from _widget(widget, f"widgets[{index}]")


def _widget(widget: Object, path: str) -> Iterator[Fault]:
    kind = widget.get("type")
    yield from one_of(kind, tuple(REQUIRED), f"{path}.type")
    for key, (first, last) in NUMBERS.items():
        value = widget.get(key, first)
        if not isinstance(value, int) or not first <= value <= last:
            yield Fault(f"{path}.{key}", f"{value!r} is not {first} to {last}")
    if isinstance(widget.get("properties"), dict):
        yield from _properties(str(kind), cast(Object, widget["properties"]), f"{path}.properties")
    else:
        yield Fault(f"{path}.properties", "is missing")


def _properties(kind: str, properties: Object, path: str) -> Iterator[Fault]:
    for key in REQUIRED.get(kind, ()):
        if not properties.get(key):
            yield Fault(f"{path}.{key}", "should have the required property")
    if kind in VIEWS and "view" in properties:
        yield from one_of(properties["view"], VIEWS[kind], f"{path}.view")
    region = str(properties.get("region", UNKNOWN))
    if region != UNKNOWN and not REGION.fullmatch(region):
        yield Fault(f"{path}.region", f"{region!r} is no region")
    if kind == "metric":
        yield from _graph(properties, path)
    elif kind == "log":
        yield from (Fault(f"{path}.query", reason) for _, reason in logs.query(str(properties.get("query")), True))
    elif kind == "alarm":
        yield from _alarms(cast(list[object], properties.get("alarms") or []), f"{path}.alarms")


def _alarms(alarms: list[object], path: str) -> Iterator[Fault]:
    if len(alarms) > MOST_ALARMS:
        yield Fault(path, f"{len(alarms)} alarms are more than {MOST_ALARMS}")
    for index, alarm in enumerate(alarms):
        if not ALARM_ARN.fullmatch(str(alarm)):
            yield Fault(f"{path}[{index}]", f"{alarm!r} is no ARN of an alarm")


def _graph(properties: Object, path: str) -> Iterator[Fault]:
    metrics = cast(list[object], properties.get("metrics") or [])
    if not metrics and not properties.get("annotations"):
        yield Fault(f"{path}.metrics", "neither metrics nor an alarm's annotation")
    if len(metrics) > MOST_METRICS:
        yield Fault(f"{path}.metrics", f"{len(metrics)} metrics are more than {MOST_METRICS}")
    yield from _statistics(properties, path)
    lines = [cast(list[Any], line) for line in metrics if isinstance(line, list)]
    if len(lines) < len(metrics):
        yield Fault(f"{path}.metrics", "each metric is an array")
    ids = {str(part["id"]) for line in lines for part in objects(line) if "id" in part}
    for index, line in enumerate(lines):
        yield from _line(line, ids, f"{path}.metrics[{index}]")


def _line(line: list[Any], ids: set[str], path: str) -> Iterator[Fault]:
    names = [part for part in line if isinstance(part, str)]
    options = objects(line)
    if len(options) > 1 or (options and line[-1] != options[0]):
        yield Fault(path, "the options are one object at the end")
    for option in options:
        yield from _statistics(option, path)
        identifier = option.get("id")
        if identifier is not None and not re.fullmatch(r"[a-z]\w*", str(identifier)):
            yield Fault(f"{path}.id", f"{identifier!r} does not start in lower case")
        if "expression" in option:
            text = str(option["expression"])
            yield from (Fault(f"{path}.expression", reason) for _, reason in expression(text, ids))
    if any("expression" in option for option in options):
        if names:
            yield Fault(path, "a metric beside an expression")
    elif "..." not in names and (len(names) < 2 or len(names) % 2):
        yield Fault(path, "a namespace, a metric, and pairs of a dimension and its value are expected")


def _statistics(value: Object, path: str) -> Iterator[Fault]:
    statistic, period = value.get("stat"), value.get("period")
    if "color" in value and not COLOR.fullmatch(str(value["color"])):
        yield Fault(f"{path}.color", f"{value['color']!r} is no color of the form #rrggbb")
    if statistic is not None and not STATISTIC.fullmatch(str(statistic)):
        yield Fault(f"{path}.stat", f"{statistic!r} is no statistic")
    if period is not None and (not isinstance(period, int) or (period not in PERIODS and (period < 60 or period % 60))):
        yield Fault(f"{path}.period", f"{period!r} is neither one of {PERIODS} nor a multiple of 60 seconds")
