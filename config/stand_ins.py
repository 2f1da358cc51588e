"""What stands in for an encrypted value where nobody has its key: a value that fits the field."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from config.document import MARK

KeyPath = tuple[str, ...]
Schema = Mapping[str, Any]


def closed(value: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    """The paths of the values that nobody has opened."""
    if value == MARK:
        yield path
    for key, item in _items(value):
        yield from closed(item, (*path, key))


def filled(values: Mapping[str, object], schema: Schema) -> dict[str, object]:
    """A configuration with a stand-in for each value in it that nobody has opened, by the schema of the whole."""
    return cast(dict[str, object], _StandIns(schema["$defs"]).of(values, schema, 0))


class _StandIns:
    """Reads a schema whose sections are among `definitions`."""

    def __init__(self, definitions: Schema):
        self._definitions = definitions

    def of(self, value: object, declared: Schema, number: int) -> object:
        """A value with its stand-ins; `number` is its position in the list that it is in."""
        if value == MARK:
            return self._sample(declared, number)
        declared = self._resolved(declared)
        if isinstance(value, list):
            inner = declared.get("items", {})
            return [self.of(item, inner, n) for n, item in enumerate(cast(list[object], value))]
        if isinstance(value, Mapping):
            known, others = declared.get("properties", {}), declared.get("additionalProperties")
            other: Schema = cast(Schema, others) if isinstance(others, dict) else {}
            return {key: self.of(item, known.get(key, other), number) for key, item in _items(cast(object, value))}
        return value

    def _resolved(self, declared: Schema) -> Schema:
        for part in declared.get("anyOf", ()):
            if part.get("type") != "null":
                return self._resolved(part)
        return self._definitions[declared["$ref"].rpartition("/")[2]] if "$ref" in declared else declared

    def _sample(self, declared: Schema, number: int) -> object:
        """The default where there is one, else the first value that the type takes."""
        if declared.get("default") not in (None, [], {}):
            return declared["default"]
        kind = self._resolved(declared)
        if "enum" in kind:
            return kind["enum"][0]
        if "examples" in kind:
            # No two of a list are the same.
            return kind["examples"][0].format(n=number)
        match kind.get("type"):
            case "object":
                return {key: self._sample(kind["properties"][key], number) for key in kind.get("required", ())}
            case "array":
                return [self._sample(kind["items"], n) for n in range(kind.get("minItems", 0))]
            case "boolean":
                return False
            case "integer" | "number":
                return kind.get("minimum", 1)
            case _:
                return f"secret-{number}"


def _items(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        yield from cast(Mapping[str, object], value).items()
    elif isinstance(value, list):
        yield from ((str(number), item) for number, item in enumerate(cast(list[object], value)))
