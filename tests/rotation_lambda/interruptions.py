"""Ways to end a process in the middle of its work."""

from collections.abc import Callable
from typing import Any

from tests.rotation_lambda.world import KilledError


def killed_before(*arguments: Any, **named: Any) -> None:
    raise KilledError


def killed_after(done: Callable[..., Any]) -> Callable[..., None]:
    def run(*arguments: Any, **named: Any) -> None:
        done(*arguments, **named)
        raise KilledError

    return run
