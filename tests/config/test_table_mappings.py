"""The file of table mappings: every mistake in it named, and all of them at once."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from config import table_mappings
from config.table_mappings import TableMappings, faults

LOCATOR = {"schema-name": "payments", "table-name": "payments"}
SELECTION: dict[str, Any] = {
    "rule-type": "selection",
    "rule-id": "1",
    "rule-name": "payments",
    "object-locator": LOCATOR,
    "rule-action": "include",
}
RENAMING: dict[str, Any] = {
    "rule-type": "transformation",
    "rule-id": "2",
    "rule-name": "renamed",
    "rule-target": "table",
    "object-locator": LOCATOR,
    "rule-action": "rename",
    "value": "payments_old",
}
LOBS: dict[str, Any] = {
    "rule-type": "table-settings",
    "rule-id": "3",
    "rule-name": "long-values",
    "object-locator": LOCATOR,
    "lob-settings": {"mode": "unlimited"},
}


def filtered(**condition: Any) -> dict[str, Any]:
    """A selection of the rows that a condition holds for."""
    keys = {key.replace("_", "-"): value for key, value in condition.items()}
    rule = {"filter-type": "source", "column-name": "created_at", "filter-conditions": [keys]}
    return SELECTION | {"filters": [rule]}


def without(rule: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in rule.items() if key not in keys}


# Each with its position and words of what is allowed.
BAD: list[tuple[Any, str, str]] = [
    ([], "", '{"rules": [...]}'),
    ({"rules": []}, "", "one rule at least"),
    ({"rules": [SELECTION], "Rules": []}, "", "nothing else"),
    ({"rules": [SELECTION, "all"]}, "rules[1]", "a mapping"),
    ({"rules": [SELECTION, SELECTION | {"rule-name": "b"}]}, "rules", "each rule-id once; it is used 2 times"),
    ({"rules": [SELECTION, SELECTION | {"rule-id": "2"}]}, "rules", "each rule-name once"),
    ({"rules": [SELECTION | {"rule-action": "exclude"}]}, "rules", "at least one rule that includes a table"),
    ({"rules": [SELECTION | {"rule-type": "select"}]}, "rules[0].rule-type", "selection, transformation"),
    ({"rules": [without(SELECTION, "rule-type")]}, "rules[0].rule-type", "selection, transformation"),
    ({"rules": [SELECTION | {"rule-id": "one"}]}, "rules[0].rule-id", "a number of its own"),
    ({"rules": [without(SELECTION, "rule-name")]}, "rules[0].rule-name", "a text"),
    ({"rules": [SELECTION | {"rule-action": "copy"}]}, "rules[0].rule-action", "include, exclude, explicit"),
    ({"rules": [SELECTION | {"rule-acton": "x"}]}, "rules[0].rule-acton", "the keys filters, load-order"),
    ({"rules": [SELECTION | {"load-order": "2"}]}, "rules[0].load-order", "a whole number"),
    ({"rules": [SELECTION | {"load-order": True}]}, "rules[0].load-order", "a whole number"),
    ({"rules": [without(SELECTION, "object-locator")]}, "rules[0].object-locator", "schema-name, table-name"),
    (
        {"rules": [SELECTION | {"object-locator": {"schema-name": "payments"}}]},
        "rules[0].object-locator.table-name",
        "a text",
    ),
    (
        {"rules": [SELECTION | {"object-locator": LOCATOR | {"tabel-type": "all"}}]},
        "rules[0].object-locator.tabel-type",
        "the keys",
    ),
    (
        {"rules": [SELECTION | {"object-locator": LOCATOR | {"table-type": "tables"}}]},
        "rules[0].object-locator.table-type",
        "table, view, all",
    ),
    ({"rules": [SELECTION | {"filters": {}}]}, "rules[0].filters", "a list"),
    ({"rules": [SELECTION | {"filters": ["x"]}]}, "rules[0].filters[0]", "a mapping"),
    (
        {"rules": [SELECTION | {"filters": [{"filter-type": "target"}]}]},
        "rules[0].filters[0].filter-type",
        "source",
    ),
    (
        {"rules": [SELECTION | {"filters": [{"filter-type": "source"}]}]},
        "rules[0].filters[0].filter-conditions",
        "one condition at least",
    ),
    (
        {"rules": [filtered(filter_operator="lte", value="1")]},
        "rules[0].filters[0].filter-conditions[0].filter-operator",
        "eq, noteq, gte, ste",
    ),
    (
        {"rules": [filtered(filter_operator="between", start_value="1")]},
        "rules[0].filters[0].filter-conditions[0].end-value",
        "which between compares with",
    ),
    (
        {"rules": [filtered(filter_operator="null", value="1")]},
        "rules[0].filters[0].filter-conditions[0].value",
        "the keys filter-operator",
    ),
    ({"rules": [SELECTION, RENAMING | {"rule-action": "move"}]}, "rules[1].rule-action", "rename"),
    ({"rules": [SELECTION, RENAMING | {"rule-target": "row"}]}, "rules[1].rule-target", "schema, table, column"),
    ({"rules": [SELECTION, without(RENAMING, "value")]}, "rules[1].value", "a text"),
    (
        {"rules": [SELECTION, RENAMING | {"rule-target": "column"}]},
        "rules[1].object-locator.column-name",
        "a text",
    ),
    ({"rules": [SELECTION, LOBS | {"filters": []}]}, "rules[1].filters", "the keys"),
]


@pytest.mark.parametrize(
    "rules",
    [
        [SELECTION],
        [SELECTION, RENAMING, LOBS],
        [SELECTION | {"load-order": 2, "object-locator": LOCATOR | {"table-type": "all"}}],
        [filtered(filter_operator="gte", value="2026-01-01")],
        [filtered(filter_operator="between", start_value="1", end_value="2")],
        [filtered(filter_operator="notnull")],
        [SELECTION, SELECTION | {"rule-id": "9", "rule-name": "no-views", "rule-action": "exclude"}],
        [
            SELECTION,
            RENAMING | {"rule-target": "column", "object-locator": LOCATOR | {"column-name": "result"}},
            without(RENAMING, "value")
            | {"rule-id": "4", "rule-name": "lower", "rule-action": "convert-lowercase", "rule-target": "schema",
               "object-locator": {"schema-name": "%"}},
        ],
    ],
)  # fmt: skip
def test_what_dms_accepts_is_accepted(rules: list[dict[str, Any]]) -> None:
    assert list(faults({"rules": rules})) == []


@pytest.mark.parametrize(("content", "where", "allowed"), BAD)
def test_a_mistake_is_named_with_its_position_and_what_is_allowed(content: object, where: str, allowed: str) -> None:
    found = [(position, what) for position, _, what in faults(deepcopy(content))]
    assert any(position == where and allowed in what for position, what in found), found


def test_all_mistakes_of_a_file_are_listed(written: Callable[[str], str]) -> None:
    path = written('{"rules": [{"rule-type": "selection", "rule-id": "x", "rule-name": "", "rule-action": "copy"}]}')
    with pytest.raises(ValueError, match=r"mappings.json: ") as refusal:
        TableMappings.read(path)
    for part in ("rule-id", "rule-name", "rule-action", "object-locator", "includes a table"):
        assert part in str(refusal.value)


def test_a_file_that_is_not_json_or_is_missing_is_named(written: Callable[[str], str]) -> None:
    with pytest.raises(ValueError, match=r"mappings.json: .*allowed: JSON"):
        TableMappings.read(written("{"))
    with pytest.raises(ValueError, match=r"gone.json: .*allowed: a file of this project"):
        TableMappings.read("gone.json")


def test_the_same_rules_are_the_same_text(written: Callable[[str], str]) -> None:
    spread = written('{"rules": [{"rule-name": "a",\n "rule-id": "1", "rule-type": "selection", "rule-action": '
                     '"include", "object-locator": {"table-name": "t", "schema-name": "s"}}]}')  # fmt: skip
    first = TableMappings.read(spread).text
    again = written(first)
    assert TableMappings.read(again).text == first


@pytest.fixture
def written(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Writes a file of mappings and returns its name."""
    monkeypatch.setattr(table_mappings, "PROJECT", tmp_path)

    def write(text: str) -> str:
        (tmp_path / "mappings.json").write_text(text)
        return "mappings.json"

    return write
