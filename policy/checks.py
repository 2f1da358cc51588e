"""The checks that most rules are made of."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from policy.rule import Check, Fault, Stack, StackCheck
from policy.values import Values


def equals(path: str, *allowed: Any) -> Check:
    """The value at a path is one of some; left out it is not."""

    def check(values: Values) -> Iterator[str]:
        value = values.at(path)
        if value not in allowed:
            yield f"{path} is {_shown(value)}"

    return check


def given(*paths: str) -> Check:
    """Something stands at each path, and it is not empty."""

    def check(values: Values) -> Iterator[str]:
        for path in paths:
            if values.at(path) in (None, "", [], Values({})):
                yield f"{path} is not set"

    return check


def absent(*paths: str) -> Check:
    """Nothing stands at any of the paths."""

    def check(values: Values) -> Iterator[str]:
        for path in paths:
            if values.at(path) not in (None, []):
                yield f"{path} is set"

    return check


def at_least(path: str, least: int) -> Check:
    """The number at a path is no smaller than another."""

    def check(values: Values) -> Iterator[str]:
        value = values.at(path)
        if value is None or value < least:
            yield f"{path} is {_shown(value)}"

    return check


def at_most(path: str, most: int) -> Check:
    """The number at a path is no larger than another, and there is one."""

    def check(values: Values) -> Iterator[str]:
        value = values.at(path)
        if value is None or value > most:
            yield f"{path} is {_shown(value)}"

    return check


def several(path: str, least: int = 2) -> Check:
    """The list at a path has enough items."""

    def check(values: Values) -> Iterator[str]:
        count = len(values.at(path) or ())
        if count < least:
            yield f"{path} has {count}"

    return check


def holds(path: str, *items: str) -> Check:
    """The list at a path has all of some items."""

    def check(values: Values) -> Iterator[str]:
        missing = [item for item in items if item not in (values.at(path) or ())]
        if missing:
            yield f"{path} lacks {', '.join(missing)}"

    return check


def every(path: str, *checks: Check) -> Check:
    """Each object in the list at a path passes some checks, and there is one at least."""

    def check(values: Values) -> Iterator[str]:
        items = values.each(path)
        if not items:
            yield f"{path} is empty"
        for item in items:
            for inner in checks:
                yield from (f"{path}: {fault}" for fault in inner(item))

    return check


def both(*checks: Check) -> Check:
    """All of some checks pass."""
    return lambda values: (fault for check in checks for fault in check(values))


def when(condition: Callable[[Values], object], check: Check) -> Check:
    """A check that counts only for resources of some kind."""
    return lambda values: check(values) if condition(values) else ()


def inside(path: str, check: Check) -> Check:
    """A check of the JSON text at a path."""

    def parsed(values: Values) -> Iterator[str]:
        yield from (f"{path}: {fault}" for fault in check(Values(json.loads(values.at(path) or "{}"))))

    return parsed


def each_has(kind: str, companion: str, *properties: str, missing: str) -> StackCheck:
    """For each resource of a type there is one of another type that refers to it by one of the properties."""

    def check(stack: Stack) -> Iterator[Fault]:
        for item in stack.of(kind):
            if not stack.users(item, companion, *properties):
                yield Fault(resource=item, text=missing)

    return check


def _shown(value: object) -> str:
    return "not set" if value is None else json.dumps(value, default=lambda _: "...")
