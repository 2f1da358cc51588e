"""The differences of two stacks: resources that only one has, and values that differ."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from simulated_aws.values import SIGNATURE
from tools.report.facts.inventory import PROVIDERS, STACK, components, short_kind
from tools.report.facts.rehearsed import Rehearsed, Resource

SECRET = "(secret)"  # noqa: S105 (shown instead of a secret)
# What AWS and the engine generate differs between any two stacks, and means nothing.
MADE_UP = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|-[0-9a-f]{7,17}\b")
# Encrypted or packed values, whose differences mean nothing.
LEFT_OUT = {"__provider", "code"}
LONGEST = 160


@dataclass(frozen=True, kw_only=True)
class Value:
    """An input that differs, as each of the two stacks has it."""

    path: str
    here: str
    there: str


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A component, the resources that one stack has alone, and the values that differ by the resource's name."""

    component: str
    only_here: Sequence[str]
    only_there: Sequence[str]
    values: Mapping[str, Sequence[Value]]


def differences(here: Rehearsed, there: Rehearsed) -> list[Difference]:
    """By component, in the program's order; a component without a difference is left out."""
    ours, theirs = _by_name(here), _by_name(there)
    order = dict.fromkeys([*(component for component, _ in ours), *(component for component, _ in theirs)])
    found = [_difference(component, ours, theirs, (here.stack, there.stack)) for component in order]
    return [item for item in found if item.only_here or item.only_there or item.values]


Named = Mapping[tuple[str, str], Resource]


def _difference(component: str, ours: Named, theirs: Named, stacks: tuple[str, str]) -> Difference:
    mine = {name for of, name in ours if of == component}
    other = {name for of, name in theirs if of == component}
    values: dict[str, Sequence[Value]] = {}
    for name in sorted(mine & other):
        here, there = ours[component, name]["inputs"], theirs[component, name]["inputs"]
        changed = list(_changed(here, there, "", stacks))
        if changed:
            values[name] = changed
    return Difference(
        component=component, only_here=sorted(mine - other), only_there=sorted(other - mine), values=values
    )


def _by_name(rehearsed: Rehearsed) -> dict[tuple[str, str], Resource]:
    tops = components(rehearsed.resources)
    return {
        (tops[item["urn"]], f"{item['urn'].rpartition('::')[2]} ({short_kind(item['type'])})"): item
        for item in rehearsed.resources
        if item.get("custom") and item["type"] != STACK and not item["type"].startswith(PROVIDERS)
    }


def _changed(here: Any, there: Any, path: str, stacks: tuple[str, str]) -> Iterator[Value]:
    if isinstance(here, dict) and isinstance(there, dict) and not (SIGNATURE in here or SIGNATURE in there):
        ours, theirs = cast(dict[str, Any], here), cast(dict[str, Any], there)
        for key in sorted((ours.keys() | theirs.keys()) - LEFT_OUT):
            yield from _changed(ours.get(key), theirs.get(key), f"{path}.{key}".lstrip("."), stacks)
        return
    first, second = _shown(here), _shown(there)
    if _neutral(first, stacks[0]) != _neutral(second, stacks[1]):
        yield Value(path=path, here=_cut(first), there=_cut(second))


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        items = cast(dict[str, Any], value)
        if SIGNATURE in items:
            return SECRET
        return ", ".join(f"{key}: {_shown(items[key])}" for key in sorted(items))
    if isinstance(value, list):
        return ", ".join(_shown(item) for item in cast(list[Any], value))
    return "none" if value is None else str(value)


def _neutral(text: str, stack: str) -> str:
    """A text without the stack's name and without what is generated."""
    return MADE_UP.sub("", re.sub(rf"\b{re.escape(stack)}\b", "", text))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
