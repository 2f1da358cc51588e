"""Every property of a resource at every depth, given or not, with what each source states of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

from simulated_aws.live import Live
from tools.truth.sources import api, registry, sdk
from tools.truth.sources.api import Modelled
from tools.truth.sources.registry import Registered
from tools.truth.sources.sdk import Declared
from tools.truth.sources.statement import Statement

Key = str | int
# What is the provider's own, and what belongs to all resources.
LEFT_OUT = {"region", "tagsAll"}


@dataclass(frozen=True, eq=False)
class Site:
    """A property of a resource.

    Args:
        keys: the names and positions that lead to it.
        declared: what the SDK declares it as.
        schema: what the registry has of it.
        shapes: what the API models have of it.
        given: whether the resource has it.
        value: its value; None where it is not given.
        context: the last word of the resource's type.
        in_map: whether it is the value of a key that the program chose.
    """

    keys: tuple[Key, ...]
    declared: Declared
    schema: Registered | None
    shapes: tuple[Modelled, ...]
    given: bool
    value: Any
    context: str
    in_map: bool = False

    @property
    def path(self) -> str:
        """The path, with positions."""
        return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in self.keys).removeprefix(".")

    @property
    def fields(self) -> Mapping[str, Any]:
        """What it holds, if it is an object; empty otherwise."""
        value: object = self.value
        return cast(Mapping[str, Any], value) if isinstance(value, dict) else {}

    @property
    def general(self) -> str:
        """The path, the same for each item of a list."""
        keys = (*self.keys[:-1], "*") if self.in_map else self.keys
        return "".join("[]" if isinstance(key, int) else f".{key}" for key in keys).removeprefix(".")

    def at(self, keys: tuple[Key, ...]) -> "Site":
        """The place of a change: this one, or one below it."""
        return self if keys == self.keys else replace(self, keys=keys, in_map=False)

    def form(self, token: str) -> object:
        """What it has in common with the same property of other resources, for which one of them stands."""
        names = frozenset(self.fields) if self.declared.kind == "object" else None
        return (token, self.general, self.given, names)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """What the sources state of its value."""
        found = [shape.statement for shape in self.shapes[:1]]
        if self.schema:
            found.append(self.schema.statement)
        if self.declared.choices and self.declared.kind == "text":
            found.append(Statement(source="SDK", choices=self.declared.choices))
        return tuple(found)


def sites(live: Live) -> Iterator[Site]:
    """Every property of a resource; of a list each item's."""
    context = live.token.rpartition(":")[2]
    whole = Site(
        (),
        sdk.resource(live.token),
        registry.resource(live.token),
        api.resource(live.token),
        True,
        live.inputs,
        context,
    )
    yield whole
    yield from _below(whole)


def _below(site: Site) -> Iterator[Site]:
    value: object = site.value
    if site.declared.kind == "object" and isinstance(value, dict):
        value = cast(Mapping[str, Any], value)
        for name, declared in site.declared.fields.items():
            if name in LEFT_OUT and not site.keys:
                continue
            schema = site.schema.field(name, site.context) if site.schema else None
            shapes = tuple(found for shape in site.shapes if (found := shape.field(name, site.context)))
            given = value.get(name) is not None
            inner = Site((*site.keys, name), declared, schema, shapes, given, value.get(name), site.context)
            yield inner
            yield from _below(inner)
    elif site.declared.kind == "list" and isinstance(value, list):
        for number, item in enumerate(cast(list[Any], value)):
            inner = _item(site, number, item)
            yield inner
            yield from _below(inner)
    elif site.declared.kind == "map" and isinstance(value, dict):
        for key, item in cast(Mapping[str, Any], value).items():
            shapes = tuple(shape.value for shape in site.shapes)
            shapes = shapes if shapes != site.shapes else ()
            yield Site((*site.keys, key), site.declared.item, None, shapes, True, item, site.context, in_map=True)


def _item(site: Site, number: int, item: object) -> Site:
    schema = site.schema.resolved.item_or_self if site.schema else None
    shapes = tuple(shape.item_or_self for shape in site.shapes)
    return Site((*site.keys, number), site.declared.item, schema, shapes, True, item, site.context)


def changed(value: Any, keys: tuple[Key, ...], to: object) -> Any:
    """A value with another one at some place in it; where `to` is `GONE`, without the one there."""
    if not keys:
        return to
    first, rest = keys[0], keys[1:]
    if isinstance(first, int):
        items = list(cast(list[Any], value))
        items[first] = changed(items[first], rest, to)
        return items
    given = cast(Mapping[str, Any], value)
    if to is GONE and not rest:
        return {key: item for key, item in given.items() if key != first}
    return {**given, first: changed(given.get(first), rest, to)}


GONE = object()
