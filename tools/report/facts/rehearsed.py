"""What a rehearsal leaves for the report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulated_aws.account import Step
from tools.rehearsal.engine import Rehearsal

Resource = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Rehearsed:
    """A stack after an `up`: the engine's state, and what the account did where it took its time for it.

    `unopened` says what is missing of the configuration, since a rehearsal has nobody's login.
    """

    stack: str
    resources: Sequence[Resource]
    steps: Sequence[Step] = ()
    unopened: Sequence[str] = ()


def rehearse(stack: str, seconds_per_minute: float = 0) -> Rehearsed:
    """Runs an `up` of a stack on the engine; raises CommandError where it fails."""
    with Rehearsal(stack, seconds_per_minute=seconds_per_minute) as rehearsal:
        rehearsal.stack.up()
        steps = rehearsal.account.history() if seconds_per_minute else []
        return Rehearsed(stack=stack, resources=rehearsal.resources(), steps=steps, unopened=rehearsal.unopened)
