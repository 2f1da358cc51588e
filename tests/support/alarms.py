"""Alarms for tests of what acts on them."""

from typing import Any

from foundation.alarms import Alarm, Question
from foundation.component import Component
from foundation.metric_alarms import alarm
from foundation.region import Region


class Owner(Component):
    """A component that holds what a test makes."""


def make_alarm(region: Region, name: str = "alarm", **changes: Any) -> Alarm:
    """An alarm of its own component, which is named after it."""
    values: dict[str, Any] = {
        "kind": name,
        "question": Question.PAYMENTS,
        "runbook": "payments",
        "reason": "Payments fail.",
        "namespace": "AWS/Lambda",
        "metric": "Errors",
        "dimensions": {"FunctionName": "payment-processor"},
        "threshold": 0,
    }
    return alarm(Owner(f"{name}-owner", region), name, **(values | changes))
