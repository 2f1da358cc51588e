"""One schedule: a day with a fault at one of the calls of a step, and all that people do until it is over."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any, Literal

from ops.compare.comparison import Looks, compare
from ops.cutover import __main__ as cutover
from ops.cutover import cutback
from tests.cutover.day import Day
from tests.moves.faults import KINDS, Fault
from tests.ops.conftest import Command

Kind = Literal["over", "called off", "back"]
Mode = Literal["provisioned", "serverless"]
MODES: tuple[Mode, ...] = ("provisioned", "serverless")
STEPS: Mapping[Kind, tuple[str, ...]] = {
    "over": (
        *("check", "hold-payments", "empty", "start-copy", "loaded", "compare-early", "writers-stopped", "arrived"),
        *("compare", "stop-copy", "end-copy", "start-back", "open", "watch"),
    ),
    "called off": ("not-opened", "stop-back", "resume-copy"),
    "back": ("check", "senders-turned", "close", "arrived-back", "compare-back", "stop-back", "hand-over"),
}
COMMANDS: Mapping[Kind, Command] = {"over": cutover.main, "called off": cutback.main, "back": cutback.main}
# After so many runs a command that still fails would never be done.
RUNS = 6
# Far more than any schedule takes.
MOST_MINUTES = 120
# How many of the faults each step meets.
EACH = 3
# What is parked is delivered after this.
PARKED_SECONDS = 900


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Which way, which fault at which step, and what decides the rest."""

    kind: Kind
    mode: Mode
    step: str
    fault: str
    seed: int

    def __str__(self) -> str:
        return f"{self.kind}, {self.mode}, {self.fault} in {self.step}, {self.seed}"


@dataclass(kw_only=True)
class Result:
    """What became of the payments of a schedule, and for how many minutes nobody could book one.

    `compared` is how many of their rows were compared in the end.
    """

    sent: int = 0
    booked: int = 0
    compared: int = 0
    lost: int = 0
    doubled: int = 0
    minutes: float = 0.0
    # What a command said when it refused, by step.
    said: dict[str, str] = field(default_factory=dict[str, str])

    def check(self, what: object) -> None:
        """Every payment is booked, by one side, and for some time that is no outage of hours none was."""
        assert self.sent > 0, what
        assert (self.lost, self.doubled, self.booked) == (0, 0, self.sent), what
        # Of each payment its own and its two entries'.
        assert self.compared == 3 * self.booked, what
        assert 0 < self.minutes < MOST_MINUTES, what

    def __add__(self, other: "Result") -> "Result":
        mine, others = asdict(self), asdict(other)
        sums = {name: mine[name] + others[name] for name in ("sent", "booked", "compared", "lost", "doubled")}
        return Result(**sums, minutes=max(self.minutes, other.minutes))


def calls(day: Day, kind: Kind) -> dict[str, int]:
    """How many calls each step makes where nothing happens, in the run that makes most of them."""
    most: dict[str, int] = {}
    made = day.call

    def counting(command: Command, *options: str) -> Any:
        answer = made(command, *options)
        if command is COMMANDS[kind]:
            most.update({step: max(number, most.get(step, 0)) for step, number in day.made.items()})
        return answer

    day.call = counting  # type: ignore[method-assign]
    try:
        play(day, Schedule(kind=kind, mode="provisioned", step="", fault="throttling", seed=0), 1)
    finally:
        del day.call
    return most


def play(day: Day, schedule: Schedule, number: int) -> Result:
    """Plays it, with the fault at one of the first `number` calls of its step."""
    chance = Random(str(schedule))  # noqa: S311 (a schedule is to be the same each time)
    moment, error = KINDS[schedule.fault]
    fault = (
        Fault(step=schedule.step, number=chance.randint(1, number), moment=moment, error=error)
        if schedule.step
        else None
    )
    day.begin()
    minutes = WAYS[schedule.kind](day, lambda: arm(day, fault))
    assert day.struck or not fault, f"nothing happened: {schedule}"
    result = totals(day, "old" if schedule.kind == "back" else "new")
    result.minutes = minutes
    result.said = {schedule.step: day.heard}
    return result


def arm(day: Day, fault: Fault | None) -> None:
    """From now on the fault comes at its call."""
    day.fault, day.struck, day.heard = fault, False, ""


def move_over(day: Day, armed: Callable[[], None] = lambda: None) -> float:
    """All of a cutover; returns for how many minutes no payment was booked."""
    armed()
    prepare(day)
    day.stop_writers()
    complete(day, cutover.main, "--writers-stopped")
    return gap(day, "old", "new")


def call_off(day: Day, armed: Callable[[], None] = lambda: None) -> float:
    """A cutover that is called off before payments are on, and done another day."""
    prepare(day)
    day.stop_writers()
    complete(day, cutover.main, "--writers-stopped", "--until", "start-back")
    armed()
    complete(day, cutback.main)
    day.fault = None
    stood = go_on(day)
    move_over(day)
    return stood


def go_on(day: Day) -> float:
    """The old side books again; for how many minutes nothing was booked."""
    before = len(day.bookings)
    # What was sent to the new side meanwhile waits there, and is booked there another day.
    day.let_write()
    for _ in range(6):
        day.tick()
    return (day.bookings[before][0] - day.bookings[before - 1][0]) / 60


def move_back(day: Day, armed: Callable[[], None] = lambda: None) -> float:
    """A cutover, some payments on the new side, and all of the way back."""
    move_over(day)
    for _ in range(6):
        day.tick()
    armed()
    # Senders are led to the old platform, whose user may not write yet.
    day.side = "old"
    complete(day, cutback.main, "--senders-turned")
    day.fault = None
    day.let_write()
    for _ in range(4):
        day.tick()
    return gap(day, "new", "old")


WAYS: Mapping[Kind, Callable[[Day, Callable[[], None]], float]] = {
    "over": move_over,
    "called off": call_off,
    "back": move_back,
}


def prepare(day: Day) -> None:
    """The command is run until all that is left to do is people's."""
    steps: dict[str, Any] = {}
    for _ in range(RUNS):
        status, steps = day.call(cutover.main)
        assert status != 0, "payments were moved though nobody has said that the writers are stopped"
        if "--writers-stopped" in steps.get("writers-stopped", {}).get("text", ""):
            return
        day.tick()
    raise AssertionError(f"the copy does not come to the point at which the writers are stopped: {steps}")


def complete(day: Day, command: Command, *options: str) -> None:
    """The same command is run until it is complete."""
    steps: dict[str, Any] = {}
    for _ in range(RUNS):
        status, steps = day.call(command, *options)
        if status == 0:
            return
        day.tick()
    raise AssertionError(f"the command does not come to its end: {steps}")


def gap(day: Day, left: str, then: str) -> float:
    """The minutes from the last booking on one side to the first one after it on the other."""
    ended = max(at for at, side in day.bookings if side == left)
    began = min(at for at, side in day.bookings if side == then and at >= ended)
    return (began - ended) / 60


def totals(day: Day, serving: str) -> Result:
    """Everything that was sent is booked on the side that serves, and the other one is what it should be."""
    _drain(day)
    queue = day.desk.queue
    assert queue.count() == 0
    assert queue.dead_letters() == []
    assert not day.platform.waiting
    assert day.reads() == (serving == "new")
    sent, booked = day.sent_payments(), day.payments(serving)
    tables = compare(day.ask, ["payments", "ledger_entries"], looks=Looks(most=1)).tables
    assert not [found for table in tables.values() for found in table.faults[serving]], "the books are wrong"
    if serving == "new":
        # The old side follows, so that there is a way back.
        for _ in range(3):
            day.back.tick()
        assert compare(day.ask, ["payments", "ledger_entries"], final=True).same
    return Result(
        sent=len(sent),
        booked=len(booked),
        compared=sum(table.rows[serving] for table in tables.values()),
        lost=len(sent - booked),
        doubled=len(day.booked["old"] & day.booked["new"]),
    )


def _drain(day: Day) -> None:
    """What waits and what is parked is booked, and nothing new is sent."""
    for _ in range(60):
        day.work()
        if not day.desk.queue.count() and not day.platform.waiting:
            return
        day.time += PARKED_SECONDS


def every(kind: Kind, made: Mapping[str, int]) -> list[Schedule]:
    """Some faults at each step that calls anything, in one mode or the other, so that each fault comes by turns."""
    kinds = list(KINDS)
    found: list[Schedule] = []
    for row, step in enumerate(step for step in STEPS[kind] if made.get(step)):
        for column in range(EACH):
            number = row * EACH + column
            mode, fault = MODES[number % len(MODES)], kinds[number % len(kinds)]
            found.append(Schedule(kind=kind, mode=mode, step=step, fault=fault, seed=number))
    return found
