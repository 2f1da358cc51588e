"""Waits until this region's replica has everything, once the other region makes no more payments."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

# RDS measures the lag once a minute, and CloudWatch shows it a little later.
MINUTE, LOOK_BACK, EVERY_SECONDS = 60, timedelta(hours=3), 15
# Less than the function may take, so that it says what would be lost instead of being ended.
REST_SECONDS = 20


class BehindError(Exception):
    """The replica lacks payments; the message says how many seconds of them at most."""


class Metrics(Protocol):
    """The operation of CloudWatch in use."""

    def get_metric_statistics(self, **arguments: Any) -> dict[str, Any]:
        """The values of a metric by the minute."""
        ...


class Invocation(Protocol):
    """What Lambda says about an invocation."""

    def get_remaining_time_in_millis(self) -> int:
        """The milliseconds until Lambda ends it."""
        ...


@dataclass(frozen=True, kw_only=True)
class Clock:
    """The time, which tests replace."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    pause: Callable[[float], None] = time.sleep


def catch_up(client: Metrics, server: str, seconds: float, clock: Clock) -> str:
    """Returns when a measurement that was made from now on shows no lag; raises BehindError where none does in time.

    It does not wait for a replica that has no connection to its source.
    """
    began = clock.now()
    while True:
        points = _measured(client, server, clock.now())
        at, lag = max(points, default=(datetime.min.replace(tzinfo=UTC), -1.0))
        if at >= began and lag == 0:
            return f"{server} has everything"
        if (at >= began and lag < 0) or clock.now() >= began + timedelta(seconds=seconds):
            raise BehindError(f"{server} lacks payments: {_loss(points, clock.now())}. Skip this step to give them up")
        clock.pause(EVERY_SECONDS)


def _measured(client: Metrics, server: str, now: datetime) -> list[tuple[datetime, float]]:
    found = client.get_metric_statistics(
        Namespace="AWS/RDS",
        MetricName="ReplicaLag",
        Dimensions=[{"Name": "DBInstanceIdentifier", "Value": server}],
        StartTime=now - LOOK_BACK,
        EndTime=now + timedelta(seconds=MINUTE),
        Period=MINUTE,
        Statistics=["Maximum"],
    )
    return [(point["Timestamp"], point["Maximum"]) for point in found["Datapoints"]]


def _loss(points: list[tuple[datetime, float]], now: datetime) -> str:
    """The last known lag and the time since then; a lag of -1 says only that there is no connection."""
    known = [(at, lag) for at, lag in points if lag >= 0]
    if not known:
        return "nobody knows how many, there is no replica lag"
    at, lag = max(known)
    return f"those of {lag + max(0.0, (now - at).total_seconds()):.0f} s at most"


def look(client: Metrics, server: str) -> dict[str, str]:
    """Why the lag can't be read, or an empty text where it can; nothing is waited for."""
    try:
        _measured(client, server, datetime.now(UTC))
    except (BotoCoreError, ClientError) as error:
        return {"lag": str(error)}
    return {"lag": ""}


def handle(event: Mapping[str, Any], context: Invocation) -> str | Mapping[str, str]:
    """Waits as long as the function may take, or only looks; else the event of the Region switch plan is not used."""
    config = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 3, "mode": "standard"})
    client = cast(Callable[..., Metrics], boto3.client)  # pyright: ignore[reportUnknownMemberType] (untyped)
    metrics, server = client("cloudwatch", config=config), os.environ["SERVER"]
    if event.get("look"):
        return look(metrics, server)
    seconds = context.get_remaining_time_in_millis() / 1000 - REST_SECONDS
    return catch_up(metrics, server, seconds, Clock())
