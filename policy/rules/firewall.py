"""The firewall between the network and the internet."""

from collections.abc import Iterator

from policy.checks.properties import all_of, check, contains, enabled, equals, given, two_zones
from policy.checks.suricata import passes_named_only
from policy.rule import HIGH, MEDIUM, rule
from policy.values import Values

FIREWALL = "aws:networkfirewall/firewall:Firewall"
POLICY = "aws:networkfirewall/firewallPolicy:FirewallPolicy"
RULE_GROUP = "aws:networkfirewall/ruleGroup:RuleGroup"
LOGGING = "aws:networkfirewall/loggingConfiguration:LoggingConfiguration"
CUSTOMER_KEY = all_of(
    equals("encryptionConfiguration.type", "CUSTOMER_KMS"),
    given("encryptionConfiguration.keyId"),
    required='encryption_configuration with type "CUSTOMER_KMS" and a customer managed key',
)


@check("rule_group.rules_source with domains, rules or Suricata's text")
def _has_rules(values: Values) -> Iterator[str]:
    source = values.at("ruleGroup.rulesSource")
    if values.at("rules") is None and not (isinstance(source, Values) and any(source[key] for key in source)):
        yield "it has no rules"


@check('firewall_policy.stateful_default_actions with "aws:drop_strict" or one of "aws:drop_established…"')
def _drops_by_default(values: Values) -> Iterator[str]:
    actions = values.at("firewallPolicy.statefulDefaultActions") or ()
    if not any(action.startswith("aws:drop_") for action in actions):
        yield "what no rule names may pass"


@check("log_destination_configs of the types ALERT and FLOW")
def _logs_alerts_and_flows(values: Values) -> Iterator[str]:
    kinds = {item["logType"] for item in values.each("loggingConfiguration.logDestinationConfigs")}
    for kind in ("ALERT", "FLOW"):
        if kind not in kinds:
            yield f"no {kind} log"


RULES = (
    rule(FIREWALL, "network-firewall-deletion-protection", MEDIUM, "FSBP NetworkFirewall.9, CKV_AWS_344").needs(
        enabled("deleteProtection")
    ),
    rule(FIREWALL, "network-firewall-subnet-change-protection", MEDIUM, "FSBP NetworkFirewall.10").needs(
        enabled("subnetChangeProtection")
    ),
    rule(FIREWALL, "network-firewall-multi-az", MEDIUM, "Security Hub NetworkFirewall.1").needs(
        two_zones("subnetMappings")
    ),
    rule(
        FIREWALL, "network-firewall-logging-configured", MEDIUM, "FSBP NetworkFirewall.2, CKV2_AWS_63"
    ).needs_companion(LOGGING, by="firewallArn", missing="nothing logs what it sees"),
    rule(LOGGING, "network-firewall-alert-and-flow-logs", MEDIUM, "FSBP NetworkFirewall.2, CKV2_AWS_63").needs(
        _logs_alerts_and_flows
    ),
    rule((FIREWALL, RULE_GROUP), "network-firewall-kms-encryption", MEDIUM, "CKV_AWS_345").needs(CUSTOMER_KEY),
    rule(POLICY, "network-firewall-policy-kms-encryption", MEDIUM, "CKV_AWS_346").needs(CUSTOMER_KEY),
    rule(POLICY, "network-firewall-policy-rule-group", MEDIUM, "FSBP NetworkFirewall.3").needs(
        given("firewallPolicy.statefulRuleGroupReferences"), "one rule group at least"
    ),
    rule(POLICY, "network-firewall-policy-full-packets", MEDIUM, "FSBP NetworkFirewall.4").needs(
        contains("firewallPolicy.statelessDefaultActions", "aws:forward_to_sfe"), "the stateful rules see every packet"
    ),
    rule(POLICY, "network-firewall-policy-fragment-packets", MEDIUM, "FSBP NetworkFirewall.5").needs(
        contains("firewallPolicy.statelessFragmentDefaultActions", "aws:forward_to_sfe")
    ),
    rule(POLICY, "network-firewall-policy-default-drop", HIGH).needs(_drops_by_default),
    rule(RULE_GROUP, "network-firewall-rule-group-named-destinations", HIGH).needs(passes_named_only),
    rule(RULE_GROUP, "network-firewall-rule-group-not-empty", MEDIUM, "FSBP NetworkFirewall.6").needs(_has_rules),
)
