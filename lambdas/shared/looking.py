"""The answer of a function that is asked to look: what it reaches of all that its work needs. Nothing is changed."""

from collections.abc import Callable, Mapping
from typing import Any

# The key of an event that asks for nothing else.
LOOK = "look"


class UnreachedError(Exception):
    """Something was not reached; the message says why, and holds no value of a secret."""


def asked(event: Mapping[str, Any]) -> bool:
    """Whether an event asks to look."""
    return bool(event.get(LOOK))


def looked(parts: Mapping[str, Callable[[], object]]) -> dict[str, str]:
    """By part why it was not reached, or an empty text where it was.

    An UnreachedError speaks for itself; of any other error only the kind is told, since its text may hold values.
    """
    found: dict[str, str] = {}
    for part, reach in parts.items():
        try:
            reach()
        except UnreachedError as error:
            found[part] = str(error)
        except Exception as error:
            found[part] = type(error).__name__
        else:
            found[part] = ""
    return found
