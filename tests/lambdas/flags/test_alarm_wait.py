"""The wait for the first state of alarms, against botocore's own model of CloudWatch."""

from collections.abc import Iterator, Sequence

import boto3
import pytest

from lambdas.flags import alarm_wait
from lambdas.flags.alarm_wait import POLL_SECONDS, SPARE_SECONDS, UnknownStateError, wait
from tests.support.aws import expecting, refused, stubbed

NAMES = ["late", "dead"]
ASKED = {"AlarmNames": NAMES, "AlarmTypes": ["MetricAlarm"]}


class Run:
    """A run of a function that has just begun."""

    def get_remaining_time_in_millis(self) -> int:
        return 600_000


class CloudWatch:
    """CloudWatch, which answers each question as a test announces it, and the time of a run."""

    def __init__(self) -> None:
        self.client, self.stub = stubbed("cloudwatch")
        self.slept: list[float] = []
        self.seconds = 600.0

    def answers(self, **states: str) -> None:
        alarms = [{"AlarmName": name, "StateValue": state} for name, state in states.items()]
        self.stub.add_response("describe_alarms", {"MetricAlarms": alarms}, ASKED)

    def wait(self) -> None:
        wait(self.client, NAMES, seconds_left=lambda: self.seconds - sum(self.slept), sleep=self.slept.append)


@pytest.fixture
def cloudwatch() -> Iterator[CloudWatch]:
    made = CloudWatch()
    with expecting(made.stub):
        yield made


@pytest.mark.parametrize("state", ["OK", "ALARM"])
def test_alarms_with_a_state_hold_nothing_up(cloudwatch: CloudWatch, state: str) -> None:
    cloudwatch.answers(late=state, dead="OK")
    cloudwatch.wait()
    assert cloudwatch.slept == []


def test_it_asks_until_the_last_alarm_has_a_state(cloudwatch: CloudWatch) -> None:
    cloudwatch.answers(late="INSUFFICIENT_DATA")
    cloudwatch.answers(late="INSUFFICIENT_DATA", dead="OK")
    cloudwatch.answers(late="OK", dead="OK")
    cloudwatch.wait()
    assert cloudwatch.slept == [POLL_SECONDS, POLL_SECONDS]


def test_it_says_which_alarms_have_none_before_its_time_is_over(cloudwatch: CloudWatch) -> None:
    for _ in range(int((600 - SPARE_SECONDS) / POLL_SECONDS) + 1):
        cloudwatch.answers(late="INSUFFICIENT_DATA")
    with pytest.raises(UnknownStateError, match=r"does not know the state of dead, late yet.*run `pulumi up` again"):
        cloudwatch.wait()
    assert cloudwatch.seconds - sum(cloudwatch.slept) == SPARE_SECONDS


def test_what_it_may_not_see_is_no_state(cloudwatch: CloudWatch) -> None:
    cloudwatch.stub.add_client_error("describe_alarms", "AccessDenied", expected_params=ASKED)
    with pytest.raises(type(refused("DescribeAlarms", "AccessDenied")), match="AccessDenied"):
        cloudwatch.wait()


def test_the_handler_asks_for_the_alarms_of_its_event(cloudwatch: CloudWatch, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def client(service: str, config: object) -> object:
        made.append(service)
        return cloudwatch.client

    monkeypatch.setattr(boto3, "client", client)
    cloudwatch.answers(late="OK", dead="OK")
    event: dict[str, Sequence[str]] = {"alarms": NAMES}
    alarm_wait.handle(event, Run())
    assert made == ["cloudwatch"]
