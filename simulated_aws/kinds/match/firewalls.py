"""Firewall policies and the rule groups that they name, and a group's capacity and its rules."""

from collections.abc import Iterator
from typing import cast

from catalog import networkfirewall
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.kinds.match.register import Around, fits
from simulated_aws.modelling import Inputs
from simulated_aws.regions import listed
from simulated_aws.values import at

DEFAULT, STRICT = "DEFAULT_ACTION_ORDER", "STRICT_ORDER"
# The end of the names of AWS's own groups in either order
# (docs.aws.amazon.com/network-firewall/latest/developerguide/nwfw-managed-rule-groups.html).
MANAGED = {STRICT: "StrictOrder", DEFAULT: "ActionOrder"}


@fits(networkfirewall.FIREWALL_POLICY)
def _order(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """A policy takes the groups of its own rule order.

    botocore: network-firewall.FirewallPolicy.StatefulEngineOptions.
    """
    policy: Inputs = at(inputs, "firewallPolicy") or {}
    order = at(policy, "statefulEngineOptions.ruleOrder") or DEFAULT
    path = "firewallPolicy.statefulRuleGroupReferences.resourceArn"
    for reference in listed(policy, "statefulRuleGroupReferences"):
        arn = str(reference.get("resourceArn"))
        group = around.named(networkfirewall.RULE_GROUP, arn)
        if group:
            own = at(group.inputs, "ruleGroup.statefulRuleOptions.ruleOrder") or DEFAULT
        elif ":aws-managed:" in arn:
            own = next((key for key, ending in MANAGED.items() if arn.endswith(ending)), order)
        else:
            own = order
        if own != order:
            yield Fault(path, f"InvalidRequestException: {arn} is in {own}, the policy in {order}")


@fits(networkfirewall.FIREWALL_POLICY)
def _type(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """github.com/hashicorp/terraform-provider-aws/issues/35948."""
    policy: Inputs = at(inputs, "firewallPolicy") or {}
    for kind in ("stateful", "stateless"):
        key = f"{kind}RuleGroupReferences"
        for reference in listed(policy, key):
            arn = str(reference.get("resourceArn"))
            if UNKNOWN not in arn and f":{kind}-rulegroup/" not in arn:
                what = f"rule group ARN is of incorrect entity type: {arn}; allowed: {kind}-rulegroup"
                yield Fault(f"firewallPolicy.{key}.resourceArn", f"InvalidRequestException: {what}")


@fits(networkfirewall.FIREWALL_POLICY)
def _capacity_of_policy(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """UNVERIFIED: a quota of 30,000 in all."""
    references = listed(at(inputs, "firewallPolicy") or {}, "statefulRuleGroupReferences")
    groups = [around.named(networkfirewall.RULE_GROUP, item.get("resourceArn")) for item in references]
    total = sum(int(group.inputs.get("capacity") or 0) for group in groups if group)
    if total > 30_000:
        what = f"the groups' capacity, {total}, is more than 30000"
        yield Fault("firewallPolicy.statefulRuleGroupReferences", f"LimitExceededException: {what}")


@fits(networkfirewall.RULE_GROUP)
def _capacity(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """A group has room for its rules: a line is a rule, and so is a domain.

    botocore: network-firewall.CreateRuleGroupRequest.Capacity.
    """
    source: Inputs = at(inputs, "ruleGroup.rulesSource") or {}
    text = source.get("rulesString") or inputs.get("rules") or ""
    domains = cast(list[str], at(source, "rulesSourceList.targets") or [])
    needed = len(listed(source, "statefulRules")) + len(domains)
    if UNKNOWN not in str(text):
        lines = (line.strip() for line in str(text).splitlines())
        needed += sum(1 for line in lines if line and not line.startswith("#"))
    capacity = inputs.get("capacity")
    if isinstance(capacity, int) and needed > capacity:
        yield Fault("capacity", f"InvalidRequestException: capacity {capacity} is exceeded by {needed} rules")
