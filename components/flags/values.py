"""What is wrong with the values of flags beyond their shape: what their declarations and their rules forbid."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from components.flags.rules import Rule, RuleError, Split, always_needed, context_keys, parse
from components.flags.shape import (
    LONGEST_TEXT,
    ArrayConstraints,
    Attribute,
    BooleanConstraints,
    Constraints,
    Flag,
    FlagSet,
    NumberConstraints,
    TextConstraints,
    Value,
    Variant,
)

# The context that functions give the agent of a payment; rules select a variant by it.
CONTEXT_KEYS = frozenset({"account"})


class Fault(NamedTuple):
    """A mistake: where it is, what was given, and what is allowed."""

    path: str
    given: object
    allowed: str


def value_faults(content: FlagSet) -> Iterator[Fault]:
    """Every mistake in the declarations and values of well-shaped content."""
    for key in sorted(content.flags.keys() - content.values.keys()):
        yield Fault(f"flags.{key}", "no value", f"a value at values.{key}")
    for key, flag in content.flags.items():
        for name, attribute in flag.attributes.items():
            yield from _constraint_faults(attribute.constraints, f"flags.{key}.attributes.{name}.constraints")
    for key, value in content.values.items():
        path = f"values.{key}"
        if key not in content.flags:
            yield Fault(path, key, f"the flags that are declared: {', '.join(sorted(content.flags)) or 'none'}")
        elif value.variants is None:
            yield from _plain_faults(content.flags[key], value, path)
        else:
            yield from _variant_faults(content.flags[key], value, value.variants, path)


def _constraint_faults(constraints: Constraints | None, path: str) -> Iterator[Fault]:
    match constraints:
        case TextConstraints(pattern=str() as pattern):
            if constraints.enum is not None:
                yield Fault(path, "pattern and enum", "one of the two")
            try:
                re.compile(pattern)
            except (re.error, OverflowError, RecursionError) as error:
                yield Fault(f"{path}.pattern", pattern, f"a regular expression ({error})")
        case NumberConstraints(minimum=int() as minimum, maximum=int() as maximum) if minimum > maximum:
            yield Fault(f"{path}.minimum", minimum, f"at most the maximum, {maximum}")
        case ArrayConstraints(elements=elements):
            yield from _constraint_faults(elements, f"{path}.elements")
        case _:
            pass


def _plain_faults(flag: Flag, value: Value, path: str) -> Iterator[Fault]:
    if value.enabled is None:
        yield Fault(f"{path}.enabled", "nothing", "true or false")
    yield from _attribute_faults(flag.attributes, value.model_extra or {}, path)


def _variant_faults(flag: Flag, value: Value, variants: list[Variant], path: str) -> Iterator[Fault]:
    if value.enabled is not None or value.model_extra:
        yield Fault(path, "_variants beside a value", "variants, or enabled with attributes")
    seen: set[str] = set()
    for index, variant in enumerate(variants):
        here = f"{path}._variants[{index}]"
        if variant.name in seen:
            yield Fault(f"{here}.name", variant.name, "a name that no other variant has")
        seen.add(variant.name)
        yield from _attribute_faults(flag.attributes, variant.attribute_values, f"{here}.attributeValues")
    yield from _rule_faults(variants, path)


def _rule_faults(variants: list[Variant], path: str) -> Iterator[Fault]:
    earlier: list[Split] = []
    for index, variant in enumerate(variants):
        here = f"{path}._variants[{index}].rule"
        # AppConfig's console writes an empty rule where there is none.
        if index == len(variants) - 1:
            if variant.rule:
                yield Fault(here, variant.rule, "no rule: the last variant is the default")
        elif not variant.rule:
            yield Fault(here, "nothing", "a rule: only the last variant, the default, has none")
        else:
            yield from _one_rule_faults(variant.rule, earlier, here)


def _one_rule_faults(text: str, earlier: list[Split], path: str) -> Iterator[Fault]:
    try:
        rule = parse(text)
    except RuleError as error:
        yield Fault(path, text, f"a rule of AppConfig's language ({error})")
        return
    for key in sorted(context_keys(rule) - CONTEXT_KEYS):
        yield Fault(path, f"${key}", f"the context that functions give: {', '.join(sorted(CONTEXT_KEYS))}")
    yield from _unreachable(rule, earlier, path)
    if isinstance(rule, Split):
        earlier.append(rule)


def _unreachable(rule: Rule, earlier: list[Split], path: str) -> Iterator[Fault]:
    """Splits of one seed count the same people, so a later one only reaches those above the earlier percentage."""
    for split in always_needed(rule):
        taken = [other.percent for other in earlier if (other.by, other.seed) == (split.by, split.seed)]
        if taken and split.percent <= max(taken):
            yield Fault(path, f"pct::{split.percent:g}", f"more than the {max(taken):g} that earlier variants take")


def _attribute_faults(attributes: Mapping[str, Attribute], values: Mapping[str, object], path: str) -> Iterator[Fault]:
    for name, value in values.items():
        if name not in attributes:
            declared = ", ".join(sorted(attributes)) or "none"
            yield Fault(f"{path}.{name}", value, f"the attributes that are declared: {declared}")
        elif allowed := _refused(attributes[name].constraints, value):
            yield Fault(f"{path}.{name}", value, allowed)
    for name, attribute in attributes.items():
        if attribute.constraints and attribute.constraints.required and name not in values:
            yield Fault(f"{path}.{name}", "nothing", "a value: the attribute is required")


def _refused(constraints: Constraints | None, value: object) -> str | None:
    """What is allowed where the value is not; nothing where it is."""
    match constraints:
        case TextConstraints():
            return _refused_text(constraints, value)
        case NumberConstraints():
            return _refused_number(constraints, value)
        case BooleanConstraints():
            return None if isinstance(value, bool) else "true or false"
        case ArrayConstraints(elements=elements):
            return _refused_array(elements, value)
        case None:
            kinds = (_refused_text(None, value), _refused_number(None, value), _refused_array(None, value))
            fits = isinstance(value, bool) or None in kinds
            return None if fits else "a text, a number, true, false or an array of texts or of numbers"


def _refused_text(constraints: TextConstraints | None, value: object) -> str | None:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        return f"a text of at most {LONGEST_TEXT} characters"
    if constraints and constraints.enum is not None and value not in constraints.enum:
        return f"one of {', '.join(map(str, constraints.enum))}"
    if constraints and constraints.pattern is not None and not _found(constraints.pattern, value):
        return f"a text that matches {constraints.pattern}"
    return None


def _found(pattern: str, value: str) -> bool:
    try:
        return re.search(pattern, value) is not None
    except (re.error, OverflowError, RecursionError):
        # The pattern is a mistake of its own, and named as such.
        return True


def _refused_number(constraints: NumberConstraints | None, value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "a number"
    if constraints and constraints.minimum is not None and value < constraints.minimum:
        return f"at least {constraints.minimum}"
    if constraints and constraints.maximum is not None and value > constraints.maximum:
        return f"at most {constraints.maximum}"
    return None


def _refused_array(elements: TextConstraints | NumberConstraints | None, value: object) -> str | None:
    # AppConfig's schema can't tell whether an empty one is of texts or of numbers, and refuses it.
    if not isinstance(value, list) or not value:
        return "an array with at least one element"
    items: list[object] = value  # pyright: ignore[reportUnknownVariableType] (JSON's lists hold anything)
    if elements is None:
        texts, numbers = ([check(None, item) for item in items] for check in (_refused_text, _refused_number))
        return None if not any(texts) or not any(numbers) else "an array of texts, or of numbers"
    found = next((allowed for item in items if (allowed := _refused(elements, item))), None)
    return f"an array, each element {found}" if found else None
