"""A roll-out of each version, good or bad: the real handler is run, and the alarms are evaluated on what it writes.

CodeDeploy is stood in for by its documented paces, and Lambda by a run that may be killed. Messages that a run hands
back are delivered again after the queue's visibility timeout, to whichever version is next.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from config.project import PROJECT
from tests.lambda_src import versions
from tests.lambda_src.desk import Desk
from tests.lambda_src.samples import bodies, body, event
from tests.lambda_src.versions import Version, What
from tests.support.cloudwatch import Metrics, in_alarm
from tests.support.graph import Graph, build_stack

PACES = ("Linear10PercentEvery1Minute", "Canary10Percent5Minutes")
VERSIONS: Mapping[str, What] = {
    "is good": versions.good,
    "fails every payment: a statement is broken": versions.broken_statement,
    "refuses every payment: it takes no currency for a valid one": versions.refuses_all,
    "is slow: a payment takes four seconds": versions.slow,
    "times out": versions.times_out,
    "crashes: a setting is missing": versions.crashes,
    "has lost its database": versions.no_database,
}
BEFORE = 5
BATCHES = 10


@pytest.fixture(scope="module")
def stack() -> Graph:
    return build_stack("dev")


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A stack's processor, and the alarms that take a version of it back."""

    function: str
    timeout_seconds: int
    visibility_minutes: int
    suffix: str
    alarms: Mapping[str, Mapping[str, Any]]


@pytest.fixture
def watched(stack: Graph, monkeypatch: pytest.MonkeyPatch) -> Watched:
    function = stack.one("payments-payment-processor-function")
    heeded = stack.one("payments-rollout-payment-processor-group").inputs["alarmConfiguration"]["alarms"]
    suffix = function.inputs["environment"]["variables"]["STACK"]
    monkeypatch.setenv("STACK", suffix)
    return Watched(
        function=function.properties["name"],
        timeout_seconds=function.inputs["timeout"],
        visibility_minutes=stack.one("queue-queue").inputs["visibilityTimeoutSeconds"] // 60,
        suffix=suffix,
        alarms={
            alarm.properties["name"]: alarm.inputs
            for alarm in stack.of("MetricAlarm")
            if alarm.properties["name"] in heeded
        },
    )


def share(pace: str, minute: int) -> float:
    """What the new version gets in a minute of the roll-out; 1 where it is over."""
    kind, minutes = re.fullmatch(r"(Linear|Canary)10Percent(?:Every)?(\d+)Minutes?", pace).groups()  # pyright: ignore[reportOptionalMemberAccess] (it matches)
    steps = minute // int(minutes)
    return min(1, 0.1 * (steps + 1)) if kind == "Linear" else (0.1 if steps == 0 else 1)


def rolled_out(desk: Desk, watched: Watched, what: What, pace: str) -> str:
    """What becomes of a version: `stays`, or after how many minutes it is taken back, and by which alarms."""
    old, new = (Version(kind, watched.timeout_seconds) for kind in (versions.good, what))
    metrics, waiting, owed = Metrics(), defaultdict[int, list[str]](list), 0.0
    for minute in range(-BEFORE, 120):
        part = share(pace, minute) if minute >= 0 else 0
        if part >= 1:
            return "stays"
        for texts in batches([*load(minute), *waiting.pop(minute, [])]):
            owed += part
            version = new if round(owed, 6) >= 1 else old
            owed -= version is new
            again = run(version, texts, watched, metrics, minute)
            waiting[minute + watched.visibility_minutes] += again
        on = [name for name, alarm in watched.alarms.items() if in_alarm(alarm, metrics, minute)]
        if on:
            assert minute >= 0, f"{on} before the roll-out"
            assert desk.payments()
            names = ", ".join(f"`{name.removesuffix(f'-{watched.suffix}')}`" for name in sorted(on))
            return f"{minute + 1} min, {names}"
    raise AssertionError("the roll-out does not end")


def load(minute: int) -> list[str]:
    """A minute's messages, among them one that comes twice and one that its sender has to correct."""
    good = bodies(10 * BATCHES - 2)
    sent = [*good, good[0], body(amount=-1)]
    random.Random(minute).shuffle(sent)  # noqa: S311 (an order that is the same each time)
    return sent


def batches(texts: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(texts), 10):
        yield texts[start : start + 10]


def run(version: Version, texts: list[str], watched: Watched, metrics: Metrics, minute: int) -> list[str]:
    """One batch; returns the messages that come again."""
    happened = event(texts)
    ended = version.run(happened)
    metrics.print(minute, ended.written)
    named = {"FunctionName": watched.function}
    metrics.publish(minute, "AWS/Lambda", "Invocations", named, 1)
    metrics.publish(minute, "AWS/Lambda", "Errors", named, int(ended.failed is None))
    metrics.publish(minute, "AWS/Lambda", "Throttles", named, 0)
    failed = {record["messageId"] for record in happened["Records"]} if ended.failed is None else ended.failed
    return [record["body"] for record in happened["Records"] if record["messageId"] in failed]


def documented() -> dict[tuple[str, str], str]:
    """The table of the guide to the payments, by version and pace."""
    text = (PROJECT / "docs" / "payments.md").read_text()
    lines = [line.strip("| ").split(" | ") for line in text.partition("| a version that… |")[2].splitlines()]
    paces = [pace.strip("`") for pace in lines[0]]
    rows = [line for line in lines[2:] if len(line) == 1 + len(paces)]
    return {(name, pace): cell for name, *cells in rows for pace, cell in zip(paces, cells, strict=True)}


@pytest.mark.parametrize("pace", PACES)
@pytest.mark.parametrize("name", VERSIONS)
def test_a_bad_version_is_taken_back_by_what_payments_experience(
    desk: Desk, watched: Watched, name: str, pace: str
) -> None:
    assert rolled_out(desk, watched, VERSIONS[name], pace) == documented()[name, pace]


def test_a_good_version_stays_and_every_bad_one_is_taken_back() -> None:
    told = documented()
    assert told.keys() == {(name, pace) for name in VERSIONS for pace in PACES}
    assert {key for key, cell in told.items() if cell == "stays"} == {("is good", pace) for pace in PACES}
