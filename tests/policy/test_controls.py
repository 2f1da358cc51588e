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


def test_no_control_is_both_served_and_left_out() -> None:
    served = {control for rule in (*RULES, *STACK_RULES) for control in rule.controls}
    assert served.isdisjoint(LEFT_OUT)


def test_a_type_that_somebody_has_looked_at_has_a_reason_and_no_rule() -> None:
    with_rules = {kind for rule in (*RULES, *STACK_RULES) for kind in rule.types}
    assert with_rules.isdisjoint(LOOKED_AT)
    assert LOOKED_AT.keys() <= TYPES.keys()
    assert all(len(reason) > 10 for reason in LOOKED_AT.values())


def test_the_tests_that_the_table_names_exist() -> None:
    for path, name in set(re.findall(r"`(test_\w+\.py)::(\w+)\[", controls.text())):
        assert f"def {name}(" in (PROJECT / "tests" / "policy" / path).read_text()
