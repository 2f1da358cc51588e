"""Refuses content of the releases' profile that the payment functions can't follow, whoever gives it to AppConfig.

AppConfig checks the shape and the constraints by itself; a flag that is missing or renamed, or a variant that no code
knows, it takes. Those come from edits by hand: the program checks its files before.
"""

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import Any, cast

# What the payment functions read: each flag, with the attributes that it has where it is enabled.
READ: Mapping[str, Mapping[str, frozenset[str]]] = {
    "ledger_insert": {"variant": frozenset({"separate", "single"})},
    "verify_balance": {},
}


class RefusedError(ValueError):
    """Content that the payment functions can't follow; the message lists every reason."""


def handle(event: Mapping[str, Any], context: object) -> None:
    """Answers AppConfig, which takes an error for a refusal; raises RefusedError."""
    try:
        content = json.loads(b64decode(event["content"], validate=True))
    except ValueError as error:
        raise RefusedError(f"the content is no JSON: {error}") from None
    faults = list(_faults(content))
    if faults:
        raise RefusedError("; ".join(faults))


def _faults(content: Any) -> Iterator[str]:
    values = _mapping(_mapping(content).get("values"))
    if values.keys() != READ.keys():
        yield f"values: {', '.join(sorted(values)) or 'none'} are given; allowed: exactly {', '.join(sorted(READ))}"
    for flag in sorted(READ.keys() & values.keys()):
        value = _mapping(values[flag])
        if "_variants" not in value:
            yield from _value_faults(flag, value.get("enabled"), value, f"values.{flag}")
            continue
        variants = cast(list[Any], value["_variants"]) if isinstance(value["_variants"], list) else []
        if not variants:
            yield f"values.{flag}._variants: no variants are given; allowed: at least the default"
        for index, item in enumerate(variants):
            variant = _mapping(item)
            where = f"values.{flag}._variants[{index}]"
            yield from _value_faults(flag, variant.get("enabled"), _mapping(variant.get("attributeValues")), where)


def _value_faults(flag: str, enabled: Any, attributes: Mapping[str, Any], where: str) -> Iterator[str]:
    if not isinstance(enabled, bool):
        yield f"{where}.enabled: {json.dumps(enabled)} is given; allowed: true or false"
    for name, allowed in READ[flag].items():
        given = attributes.get(name)
        if enabled and given not in allowed:
            yield f"{where}.{name}: {json.dumps(given)} is given; allowed: {', '.join(sorted(allowed))}"


def _mapping(value: Any) -> Mapping[str, Any]:
    """The value where it is a mapping; else an empty one, which lacks whatever is looked for."""
    return cast(dict[str, Any], value) if isinstance(value, dict) else {}
