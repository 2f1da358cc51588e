"""One schedule: a move, a fault at one of its calls, and all that comes after it until the last payment is booked."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from random import Random
from typing import Literal

from ops.failover import __main__ as failover
from ops.failover import failback
from tests.moves.faults import KINDS, STEPS, Fault
from tests.moves.stage import Stage
from tests.ops.conftest import Command
from tests.ops.failover.resources import FIRST, SECOND

Kind = Literal["planned", "the first region lost", "the way back"]
MOVES: tuple[Kind, ...] = ("planned", "the first region lost", "the way back")
# After so many runs a command that still fails would never be done.
RUNS = 6


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Which move, which fault at which step, what decides the rest, and whether the move is given up after it."""

    kind: Kind
    step: str
    fault: str
    seed: int
    given_up: bool = False

    def __str__(self) -> str:
        return f"{self.kind}, {self.fault} in {self.step}, {self.seed}{', given up' if self.given_up else ''}"


@dataclass(kw_only=True)
class Result:
    """What became of the payments of a schedule."""

    sent: int
    booked: int
    lost: int
    doubled: int
    unreplicated: int

    def __add__(self, other: "Result") -> "Result":
        mine, others = asdict(self), asdict(other)
        return Result(**{name: mine[name] + others[name] for name in mine})


def begun(stage: Stage, schedule: Schedule) -> Command:
    """The stage at the moment at which somebody calls the command that moves the payments."""
    chance = Random(f"{schedule.seed} {schedule.kind}")  # noqa: S311 (a schedule is to be the same each time)
    stage.begin()
    for _ in range(4):
        stage.tick()
    if schedule.kind == "the way back":
        assert stage.call(failover.main)[0] == 0
        stage.turn_round()
        return failback.main
    if schedule.kind == "the first region lost":
        assert stage.servers.behind(SECOND) == 0
        stage.servers.cut(SECOND)
        for _ in range(chance.choice((0, 2, 4))):
            stage.tick()
        stage.lose(FIRST, dead=chance.random() < 0.5)
    return failover.main


def calls(stage: Stage, kind: Kind) -> dict[str, int]:
    """How many calls each step of a move makes where nothing happens."""
    schedule = Schedule(kind=kind, step="", fault="", seed=0)
    command = begun(stage, schedule)
    status, _ = stage.call(command, *_options(kind))
    assert status == 0
    return dict(stage.made)


def play(stage: Stage, schedule: Schedule, made: int) -> Result:
    """Plays it; `made` is how many calls its step makes."""
    command = begun(stage, schedule)
    chance = Random(f"{schedule} ")  # noqa: S311 (as above)
    moment, error = KINDS[schedule.fault]
    number = chance.randint(1, made)
    stage.fault, stage.struck = Fault(step=schedule.step, number=number, moment=moment, error=error), False
    options = _options(schedule.kind)
    status, _ = stage.call(command, *options)
    assert stage.struck, f"nothing happened: {schedule}"
    for _ in range(chance.randrange(3)):
        stage.tick()
    if chance.random() < 0.5:
        # The next run meets something else, if it comes so far.
        moment, error = KINDS[chance.choice(list(KINDS))]
        stage.fault = Fault(step=chance.choice(STEPS), number=1, moment=moment, error=error)
    moved = True
    if schedule.given_up and status != 0:
        moved = not _given_up(stage, command)
    if moved:
        _complete(stage, command, *options)
    stage.fault = None
    if stage.down:
        stage.restore()
        for _ in range(4):
            stage.tick()
        _complete(stage, command)
    return _end(stage, command, moved=moved)


def _options(kind: Kind) -> tuple[str, ...]:
    return ("--region-down",) if kind == "the first region lost" else ()


def _given_up(stage: Stage, command: Command) -> bool:
    """Whether everything could be put back."""
    for _ in range(RUNS):
        status, result = stage.call(command, "--abort")
        if status == 0:
            return True
        if result.get("not promoted") == "failed" and stage.pair.promoted:
            return False
    raise AssertionError("the move can neither be put back nor is it too late for that")


def _complete(stage: Stage, command: Command, *options: str) -> None:
    """The same command is run until it is complete."""
    last: dict[str, object] = {}
    for _ in range(RUNS):
        status, last = stage.call(command, *options)
        if status == 0:
            return
    raise AssertionError(f"the command does not come to its end: {last}")


def _end(stage: Stage, command: Command, *, moved: bool) -> Result:
    """What waits and what is parked is booked, and nothing else is left anywhere."""
    pair = stage.pair
    serving, other = (pair.new, pair.old) if moved else (pair.old, pair.new)
    for _ in range(4):
        stage.rest()
        if moved:
            _complete(stage, command)
        if not (serving.desk.queue.count() or other.desk.queue.count()):
            break
    assert serving.desk.queue.count() == other.desk.queue.count() == 0
    assert serving.desk.queue.dead_letters() == other.desk.queue.dead_letters() == []
    assert pair.promoted == moved
    assert stage.holder() == stage.plan.healthy == serving.region
    assert pair.breaches() == set(), "booked where it may not be"
    booked = serving.booked()
    serving.desk.check_books(len(booked))
    sent = stage.sent_payments()
    assert sent - booked <= stage.unreplicated, "lost although the other region had received it"
    return Result(
        sent=len(sent),
        booked=len(booked),
        lost=len(sent - booked),
        doubled=len(pair.doubled()) if moved else len(pair.new.booked() - pair.old.booked()),
        unreplicated=len(stage.unreplicated),
    )


def every(made: Callable[[Kind], dict[str, int]]) -> list[Schedule]:
    """Each fault at each step, in the moves by turns, as far as the step calls anything there."""
    found: list[Schedule] = []
    for row, step in enumerate(STEPS):
        kinds: list[Kind] = [kind for kind in MOVES if made(kind).get(step)]
        for column, fault in enumerate(KINDS):
            kind = kinds[(row + column) % len(kinds)]
            given_up = kind == "planned" and (row + column) % 2 == 0
            found.append(Schedule(kind=kind, step=step, fault=fault, seed=row + column, given_up=given_up))
    return found
