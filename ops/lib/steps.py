"""Idempotent steps: each checks the current state and does what is missing, so they can run again after any failure."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf

from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from ops.lib.explained import explained


class Status(StrEnum):
    """How a step ended."""

    DONE = "done"
    ALREADY = "already"
    WOULD = "would"
    WARNED = "warned"
    FAILED = "failed"


COLOURS = {
    Status.DONE: "green",
    Status.ALREADY: "green",
    Status.WOULD: "cyan",
    Status.WARNED: "yellow",
    Status.FAILED: "red",
}


@dataclass(frozen=True)
class Outcome:
    """How a step ended, with an explanation."""

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
    """A step that was run, and how many seconds it took."""

    name: str
    outcome: Outcome
    seconds: float


@dataclass
class Clock:
    """The time, which tests replace: `now` in seconds since 1970, and `pause` for some seconds."""

    now: Callable[[], float] = time.time
    pause: Callable[[float], None] = time.sleep

    def until(
        self, probe: Callable[[], str | None], *, seconds: float, every: float, what: str, steadily: float = 0
    ) -> str:
        """Calls the probe repeatedly until it answers; raises StepError after a timeout.

        With `steadily` it has to have answered every time for so many seconds.
        """
        end, since = self.now() + seconds, inf
        while True:
            answer, now = probe(), self.now()
            since = inf if answer is None else min(since, now)
            if answer is not None and now - since >= steadily:
                return answer
            if now >= end:
                raise StepError(
                    f"{what} was not reached within {seconds:g} s; run the command again to continue waiting"
                )
            self.pause(every)


@dataclass
class Steps:
    """Runs steps in order until one fails; `report` is called with each when it has ended."""

    clock: Clock
    report: Callable[[Taken], None]
    taken: list[Taken] = field(default_factory=list[Taken])

    def take(self, steps: Sequence[Step]) -> bool:
        """Whether all steps completed."""
        for step in steps:
            began = self.clock.now()
            try:
                outcome = step.run()
            except StepError as error:
                outcome = Outcome(Status.FAILED, str(error))
            except (BotoCoreError, ClientError, OSError, LookupError, TypeError, ValueError, AttributeError) as error:
                outcome = Outcome(Status.FAILED, explained(error))
            taken = Taken(step.name, outcome, self.clock.now() - began)
            self.taken.append(taken)
            self.report(taken)
            if outcome.status is Status.FAILED:
                return False
        return True


def show_step(to: Console, taken: Taken) -> None:
    """One line for a step that has ended."""
    outcome = taken.outcome
    colour = COLOURS[outcome.status]
    to.print(f"[{colour}]{outcome.status:8}[/] {taken.name:18} {taken.seconds:7.1f} s  ", end="")
    to.print(outcome.text, markup=False)
