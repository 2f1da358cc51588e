"""Values of the engine's protocol."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

# What the engine wraps a secret's value in.
SIGNATURE, OF_A_SECRET = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"


def plain(value: Any) -> Any:
    """A value of the engine's protocol without the wrappers of secrets, and with its whole numbers as integers."""
    if isinstance(value, dict):
        items = cast(dict[str, Any], value)
        if items.get(SIGNATURE) == OF_A_SECRET:
            return plain(items["value"])
        return {key: plain(item) for key, item in items.items()}
    if isinstance(value, list):
        return [plain(item) for item in cast(list[Any], value)]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def texts(value: object) -> Iterator[str]:
    """Every text inside a value; a policy document is one text, and no reference."""
    if isinstance(value, Mapping):
        for item in cast(Mapping[str, object], value).values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in cast(list[object], value):
            yield from texts(item)
    elif isinstance(value, str):
        yield value


def at(inputs: Mapping[str, Any], path: str) -> Any:
    """The value at a path; nothing where a part of it is missing."""
    value: Any = inputs
    for key in path.split("."):
        value = cast(Mapping[str, Any], value).get(key) if isinstance(value, Mapping) else None
    return value
