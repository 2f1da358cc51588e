"""A cutover and its way back, with a fault in every step: no payment is lost, and none is booked by both sides."""

import os
from collections.abc import Callable

import pytest

from tests.cutover import page
from tests.cutover.day import Day
from tests.cutover.mishaps import MISHAPS
from tests.cutover.mishaps import play as go_wrong
from tests.cutover.schedules import Kind, Mode, Result, calls, every, play

WITHOUT_SERVICE = "a payment was booked meanwhile, or never after"


def holds(name: str, text: str) -> None:
    """The page's part is what was found, or becomes it where that is asked for."""
    if os.environ.get("WRITE_TABLES"):
        page.write(name, text)
    assert page.part(name) == text, "WRITE_TABLES=1 pytest tests/cutover writes the page"


def check(what: object, result: Result) -> None:
    assert result.sent > 0, what
    assert (result.lost, result.doubled, result.booked) == (0, 0, result.sent), what
    assert 0 < result.minutes < 120, f"{what}: {WITHOUT_SERVICE}"


@pytest.mark.parametrize("kind", ["over", "called off", "back"])
def test_whatever_fails_in_whichever_step_no_payment_is_lost_or_booked_by_both(
    kind: Kind, day: Callable[[Mode], Day]
) -> None:
    made = calls(day("provisioned"), kind)
    played = [(one, play(day(one.mode), one, made[one.step])) for one in every(kind, made)]
    assert len(played) >= 9
    for schedule, result in played:
        check(schedule, result)
    holds(kind, page.faults(kind, played))


def test_what_goes_wrong_is_noticed_by_its_step_and_mended(day: Callable[[Mode], Day]) -> None:
    played = [(one, go_wrong(day("provisioned"), one)) for one in MISHAPS]
    for mishap, result in played:
        check(mishap.what, result)
    holds("mishaps", page.mishaps(played))
