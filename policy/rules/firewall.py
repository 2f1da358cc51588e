"""The firewall between the network and the internet."""

from collections.abc import Iterator

from policy.checks import equals, given, holds, several
from policy.rule import Rule
from policy.values import Values

FIREWALL = "aws:networkfirewall/firewall:Firewall"
POLICY = "aws:networkfirewall/firewallPolicy:FirewallPolicy"
RULE_GROUP = "aws:networkfirewall/ruleGroup:RuleGroup"
LOGGING = "aws:networkfirewall/loggingConfiguration:LoggingConfiguration"


def _own_key(values: Values) -> Iterator[str]:
    yield from equals("encryptionConfiguration.type", "CUSTOMER_KMS")(values)
    yield from given("encryptionConfiguration.keyId")(values)


def _has_rules(values: Values) -> Iterator[str]:
    source = values.at("ruleGroup.rulesSource")
    if values.at("rules") is None and not (isinstance(source, Values) and any(source[key] for key in source)):
        yield "it holds no rules"


def _drops_the_rest(values: Values) -> Iterator[str]:
    actions = values.at("firewallPolicy.statefulDefaultActions") or ()
    if not any(action.startswith("aws:drop_") for action in actions):
        yield "what no rule names may pass"


def _logs(values: Values) -> Iterator[str]:
    kinds = {item["logType"] for item in values.each("loggingConfiguration.logDestinationConfigs")}
    for kind in ("ALERT", "FLOW"):
        if kind not in kinds:
            yield f"no {kind} log"


RULES = (
    Rule(
        name="firewall-cannot-be-deleted",
        controls=("FSBP NetworkFirewall.9", "CKV_AWS_344"),
        severity="medium",
        types=(FIREWALL,),
        check=equals("deleteProtection", True),
        message="delete_protection=True",
    ),
    Rule(
        name="firewall-keeps-its-subnets",
        controls=("FSBP NetworkFirewall.10",),
        severity="medium",
        types=(FIREWALL,),
        check=equals("subnetChangeProtection", True),
        message="subnet_change_protection=True",
    ),
    Rule(
        name="firewall-stands-in-two-zones",
        controls=("Security Hub NetworkFirewall.1",),
        severity="medium",
        types=(FIREWALL,),
        check=several("subnetMappings"),
        message="subnet_mappings of two zones at least",
    ),
    Rule(
        name="firewall-has-its-own-key",
        controls=("CKV_AWS_345",),
        severity="medium",
        types=(FIREWALL, RULE_GROUP),
        check=_own_key,
        message='encryption_configuration with type "CUSTOMER_KMS" and a key of the account',
    ),
    Rule(
        name="firewall-policy-has-its-own-key",
        controls=("CKV_AWS_346",),
        severity="medium",
        types=(POLICY,),
        check=_own_key,
        message='encryption_configuration with type "CUSTOMER_KMS" and a key of the account',
    ),
    Rule(
        name="firewall-policy-has-rules",
        controls=("FSBP NetworkFirewall.3",),
        severity="medium",
        types=(POLICY,),
        check=given("firewallPolicy.statefulRuleGroupReferences"),
        message="stateful_rule_group_references: one rule group at least",
    ),
    Rule(
        name="firewall-policy-inspects-packets",
        controls=("FSBP NetworkFirewall.4",),
        severity="medium",
        types=(POLICY,),
        check=holds("firewallPolicy.statelessDefaultActions", "aws:forward_to_sfe"),
        message='stateless_default_actions=["aws:forward_to_sfe"]: the stateful rules see every packet',
    ),
    Rule(
        name="firewall-policy-inspects-fragments",
        controls=("FSBP NetworkFirewall.5",),
        severity="medium",
        types=(POLICY,),
        check=holds("firewallPolicy.statelessFragmentDefaultActions", "aws:forward_to_sfe"),
        message='stateless_fragment_default_actions=["aws:forward_to_sfe"]',
    ),
    Rule(
        name="firewall-policy-drops-the-rest",
        controls=("own",),
        severity="high",
        types=(POLICY,),
        check=_drops_the_rest,
        message='stateful_default_actions with "aws:drop_established" or "aws:drop_strict"',
    ),
    Rule(
        name="firewall-rule-group-holds-rules",
        controls=("FSBP NetworkFirewall.6",),
        severity="medium",
        types=(RULE_GROUP,),
        check=_has_rules,
        message="rule_group.rules_source with domains, rules or Suricata's text",
    ),
    Rule(
        name="firewall-logs-alerts-and-flows",
        controls=("FSBP NetworkFirewall.2", "CKV2_AWS_63"),
        severity="medium",
        types=(LOGGING,),
        check=_logs,
        message="log_destination_configs of the types ALERT and FLOW",
    ),
)
