"""What the agent answers to a context, as AppConfig's guide says it.

The guide says that a split counts by a consistent hash, and not by which: AppConfig's own hash is not public. The one
here is SHA-256, so these tests show what percentages and seeds mean, and not who is selected in AppConfig.
"""

import json
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from components.flags.rules import Comparison, Context, Exists, Logic, Match, Member, Rule, Split, parse

Given = Mapping[str, Any]


COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "begins_with": str.startswith,
    "ends_with": str.endswith,
    "contains": operator.contains,
}


def holds(rule: Rule, given: Given, flag: str) -> bool:
    """Whether a rule of a flag selects a context."""
    match rule:
        case Logic(name, rules):
            results = [holds(inner, given, flag) for inner in rules]
            return {"and": all(results), "or": any(results), "not": not results[0]}[name]
        case Split(percent, by, seed):
            return (
                by in given and position(str(given[by]), f"flag {flag}" if seed is None else f"seed {seed}") < percent
            )
        case Exists(key):
            return key in given
        case Member(Context(key), items):
            return given.get(key) in items
        case Match(Context(key), pattern):
            return key in given and re.search(pattern, given[key]) is not None
        case Comparison(name, left, right):
            values = [given.get(item.key) if isinstance(item, Context) else item for item in (left, right)]
            return None not in values and COMPARISONS[name](*values)


def position(value: str, salt: str) -> float:
    """The position of a value among all, from 0 to 100."""
    return int.from_bytes(sha256(f"{salt}\0{value}".encode()).digest()[:8]) / 2**64 * 100


def selected(variants: Sequence[Given], given: Given, flag: str) -> str:
    """The name of the first variant whose rule selects the context; the last one has no rule."""
    for variant in variants[:-1]:
        if holds(parse(variant["rule"]), given, flag):
            return variant["name"]
    return variants[-1]["name"]


def evaluating(content: str) -> Callable[[Given], dict[str, Any]]:
    """What the agent answers to each context: every flag of a file, with its attributes where it is enabled."""
    values: Given = json.loads(content)["values"]
    return lambda given: {flag: _evaluated(flag, value, given) for flag, value in values.items()}


def _evaluated(flag: str, value: Given, given: Given) -> dict[str, Any]:
    if "_variants" not in value:
        return dict(value) if value["enabled"] else {"enabled": False}
    name = selected(value["_variants"], given, flag)
    (variant,) = [item for item in value["_variants"] if item["name"] == name]
    attributes: Given = variant.get("attributeValues", {}) if variant["enabled"] else {}
    return {"_variant": name, "enabled": variant["enabled"], **attributes}
