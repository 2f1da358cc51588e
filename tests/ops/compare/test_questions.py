"""Which tables are compared, and which mappings are more than tables."""

import json
from pathlib import Path
from typing import Any

import pytest

from config.project import PROJECT
from ops.compare import questions
from ops.lib.command import CommandError

MORE_THAN_TABLES: dict[str, dict[str, Any]] = {
    "a pattern": {"object-locator": {"schema-name": "payments", "table-name": "%"}},
    "an exclusion": {"rule-action": "exclude"},
    "a filter": {"filters": [{"filter-type": "source", "column-name": "amount", "filter-conditions": [{}]}]},
    "another name": {"rule-type": "transformation", "rule-action": "rename"},
}


def test_all_tables_but_that_of_the_marks_are_compared() -> None:
    mappings = "migration/table-mappings.json"
    assert questions.tables(mappings) == ["payments", "ledger_entries"]
    assert questions.MARKS in (PROJECT / mappings).read_text()


@pytest.mark.parametrize("kind", MORE_THAN_TABLES)
def test_mappings_that_are_more_than_tables_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    whole = {
        "rule-type": "selection", "rule-id": "1", "rule-name": "all", "rule-action": "include",
        "object-locator": {"schema-name": "payments", "table-name": "payments"},
    }  # fmt: skip
    (tmp_path / "mappings.json").write_text(json.dumps({"rules": [whole | MORE_THAN_TABLES[kind]]}))
    monkeypatch.setattr(questions, "PROJECT", tmp_path)
    with pytest.raises(CommandError, match=r"mappings.json: rule 1 is more than a table by its name"):
        questions.tables("mappings.json")
