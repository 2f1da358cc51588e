"""What the guards of a cutover are for: without one, another one notices, or payments are lost or wrong."""

from collections.abc import Callable

import pytest

from ops.cutover import __main__ as cutover
from ops.cutover import cutback, proof
from ops.cutover.parts import Cutover
from ops.lib.steps import Outcome, Status
from tests.cutover.day import Day
from tests.cutover.schedules import Mode, complete, move_over, prepare, totals

BELIEVED = Outcome(Status.DONE, "it is believed")


def believe_arrived(parts: Cutover) -> Outcome:
    parts.journal.change(arrived=parts.now())
    return BELIEVED


def believe_same(parts: Cutover) -> Outcome:
    parts.journal.change(compared=parts.now(), last=parts.last_entry())
    return BELIEVED


def believe_arrived_back(parts: Cutover) -> Outcome:
    parts.journal.change(arrived_back=parts.now())
    return BELIEVED


def lagging(day: Day) -> Day:
    """The writers are stopped, and the copy has not brought over what they wrote last."""
    day.begin()
    prepare(day)
    day.over.copying.held = True
    for _ in range(6):
        day.tick()
    day.stop_writers()
    return day


def singly(day: Day, *steps: str) -> tuple[int | None, str]:
    """How the last of some steps ended, each of them taken alone, past the one that asks for a short lag."""
    status, said = None, ""
    for step in steps:
        status, found = day.call(cutover.main, "--writers-stopped", "--step", step)
        said = found[step]["text"]
    return status, said


def test_a_copy_that_lags_is_noticed_before_people_are_asked(day: Callable[[Mode], Day]) -> None:
    status, steps = lagging(day("provisioned")).call(cutover.main, "--writers-stopped")
    assert status == 1
    assert "a lag of 30 s" in steps["loaded"]["text"]


def test_without_the_mark_the_comparison_notices_a_copy_that_lags(
    day: Callable[[Mode], Day], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "arrived", believe_arrived)
    status, said = singly(lagging(day("provisioned")), "writers-stopped", "arrived", "compare")
    assert status == 1
    assert "are missing" in said


def test_without_the_mark_and_the_comparison_payments_are_lost(
    day: Callable[[Mode], Day], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "arrived", believe_arrived)
    monkeypatch.setattr(proof, "final", believe_same)
    made = lagging(day("provisioned"))
    status, _ = singly(made, "writers-stopped", "arrived", "compare", "stop-copy", "end-copy", "start-back", "open")
    assert status == 0
    assert made.booked["old"] - made.payments("new")


def test_without_the_comparison_a_wrong_amount_stays(
    day: Callable[[Mode], Day], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "final", believe_same)
    made = day("provisioned")
    made.begin()
    prepare(made)
    made.stop_writers()
    complete(made, cutover.main, "--writers-stopped", "--until", "arrived")
    made.run("new", "UPDATE payments SET amount = amount + 1 ORDER BY payment_id LIMIT 1")
    complete(made, cutover.main, "--writers-stopped")
    with pytest.raises(AssertionError, match="the books are wrong"):
        totals(made, "new")


def test_without_the_mark_on_the_way_back_the_comparison_notices_a_copy_that_lags(
    day: Callable[[Mode], Day], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "arrived_back", believe_arrived_back)
    made = day("provisioned")
    made.begin()
    move_over(made)
    made.back.copying.held = True
    for _ in range(6):
        made.tick()
    made.side = "old"
    status, steps = made.call(cutback.main, "--senders-turned")
    assert status == 1
    assert "are extra" in steps["compare-back"]["text"]
