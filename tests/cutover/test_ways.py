"""A cutover and its way back, with a fault in every step: no payment is lost, and none is booked by both sides."""

from collections.abc import Callable

import pytest

from tests.cutover import page
from tests.cutover.day import Day
from tests.cutover.schedules import Kind, Mode, calls, every, play


@pytest.mark.parametrize("kind", ["over", "called off", "back"])
def test_whatever_fails_in_whichever_step_no_payment_is_lost_or_booked_by_both(
    kind: Kind, day: Callable[[Mode], Day]
) -> None:
    made = calls(day("provisioned"), kind)
    played = [(one, play(day(one.mode), one, made[one.step])) for one in every(kind, made)]
    assert len(played) >= 9
    for schedule, result in played:
        result.check(schedule)
    page.holds(kind, page.faults(kind, played))
