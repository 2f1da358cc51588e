"""The keys of the configuration, each with what it allows, its default, and what it becomes in AWS."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import botocore.session

from config.load import StackConfig
from config.project import PROJECT
from config.properties import PROPERTIES

PAGE = PROJECT / "docs" / "configuration.md"
START, END = "<!-- keys -->\n", "<!-- /keys -->\n"

Schema = dict[str, Any]


def text() -> str:
    """The page of the configuration with the current table in it."""
    before, rest = PAGE.read_text().split(START)
    return before + START + "".join(rows()) + END + rest.split(END)[1]


def rows() -> Iterator[str]:
    """The table's lines."""
    yield "| key | allowed | default | in AWS |\n| --- | --- | --- | --- |\n"
    for key, item, required in settings():
        default = "the stack's name" if key == "suffix" else "required" if required else f"`{_shown(item)}`"
        yield f"| `{key}` | {_allowed(item)} | {default} | {_in_aws(key)} |\n"


def settings() -> Iterator[tuple[str, Schema, bool]]:
    """Each key with its schema, and whether it has to be given."""
    schema = StackConfig.model_json_schema()
    return _settings(schema, schema["$defs"], "")


def _settings(section: Schema, definitions: Schema, prefix: str) -> Iterator[tuple[str, Schema, bool]]:
    for key, item in section["properties"].items():
        inner = _inner(item, definitions)
        if "properties" in inner:
            yield from _settings(inner, definitions, f"{prefix}{key}{'[]' if item.get('type') == 'array' else ''}.")
        else:
            yield f"{prefix}{key}", item, key in section.get("required", ())


def member(name: str) -> Any:
    """A member of a request in botocore's model; of a list or a mapping what is in it. Raises KeyError."""
    service, operation, *path = name.split(".")
    found = _model(service).operation_model(operation).input_shape
    for part in path:
        if found.type_name == "map":
            found = found.key if part == "key" else found.value
        else:
            found = _item(found).members[part]
    return _item(found)


@cache
def _model(service: str) -> Any:
    session: Any = botocore.session
    return session.get_session().get_service_model(service)


def _item(shape: Any) -> Any:
    while shape.type_name == "list":
        shape = shape.member
    return shape


def _in_aws(key: str) -> str:
    known = PROPERTIES[key]
    if not known.member:
        return known.why
    said = f"`{known.member}`{_range(member(known.member))}"
    if known.guide:
        said += f", by AWS's guide {known.guide[0]} to {known.guide[1]}"
    return f"{said}; {known.why}" if known.why else said


def _range(shape: Any) -> str:
    limits: Mapping[str, Any] = shape.metadata
    parts: list[str] = []
    if enum := limits.get("enum"):
        parts.append(", ".join(enum))
    if "min" in limits or "max" in limits:
        unit = " characters" if shape.type_name == "string" else ""
        parts.append(f"{limits.get('min', 0)} to {limits.get('max', 'any')}{unit}")
    if pattern := limits.get("pattern"):
        escaped = pattern.replace("|", "\\|")
        # Markdown would take some for a link.
        parts.append(f"`{escaped}`" if len(pattern) <= 60 and "](" not in pattern else "a pattern")
    return f": {', '.join(parts)}" if parts else ""


def _inner(item: Schema, definitions: Schema) -> Schema:
    """The section in a property, directly, optionally or in a list; otherwise the property itself."""
    candidates = [item, *item.get("anyOf", ()), *item.get("allOf", ()), item.get("items", {})]
    names = [candidate["$ref"].rpartition("/")[2] for candidate in candidates if "$ref" in candidate]
    return definitions[names[0]] if names else item


def _allowed(item: Schema) -> str:
    if "anyOf" in item:
        return " or ".join(_allowed(part) for part in item["anyOf"] if part.get("type") != "null")
    if item.get("type") == "array":
        return f"list of: {_allowed(item['items'])}"
    if "enum" in item:
        return ", ".join(f"`{value}`" for value in item["enum"])
    if item.get("type") == "object":
        return "mapping of texts"
    words = {"boolean": "`true`, `false`", "integer": "whole number", "number": "number", "string": "text"}
    said = item.get("description") or {"ipv4network": "network"}.get(item.get("format", ""), words[item["type"]])
    if "minimum" not in item:
        return said
    below = f" to below {item['exclusiveMaximum']}" if "exclusiveMaximum" in item else " or more"
    upper = f" to {item['maximum']}" if "maximum" in item else below
    return f"{said}, {item['minimum']}{upper}"


def _shown(item: Schema) -> str:
    default = item.get("default")
    return "none" if default is None else json.dumps(default)
