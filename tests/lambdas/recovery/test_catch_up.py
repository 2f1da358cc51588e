"""The wait for the replica, against botocore's own model of CloudWatch."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lambdas.recovery.catch_up import BehindError, Clock, catch_up, look
from tests.support.aws import expecting, stubbed

BEGAN = datetime(2026, 11, 27, 12, tzinfo=UTC)


@dataclass
class Replica:
    """What CloudWatch says of a replica: its lag by the minute since payments stopped, in seconds."""

    lags: list[float | None]
    before: float = 4
    now: datetime = BEGAN
    asked: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def get_metric_statistics(self, **asked: Any) -> dict[str, Any]:
        self.asked.append(asked)
        minutes = int((self.now - BEGAN).total_seconds() // 60)
        points = [(BEGAN - timedelta(seconds=30), self.before)]
        # What a minute measured is there when it is over.
        points += [
            (BEGAN + timedelta(minutes=index), lag) for index, lag in enumerate(self.lags[:minutes]) if lag is not None
        ]
        return {"Datapoints": [{"Timestamp": at, "Maximum": lag} for at, lag in points]}

    def pause(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def wait(replica: Replica, seconds: float = 240) -> str:
    return catch_up(replica, "dr-database", seconds, Clock(now=lambda: replica.now, pause=replica.pause))


def test_a_replica_without_a_lag_is_one_that_was_measured_after_payments_had_stopped() -> None:
    replica = Replica([3, 0], before=0)
    assert wait(replica) == "dr-database has everything"
    assert replica.now >= BEGAN + timedelta(minutes=2)


@pytest.mark.parametrize(
    ("lags", "before", "text", "minutes"),
    [
        ([3, 3, 2, 2, 2], 4, "those of 62 s at most", 4),
        ([None] * 5, 4, "those of 274 s at most", 4),
        # Nobody waits for a replica that has lost its source.
        ([-1, -1], 4, "those of 94 s at most", 1),
        ([-1, -1], -1, "nobody knows how many", 1),
    ],
)
def test_what_would_be_lost_is_said_where_the_replica_lacks_something(
    lags: list[float | None], before: float, text: str, minutes: int
) -> None:
    replica = Replica(lags, before)
    with pytest.raises(BehindError, match=text):
        wait(replica)
    assert replica.now - BEGAN == timedelta(minutes=minutes)


def test_cloudwatch_takes_what_it_is_asked() -> None:
    client, stub = stubbed("cloudwatch", "eu-west-1")
    replica = Replica([0])
    wait(replica)
    answer = {"Datapoints": [{"Timestamp": BEGAN, "Maximum": 0.0}]}
    stub.add_response("get_metric_statistics", answer, replica.asked[0])
    with expecting(stub):
        assert catch_up(client, "dr-database", 0, Clock(now=lambda: BEGAN)) == "dr-database has everything"


def test_a_look_says_whether_the_lag_can_be_read_and_waits_for_nothing() -> None:
    client, stub = stubbed("cloudwatch", "eu-west-1")
    stub.add_response("get_metric_statistics", {"Datapoints": []})
    stub.add_client_error("get_metric_statistics", "AccessDenied", "not allowed")
    with expecting(stub):
        assert look(client, "dr-database") == {"lag": ""}
        assert "not allowed" in look(client, "dr-database")["lag"]
