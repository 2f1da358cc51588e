"""The file of table mappings: every mistake in it named, and all of them at once."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given

from config import table_mappings
from config.table_mappings import TableMappings, faults
from simulated_aws.kinds.languages.migration import table_mappings as table_mappings_faults
from tests.config.generated import ANYTHING

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


# As DMS returns them: each key that it knows, null where nothing was given.
RETURNED: dict[str, Any] = SELECTION | {"filters": [], "load-order": None, "parallel-load": None, "lob-settings": None}
MASK: dict[str, Any] = {
    "rule-type": "transformation",
    "rule-id": "5",
    "rule-name": "masked",
    "rule-target": "column",
    "object-locator": LOCATOR | {"column-name": "iban"},
    "rule-action": "data-masking-hash-mask",
    "value": None,
    "old-value": None,
}
ADDED: dict[str, Any] = {
    "rule-type": "transformation",
    "rule-id": "6",
    "rule-name": "added",
    "rule-target": "column",
    "object-locator": LOCATOR,
    "rule-action": "add-column",
    "value": "moved_at",
    "expression": "datetime()",
    "data-type": {"type": "datetime", "precision": 6},
}
BEFORE: dict[str, Any] = {
    "rule-type": "transformation",
    "rule-id": "7",
    "rule-name": "before",
    "rule-target": "column",
    "object-locator": LOCATOR | {"column-name": "%"},
    "rule-action": "add-before-image-columns",
    "before-image-def": {"column-prefix": "before_", "column-suffix": "", "column-filter": "pk-only"},
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
    ({"rules": [SELECTION, MASK | {"rule-target": "table"}]}, "rules[1].rule-target", "column, which data-masking"),
    ({"rules": [SELECTION, MASK | {"object-locator": LOCATOR}]}, "rules[1].object-locator.column-name", "a text"),
    (
        {"rules": [SELECTION, MASK | {"rule-action": "data-masking-digits-mask", "value": "xx"}]},
        "rules[1].value",
        "one character",
    ),
    ({"rules": [SELECTION, without(ADDED, "value")]}, "rules[1].value", "a text"),
    ({"rules": [SELECTION, ADDED | {"rule-target": "table"}]}, "rules[1].rule-target", "column, which add-column"),
]


@pytest.mark.parametrize(
    "rules",
    [
        [SELECTION],
        [RETURNED],
        [SELECTION | {"rule-action": "explicit"}],
        [SELECTION, MASK, ADDED, BEFORE],
        [SELECTION, MASK | {"rule-action": "data-masking-digits-mask", "value": "#"}],
        [SELECTION, RENAMING | {"before-image-def": None, "tag-set": None, "old-value": None}, LOBS],
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


def test_what_dms_returns_is_given_back_without_what_is_null(written: Callable[[str], str]) -> None:
    text = TableMappings.read(written(json.dumps({"rules": [RETURNED | {"object-locator": LOCATOR}]}))).text
    assert "null" not in text
    assert list(table_mappings_faults(text)) == []


@given(ANYTHING)
def test_whatever_a_file_holds_is_accepted_or_refused_in_words(content: Any) -> None:
    rules = [{"rule-type": kind, "rule-action": content, "object-locator": content, "filters": content,
              "rule-target": content, "rule-id": content} for kind in (*table_mappings.KEYS, content)]  # fmt: skip
    for each in (content, {"rules": content}, {"rules": [content]}, {"rules": rules}):
        for where, _, allowed in faults(each):
            assert isinstance(where, str)
            assert allowed


@pytest.mark.parametrize(
    "content", [b"\xff\xfe{\x00", b"\xe4", b"[" * 100_000, b'{"rules": NaN}', b"", b'{"a": 1} x'], ids=repr
)
def test_no_content_of_a_file_ends_otherwise(content: bytes, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_mappings, "PROJECT", tmp_path)
    (tmp_path / "mappings.json").write_bytes(content)
    with pytest.raises(ValueError, match=r"mappings.json: .*allowed: JSON"):
        TableMappings.read("mappings.json")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_file_may_come_from_another_machine(encoding: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_mappings, "PROJECT", tmp_path)
    (tmp_path / "mappings.json").write_bytes(json.dumps({"rules": [SELECTION]}, indent=1).encode(encoding))
    assert "payments" in TableMappings.read("mappings.json").text


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
