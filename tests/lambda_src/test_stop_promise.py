"""How long after a stop payments are still made, measured with an agent that keeps its answers as AWS's does."""

import random

import pytest

from components.flags.component import POLL_SECONDS, POLL_TIMEOUT_MILLISECONDS
from lambda_src import flags as flags_module
from lambda_src.flags import Flags
from tests.lambda_src.desk import Desk
from tests.lambda_src.samples import bodies, event, failures
from tests.support.agent import Agent, Memory

# What docs/flags.md promises: from when AppConfig has the stop to the last batch that begins.
PROMISED_SECONDS = 35
TRIALS = 4
# How many batches each trial has at most.
BATCHES = 40
BEFORE, AFTER = 60.0, 1800.0


class Sandbox:
    """One function's execution environment with its agent, in a time of its own."""

    def __init__(self, agent: Agent, start: float, stop: float, fetch_seconds: float, late: float):
        self.now = start
        self._memory = Memory(
            clock=lambda: self.now,
            stopped=lambda now: now >= stop,
            fetch_seconds=fetch_seconds,
            poll_seconds=POLL_SECONDS,
            ready=start + late,
        )
        if not late:
            self._memory.prefetch()
        agent.operations = self._memory
        self.flags = Flags(agent.source(), unavailable=lambda: None, clock=lambda: self.now, pause=self._pause)
        self.flags.await_agent()

    def _pause(self, seconds: float) -> None:
        self.now += seconds

    def wait_until(self, now: float) -> None:
        """Between two batches the sandbox is frozen."""
        if now > self.now:
            self._memory.freeze(now - self.now)
            self.now = now


def times(kind: str, chance: random.Random) -> list[float]:
    """When batches arrive, around the stop at 0."""
    gap = {"steady": (0.5, 6.0), "thawed": (POLL_SECONDS, 900.0), "cold": (5.0, 60.0), "late": (5.0, 60.0)}[kind]
    found, now = list[float](), -BEFORE
    while now < AFTER and len(found) < BATCHES:
        found.append(now)
        now += chance.uniform(*gap)
    return found


def last_payment(desk: Desk, agent: Agent, kind: str, chance: random.Random) -> float:
    """When the last payment was made, seconds after the stop."""
    fetch_seconds = chance.uniform(0.02, POLL_TIMEOUT_MILLISECONDS / 1000)

    def start(now: float) -> Sandbox:
        return Sandbox(agent, now, 0.0, fetch_seconds, chance.uniform(0.5, 5) if kind == "late" else 0)

    last, sandbox = -BEFORE, start(-BEFORE)
    handle = desk.consumer(sandbox.flags)
    for now in times(kind, chance):
        if kind in ("cold", "late"):
            sandbox = start(now)
            handle = desk.consumer(sandbox.flags)
        sandbox.wait_until(now)
        parked = desk.queue.delayed()
        assert failures(handle(event(bodies(2)))) == []
        if desk.queue.delayed() == parked:
            last = sandbox.now
    return last


@pytest.mark.parametrize("kind", ["steady", "thawed", "cold", "late"])
def test_no_payment_is_made_later_after_a_stop_than_promised(
    desk: Desk, agent: Agent, kind: str, capfd: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(kind)  # noqa: S311 (arrivals that are the same each time)
    lasts = [last_payment(desk, agent, kind, chance) for _ in range(TRIALS)]
    assert max(lasts) <= PROMISED_SECONDS
    # Before the stop they were made: nothing else holds them up.
    assert desk.payments() > 0
    with capfd.disabled():
        print(f"\n{kind}: the last batch of {TRIALS} stops began {max(lasts):.1f} s after AppConfig had the stop")


def test_the_measure_sees_a_first_answer_that_is_old(desk: Desk, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flags_module, "OLDEST_LOOK_SECONDS", 1e9)
    chance = random.Random("thawed")  # noqa: S311 (as above)
    assert max(last_payment(desk, agent, "thawed", chance) for _ in range(TRIALS)) > PROMISED_SECONDS
