"""The names that may be asked for inside a network: only those that are allowed, and each query is recorded."""

from collections.abc import Iterator

from policy.checks.properties import equals
from policy.checks.stacks import stack_check
from policy.resources import Resource, Stack, Violation
from policy.rule import HIGH, MEDIUM, rule
from policy.rules.network import VPC

ASSOCIATION = "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation"
DOMAIN_LIST = "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList"
GROUP = "aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup"
QUERY_LOG = "aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation"
RULE = "aws:route53/resolverFirewallRule:ResolverFirewallRule"


@stack_check('a last rule with action="BLOCK" of a list with "*", and none before it that lets such a list pass')
def _blocks_the_rest(stack: Stack) -> Iterator[Violation]:
    for group in stack.of(GROUP):
        rules = sorted(stack.users(group, RULE, "firewallRuleGroupId"), key=lambda one: one.properties["priority"])
        everything = [one for one in rules if _is_about_everything(one, stack)]
        if not everything or everything[-1] != rules[-1]:
            yield Violation(resource=group, text="a name that no rule is about is answered")
        if any(one.properties["action"] != "BLOCK" for one in everything):
            yield Violation(resource=group, text="it answers for every name")


def _is_about_everything(firewall_rule: Resource, stack: Stack) -> bool:
    return any(
        "*" in (domains.properties.get("domains") or ())
        for domains in stack.of(DOMAIN_LIST)
        if firewall_rule.refers_to(domains, "firewallDomainListId")
    )


RULES = (
    rule(VPC, "dns-firewall-associated", MEDIUM).needs_companion(
        ASSOCIATION, by="vpcId", missing="data can leave in the names of queries, which no firewall sees"
    ),
    rule(VPC, "dns-queries-logged", MEDIUM).needs_companion(
        QUERY_LOG, by="resourceId", missing="nothing records which names are asked for"
    ),
    rule(ASSOCIATION, "dns-firewall-mutation-protection", MEDIUM).needs(equals("mutationProtection", "ENABLED")),
    rule((GROUP, RULE, DOMAIN_LIST), "dns-firewall-default-block", HIGH).needs(_blocks_the_rest),
)
