"""A rule that is not what it was any more is noticed by its cases."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from policy.checks.properties import equals
from policy.checks.stacks import stack_check
from policy.resources import Resource, Stack, Violation
from policy.rule import LOW, Rule, StackRule, rule
from policy.rules import RULES, STACK_RULES
from tests.policy.cases import CASES
from tests.policy.cases.case import changed
from tests.policy.cases.stacks import STACKS
from tools.mutants.conditions import Change, changes, counted

CHANGES = tuple(changes())


def fits(item: Rule | StackRule) -> bool:
    """Whether the cases of a rule go as they should; one that ends with an error does not fit them."""
    try:
        return _passes(item) and _refuses(item)
    except (AttributeError, LookupError, TypeError):
        return False


def _passes(item: Rule | StackRule) -> bool:
    if isinstance(item, StackRule):
        return not list(item.violations(Stack(STACKS[item.name][0])))
    case = CASES[item.name]
    return not any(_said(item, kind, good) for kind in item.types for good in (case.good, *case.also_good))


def _refuses(item: Rule | StackRule) -> bool:
    if isinstance(item, StackRule):
        found = (item.violations(Stack(bad)) for bad in STACKS[item.name][1])
        return all("it" in {violation.resource.name for violation in violations} for violations in found)
    case = CASES[item.name]
    return all(_said(item, kind, changed(case.good, bad)) for kind in item.types for bad in case.bad)


def _said(item: Rule, kind: str, properties: Mapping[str, Any]) -> list[str]:
    made = Resource(type=kind, name="it", urn="it", properties=properties)
    return [violation.text for violation in item.violations(made)]


@pytest.mark.parametrize("item", [*RULES, *STACK_RULES], ids=lambda item: item.name)
def test_a_rule_fits_its_cases(item: Rule | StackRule) -> None:
    assert fits(item)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change.rule.name}: {change.what}")
def test_a_changed_rule_does_not(change: Change) -> None:
    assert not fits(change.rule)


def test_each_rule_has_a_change_and_most_have_several() -> None:
    assert counted().keys() == {item.name for item in (*RULES, *STACK_RULES)}
    assert len(CHANGES) > 300


def test_a_condition_is_found_wherever_it_is() -> None:
    """In the rule itself, in a function that it names, and in one that this one calls."""
    of_subscriptions = {change.what for change in CHANGES if change.rule.name == "rds-instance-event-notifications"}
    assert any("of_the_region" in what or "provider" in what for what in of_subscriptions)
    of_versions = [change for change in CHANGES if change.rule.name == "s3-lifecycle-rule-enabled"]
    assert any("'Enabled'" in change.what for change in of_versions)
    of_keys = [change for change in CHANGES if change.rule.name == "rds-storage-kms-encryption"]
    assert [change.what for change in of_keys if "customer_key('kmsKeyId')" in change.what]


def test_a_rule_with_another_s_cases_does_not_fit() -> None:
    wrong = rule("aws:rds/instance:Instance", "rds-multi-az", LOW).needs(equals("multiAz", False))
    assert not fits(wrong)

    @stack_check("nothing")
    def everything(_: Stack) -> Iterator[Violation]:
        yield from ()

    assert not fits(rule("aws:s3/bucket:Bucket", "s3-versioning-configured", LOW).needs(everything))
