"""Simulated accounts that each differ from a healthy one in one thing, and the checks that have to find it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class World:
    """One broken thing: `red` are the checks that fail in this account, and all others do not.

    `says` is a part of what the first of them says. `broken` is what differs from the healthy account called `among`,
    in the form of the command's own tests, and `outputs` those of the stack's outputs that do.
    """

    says: str
    red: Sequence[str]
    broken: Mapping[str, Any] = field(default_factory=dict[str, Any])
    among: str
    outputs: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def __str__(self) -> str:
        return f"{self.red[0]}: {self.says} ({self.among})"


def without_a_world(checks: Iterable[str], worlds: Iterable[World]) -> set[str]:
    """The checks that no world turns red."""
    return set(checks) - {name for world in worlds for name in world.red}
