"""What Budgets and Cost Explorer refuse, by their API references and the guide to Cost Anomaly Detection."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from catalog import billing
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.rules.register import Inputs, Others, refuses, refuses_beside

NOTIFICATIONS = 10
EMAILS = 10
TAG_VALUES = 10
# The dimensions of a monitor that a specification names the key of (botocore: ce.AnomalyMonitor.MonitorSpecification).
SPECIFIED = ("TAG", "COST_CATEGORY")
NOTIFICATION_VALUES: Mapping[str, Sequence[str]] = {
    "comparisonOperator": ("GREATER_THAN", "LESS_THAN", "EQUAL_TO"),
    "notificationType": ("ACTUAL", "FORECASTED"),
    "thresholdType": ("PERCENTAGE", "ABSOLUTE_VALUE"),
}
FREQUENCIES: Mapping[str, Sequence[str]] = {"SNS": ("IMMEDIATE",), "EMAIL": ("DAILY", "WEEKLY")}


@refuses(billing.BUDGET)
def _budget(inputs: Inputs) -> Iterator[Fault]:
    notifications: list[Inputs] = inputs.get("notifications") or []
    if len(notifications) > NOTIFICATIONS:
        yield Fault("notifications", f"{len(notifications)} notifications are more than {NOTIFICATIONS}")
    for index, notification in enumerate(notifications):
        yield from _notification(notification, f"notifications[{index}].")
    limit = inputs.get("limitAmount")
    if limit not in (None, UNKNOWN) and not re.fullmatch(r"\d*[1-9]\d*(\.\d+)?", str(limit)):
        yield Fault("limitAmount", f"{limit!r} is no amount above 0")
    filters: list[Inputs] = inputs.get("costFilters") or []
    for index, each in enumerate(filters):
        for value in each["values"] if each["name"] == "TagKeyValue" else ():
            if not re.fullmatch(r"(user|aws):[^$]+\$.+", value):
                yield Fault(f"costFilters[{index}].values", f"{value!r} is not as in user:key$value")


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


@refuses(billing.ANOMALY_MONITOR)
def _monitor(inputs: Inputs) -> Iterator[Fault]:
    specification, dimension = inputs.get("monitorSpecification"), inputs.get("monitorDimension")
    if inputs["monitorType"] == "DIMENSIONAL":
        if dimension is None or (specification is not None) != (dimension in SPECIFIED):
            yield Fault("monitorDimension", f"a dimension, and a specification with {' and '.join(SPECIFIED)} alone")
        return
    if dimension is not None or specification is None:
        yield Fault("monitorSpecification", "a specification and no dimension with CUSTOM")
    elif specification != UNKNOWN:
        tag: Inputs = json.loads(specification).get("Tags") or {}
        values: list[str] = tag.get("Values") or []
        if not 1 <= len(values) <= TAG_VALUES:
            yield Fault("monitorSpecification", f"{len(values)} values of a tag are not 1 to {TAG_VALUES}")


@refuses(billing.ANOMALY_SUBSCRIPTION)
def _subscription(inputs: Inputs) -> Iterator[Fault]:
    for index, subscriber in enumerate(inputs["subscribers"]):
        allowed = FREQUENCIES.get(subscriber["type"], ())
        if inputs["frequency"] not in allowed:
            expected = " or ".join(allowed)
            yield Fault(
                f"subscribers[{index}]", f"{subscriber['type']} with {inputs['frequency']}; {expected} expected"
            )
    if not inputs.get("thresholdExpression"):
        yield Fault("thresholdExpression", "a threshold is expected")


@refuses_beside(billing.ANOMALY_MONITOR)
def _one_dimensional_monitor(inputs: Inputs, others: Others) -> Iterator[Fault]:
    dimension = inputs.get("monitorDimension")
    if dimension and any(
        other.get("monitorDimension") == dimension for other in others(billing.ANOMALY_MONITOR).values()
    ):
        yield Fault("monitorDimension", "ValidationException: Limit exceeded on dimensional spend monitor creation")
