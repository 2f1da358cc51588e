"""Changes of which properties an object has: a required one less, an unknown one more, two that exclude each other."""

from collections.abc import Iterator

import catalog
from tools.truth.probe import Kind, Value
from tools.truth.sites import GONE, Key, Site
from tools.truth.sources import api, registry

UNKNOWN = "notAProperty"


def structures(site: Site, token: str) -> Iterator[tuple[tuple[Key, ...], Value]]:
    """Each change of an object, with the place of what is changed."""
    value = site.fields
    if site.declared.kind != "object" or not site.given:
        return
    named_by = "" if site.keys else catalog.of(token).named_by
    for name in sorted(value):
        if value[name] is None or name in (named_by, "region"):
            continue
        if sources := _required_by(site, name):
            yield (*site.keys, name), Value(kind=Kind.MISSING, value=GONE, sources=sources)
    yield (*site.keys, UNKNOWN), Value(kind=Kind.UNKNOWN, value="value", sources=("SDK",), detail="made up")
    for name in sorted(value)[:1]:
        if f"{name}s" not in site.declared.fields:
            yield (*site.keys, f"{name}s"), Value(kind=Kind.UNKNOWN, value=value[name], sources=("SDK",), detail="near")


def _required_by(site: Site, name: str) -> tuple[str, ...]:
    """Who requires a property: the SDK, or the registry and the API both where the provider has no default for it."""
    if name in site.declared.required:
        return ("SDK",)
    schema = site.schema.name_of(name, site.context) if site.schema else None
    in_registry = site.schema is not None and schema in site.schema.required
    shape = site.shapes[0].name_of(name, site.context) if site.shapes else None
    in_api = bool(site.shapes) and shape in site.shapes[0].required
    has_default = "default" in site.declared.fields[name].text.lower() if name in site.declared.fields else True
    return (registry.SOURCE, api.SOURCE) if in_registry and in_api and not has_default else ()
