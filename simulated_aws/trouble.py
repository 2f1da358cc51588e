"""Creations that fail on purpose."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["throttle", "connection"]


@dataclass
class _Trouble:
    pattern: str
    kind: Kind
    times: int


class Troubles:
    """What is to go wrong, as often as it is asked for."""

    def __init__(self) -> None:
        self._open: list[_Trouble] = []

    def add(self, pattern: str, kind: Kind, times: int) -> None:
        """Lets the next creations fail of resources whose name matches the pattern."""
        self._open.append(_Trouble(pattern, kind, times))

    def take(self, name: str) -> Kind | None:
        """What goes wrong with a resource that is being made; None for nothing."""
        for trouble in self._open:
            if trouble.times and re.search(trouble.pattern, name):
                trouble.times -= 1
                return trouble.kind
        return None
