"""What Budgets and Cost Explorer refuse, by their API references and the guide to Cost Anomaly Detection."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from simulated_aws.declarations import UNKNOWN, Fault

Inputs = Mapping[str, Any]
Others = Callable[[str], Mapping[str, Inputs]]

MONITOR = "aws:costexplorer/anomalyMonitor:AnomalyMonitor"
NOTIFICATIONS = 10
EMAILS = 10
TAG_VALUES = 10
NOTIFICATION_VALUES: Mapping[str, Sequence[str]] = {
    "comparisonOperator": ("GREATER_THAN", "LESS_THAN", "EQUAL_TO"),
    "notificationType": ("ACTUAL", "FORECASTED"),
    "thresholdType": ("PERCENTAGE", "ABSOLUTE_VALUE"),
}
FREQUENCIES: Mapping[str, Sequence[str]] = {"SNS": ("IMMEDIATE",), "EMAIL": ("DAILY", "WEEKLY")}


def _budget(inputs: Inputs) -> Iterator[Fault]:
    notifications: list[Inputs] = inputs.get("notifications") or []
    if len(notifications) > NOTIFICATIONS:
        yield Fault("notifications", f"{len(notifications)} notifications are more than {NOTIFICATIONS}")
    for place, notification in enumerate(notifications):
        yield from _notification(notification, f"notifications[{place}].")
    limit = inputs.get("limitAmount")
    if limit not in (None, UNKNOWN) and not re.fullmatch(r"\d*[1-9]\d*(\.\d+)?", str(limit)):
        yield Fault("limitAmount", f"{limit!r} is no amount above 0")
    filters: list[Inputs] = inputs.get("costFilters") or []
    for place, each in enumerate(filters):
        for value in each["values"] if each["name"] == "TagKeyValue" else ():
            if not re.fullmatch(r"(user|aws):[^$]+\$.+", value):
                yield Fault(f"costFilters[{place}].values", f"{value!r} is not as in user:key$value")


def _notification(notification: Inputs, path: str) -> Iterator[Fault]:
    for key, allowed in NOTIFICATION_VALUES.items():
        if notification[key] not in allowed:
            yield Fault(path + key, f"{notification[key]!r} is none of {', '.join(allowed)}")
    if notification["threshold"] <= 0:
        yield Fault(f"{path}threshold", f"{notification['threshold']} is not above 0")
    topics: list[str] = notification.get("subscriberSnsTopicArns") or []
    emails: list[str] = notification.get("subscriberEmailAddresses") or []
    if not topics and not emails:
        yield Fault(path.rstrip("."), "a notification needs a subscriber")
    if len(topics) > 1 or len(emails) > EMAILS:
        yield Fault(path.rstrip("."), f"more subscribers than one topic and {EMAILS} addresses")


def _monitor(inputs: Inputs) -> Iterator[Fault]:
    specification, dimension = inputs.get("monitorSpecification"), inputs.get("monitorDimension")
    if inputs["monitorType"] == "DIMENSIONAL":
        if dimension is None or specification is not None:
            yield Fault("monitorDimension", "a dimension and no specification with DIMENSIONAL")
        return
    if dimension is not None or specification is None:
        yield Fault("monitorSpecification", "a specification and no dimension with CUSTOM")
    elif specification != UNKNOWN:
        tag: Inputs = json.loads(specification).get("Tags") or {}
        values: list[str] = tag.get("Values") or []
        if not 1 <= len(values) <= TAG_VALUES:
            yield Fault("monitorSpecification", f"{len(values)} values of a tag are not 1 to {TAG_VALUES}")


def _subscription(inputs: Inputs) -> Iterator[Fault]:
    for place, subscriber in enumerate(inputs["subscribers"]):
        allowed = FREQUENCIES.get(subscriber["type"], ())
        if inputs["frequency"] not in allowed:
            expected = " or ".join(allowed)
            yield Fault(
                f"subscribers[{place}]", f"{subscriber['type']} with {inputs['frequency']}; {expected} expected"
            )
    if not inputs.get("thresholdExpression"):
        yield Fault("thresholdExpression", "a threshold is expected")


def _one_dimensional_monitor(inputs: Inputs, others: Others) -> Iterator[Fault]:
    dimension = inputs.get("monitorDimension")
    if dimension and any(other.get("monitorDimension") == dimension for other in others(MONITOR).values()):
        yield Fault("monitorDimension", "ValidationException: Limit exceeded on dimensional spend monitor creation")


VALUE_RULES: Mapping[str, Callable[[Inputs], Iterator[Fault]]] = {
    "aws:budgets/budget:Budget": _budget,
    MONITOR: _monitor,
    "aws:costexplorer/anomalySubscription:AnomalySubscription": _subscription,
}
CLASH_RULES: Mapping[str, Callable[[Inputs, Others], Iterator[Fault]]] = {MONITOR: _one_dimensional_monitor}
