"""One thing that can go wrong on the day: how it comes about, which step refuses, and what people do then."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.cutover.day import Day
from tests.cutover.schedules import Kind


@dataclass(frozen=True, kw_only=True)
class Mishap:
    """What goes wrong, the step that notices, a part of what it says, and what people do, as the page tells it.

    It `happens` when all steps up to `after` are done, and `remedy` comes after the refusal of the command that is then
    run with these options.
    """

    what: str
    step: str
    said: str
    people: str
    happens: Callable[[Day], None]
    remedy: Callable[[Day], None]
    after: str = ""
    kind: Kind = "over"
    options: Sequence[str] = ("--writers-stopped",)
