"""Steps that look at what is, do what is missing, and can therefore be run again after any failure."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from botocore.exceptions import BotoCoreError, ClientError


class Status(StrEnum):
    """How a step ended."""

    DONE = "done"
    ALREADY = "already"
    WOULD = "would"
    WARNED = "warned"
    FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """How a step ended, and what there is to know about it."""

    status: Status
    text: str


class StepError(Exception):
    """A step that can't be completed; the message says why and what to do."""


@dataclass(frozen=True)
class Step:
    """One step by its name."""

    name: str
    run: Callable[[], Outcome]


@dataclass(frozen=True)
class Taken:
    """A step that was taken, and how many seconds it took."""

    name: str
    outcome: Outcome
    seconds: float


@dataclass
class Clock:
    """The time, which tests replace: seconds since 1970, and a pause of some seconds."""

    now: Callable[[], float] = time.time
    pause: Callable[[float], None] = time.sleep

    def until(self, probe: Callable[[], str | None], *, seconds: float, every: float, what: str) -> str:
        """Asks again and again until there is an answer; raises StepError when the time is over."""
        end = self.now() + seconds
        while True:
            answer = probe()
            if answer is not None:
                return answer
            if self.now() >= end:
                raise StepError(f"{what} has not come about in {seconds:g} s; run the command again to go on waiting")
            self.pause(every)


@dataclass
class Steps:
    """Takes steps in order until one fails; `tell` hears of each when it has ended."""

    clock: Clock
    tell: Callable[[Taken], None]
    taken: list[Taken] = field(default_factory=list[Taken])

    def take(self, steps: Sequence[Step]) -> bool:
        """Whether all steps came to their end."""
        for step in steps:
            began = self.clock.now()
            try:
                outcome = step.run()
            except (StepError, BotoCoreError, ClientError) as error:
                outcome = Outcome(Status.FAILED, str(error))
            taken = Taken(step.name, outcome, self.clock.now() - began)
            self.taken.append(taken)
            self.tell(taken)
            if outcome.status is Status.FAILED:
                return False
        return True
