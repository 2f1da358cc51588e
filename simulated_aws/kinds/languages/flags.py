"""Feature flags as AppConfig's hosted store takes them.

Source: AppConfig user guide, "Understanding the type reference for AWS.AppConfig.FeatureFlags".
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.kinds.languages.json_text import Object, any_json, objects, one_of, parsed, unknown_keys

NAME = re.compile(r"[a-z][a-zA-Z\d_-]{0,63}")
SCHEMA_VERSION = "1"
MOST_ATTRIBUTES = 25
KINDS: Mapping[str, tuple[type, ...]] = {
    "array": (list,),
    "boolean": (bool,),
    "number": (int, float),
    "string": (str,),
}
CONSTRAINTS = ("elements", "enum", "maximum", "minimum", "pattern", "required", "type")


def hosted_version(inputs: Mapping[str, Any]) -> Iterator[Fault]:
    """What AppConfig refuses of a hosted version: JSON that is none, and flags that break their own definitions."""
    content = inputs.get("content")
    if inputs.get("contentType") != "application/json" or not isinstance(content, str) or UNKNOWN in content:
        return
    found = list(any_json(content))
    if not found and re.match(r"\s*\{", content) and re.search(r'"(flags|values)"\s*:', content):
        found = list(parsed(content, _flags))
    for path, reason in found:
        yield Fault(f"content.{path}".rstrip("."), f"BadRequestException: {reason}")


def _flags(content: Object) -> Iterator[Fault]:
    yield from unknown_keys(content, ("flags", "values", "version"), "")
    yield from one_of(content.get("version"), (SCHEMA_VERSION,), "version")
    flags = cast(Mapping[str, Object], content.get("flags") or {})
    values = cast(Mapping[str, Object], content.get("values") or {})
    for name, flag in flags.items():
        yield from _definition(name, flag, f"flags.{name}")
    for name, value in values.items():
        if name not in flags:
            yield Fault(f"values.{name}", "there is no such flag")
            continue
        attributes = cast(Mapping[str, Object], flags[name].get("attributes") or {})
        for path, part in _parts(value, f"values.{name}"):
            yield from _value(part, attributes, path)


def _parts(value: Object, path: str) -> Iterator[tuple[str, Object]]:
    """A flag's value, or each of its variants."""
    variants = objects(value.get("_variants"))
    if not variants:
        yield path, value
    for index, variant in enumerate(variants):
        own = cast(Object, variant.get("attributeValues") or {})
        yield f"{path}._variants[{index}]", {"enabled": variant.get("enabled"), **own}


def _definition(name: str, flag: Object, path: str) -> Iterator[Fault]:
    if not NAME.fullmatch(name):
        yield Fault(path, f"{name!r} does not match {NAME.pattern}")
    yield from unknown_keys(
        flag, ("_createdAt", "_deprecation", "_updatedAt", "attributes", "description", "name"), path
    )
    attributes = cast(Mapping[str, Object], flag.get("attributes") or {})
    if len(attributes) > MOST_ATTRIBUTES:
        yield Fault(f"{path}.attributes", f"{len(attributes)} attributes are more than {MOST_ATTRIBUTES}")
    for attribute, definition in attributes.items():
        here = f"{path}.attributes.{attribute}"
        if not NAME.fullmatch(attribute):
            yield Fault(here, f"{attribute!r} does not match {NAME.pattern}")
        constraints = cast(Object, definition.get("constraints") or {})
        yield from unknown_keys(constraints, CONSTRAINTS, f"{here}.constraints")
        if "type" in constraints:
            yield from one_of(constraints["type"], tuple(KINDS), f"{here}.constraints.type")


def _value(value: Object, attributes: Mapping[str, Object], path: str) -> Iterator[Fault]:
    if not isinstance(value.get("enabled"), bool):
        yield Fault(f"{path}.enabled", f"{value.get('enabled')!r} is neither true nor false")
    for name in value:
        if name != "enabled" and not name.startswith("_") and name not in attributes:
            yield Fault(f"{path}.{name}", "the flag has no such attribute")
    for name, definition in attributes.items():
        constraints = cast(Object, definition.get("constraints") or {})
        if name not in value:
            if constraints.get("required") and value.get("enabled"):
                yield Fault(f"{path}.{name}", "is required")
            continue
        yield from _constrained(value[name], constraints, f"{path}.{name}")


def _constrained(value: object, constraints: Object, path: str) -> Iterator[Fault]:
    kind = KINDS.get(str(constraints.get("type")), (object,))
    if not isinstance(value, kind) or (isinstance(value, bool) and bool not in kind and object not in kind):
        yield Fault(path, f"{value!r} is no {constraints.get('type')}")
        return
    if "enum" in constraints and not isinstance(value, list) and value not in constraints["enum"]:
        yield Fault(path, f"{value!r} is not one of {constraints['enum']}")
    if isinstance(value, int | float):
        lowest, highest = constraints.get("minimum", value), constraints.get("maximum", value)
        if not lowest <= value <= highest:
            yield Fault(path, f"{value} is not {lowest} to {highest}")
    pattern = constraints.get("pattern")
    if isinstance(value, str) and pattern and not re.search(pattern, value):
        yield Fault(path, f"{value!r} does not match {pattern}")
