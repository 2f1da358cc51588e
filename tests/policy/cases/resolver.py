"""DNS Firewall's rule groups."""

from policy.resources import Resource
from policy.rules import domain_names
from tests.policy.cases.made import made


def dns_rules(*rules: tuple[str, int, str]) -> list[Resource]:
    """A rule group with some rules: what each does, its priority, and the one domain of its list, if any."""
    found = [made(domain_names.GROUP, "it")]
    for action, priority, domain in rules:
        found += [
            made(domain_names.DOMAIN_LIST, f"list-{priority}", domains=[domain] if domain else None),
            made(
                domain_names.RULE,
                f"rule-{priority}",
                action=action,
                priority=priority,
                firewallRuleGroupId="of_it",
                firewallDomainListId=f"of_list-{priority}",
            ),
        ]
    return found
