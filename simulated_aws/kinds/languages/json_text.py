"""JSON inside a text, and how a language's checks walk it."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from simulated_aws.declarations import Fault

Object = Mapping[str, Any]


def parsed(text: str, check: Callable[[Object], Iterator[Fault]]) -> Iterator[Fault]:
    """What a check finds in a text that has to be a JSON object, or why it is none."""
    try:
        value: object = json.loads(text)
    except ValueError as error:
        yield Fault("", f"no JSON: {error}")
        return
    if isinstance(value, dict):
        yield from check(cast(Object, value))
    else:
        yield Fault("", "a JSON object is expected")


def any_json(text: str) -> Iterator[Fault]:
    """What is wrong with a text that may be any JSON."""
    try:
        json.loads(text)
    except ValueError as error:
        yield Fault("", f"no JSON: {error}")


def objects(value: object) -> list[Object]:
    """The objects of a list; empty for anything else."""
    if not isinstance(value, list):
        return []
    return [cast(Object, item) for item in cast(list[object], value) if isinstance(item, dict)]


def one_of(value: object, allowed: Sequence[str], path: str) -> Iterator[Fault]:
    """A fault unless the value is among those that are allowed."""
    if value not in allowed:
        yield Fault(path, f"{value!r} is not one of {', '.join(allowed)}")


def unknown_keys(value: Object, allowed: Sequence[str], path: str) -> Iterator[Fault]:
    """A fault for each key that AWS does not know."""
    for key in value:
        if key not in allowed:
            yield Fault(f"{path}.{key}".lstrip("."), f"no such key; {', '.join(allowed)} are allowed")
