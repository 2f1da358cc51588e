"""A resource's inputs in the form of the CloudFormation registry."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

import catalog
from simulated_aws.declarations import UNKNOWN, inner_types, input_types
from simulated_aws.registry.names import OPTIONAL, PROPERTY_NAMES
from simulated_aws.values import SIGNATURE

Schema = Mapping[str, Any]
# The place of a value in the registry's form.
Place = tuple[str | int, ...]
# What another check knows all of, and what would be half of all that is checked.
ELSEWHERE = {"tags": "kinds/tags.py"}
# A function's archive of files, which the provider uploads itself.
ARCHIVE = {"S3Bucket": "archive", "S3Key": "archive"}
# CloudFormation's function for a value from elsewhere.
IMPORT = "Fn::ImportValue"
INDEX = re.compile(r"\[\d+\]")
# What has no counterpart in the registry's form.
_NONE = object()


@dataclass(frozen=True)
class Translation:
    """A resource in the registry's form.

    `paths` holds the path of the input that a value is from, by its place, and `inputs` those that stand for the
    properties of the object at a place, given or not.
    """

    properties: dict[str, Any] = field(default_factory=dict[str, Any])
    paths: dict[Place, str] = field(default_factory=dict[Place, str])
    inputs: dict[Place, dict[str, str]] = field(default_factory=dict[Place, dict[str, str]])

    def path(self, place: Place) -> str:
        """The path of the input whose value is at a place, or around it; what is below a text is added by dots."""
        for end in range(len(place), -1, -1):
            if place[:end] in self.paths:
                return ".".join((self.paths[place[:end]], *map(str, place[end:])))
        return ".".join(map(str, place))


def translated(token: str, inputs: Mapping[str, Any], schema: Schema) -> Translation:
    """The inputs in the form of the registry's schema, as far as they have a counterpart there."""
    exceptions = PROPERTY_NAMES.get(catalog.of(token), {})
    made = _Translator(exceptions, schema.get("definitions", {}), Translation())
    types = input_types(token)
    names = tuple(schema.get("properties", {}))
    optional = OPTIONAL.get(catalog.of(token), frozenset())
    known = {steps[0]: key for key in reversed(types) if key not in ELSEWHERE and (steps := _steps(token, key, names))}
    made.result.inputs[()] = {name: key for name, key in known.items() if name not in optional}
    for key, item in inputs.items():
        steps = _steps(token, key, names)
        if steps and item is not None and key not in ELSEWHERE:
            made.place(steps, schema, types.get(key), item, key)
    return made.result


@cache
def _steps(token: str, key: str, properties: tuple[str, ...]) -> tuple[str, ...]:
    """The registry's names that lead to the counterpart of an input; none where there is none."""
    exception = PROPERTY_NAMES.get(catalog.of(token), {}).get(key)
    if exception:
        return tuple(exception.split("."))
    kind = token.rpartition(":")[2]
    found = next(_named((key, f"{kind}{key}"), properties), None)
    return (found,) if found else ()


def _named(names: tuple[str, ...], properties: tuple[str, ...]) -> Iterator[str]:
    """The registry's names of a property; the SDK has a plural for each list."""
    by_lower = {name.lower(): name for name in properties}
    for name in names:
        lower = name.lower()
        yield from (by_lower[each] for each in (lower, lower.removesuffix("s")) if each in by_lower)


@dataclass(frozen=True)
class _Translator:
    exceptions: Mapping[str, str]
    definitions: Schema
    result: Translation

    def place(self, steps: tuple[str, ...], schema: Schema, kind: object, item: object, path: str) -> None:
        """Puts an input's value where the steps lead to, through objects that the provider has not."""
        into, schema = self.result.properties, self._resolved(schema)
        for depth, step in enumerate(steps, start=1):
            schema = self._resolved(schema.get("properties", {}).get(step, {}))
            if depth < len(steps):
                into = cast(dict[str, Any], into.setdefault(step, {}))
                self.result.inputs.setdefault(steps[:depth], {})
        found = self._value(schema, kind, item, steps, path)
        if found is _NONE:
            self.result.inputs[steps[:-1]].pop(steps[-1], None)
        else:
            into[steps[-1]] = found

    def _value(self, schema: Schema, kind: object, item: object, place: Place, path: str) -> object:
        schema = self._resolved(schema)
        self.result.paths[place] = path
        if isinstance(item, str):
            return self._text(schema, item, place)
        if isinstance(item, dict):
            return self._mapping(schema, kind, cast(dict[str, object], item), place, path)
        if isinstance(item, list):
            return self._list(schema, kind, cast(list[object], item), place, path)
        # The SDK's files are objects, where no engine is between the program and the account.
        return item if isinstance(item, int | float) else dict(ARCHIVE)

    def _text(self, schema: Schema, text: str, place: Place) -> object:
        """A text as it is, and a document in JSON as what it says where the registry wants that."""
        if UNKNOWN in text:
            return _later(place)
        wanted = _types(schema)
        if not wanted & {"object", "array"}:
            return text
        parsed: object = _parsed(text)
        return parsed if parsed is not _NONE or "string" not in wanted else text

    def _mapping(self, schema: Schema, kind: object, items: dict[str, object], place: Place, path: str) -> object:
        if SIGNATURE in items:
            return dict(ARCHIVE)
        if "array" in _types(schema):
            one = self._resolved(schema.get("items", {}))
            if inner_types(kind) is None and one.get("properties", {}).keys() == {"Name", "Value"}:
                return self._pairs(items, place, path)
            # The SDK flattens a list that may hold one item.
            return [self._value(one, kind, items, (*place, 0), path)]
        if "properties" in schema:
            return self._object(schema, kind, items, place, path)
        return _NONE if _types(schema) - {"object"} else self._any(items, place, path)

    def _pairs(self, items: Mapping[str, object], place: Place, path: str) -> list[dict[str, object]]:
        values = [
            self._value({}, None, item, (*place, index, "Value"), f"{path}.{key}")
            for index, (key, item) in enumerate(items.items())
        ]
        return [{"Name": key, "Value": value} for key, value in zip(items, values, strict=True)]

    def _object(self, schema: Schema, kind: object, items: dict[str, object], place: Place, path: str) -> object:
        properties: Schema = schema["properties"]
        types = inner_types(kind) or {}
        names = tuple(properties)
        counterparts = {key: self._counterpart(f"{path}.{key}", names) for key in {*items, *types}}
        self.result.inputs[place] = {name: f"{path}.{key}" for key, name in counterparts.items() if name}
        found: dict[str, object] = {}
        for key, item in items.items():
            name = counterparts[key]
            if name is not None and item is not None:
                value = self._value(properties[name], types.get(key), item, (*place, name), f"{path}.{key}")
                if value is _NONE:
                    self.result.inputs[place].pop(name, None)
                else:
                    found[name] = value
        return found

    def _counterpart(self, path: str, properties: tuple[str, ...]) -> str | None:
        plain = INDEX.sub("", path)
        return self.exceptions.get(plain) or next(_named((plain.rpartition(".")[2],), properties), None)

    def _list(self, schema: Schema, kind: object, items: list[object], place: Place, path: str) -> object:
        if "array" in _types(schema):
            one = self._resolved(schema.get("items", {}))
            found = [
                self._value(one, kind, item, (*place, index), f"{path}[{index}]") for index, item in enumerate(items)
            ]
            return _NONE if _NONE in found else found
        # The provider has a list where the registry has one object.
        one_object = "properties" in schema and len(items) == 1
        return self._value(schema, kind, items[0], place, f"{path}[0]") if one_object else _NONE

    def _any(self, items: Mapping[str, object], place: Place, path: str) -> dict[str, object]:
        """A mapping of names of the program's own."""
        return {key: self._value({}, None, item, (*place, key), f"{path}.{key}") for key, item in items.items()}

    def _resolved(self, schema: Schema) -> Schema:
        return self.definitions.get(schema["$ref"].rpartition("/")[2], {}) if "$ref" in schema else schema


def _later(place: Place) -> dict[str, str]:
    """What the registry's form holds for a value that is known only after an `up`."""
    return {IMPORT: "-".join(map(str, place))}


def is_later(value: object) -> bool:
    """Whether a value of the registry's form is known only after an `up`."""
    return isinstance(value, dict) and IMPORT in value


def _types(schema: Schema) -> set[str]:
    """The types that a schema takes; where it does not say it, those of its properties or items."""
    given = schema.get("type")
    if given:
        return {given} if isinstance(given, str) else set(given)
    return {kind for kind, key in (("object", "properties"), ("array", "items")) if key in schema}


def _parsed(text: str) -> object:
    """The content of a JSON text; nothing where it is none, which another check knows."""
    try:
        return json.loads(text)
    except ValueError:
        return _NONE
