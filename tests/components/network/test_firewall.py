"""The firewall and its policy."""

from collections.abc import Sequence
from ipaddress import IPv4Network

import pytest

from components.network import Network
from components.network.firewall_policy import FirewallPolicy
from config.rules.limits import DOMAIN_CAPACITY
from config.sections import Protection
from foundation.region import Region
from tests.firewall.flows import DEFAULTS
from tests.firewall.policy import of_network, policy_of
from tests.support.graph import Graph
from tests.support.samples import build_network, in_region, network_args, network_settings, plan


@pytest.fixture(scope="module")
def network() -> Graph:
    return build_network()


def test_rules_are_asked_in_strict_order_and_the_rest_is_dropped(network: Graph) -> None:
    policy = policy_of(network)
    assert policy["statefulEngineOptions"] == {"ruleOrder": "STRICT_ORDER", "streamExceptionPolicy": "REJECT"}
    assert policy["statefulDefaultActions"] == [
        "aws:drop_established_app_layer_to_server",
        "aws:alert_established_app_layer_to_server",
    ]
    assert policy["statelessDefaultActions"] == ["aws:forward_to_sfe"]
    assert policy["statelessFragmentDefaultActions"] == ["aws:forward_to_sfe"]


def test_the_first_packet_may_decide_where_it_is_configured() -> None:
    policy = policy_of(build_network(defaultAction="drop_established"))
    assert policy["statefulDefaultActions"] == ["aws:drop_established", "aws:alert_established"]


def test_threats_come_first_then_protocols_then_domains_then_refusals(network: Graph) -> None:
    protocols = network.one("network-firewall-policy-protocols").properties["arn"]
    domains = network.one("network-firewall-policy-domains").properties["arn"]
    refusals = network.one("network-firewall-policy-refusals").properties["arn"]
    threats = "arn:aws:network-firewall:eu-west-2:aws-managed:stateful-rulegroup/MalwareDomainsStrictOrder"
    references = policy_of(network)["statefulRuleGroupReferences"]
    assert [(item["priority"], item["resourceArn"]) for item in references] == [
        (100, threats),
        (200, protocols),
        (300, domains),
        (400, refusals),
    ]


@pytest.mark.parametrize("zones", ["ab", "abc"])
def test_home_net_covers_every_protected_subnet(zones: str) -> None:
    graph = build_network(addresses=plan(zones))
    (variable,) = policy_of(graph)["policyVariables"]["ruleVariables"]
    protected = {
        item.inputs["cidrBlock"] for item in graph.of("Subnet") if "private" in item.name or "isolated" in item.name
    }
    assert variable["key"] == "HOME_NET"
    assert set(variable["ipSet"]["definitions"]) == protected
    assert len(protected) == 2 * len(zones)


def test_only_tls_to_the_allowed_domains_passes(network: Graph) -> None:
    group = network.one("network-firewall-policy-domains").inputs
    assert group["ruleGroup"]["rulesSource"]["rulesSourceList"] == {
        "generatedRulesType": "ALLOWLIST",
        "targetTypes": ["TLS_SNI"],
        "targets": [".example.com"],
    }
    assert group["ruleGroup"]["statefulRuleOptions"] == {"ruleOrder": "STRICT_ORDER"}


def test_datagrams_pings_and_other_ports_are_dropped(network: Graph) -> None:
    text = network.one("network-firewall-policy-protocols").inputs["ruleGroup"]["rulesSource"]["rulesString"]
    rules = text.strip().splitlines()
    assert [said(rule) for rule in rules] == [
        ("drop udp $HOME_NET any -> any any", {"sid:1"}),
        ("drop icmp $HOME_NET any -> any any", {"sid:2"}),
        ("reject tcp $HOME_NET any -> any !443", {"flow:to_server", "sid:3"}),
        ("alert tls $HOME_NET any -> any 443", {"flow:to_server,established", "ssl_state:client_hello", "sid:4"}),
    ]


def test_tls_that_no_domain_lets_pass_is_reset(network: Graph) -> None:
    text = network.one("network-firewall-policy-refusals").inputs["ruleGroup"]["rulesSource"]["rulesString"]
    assert [said(rule) for rule in text.strip().splitlines()] == [
        ("reject tls $HOME_NET any -> any 443", {"flow:to_server,established", "ssl_state:client_hello", "sid:5"})
    ]


def said(rule: str) -> tuple[str, set[str]]:
    """What a rule is about, and its options without those that say nothing of what it matches."""
    head, _, options = rule.removesuffix(")").partition(" (")
    words = {option.strip() for option in options.split(";")} - {""}
    return head, {word for word in words if not word.startswith(("msg:", "rev:"))}


@pytest.mark.parametrize("action", DEFAULTS)
def test_what_a_rule_stops_is_counted_by_a_metric_that_each_zones_alarm_watches(action: str) -> None:
    graph = build_network(defaultAction=action)
    rules = of_network(graph).lines
    stopped = {rule.partition(" ")[0] for rule in rules} - {"alert", "pass"}
    assert stopped == {"drop", "reject"}
    # docs.aws.amazon.com/network-firewall/latest/developerguide/monitoring-cloudwatch.html.
    counted = {"drop": "DroppedPackets", "reject": "RejectedPackets"}
    of_firewall = {"FirewallName": graph.one("network-firewall").properties["name"], "Engine": "Stateful"}
    for zone in "ab":
        sum_of, *queries = graph.one(f"network-firewall-drops-{zone}").inputs["metricQueries"]
        named = {query["id"]: query["metric"] for query in queries}
        assert sum_of["expression"] == " + ".join(f"FILL({key}, 0)" for key in named)
        assert {metric["metricName"] for metric in named.values()} == {counted[how] for how in stopped}
        for metric in named.values():
            assert (metric["namespace"], metric["stat"]) == ("AWS/NetworkFirewall", "Sum")
            assert metric["dimensions"] == {**of_firewall, "AvailabilityZone": f"eu-west-2{zone}"}


@pytest.mark.parametrize(("chosen", "said"), [(False, "false"), (True, "true")])
def test_whether_aws_learns_from_the_traffic_is_said(chosen: bool, said: str) -> None:
    groups = ("AttackInfrastructureStrictOrder", "MalwareDomainsStrictOrder")
    graph = build_network(threat_groups=groups, deepThreatInspection=chosen)
    references = policy_of(graph)["statefulRuleGroupReferences"]
    assert [item.get("deepThreatInspection") for item in references] == [said, None, None, None, None]


def test_without_allowed_domains_there_is_no_list_that_allows() -> None:
    graph = build_network(allowed_domains=())
    assert graph.names("RuleGroup") == {"network-firewall-policy-protocols", "network-firewall-policy-refusals"}
    assert len(policy_of(graph)["statefulRuleGroupReferences"]) == 3


def test_the_firewall_has_an_endpoint_in_each_zone_and_its_own_key(network: Graph) -> None:
    firewall = network.one("network-firewall").inputs
    subnets = [network.by_id(mapping["subnetId"]).name for mapping in firewall["subnetMappings"]]
    assert subnets == ["network-firewall-subnet-a", "network-firewall-subnet-b"]
    key = network.one("network-key").properties["arn"]
    for item in (firewall, *(group.inputs for group in network.of("RuleGroup"))):
        assert item["encryptionConfiguration"] == {"type": "CUSTOMER_KMS", "keyId": key}


@pytest.mark.parametrize("protected", [True, False])
def test_deletion_is_refused_only_where_it_is_asked_for(protected: bool) -> None:
    protection = Protection.model_validate({"deletionProtection": protected})
    graph = in_region(lambda region: Network("network", network_args(region)), protection=protection)
    firewall = graph.one("network-firewall").inputs
    assert firewall["deleteProtection"] is protected
    assert firewall["subnetChangeProtection"] is protected
    assert firewall["firewallPolicyChangeProtection"] is protected


@pytest.mark.parametrize("lifted", [True, False])
def test_the_protection_of_its_subnets_is_lifted_alone(lifted: bool) -> None:
    protection = Protection.model_validate({"deletionProtection": True})
    graph = in_region(
        lambda region: Network("network", network_args(region, subnetChangeProtection=not lifted)),
        protection=protection,
    )
    firewall = graph.one("network-firewall").inputs
    assert firewall["subnetChangeProtection"] is not lifted
    assert (firewall["deleteProtection"], firewall["firewallPolicyChangeProtection"]) == (True, True)


def test_alerts_and_flows_are_logged(network: Graph) -> None:
    logging = network.one("network-firewall-logging").inputs
    assert logging["firewallArn"] == network.one("network-firewall").properties["arn"]
    destinations = logging["loggingConfiguration"]["logDestinationConfigs"]
    assert [(item["logType"], item["logDestination"]) for item in destinations] == [
        ("ALERT", {"logGroup": "/payments/firewall-alert-test"}),
        ("FLOW", {"logGroup": "/payments/firewall-flow-test"}),
    ]


def test_names_that_changes_would_block_are_left_to_pulumi(network: Graph) -> None:
    # A rule group of a fixed name can't be replaced while the policy uses it.
    for group in network.of("RuleGroup"):
        assert "name" not in group.inputs


@pytest.mark.parametrize(
    ("protected", "domains", "message"),
    [
        ((), 1, "protected must hold at least one block"),
        ((plan().cidr,), DOMAIN_CAPACITY + 1, "may hold 500 names; got 501"),
    ],
)
def test_bad_arguments_are_refused(protected: Sequence[IPv4Network], domains: int, message: str) -> None:
    settings = network_settings(allowed_domains=["example.com"] * domains).firewall

    def make(region: Region) -> None:
        FirewallPolicy(
            "policy",
            region,
            protected=protected,
            settings=settings,
            key_arn="arn:aws:kms:eu-west-2:111122223333:key/00000000-0000-0000-0000-000000000002",
        )

    with pytest.raises(ValueError, match=message):
        in_region(make)
