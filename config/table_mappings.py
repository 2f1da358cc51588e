"""Which tables DMS replicates: a file of rules, read and checked as DMS would, with every mistake at once."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, cast

from config import json_file
from config.faults import Fault
from config.project import PROJECT

# The words of DMS's rules (DMS guide, "Using table mapping to specify task settings").
KEYS: Mapping[str, frozenset[str]] = {
    "selection": frozenset({"filters", "load-order"}),
    "transformation": frozenset(
        {"before-image-def", "data-type", "expression", "old-value", "primary-key-def", "rule-target", "value"}
    ),
    "table-settings": frozenset({"parallel-load", "lob-settings"}),
}
COMMON = frozenset({"rule-type", "rule-id", "rule-name", "rule-action", "object-locator"})
SELECTIONS = ("include", "exclude", "explicit")
WITH_VALUE = (
    "add-prefix",
    "add-suffix",
    "remove-prefix",
    "remove-suffix",
    "rename",
    "replace-prefix",
    "replace-suffix",
)
# Each is of one column (DMS guide, "Using data masking to hide sensitive information").
MASKS = ("data-masking-digits-mask", "data-masking-digits-randomize", "data-masking-hash-mask")
TRANSFORMATIONS = (
    *WITH_VALUE,
    *MASKS,
    "add-before-image-columns",
    "add-column",
    "change-data-type",
    "convert-lowercase",
    "convert-uppercase",
    "define-primary-key",
    "include-column",
    "remove-column",
)
# How a locator names what a transformation is about.
TARGETS: Mapping[str, tuple[str, ...]] = {
    "schema": ("schema-name",),
    "table": ("schema-name", "table-name"),
    "column": ("schema-name", "table-name", "column-name"),
}
OPERATORS: Mapping[str, frozenset[str]] = {
    **{name: frozenset({"value"}) for name in ("eq", "noteq", "gte", "ste")},
    **{name: frozenset({"start-value", "end-value"}) for name in ("between", "notbetween")},
    **{name: frozenset[str]() for name in ("null", "notnull")},
}


@dataclass(frozen=True, kw_only=True)
class TableMappings:
    """The rules in the form that DMS is given: one line, with sorted keys."""

    text: str

    @classmethod
    def read(cls, path: str) -> "TableMappings":
        """The rules of a file of the project; raises ValueError with every mistake."""
        faults = list(file_faults(path))
        if faults:
            lines = "; ".join(
                f"{where}: {json.dumps(given)} is refused; allowed: {what}" for where, given, what in faults
            )
            raise ValueError(f"{path}: {lines}")
        content = _given(json_file.read(PROJECT / path))
        return cls(text=json.dumps(content, sort_keys=True, separators=(",", ":")))


def file_faults(path: str) -> Iterator[Fault]:
    """Every mistake in a file of the project."""
    if not (PROJECT / path).is_file():
        yield "", path, "a file of this project"
        return
    try:
        content = json_file.read(PROJECT / path)
    except json_file.JsonFileError as error:
        yield "", str(error), "JSON"
        return
    yield from faults(content)


def _given(value: object) -> object:
    """A value without the keys that are null: DMS returns each key that it knows, and takes null for nothing."""
    if isinstance(value, dict):
        items = cast(dict[str, object], value).items()
        return {key: _given(item) for key, item in items if item is not None}
    return [_given(item) for item in cast(list[object], value)] if isinstance(value, list) else value


def faults(content: object) -> Iterator[Fault]:
    """Every mistake in the content of such a file."""
    content = _given(content)
    rules = cast(Mapping[str, object], content).get("rules") if isinstance(content, dict) else None
    if not isinstance(rules, list) or not rules or len(cast(dict[str, object], content)) > 1:
        yield "", content, '{"rules": [...]} with one rule at least, and nothing else'
        return
    known: list[Mapping[str, Any]] = []
    for number, rule in enumerate(cast(list[object], rules)):
        if isinstance(rule, dict):
            known.append(cast(dict[str, Any], rule))
            yield from _rule(f"rules[{number}]", known[-1])
        else:
            yield f"rules[{number}]", rule, "a mapping"
    for key in ("rule-id", "rule-name"):
        for value, count in Counter(str(rule.get(key)) for rule in known).items():
            if count > 1:
                yield "rules", value, f"each {key} once; it is used {count} times"
    actions = [rule.get("rule-action") for rule in known if rule.get("rule-type") == "selection"]
    if not any(action in ("include", "explicit") for action in actions):
        yield "rules", "no selection", "at least one rule that includes a table"


def _rule(where: str, rule: Mapping[str, Any]) -> Iterator[Fault]:
    kind = rule.get("rule-type")
    if not isinstance(kind, str) or kind not in KEYS:
        yield f"{where}.rule-type", kind, ", ".join(KEYS)
        return
    yield from _keys(where, rule, COMMON | KEYS[kind])
    if not str(rule.get("rule-id", "")).isdigit():
        yield f"{where}.rule-id", rule.get("rule-id"), "a number of its own"
    yield from _text(where, rule, "rule-name")
    if kind == "selection":
        yield from _selection(where, rule)
    elif kind == "transformation":
        yield from _transformation(where, rule)
    else:
        yield from _locator(where, rule, TARGETS["table"])


def _selection(where: str, rule: Mapping[str, Any]) -> Iterator[Fault]:
    if rule.get("rule-action") not in SELECTIONS:
        yield f"{where}.rule-action", rule.get("rule-action"), ", ".join(SELECTIONS)
    yield from _locator(where, rule, TARGETS["table"])
    order = rule.get("load-order", 0)
    if not isinstance(order, int) or isinstance(order, bool) or order < 0:
        yield f"{where}.load-order", order, "a whole number; the highest is loaded first"
    filters = rule.get("filters", [])
    if not isinstance(filters, list):
        yield f"{where}.filters", filters, "a list"
        return
    for number, item in enumerate(cast(list[object], filters)):
        yield from _filter(f"{where}.filters[{number}]", item)


def _transformation(where: str, rule: Mapping[str, Any]) -> Iterator[Fault]:
    action, target = rule.get("rule-action"), rule.get("rule-target")
    if action not in TRANSFORMATIONS:
        yield f"{where}.rule-action", action, ", ".join(TRANSFORMATIONS)
    if not isinstance(target, str) or target not in TARGETS:
        yield f"{where}.rule-target", target, ", ".join(TARGETS)
        return
    # What adds a column names it as its value, and its table alone.
    yield from _locator(where, rule, TARGETS["table" if action == "add-column" else target], {"column-name"})
    if action in (*WITH_VALUE, "add-column", "data-masking-digits-mask"):
        yield from _text(where, rule, "value")
    if action in (*MASKS, "add-column") and target != "column":
        yield f"{where}.rule-target", target, f"column, which {action} is about"
    if action == "data-masking-digits-mask" and len(str(rule.get("value"))) != 1:
        yield f"{where}.value", rule.get("value"), "one character, which each digit becomes"


def _locator(
    where: str, rule: Mapping[str, Any], names: Sequence[str], others: Set[str] = frozenset()
) -> Iterator[Fault]:
    locator = rule.get("object-locator")
    if not isinstance(locator, dict):
        yield f"{where}.object-locator", locator, f"a mapping with {', '.join(names)}"
        return
    found = cast(dict[str, Any], locator)
    yield from _keys(f"{where}.object-locator", found, {*names, *others, "table-type"})
    for name in names:
        yield from _text(f"{where}.object-locator", found, name)
    if found.get("table-type", "table") not in ("table", "view", "all"):
        yield f"{where}.object-locator.table-type", found["table-type"], "table, view, all"


def _filter(where: str, item: object) -> Iterator[Fault]:
    if not isinstance(item, dict):
        yield where, item, "a mapping with filter-type, column-name, filter-conditions"
        return
    found = cast(dict[str, Any], item)
    yield from _keys(where, found, {"filter-type", "column-name", "filter-conditions"})
    if found.get("filter-type") != "source":
        yield f"{where}.filter-type", found.get("filter-type"), "source"
    yield from _text(where, found, "column-name")
    conditions = found.get("filter-conditions")
    if not isinstance(conditions, list) or not conditions:
        yield f"{where}.filter-conditions", conditions, "a list with one condition at least"
        return
    for number, condition in enumerate(cast(list[object], conditions)):
        yield from _condition(f"{where}.filter-conditions[{number}]", condition)


def _condition(where: str, condition: object) -> Iterator[Fault]:
    found = cast(dict[str, Any], condition) if isinstance(condition, dict) else {}
    operator = found.get("filter-operator")
    if not isinstance(operator, str) or operator not in OPERATORS:
        yield f"{where}.filter-operator", operator, ", ".join(OPERATORS)
        return
    yield from _keys(where, found, OPERATORS[operator] | {"filter-operator"})
    for name in sorted(OPERATORS[operator] - found.keys()):
        yield f"{where}.{name}", None, f"a value, which {operator} compares with"


def _keys(where: str, found: Mapping[str, Any], allowed: frozenset[str] | set[str]) -> Iterator[Fault]:
    for key in sorted(found.keys() - allowed):
        yield f"{where}.{key}", found[key], f"the keys {', '.join(sorted(allowed))}"


def _text(where: str, found: Mapping[str, Any], key: str) -> Iterator[Fault]:
    if not isinstance(found.get(key), str) or not found[key]:
        yield f"{where}.{key}", found.get(key), "a text"
