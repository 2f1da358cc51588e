"""What goes wrong on the day beside the commands: the step that is to notice it does, and people mend it."""

from collections.abc import Callable

from tests.cutover import page
from tests.cutover.day import Day
from tests.cutover.mishaps import MISHAPS
from tests.cutover.played import play
from tests.cutover.schedules import Mode


def test_what_goes_wrong_is_noticed_by_its_step_and_mended(day: Callable[[Mode], Day]) -> None:
    played = [(one, play(day("provisioned"), one)) for one in MISHAPS]
    for mishap, result in played:
        result.check(mishap.what)
    page.holds("mishaps", page.mishaps(played))
