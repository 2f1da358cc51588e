"""The wildcards of policy documents, by meaning: `*` for any characters, `?` for one."""

import re
from dataclasses import dataclass
from functools import cache

# The six parts of an ARN, which the ARN operators compare one by one.
ARN_PARTS = 6


@dataclass(frozen=True)
class Prefix:
    """A value of which only the beginning is known."""

    text: str


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    parts = {"*": ".*", "?": "."}
    return re.compile("".join(parts.get(char) or re.escape(char) for char in pattern), re.DOTALL)


def matches(pattern: str, value: str | Prefix) -> bool | None:
    """Whether a pattern matches a value; None where that depends on what is unknown of either."""
    if pattern == "*":
        return True
    if isinstance(value, Prefix):
        return None if "${" in pattern or _can_start_with(pattern, value.text) else False
    if "${" in pattern:
        # A policy variable stands for a text that only the request knows.
        return None if _expression(re.sub(r"\$\{[^}]*\}", "*", pattern)).fullmatch(value) else False
    return _expression(pattern).fullmatch(value) is not None


def arn_matches(pattern: str, value: str | Prefix) -> bool | None:
    """Whether an ARN matches a pattern, part by part, as the operators on ARNs compare."""
    if isinstance(value, Prefix) or "${" in pattern or pattern == "*":
        return matches(pattern, value)
    parts, wanted = value.split(":", ARN_PARTS - 1), pattern.split(":", ARN_PARTS - 1)
    return len(parts) == len(wanted) and all(matches(one, other) for one, other in zip(wanted, parts, strict=True))


def _can_start_with(pattern: str, text: str) -> bool:
    """Whether some text that a pattern matches starts with a given one."""
    positions = {0}
    for char in text:
        positions = _skip_stars(pattern, positions)
        positions = {
            at if pattern[at] == "*" else at + 1
            for at in positions
            if at < len(pattern) and pattern[at] in ("*", "?", char)
        }
    return bool(positions)


def _skip_stars(pattern: str, positions: set[int]) -> set[int]:
    reached = set(positions)
    for start in positions:
        at = start
        while at < len(pattern) and pattern[at] == "*":
            at += 1
            reached.add(at)
    return reached
