"""Properties that may not be together, or need each other: by the registry's schemas, and by the provider's texts."""

# cfn-lint hands its schemas over untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

import cfnlint.data.schemas.extensions
from cfnlint.jsonschema import StandardValidator

import catalog
from tools.truth.probe import Kind, Value
from tools.truth.samples import sample
from tools.truth.sites import GONE, Key, Site, changed
from tools.truth.sources import registry

KEYWORDS = (
    "requiredXor", "requiredOr", "dependentExcluded", "dependentRequired", "oneOf", "anyOf", "allOf",
    "if", "then", "else",
)  # fmt: skip
FOLDER = Path(cfnlint.data.schemas.extensions.__path__[0])
# cfn-lint only warns or informs of these.
ADVICE = {
    "awslayer.json", "backupretentionperiod.json", "engine_version_deprecated.json", "permission_principal.json",
    "permission_source_account.json", "protocols_and_port_ranges_exclude.json", "subscription_endpoint_protocol.json",
}  # fmt: skip
CHANGES_AT_MOST = 3


def combinations(site: Site, token: str) -> Iterator[tuple[tuple[Key, ...], Value]]:
    """Each change of an object that a source refuses because of what else the object has, with its place."""
    if site.declared.kind != "object" or not isinstance(site.value, dict):
        return
    yield from _conflicts(site)
    if site.schema is None:
        return
    own = site.schema.resolved.item_or_self.schema
    schemas: list[Mapping[str, Any]] = [
        {key: own[key]} for key in KEYWORDS if key in own and "$ref" not in json.dumps(own[key])
    ]
    if "if" in own:
        schemas.append({key: own[key] for key in ("if", "then", "else") if key in own})
    if not site.keys:
        schemas.extend(_extensions(token))
    before = translated(site, site.value)
    for schema in schemas:
        for part in _applying(schema, before):
            yield from _violations(site, part, before)


def _applying(schema: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The parts of a schema that say something of an object; lists by engine have hundreds that do not."""
    for part in schema.get("allOf", [schema]):
        if "if" in part:
            if _holds(part["if"], before) == ("then" in part) or {"then", "else"} <= part.keys():
                yield part
        elif not part.keys() & {"then", "else"}:
            yield part


def _holds(schema: Mapping[str, Any], value: Mapping[str, Any]) -> bool:
    return next(_blank().evolve(schema=schema).iter_errors(value), None) is None


def _conflicts(site: Site) -> Iterator[tuple[tuple[Key, ...], Value]]:
    """What the provider's texts say conflicts."""
    value = cast(Mapping[str, Any], site.value)
    for name, declared in site.declared.fields.items():
        for other in declared.conflicts:
            if value.get(other) and value.get(name) is None and other in site.declared.fields:
                made = sample(declared)
                if made is not None:
                    yield (
                        (*site.keys, name),
                        Value(kind=Kind.EXCLUSIVE, value=made, sources=("SDK",), detail=f"beside {other}"),
                    )


def _violations(
    site: Site, schema: Mapping[str, Any], before: Mapping[str, Any]
) -> Iterator[tuple[tuple[Key, ...], Value]]:
    """The changes after which a schema no longer holds that held before."""
    validator = _blank().evolve(schema=schema)
    if next(validator.iter_errors(before), None):
        return
    text, value = json.dumps(schema), cast(Mapping[str, Any], site.value)
    for name, declared in site.declared.fields.items():
        own = site.schema.name_of(name, site.context) if site.schema else None
        if not own or f'"{own}"' not in text:
            continue
        for made in _candidates(name, declared, value, schema, own):
            after = changed(value, (name,), made)
            broken = next(validator.iter_errors(translated(site, after)), None)
            if broken:
                required = made is GONE and name in site.declared.required
                if not required and not (made is GONE and name == catalog_name(site)):
                    kind = Kind.EXCLUSIVE if value.get(name) is None else Kind.DEPENDENT
                    detail = f"{'without' if made is GONE else made!r}: {','.join(sorted(schema))}"
                    yield (*site.keys, name), Value(kind=kind, value=made, sources=("registry",), detail=detail[:60])


def catalog_name(site: Site) -> str:
    """The input that holds the resource's name, which the provider makes up where it is missing."""
    named = (known.named_by for token, known in catalog.TYPES.items() if token.endswith(f":{site.context}"))
    return next(named, "") if not site.keys else ""


def _candidates(name: str, declared: Any, value: Mapping[str, Any], schema: object, own: str) -> Iterator[object]:
    if value.get(name) is not None:
        yield GONE
    elif (made := sample(declared)) is not None:
        yield made
    if declared.kind in ("text", "whole"):
        named = [item for item in dict.fromkeys(_named(schema, own)) if type(item) is type(value.get(name, item))]
        yield from (item for item in named[:CHANGES_AT_MOST] if item != value.get(name))


def _named(schema: object, own: str) -> Iterator[Any]:
    """The values that a schema names of a property."""
    if isinstance(schema, Mapping):
        for key, item in schema.items():
            if key == own and isinstance(item, Mapping):
                yield from _limits(item)
            yield from _named(item, own)
    elif isinstance(schema, list):
        for item in schema:
            yield from _named(item, own)


def _limits(schema: Mapping[str, Any]) -> Iterator[Any]:
    """The choices of a schema, and what is just beyond its range."""
    yield from schema.get("enum", ())
    if "const" in schema:
        yield schema["const"]
    yield from (schema[key] + step for key, step in (("maximum", 1), ("minimum", -1)) if key in schema)


def translated(site: Site, value: object) -> dict[str, Any]:
    """An object by the registry's names; what the registry does not have is left out."""
    found: dict[str, Any] = {}
    for name, item in cast(Mapping[str, Any], value).items():
        own = site.schema.name_of(name, site.context) if site.schema else None
        if own and item is not None:
            inner = site.schema.field(name, site.context) if site.schema else None
            declared = site.declared.fields.get(name)
            found[own] = _deep(site, inner, declared, item)
    return found


def _deep(site: Site, schema: Any, declared: Any, value: object) -> Any:
    if schema is None or declared is None:
        return value
    if isinstance(value, dict) and declared.kind == "object":
        inner = Site((), declared, schema, (), True, value, site.context)
        made = translated(inner, value)
        return [made] if "items" in schema.resolved.schema else made
    if isinstance(value, list):
        return [_deep(site, schema.resolved.item_or_self, declared.item, item) for item in cast(list[Any], value)]
    return value


@cache
def _blank() -> Any:
    """A validator to make others of: one that is made anew takes longer than its rules."""
    return StandardValidator({})


@cache
def _extensions(token: str) -> tuple[Mapping[str, Any], ...]:
    """cfn-lint's own schemas of a type, those that it gives an error for."""
    name = registry.PARTS.get(token, (catalog.of(token).cloudformation, ""))[0]
    if token in registry.PARTS and registry.PARTS[token][1]:
        return ()
    folder = FOLDER / name.lower().replace("::", "_")
    files = sorted(folder.glob("*.json")) if folder.is_dir() and name else []
    schemas = [json.loads(file.read_text()) for file in files if file.name not in ADVICE]
    by_region = [schema.get(registry.REGION, schema) for schema in schemas]
    return tuple(schema for schema in by_region if "cfnGather" not in schema)
