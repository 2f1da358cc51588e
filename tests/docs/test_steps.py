"""Pages that tell of a cutover name its steps as the commands do, and by no number."""

import re
from typing import Any

import pytest

from ops.cutover import back, order
from ops.cutover.parts import Cutover
from tests.docs.test_commands import PAGES, text

RUNBOOK = "docs/runbooks/cutover.md"
TELLING = [page for page in PAGES if re.search(r"make cut(over|back)\b", text(page))]
# What is in the runbook beside steps: a mode of the migration, and an alarm.
NO_STEPS = {"serverless", "dms-stopped"}


def steps() -> set[str]:
    """The names of all steps, of the cutover and of both ways back."""
    nothing: Any = None
    cutover: Cutover = nothing
    taken = (*order.steps(cutover), *back.calling_off(cutover), *back.returning(cutover))
    return {step.name for step in taken}


def test_the_guide_and_the_runbook_tell_of_a_cutover() -> None:
    assert {"docs/cutover.md", RUNBOOK} <= set(TELLING)


@pytest.mark.parametrize("page", TELLING)
def test_a_step_is_named_as_the_commands_name_it(page: str) -> None:
    assert re.findall(r"\bsteps? \d+", text(page)) == []
    named: set[str] = set(re.findall(r"--(?:step|until) ([a-z-]+)", text(page)))
    assert named <= steps()


def test_the_runbook_names_steps_that_exist() -> None:
    named: set[str] = set(re.findall(r"`([a-z]+(?:-[a-z]+)*)`", text(RUNBOOK)))
    assert named - NO_STEPS <= steps()
    assert {"open", "writers-stopped", "senders-turned", "hand-over", "start-back"} <= named


def test_the_runbook_has_both_ways_back() -> None:
    assert {"make cutback STACK=<stack>", "make cutback STACK=<stack> OPTIONS=--senders-turned"} <= set(
        text(RUNBOOK).splitlines()
    )
