"""The table of controls says what is true."""

import re

from catalog import TYPES
from config.project import PROJECT
from policy.left_out import LEFT_OUT
from policy.looked_at import LOOKED_AT
from policy.rules import RULES, STACK_RULES
from tools.reference import controls


def test_the_table_holds_every_control_of_every_rule() -> None:
    rows = set(re.findall(r"^\| ([^|]+) \| `([a-z0-9-]+)` \|", controls.text(), re.MULTILINE))
    assert rows == {(control, rule.name) for rule in (*RULES, *STACK_RULES) for control in rule.controls}


def test_the_committed_table_is_current() -> None:
    assert (PROJECT / "docs" / "controls.md").read_text() == controls.text()


def test_each_rule_has_cases_and_changes_in_the_table() -> None:
    rows = re.findall(r"^\| [^|]+ \| `([a-z0-9-]+)` \| [^|]+ \| (\d+) \| (\d+) \|$", controls.text(), re.MULTILINE)
    assert {name for name, _, _ in rows} == {rule.name for rule in (*RULES, *STACK_RULES)}
    assert all(int(cases) > 0 and int(changes) > 0 for _, cases, changes in rows)


def test_the_table_says_of_what_each_reason_is_true() -> None:
    for control, reason in LEFT_OUT.items():
        assert f"| {control} | {reason.why} | {reason.facts[0].said}" in controls.text()


def test_a_type_that_somebody_has_looked_at_has_a_reason_and_no_rule() -> None:
    with_rules = {kind for rule in (*RULES, *STACK_RULES) for kind in rule.types}
    assert with_rules.isdisjoint(LOOKED_AT)
    assert LOOKED_AT.keys() <= TYPES.keys()
    assert all(len(reason) > 10 for reason in LOOKED_AT.values())
