"""Parts of the platform that a stack may do without."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def when(enabled: bool, make: Callable[[], T]) -> T | None:
    """What `make` makes where it is enabled; nothing is made, or asked of other parts, where it is not."""
    return make() if enabled else None
