"""Waits until CloudWatch knows the state of alarms: AppConfig rolls a release back that starts before."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, cast

import boto3
from botocore.config import Config

POLL_SECONDS = 10
# What a question takes at most, with its repetitions: the wait ends before the function's time does, with a reason.
SPARE_SECONDS = 60


class UnknownStateError(Exception):
    """Alarms that CloudWatch has not evaluated in time; the message names them."""


class Alarms(Protocol):
    """The operation of CloudWatch in use; it takes and returns what AWS documents."""

    def describe_alarms(self, **arguments: Any) -> dict[str, Any]:
        """Alarms by their names."""
        ...


class Context(Protocol):
    """What Lambda says of a run."""

    def get_remaining_time_in_millis(self) -> int:
        """The time until Lambda ends it."""
        ...


def handle(event: Mapping[str, Sequence[str]], context: Context) -> None:
    """Lambda's handler, invoked while `pulumi up` waits; the event names the `alarms`."""
    config = Config(connect_timeout=5, read_timeout=10, retries={"total_max_attempts": 3, "mode": "standard"})
    client = cast(Callable[..., Any], boto3.client)  # pyright: ignore[reportUnknownMemberType] (untyped)
    wait(
        client("cloudwatch", config=config),
        event["alarms"],
        seconds_left=lambda: context.get_remaining_time_in_millis() / 1000,
        sleep=time.sleep,
    )


def wait(
    alarms: Alarms, names: Sequence[str], *, seconds_left: Callable[[], float], sleep: Callable[[float], object]
) -> None:
    """Returns once no named alarm is in INSUFFICIENT_DATA; raises UnknownStateError while there is time to say so."""
    while unknown := _unknown(alarms, names):
        if seconds_left() < POLL_SECONDS + SPARE_SECONDS:
            raise UnknownStateError(
                f"CloudWatch does not know the state of {', '.join(unknown)} yet, for which AppConfig would roll a "
                "release of flags back; run `pulumi up` again in a few minutes"
            )
        sleep(POLL_SECONDS)


def _unknown(alarms: Alarms, names: Sequence[str]) -> list[str]:
    """The names of alarms without a state, or that CloudWatch does not show yet."""
    found = alarms.describe_alarms(AlarmNames=list(names), AlarmTypes=["MetricAlarm"])["MetricAlarms"]
    known = {alarm["AlarmName"] for alarm in found if alarm["StateValue"] != "INSUFFICIENT_DATA"}
    return sorted(set(names) - known)
