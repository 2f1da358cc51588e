"""What severe rules look at is shown before an approval, or there is a reason why it is not."""

from collections.abc import Iterator

import pytest

from policy.rule import CRITICAL, HIGH
from policy.rules import RULES, STACK_RULES
from tests.policy.cases import CASES
from tests.policy.cases.case import changed
from tests.policy.cases.stacks import STACKS
from tools.ci.differences import KEPT_BACK, VALUES, is_shown

SEVERE = (HIGH, CRITICAL)


Seen = tuple[str, str, tuple[object, ...]]


def of_a_resource() -> Iterator[Seen]:
    """The type, the property and the values of what makes a resource wrong by a severe rule of one resource."""
    for rule in (rule for rule in RULES if rule.severity in SEVERE):
        good = CASES[rule.name].good
        for wrong in (changed(good, bad) for bad in CASES[rule.name].bad):
            for key in {key for key in {*good, *wrong} if good.get(key) != wrong.get(key)}:
                yield from ((kind, key, (good.get(key), wrong.get(key))) for kind in rule.types)


def of_a_stack() -> Iterator[Seen]:
    """The same for the resources of a stack that is wrong by a severe rule of the whole stack."""
    for rule in (rule for rule in STACK_RULES if rule.severity in SEVERE):
        for item in (item for bad in STACKS[rule.name][1] for item in bad):
            yield from ((item.type, key, (value,)) for key, value in item.properties.items())


ALL = [*of_a_resource(), *of_a_stack()]


def test_what_a_severe_rule_looks_at_is_shown_or_kept_back_for_a_reason() -> None:
    hidden = {key for kind, key, values in ALL if not is_shown(kind, key, *values)}
    assert hidden == KEPT_BACK.keys()
    assert len(ALL) > 200


def test_nothing_is_both_shown_and_kept_back() -> None:
    assert VALUES.isdisjoint(KEPT_BACK)


@pytest.mark.parametrize("kind", ["aws:s3/bucketReplicationConfig:BucketReplicationConfig", "aws:x/y:Other"])
def test_a_property_may_be_shown_of_one_type_alone(kind: str) -> None:
    assert is_shown(kind, "rules", []) == kind.endswith("ReplicationConfig")
