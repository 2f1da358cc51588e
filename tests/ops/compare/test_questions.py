"""Which tables are compared, and which mappings are more than tables."""

import json
from pathlib import Path
from typing import Any

import pytest

from config import table_mappings
from config.project import PROJECT
from ops.compare import questions
from ops.lib.command import CommandError

NOT_NULL = {"filter-operator": "notnull"}
WHOLE: dict[str, Any] = {
    "rule-type": "selection", "rule-id": "7", "rule-name": "payments", "rule-action": "include",
    "object-locator": {"schema-name": "payments", "table-name": "payments"},
}  # fmt: skip
MORE_THAN_TABLES: dict[str, dict[str, Any]] = {
    "a pattern": {"object-locator": {"schema-name": "payments", "table-name": "%"}},
    "an exclusion": {"rule-action": "exclude"},
    "a filter": {"filters": [{"filter-type": "source", "column-name": "amount", "filter-conditions": [NOT_NULL]}]},
    "a mask": {
        "rule-type": "transformation",
        "rule-target": "column",
        "rule-action": "data-masking-hash-mask",
        "object-locator": {"schema-name": "payments", "table-name": "payments", "column-name": "account"},
    },
    "another name": {
        "rule-type": "transformation",
        "rule-target": "table",
        "rule-action": "rename",
        "value": "paid",
        "object-locator": {"schema-name": "payments", "table-name": "payments"},
    },
}


def test_all_tables_but_that_of_the_marks_are_compared() -> None:
    mappings = "migration/table-mappings.json"
    assert questions.tables(mappings) == ["payments", "ledger_entries"]
    assert questions.MARKS in (PROJECT / mappings).read_text()


@pytest.mark.parametrize("kind", MORE_THAN_TABLES)
def test_mappings_that_are_more_than_tables_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    rule = {"rule-id": "1", "rule-name": "one"} | {"object-locator": WHOLE["object-locator"]} | MORE_THAN_TABLES[kind]
    if "rule-type" not in rule:
        rule = WHOLE | rule
    kept(tmp_path, monkeypatch, [WHOLE, rule])
    with pytest.raises(CommandError, match=r"mappings.json: rule 1 is more than a table by its name"):
        questions.tables("mappings.json")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_mappings_are_read_in_the_forms_that_dms_is_given_them_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    # DMS returns each key that it knows, with null for what is not set.
    returned = WHOLE | {"filters": None, "load-order": None}
    kept(tmp_path, monkeypatch, [returned], encoding)
    assert questions.tables("mappings.json") == ["payments"]


@pytest.mark.parametrize("content", [b"", b"{}", b'{"rules": "all"}', b"\xff", b"[" * 100_000], ids=len)
def test_mappings_that_are_none_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(table_mappings, "PROJECT", tmp_path)
    (tmp_path / "mappings.json").write_bytes(content)
    with pytest.raises(CommandError, match="is refused"):
        questions.tables("mappings.json")


def kept(folder: Path, patch: pytest.MonkeyPatch, rules: list[dict[str, Any]], encoding: str = "utf-8") -> None:
    """A project whose file of mappings has these rules."""
    patch.setattr(table_mappings, "PROJECT", folder)
    (folder / "mappings.json").write_text(json.dumps({"rules": rules}), encoding)
