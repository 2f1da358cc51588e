"""A day on which something goes wrong, people mend it, and the day is done."""

from collections.abc import Callable, Mapping

from ops.cutover import __main__ as cutover
from ops.cutover import cutback
from tests.cutover.day import Day
from tests.cutover.mishap import Mishap
from tests.cutover.schedules import STEPS, Kind, Result, complete, gap, go_on, move_over, prepare, totals
from tests.ops.conftest import Command

# What a step said, and for how many minutes nothing was booked.
Played = tuple[str, float]
# The steps from which on the writers are stopped.
AFTER_PEOPLE = STEPS["over"][STEPS["over"].index("writers-stopped") :]


def play(day: Day, mishap: Mishap) -> Result:
    """A day on which it goes wrong; the step refuses, people mend it, and the day is done."""
    day.begin()
    said, minutes = PLAYED[mishap.kind](day, mishap)
    result = totals(day, "old" if mishap.kind == "back" else "new")
    result.minutes, result.said = minutes, {mishap.step: said}
    return result


def _over(day: Day, mishap: Mishap) -> Played:
    if mishap.after in AFTER_PEOPLE:
        prepare(day)
        day.stop_writers()
        complete(day, cutover.main, "--writers-stopped", "--until", mishap.after)
    elif mishap.after:
        complete(day, cutover.main, "--until", mishap.after)
    mishap.happens(day)
    if mishap.step in AFTER_PEOPLE and mishap.after not in AFTER_PEOPLE:
        prepare(day)
        if not day.busy:
            day.stop_writers()
    said = _refusal(day, mishap, cutover.main)
    mishap.remedy(day)
    if day.side == "old":
        prepare(day)
        day.stop_writers()
    complete(day, cutover.main, "--writers-stopped")
    return said, gap(day, "old", "new")


def _called_off(day: Day, mishap: Mishap) -> Played:
    prepare(day)
    day.stop_writers()
    complete(day, cutover.main, "--writers-stopped", "--until", "start-back")
    mishap.happens(day)
    said = _refusal(day, mishap, cutback.main)
    mishap.remedy(day)
    complete(day, cutback.main)
    minutes = go_on(day)
    move_over(day)
    return said, minutes


def _back(day: Day, mishap: Mishap) -> Played:
    move_over(day)
    for _ in range(6):
        day.tick()
    if mishap.after:
        day.side = "old"
        complete(day, cutback.main, "--senders-turned", "--until", mishap.after)
    mishap.happens(day)
    day.side = "old"
    said = _refusal(day, mishap, cutback.main)
    mishap.remedy(day)
    complete(day, cutback.main, "--senders-turned")
    day.let_write()
    for _ in range(4):
        day.tick()
    return said, gap(day, "new", "old")


PLAYED: Mapping[Kind, Callable[[Day, Mishap], Played]] = {"over": _over, "called off": _called_off, "back": _back}


def _refusal(day: Day, mishap: Mishap, command: Command) -> str:
    """What the step says; no step after it is taken."""
    status, steps = day.call(command, *mishap.options)
    assert status == 1, f"{mishap.what}: nobody noticed"
    [*_, (last, step)] = steps.items()
    assert (last, step["status"]) == (mishap.step, "failed"), f"{mishap.what}: {last} {step}"
    assert mishap.said in step["text"], step["text"]
    return step["text"]
