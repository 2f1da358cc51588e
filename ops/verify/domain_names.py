"""The check of the names that are answered in each region's network."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from config.domain_names import CONFIDENCE, THREATS, answered, threat_lists
from ops.lib.checks import Answer, judged, skipped
from ops.lib.live import Place

# How many names a fault lists.
SHOWN = 3


@dataclass(frozen=True)
class Rule:
    """What becomes of a query, and which queries it is about: names, the id of AWS's list of them, or a threat."""

    action: str
    about: frozenset[str]


def names(place: Place) -> Answer:
    """Whether only allowed names are answered in the network, and each query is recorded."""
    settings = place.config.network.dns_firewall
    if not settings.enabled:
        return skipped("it is not part of this stack")
    vpc = place.text("vpcId")
    faults = [*_groups(place, vpc), *_query_log(place, vpc)]
    config = place.client("route53resolver").get_firewall_config(ResourceId=vpc)["FirewallConfig"]
    if (config["FirewallFailOpen"] == "ENABLED") != settings.fail_open:
        faults.append(f"FirewallFailOpen is {config['FirewallFailOpen']}")
    return judged(faults, "allowed names are answered, every query is recorded", "see `make drift`; run `pulumi up`")


def _groups(place: Place, vpc: str) -> Iterator[str]:
    found = place.all(
        "route53resolver", "list_firewall_rule_group_associations", "FirewallRuleGroupAssociations", VpcId=vpc
    )
    # What Firewall Manager associates is the organization's.
    groups = [
        one["FirewallRuleGroupId"] for one in found if one["Status"] == "COMPLETE" and not one.get("ManagedOwnerName")
    ]
    if len(groups) != 1:
        yield f"{len(groups)} groups of rules judge the names that are asked for, not one"
    for group in groups:
        rules = place.all("route53resolver", "list_firewall_rules", "FirewallRules", FirewallRuleGroupId=group)
        live = [_live(place, rule) for rule in sorted(rules, key=lambda rule: rule["Priority"])]
        for number, (rule, wanted) in enumerate(zip_longest(live, _configured(place)), 1):
            if rule != wanted:
                yield f"rule {number} of {group} {_difference(rule, wanted)}"


def _configured(place: Place) -> Iterator[Rule]:
    """The rules in the order in which they are asked."""
    network = place.config.first_network if place.is_first else place.config.network
    settings = network.dns_firewall
    for threat_list in threat_lists(settings, place.region):
        yield Rule("BLOCK", frozenset((threat_list,)))
    for threat in THREATS if settings.advanced else ():
        yield Rule("BLOCK", frozenset((f"{threat} {CONFIDENCE}",)))
    yield Rule("ALLOW", frozenset(answered(network)))
    yield Rule("BLOCK", frozenset("*"))


def _live(place: Place, rule: dict[str, Any]) -> Rule:
    about: set[str] = set()
    if threat := rule.get("DnsThreatProtection"):
        about.add(f"{threat} {rule['ConfidenceThreshold']}")
    else:
        about.update(_domains(place, rule["FirewallDomainListId"]))
    if kind := rule.get("Qtype"):
        about.add(f"queries of type {kind} alone")
    return Rule(rule["Action"], frozenset(about))


def _domains(place: Place, domain_list: str) -> Iterator[str]:
    """The names on a list; the id of one of AWS's, which shows them to nobody."""
    if domain_list in threat_lists(place.config.network.dns_firewall, place.region):
        yield domain_list
        return
    found = place.all("route53resolver", "list_firewall_domains", "Domains", FirewallDomainListId=domain_list)
    # The API may write a name with the dot at its end.
    yield from (name.removesuffix(".") for name in found)


def _difference(rule: Rule | None, wanted: Rule | None) -> str:
    if rule is None or wanted is None:
        return "is missing" if rule is None else f"is {rule.action}, and is not configured"
    if rule.action != wanted.action:
        return f"is {rule.action}, not {wanted.action}"
    more, less = _some(rule.about - wanted.about), _some(wanted.about - rule.about)
    return f"is {rule.action} " + " and ".join([*(more and [f"of {more} too"]), *(less and [f"not of {less}"])])


def _some(found: frozenset[str]) -> str:
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return ", ".join(sorted(found)[:SHOWN]) + more


def _query_log(place: Place, vpc: str) -> Iterator[str]:
    found = place.all(
        "route53resolver",
        "list_resolver_query_log_config_associations",
        "ResolverQueryLogConfigAssociations",
        Filters=[{"Name": "ResourceId", "Values": [vpc]}],
    )
    if not any(one["Status"] == "ACTIVE" for one in found):
        yield "no query of a name is recorded"
    for one in found:
        if one["Status"] == "FAILED":
            yield f"queries can't be recorded: {one.get('ErrorMessage') or one.get('Error')}"
