"""Values inside a resource's inputs, by paths such as `rules[].expiration.days`; a text of JSON is gone into."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, cast

from simulated_aws.declarations import UNKNOWN


def values_at(value: object, path: str, here: str = "") -> Iterator[tuple[str, Any]]:
    """Each value that a path leads to, with its own path; values that are not known yet, or not given, are left out."""
    if is_open(value):
        return
    if not path:
        yield here, value
        return
    step, _, rest = path.partition(".")
    name, is_list = step.removesuffix("[]"), step.endswith("[]")
    if isinstance(value, str):
        value = _parsed(value)
    if not isinstance(value, Mapping):
        return
    inner = cast(Mapping[str, object], value).get(name)
    at = f"{here}.{name}" if here else name
    if not is_list:
        yield from values_at(inner, rest, at)
    elif isinstance(inner, list):
        for index, item in enumerate(cast(list[object], inner)):
            yield from values_at(item, rest, f"{at}[{index}]")


def is_open(value: object) -> bool:
    """Whether a value is not given, or only known after an `up`."""
    return value is None or (isinstance(value, str) and UNKNOWN in value)


@cache
def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None
