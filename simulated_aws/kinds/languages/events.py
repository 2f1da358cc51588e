"""Event patterns of EventBridge, and the templates that shape what a rule's target is given.

Source: EventBridge user guide (docs.aws.amazon.com/eventbridge/latest/userguide), eb-create-pattern-operators.html,
eb-events-structure.html (the fields that each event has) and eb-transform-target-input.html.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_network
from typing import cast

from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.kinds.languages.json_text import Object, parsed

# A pattern that asks for another field at its top matches no event.
FIELDS = (
    "account", "detail", "detail-type", "id", "region", "replay-name", "resources", "source", "time", "version",
)  # fmt: skip
COMPARISONS = ("<", "<=", "=", ">", ">=")
# Integers beyond have no exact double, and a rule with one is refused.
LARGEST_NUMBER = 2**53


def event_pattern(text: str) -> Iterator[Fault]:
    """What EventBridge refuses of a rule's pattern, and what no event ever matches."""
    yield from parsed(text, _pattern)


def _pattern(pattern: Object) -> Iterator[Fault]:
    if not pattern:
        yield _invalid("", "the pattern is empty")
    for key in pattern:
        if key not in FIELDS and key != "$or":
            yield _invalid(key, f"no event has this field; {', '.join(FIELDS)} are there")
    yield from _fields(pattern, "")


def _fields(pattern: Object, path: str) -> Iterator[Fault]:
    for key, value in pattern.items():
        here = f"{path}.{key}".lstrip(".")
        if key == "$or":
            yield from _either(value, here)
        elif isinstance(value, dict):
            if not value:
                yield _invalid(here, "empty objects are not allowed")
            yield from _fields(cast(Object, value), here)
        elif isinstance(value, list):
            yield from _values(cast(list[object], value), here)
        else:
            yield _invalid(here, f"{value!r} has to be an object or an array")


def _either(value: object, path: str) -> Iterator[Fault]:
    options = cast(list[object], value) if isinstance(value, list) else []
    if len(options) < 2 or not all(isinstance(option, dict) for option in options):
        yield _invalid(path, "an array of two or more objects is expected")
        return
    for index, option in enumerate(options):
        yield from _fields(cast(Object, option), f"{path}[{index}]")


def _values(values: list[object], path: str) -> Iterator[Fault]:
    if not values:
        yield _invalid(path, "empty arrays are not allowed")
    for index, value in enumerate(values):
        here = f"{path}[{index}]"
        if isinstance(value, list):
            yield _invalid(here, "an array inside an array")
        elif isinstance(value, dict):
            yield from _operator(cast(Object, value), here)


def _operator(value: Object, path: str) -> Iterator[Fault]:
    if len(value) != 1:
        yield _invalid(path, "exactly one comparison is expected")
        return
    name, operand = next(iter(value.items()))
    if name not in OPERATORS:
        yield _invalid(path, f"Unrecognized match type {name}; {', '.join(OPERATORS)} are known")
    elif not OPERATORS[name](operand):
        yield _invalid(path, f"{operand!r} is nothing that {name} compares with")


def _is_text(operand: object) -> bool:
    return isinstance(operand, str)


def _is_part(operand: object) -> bool:
    """A text, or one whose case is ignored."""
    if isinstance(operand, dict):
        inner = cast(Mapping[str, object], operand)
        return list(inner) == ["equals-ignore-case"] and isinstance(inner["equals-ignore-case"], str)
    return isinstance(operand, str) and bool(operand)


def _is_wildcard(operand: object) -> bool:
    return isinstance(operand, str) and "**" not in operand


def _is_excluded(operand: object) -> bool:
    if isinstance(operand, dict):
        inner = cast(Mapping[str, object], operand)
        return len(inner) == 1 and all(
            name in ("prefix", "suffix", "equals-ignore-case", "wildcard") and _are_scalars(value)
            for name, value in inner.items()
        )
    return _are_scalars(operand)


def _are_scalars(operand: object) -> bool:
    items = cast(list[object], operand) if isinstance(operand, list) else [operand]
    return bool(items) and all(isinstance(item, str | int | float) for item in items)


def _is_numeric(operand: object) -> bool:
    items = cast(list[object], operand) if isinstance(operand, list) else []
    comparisons, numbers = items[::2], items[1::2]
    return (
        len(items) in (2, 4)
        and all(comparison in COMPARISONS for comparison in comparisons)
        and all(
            isinstance(number, int | float) and not isinstance(number, bool) and abs(number) <= LARGEST_NUMBER
            for number in numbers
        )
    )


def _is_boolean(operand: object) -> bool:
    return isinstance(operand, bool)


def _is_network(operand: object) -> bool:
    try:
        ip_network(str(operand), strict=False)
    except ValueError:
        return False
    return True


OPERATORS: Mapping[str, Callable[[object], bool]] = {
    "anything-but": _is_excluded,
    "cidr": _is_network,
    "equals-ignore-case": _is_text,
    "exists": _is_boolean,
    "numeric": _is_numeric,
    "prefix": _is_part,
    "suffix": _is_part,
    "wildcard": _is_wildcard,
}


def input_transformer(value: Object) -> Iterator[Fault]:
    """What EventBridge refuses of a target's template: each placeholder has a path, and each path is one of JSON."""
    paths = cast(Mapping[str, str], value.get("inputPaths") or {})
    template = value.get("inputTemplate")
    for name, path in paths.items():
        if path != UNKNOWN and not re.match(r"\$([.\[]|$)", path):
            yield Fault(f"inputPaths.{name}", f"ValidationException: {path!r} is no path of JSON; it starts with $")
        if name.startswith("AWS"):
            yield Fault(f"inputPaths.{name}", "ValidationException: names that start with AWS are reserved")
    if isinstance(template, str) and UNKNOWN not in template:
        for name in re.findall(r"<([A-Za-z0-9_.-]+)>", template):
            if name not in paths and not name.startswith("aws.events."):
                yield Fault("inputTemplate", f"ValidationException: Invalid InputTemplate: <{name}> has no input path")


def _invalid(path: str, reason: str) -> Fault:
    return Fault(path, f"InvalidEventPatternException: Event pattern is not valid. Reason: {reason}")
