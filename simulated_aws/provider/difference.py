"""What the provider finds different between a resource and a program, as the bridge tells the engine."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from simulated_aws import declarations
from simulated_aws.declarations import UNKNOWN
from simulated_aws.provider.filled_in import DEFAULTS, KEPT
from simulated_aws.provider.new_resource import deletes_first, replacing
from simulated_aws.provider.sets import SETS
from simulated_aws.provider.suppressed import alike

Inputs = Mapping[str, Any]
_BRACKETS = re.compile(r"\[.*?\]")
# What the provider takes for no value at all, where it has no default.
NOTHING: tuple[Any, ...] = (None, "", 0, False, [], {})


@dataclass(frozen=True)
class Difference:
    """The paths of what differs and those that force a new resource, and whether the old one goes before it comes."""

    changed: tuple[str, ...]
    replaces: tuple[str, ...]
    deletes_first: bool


def difference(token: str, state: Inputs, inputs: Inputs, ignored: Sequence[str] = ()) -> Difference:
    """The difference of what the provider knows of a resource and what a program says.

    The provider compares with what it has read back, not with what the program said before: a value that AWS gives back
    in another form differs at every `up`.

    Args:
        token: Pulumi's token of the type.
        state: the properties in the engine's state.
        inputs: the inputs of the program, after Check.
        ignored: the paths whose changes the program ignores.
    """
    news = {key: value for key, value in inputs.items() if not key.startswith("__")}
    changed = tuple(path for path in sorted(set(_changed(token, state, news))) if not _ignored(path, ignored))
    replaces = tuple(replacing(token, changed, state, news))
    return Difference(changed, replaces, bool(replaces) and deletes_first(token, inputs))


def _changed(token: str, state: Inputs, news: Inputs) -> Iterator[str]:
    defaults = DEFAULTS.get(token, {})
    for key in declarations.input_types(token):
        old, new = state.get(key, defaults.get(key)), news.get(key)
        if new is None:
            if key in KEPT.get(token, ()):
                continue
            new = defaults.get(key)
        yield from _differing(token, key, key, old, new)


def _differing(token: str, name: str, path: str, old: Any, new: Any) -> Iterator[str]:
    if old == new or (old in NOTHING and new in NOTHING) or alike(token, name, old, new):
        return
    if new == UNKNOWN or type(old) is not type(new):
        yield path
    elif isinstance(old, dict):
        before, after = cast(dict[str, Any], old), cast(dict[str, Any], new)
        kept = KEPT.get(token, ())
        for key in before.keys() | after.keys():
            if after.get(key) is None and _BRACKETS.sub("", f"{path}.{key}") in kept:
                continue
            yield from _differing(token, key, f"{path}.{key}", before.get(key), after.get(key))
    elif isinstance(old, list):
        yield from _list(token, name, path, cast(list[Any], old), cast(list[Any], new))
    else:
        yield path


def _list(token: str, name: str, path: str, old: list[Any], new: list[Any]) -> Iterator[str]:
    if name not in SETS.get(token, ()):
        if len(old) != len(new):
            yield path
            return
        for index, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from _differing(token, name, f"{path}[{index}]", before, after)
        return
    left = list(old)
    for item in new:
        same = [other for other in left if not list(_differing(token, name, path, other, item))]
        if not same:
            yield path
            return
        left.remove(same[0])
    if left:
        yield path


def _ignored(path: str, ignored: Sequence[str]) -> bool:
    plain = _BRACKETS.sub("", path)
    return any(plain == one or plain.startswith(f"{one}.") for one in (_BRACKETS.sub("", item) for item in ignored))
