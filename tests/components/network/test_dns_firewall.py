"""The names that may be asked for inside a network."""

from fnmatch import fnmatchcase
from typing import Any

import pytest

from components.network import Network
from config.sections import Protection
from tests.support.graph import Graph
from tests.support.samples import build_network, in_region, network_args

THREATS = "rslvr-fdl-0a1b2c3d"


def guarded(*allowed: str, **settings: Any) -> Graph:
    return build_network(allowed_domains=allowed, dns_firewall=settings)


def verdict(graph: Graph, name: str) -> str:
    """What the rules say of a name, in the order of their priorities."""
    domains = {item.id: item.inputs["domains"] for item in graph.of("ResolverFirewallDomainList")}
    for rule in sorted(graph.of("ResolverFirewallRule"), key=lambda item: item.inputs["priority"]):
        if any(fnmatchcase(name, pattern) for pattern in domains.get(rule.inputs["firewallDomainListId"], ())):
            return rule.inputs["action"]
    raise AssertionError(f"no rule is about {name}")


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("example.com", "ALLOW"),
        ("api.example.com", "ALLOW"),
        ("partner.example.org", "ALLOW"),
        ("a.partner.example.org", "BLOCK"),
        ("notexample.com", "BLOCK"),
        ("secretsmanager.eu-west-2.amazonaws.com", "ALLOW"),
        ("ip-172-16-64-10.eu-west-2.compute.internal", "ALLOW"),
        ("amazonaws.com.attacker.example", "BLOCK"),
        ("c2VjcmV0.attacker.example", "BLOCK"),
    ],
)
def test_only_allowed_names_and_those_of_aws_are_answered(name: str, action: str) -> None:
    assert verdict(guarded(".example.com", "partner.example.org"), name) == action


def test_an_allowed_name_may_lead_to_another_one() -> None:
    (allow,) = [item for item in guarded().of("ResolverFirewallRule") if item.inputs["action"] == "ALLOW"]
    assert allow.inputs["firewallDomainRedirectionAction"] == "TRUST_REDIRECTION_DOMAIN"


def test_the_regions_threats_come_before_what_is_allowed() -> None:
    lists = {"eu-west-2": [THREATS], "eu-west-1": ["rslvr-fdl-1a1b1c1d"]}
    first, *_ = sorted(guarded(threatLists=lists).of("ResolverFirewallRule"), key=lambda item: item.inputs["priority"])
    assert (first.inputs["firewallDomainListId"], first.inputs["action"]) == (THREATS, "BLOCK")


def test_names_that_carry_data_out_are_refused_below_allowed_domains_too() -> None:
    graph = guarded(".example.com", advanced=True, threatLists={"eu-west-2": [THREATS]})
    rules = sorted(graph.of("ResolverFirewallRule"), key=lambda item: item.inputs["priority"])
    *threats, allow, _ = [item.inputs for item in rules]
    assert [rule.get("dnsThreatProtection") for rule in threats] == [None, "DGA", "DICTIONARY_DGA", "DNS_TUNNELING"]
    assert {(rule["action"], rule["confidenceThreshold"]) for rule in threats[1:]} == {("BLOCK", "HIGH")}
    assert not any("firewallDomainListId" in rule for rule in threats[1:])
    assert (allow["action"], len(graph.of("ResolverFirewallDomainList"))) == ("ALLOW", 2)
    assert not any("dnsThreatProtection" in item.inputs for item in guarded().of("ResolverFirewallRule"))


def test_as_many_threat_lists_as_are_allowed_come_before_what_is_allowed() -> None:
    lists = [f"rslvr-fdl-{number}" for number in range(100, 195)]
    rules = guarded(advanced=True, threatLists={"eu-west-2": lists}).of("ResolverFirewallRule")
    (allow,) = [item.inputs["priority"] for item in rules if item.inputs["action"] == "ALLOW"]
    # As many rules as a group takes (botocore: route53resolver; Route 53 quotas).
    assert len(rules) == 100
    assert sum(item.inputs["priority"] < allow for item in rules) == 98


@pytest.mark.parametrize(("protected", "status"), [(False, "DISABLED"), (True, "ENABLED")])
def test_production_lets_nobody_take_the_rules_away(protected: bool, status: str) -> None:
    protection = Protection.model_validate({"deletionProtection": protected})
    graph = in_region(lambda region: Network("network", network_args(region)), protection=protection)
    assert graph.one("network-dns-association").inputs["mutationProtection"] == status


@pytest.mark.parametrize(("fail_open", "status"), [(False, "DISABLED"), (True, "ENABLED")])
def test_no_name_is_answered_unjudged_unless_configured(fail_open: bool, status: str) -> None:
    config = guarded(failOpen=fail_open).one("network-dns-config")
    assert config.inputs["firewallFailOpen"] == status


def test_the_rules_are_there_before_the_network_asks_them() -> None:
    graph = guarded()
    rules = {item.urn for item in graph.of("ResolverFirewallRule")}
    assert rules <= set(graph.one("network-dns-association").depends_on)


def test_every_query_is_logged_and_a_blocked_one_is_an_alarm() -> None:
    graph = guarded()
    log = graph.one("network-dns-log")
    assert log.inputs["kmsKeyId"] == graph.one("network-key").properties["arn"]
    assert graph.one("network-dns-queries").inputs["destinationArn"] == log.properties["arn"]
    metric = graph.one("network-dns-blocked-filter").inputs["metricTransformation"]["name"]
    assert graph.one("network-dns-blocked").inputs["metricName"] == metric
