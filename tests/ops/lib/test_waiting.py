"""How long a command waits for something, and what it takes for an answer."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from ops.lib import event_source
from ops.lib.context import Context
from ops.lib.steps import Clock, StepError
from tests.ops.canned import CannedClients

REGION = "eu-west-2"


@dataclass(frozen=True)
class Site:
    region: str = REGION
    event_source: str = "12345678-1234-1234-1234-123456789012"
    queue_url: str = "https://sqs.eu-west-2.amazonaws.com/123456789012/payments"


class Passing:
    """A time that passes while somebody waits."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.clock = Clock(now=lambda: self.seconds, pause=self._pause)

    def _pause(self, seconds: float) -> None:
        self.seconds += seconds


def wait(passing: Passing, answers: Iterator[str | None], **limits: float) -> str:
    return passing.clock.until(lambda: next(answers), every=5, what="it", **{"seconds": 60, **limits})


def test_the_first_answer_is_taken() -> None:
    passing = Passing()
    assert wait(passing, iter([None, "a"])) == "a"
    assert passing.seconds == 5


def test_what_has_to_be_so_for_a_while_begins_again_with_each_time_that_it_is_not() -> None:
    passing = Passing()
    assert wait(passing, iter(["a", "a", None, "b", "b", "b"]), steadily=10) == "b"
    assert passing.seconds == 25


def test_what_is_never_so_for_long_enough_is_an_error() -> None:
    with pytest.raises(StepError, match="it was not reached within 60 s"):
        wait(Passing(), iter(["a", None] * 10), steadily=10)


def test_payments_in_flight_that_a_queue_does_not_count_at_once_are_waited_for() -> None:
    passing, counts = Passing(), iter(["0", "0", "2", "2", *["0"] * 100])

    def count(asked: object) -> dict[str, object]:
        return {"Attributes": {"ApproximateNumberOfMessagesNotVisible": next(counts)}}

    clients = CannedClients(
        {
            "lambda.GetEventSourceMapping": {"State": "Disabled"},
            "sqs.GetQueueAttributes": count,
        }
    )
    event_source.await_drained(Context(clients=clients.clients(), clock=passing.clock), Site())
    assert passing.seconds == 20 + event_source.COUNTS_SECONDS
