"""The committed stacks follow every rule, except what is exempt until a day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from policy.exemptions import Exemption, Exemptions, read
from policy.exemptions import violations as found
from policy.resources import Resource, Stack
from policy.rules import RULES, STACK_RULES
from tests.policy.stacks import stack_of, violations, with_container
from tests.support.graph import Graph, build_stack, stack_values

TODAY = date(2026, 11, 25)
EXEMPTIONS = Exemptions(items=read(), today=TODAY)
ENOUGH = "This is for the test alone and says why."


def test_a_committed_stack_violates_no_rule(graph: Graph, stack: str) -> None:
    assert violations(stack, stack_of(graph), EXEMPTIONS) == []


def test_nothing_is_left_undecided_after_an_up(graph: Graph) -> None:
    whole = stack_of(graph)
    assert [rule.name for rule in (*RULES, *STACK_RULES) if found(rule, whole)[1]] == []


def test_a_preview_raises_no_false_alarm_and_decides_most(previewed: Graph, stack: str) -> None:
    whole = stack_of(previewed)
    assert violations(stack, whole, EXEMPTIONS) == []
    undecided = [rule.name for rule in (*RULES, *STACK_RULES) if found(rule, whole)[1]]
    assert 0 < len(undecided) < len((*RULES, *STACK_RULES)) / 3


def test_the_exemptions_are_current(graph: Graph, stack: str) -> None:
    today = Exemptions(items=EXEMPTIONS.items, today=date.today())
    assert list(today.mistakes(stack, stack_of(graph), RULES, STACK_RULES)) == []


@pytest.mark.parametrize("platform", ["ecs-express", "app-runner"])
def test_either_container_platform_follows_the_rules(platform: str) -> None:
    assert violations("dev", stack_of(with_container(platform)), EXEMPTIONS) == []


def test_a_firewall_of_production_takes_another_zone_under_an_exemption_alone() -> None:
    lifted = {"payments:network": stack_values("prod")["payments:network"] | {"zones": ["a", "b", "c"]}}
    lifted["payments:network"]["firewall"] = {"allowedDomains": [".example.com"], "subnetChangeProtection": False}
    whole, rule = stack_of(build_stack("prod", changes=lifted)), "network-firewall-subnet-change-protection"
    (refused,) = violations("prod", whole, EXEMPTIONS)
    assert refused.startswith(f"{rule}: network-firewall: ")
    exemption = Exemption(rule=rule, stacks=["prod"], resources="*network-firewall", reason=ENOUGH, expires=TODAY)
    exempt = Exemptions(items=[*EXEMPTIONS.items, exemption], today=TODAY)
    assert violations("prod", whole, exempt) == []
    assert list(exempt.mistakes("prod", whole, RULES, STACK_RULES)) == []
    # Once the zones are kept again it has to go.
    (mistake,) = exempt.mistakes("prod", stack_of(build_stack("prod")), RULES, STACK_RULES)
    assert mistake == f"the exemption of *network-firewall from {rule} is no longer needed: remove it"


KEY = Resource(type="aws:kms/key:Key", name="queue-key", urn="urn:queue-key", properties={"deletionWindowInDays": 7})
KEPT = replace(KEY, properties={"deletionWindowInDays": 30})
EXEMPT = Exemption(rule="kms-key-deletion-window", stacks=["dev"], resources="queue-*", reason=ENOUGH, expires=TODAY)


def judged(exemption: Exemption, key: Resource = KEY, stack: str = "dev", today: date = TODAY) -> tuple[int, list[str]]:
    """How many violations are left in a stack of one key, and what is wrong with the exemption."""
    (rule,) = (rule for rule in RULES if rule.name == "kms-key-deletion-window")
    exemptions, whole = Exemptions(items=[exemption], today=today), Stack([key])
    left = exemptions.uncovered(stack, rule, found(rule, whole)[0])
    return len(left), list(exemptions.mistakes(stack, whole, RULES, STACK_RULES))


def test_an_exemption_holds_to_its_last_day_for_its_stack_its_rule_and_its_resources() -> None:
    assert judged(EXEMPT) == (0, [])
    assert judged(EXEMPT, stack="prod") == (1, [])
    assert judged(replace(EXEMPT, rule="kms-key-rotation"))[0] == 1
    assert judged(replace(EXEMPT, resources="alerts-*"))[0] == 1


def test_an_expired_exemption_is_a_mistake_and_exempts_nothing() -> None:
    left, (mistake,) = judged(EXEMPT, today=TODAY + timedelta(days=1))
    assert left == 1
    assert "has expired on 2026-11-25" in mistake


def test_an_exemption_from_no_rule_is_a_mistake() -> None:
    _, (mistake,) = judged(replace(EXEMPT, rule="key-is-golden"))
    assert mistake == "the exemption of queue-* from key-is-golden is from a rule that does not exist"


def test_an_exemption_that_is_no_longer_needed_is_a_mistake() -> None:
    _, (mistake,) = judged(EXEMPT, KEPT)
    assert "is no longer needed" in mistake


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"reason": "later"}, "needs a reason of 20 characters; got 'later'"),
        ({"expires": "soon"}, "needs an expiry such as 2027-01-31; got 'soon'"),
        ({"expires": None}, "needs an expiry such as 2027-01-31; got None"),
        ({"stacks": []}, "needs one stack at least; got none"),
    ],
)
def test_an_exemption_without_a_reason_or_an_end_is_refused(changes: Mapping[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        replace(EXEMPT, **changes)


def test_an_exemption_in_a_file_needs_every_field(tmp_path: Path) -> None:
    file = tmp_path / "exemptions.yaml"
    file.write_text("- {rule: kms-key-rotation, stacks: [dev], resources: '*', reason: Nobody has looked at it yet.}")
    with pytest.raises(TypeError, match="expires"):
        read(file)
