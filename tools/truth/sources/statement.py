"""What one source states of the values of a property."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a source states of a value: its range, length, characters, choices, and how many items; None for nothing."""

    source: str
    least: float | None = None
    most: float | None = None
    shortest: int | None = None
    longest: int | None = None
    fewest: int | None = None
    most_items: int | None = None
    pattern: str | None = None
    choices: tuple[Any, ...] = ()


def found(text: str, pattern: str) -> bool | None:
    """Whether a pattern is somewhere in a text, the least that it can ask for; None if it can't be read."""
    compiled = _compiled(pattern)
    return bool(compiled.search(text)) if compiled else None


def whole(text: str, pattern: str) -> bool | None:
    """Whether a pattern describes all of a text, the most that it can ask for; None if it can't be read."""
    compiled = _compiled(pattern)
    return bool(compiled.fullmatch(text)) if compiled else None


def numbers(statements: Iterable[Statement], aspect: str) -> tuple[float, ...]:
    """The bounds of an aspect, such as `longest`, that the sources state."""
    return tuple(value for item in statements if (value := getattr(item, aspect)) is not None)


@cache
def _compiled(pattern: str) -> "regex.Pattern[str] | None":
    try:
        return regex.compile(pattern, regex.DOTALL)
    except regex.error:
        return None
