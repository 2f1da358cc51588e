"""The firewall's rules, in the order in which they are asked: threats, protocols, domains, and no to the rest."""

from collections.abc import Sequence
from ipaddress import IPv4Network

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import networkfirewall

from config.rules.limits import DOMAIN_CAPACITY
from config.sections import Firewall
from foundation.component import Component
from foundation.region import Region

# Only TLS to port 443 is left for the domain list to judge. Without this, the default action would let datagrams
# and the first packets of any connection pass, since they belong to none that is established. The direction keeps the
# answers of connections that are allowed out of the third rule, which answers with a reset: a client of ours is told at
# once. What the domain list lets pass is not logged there, so the last rule logs every handshake with its server name.
PROTOCOL_RULES = """\
drop udp $HOME_NET any -> any any (msg:"UDP to the internet"; sid:1; rev:1;)
drop icmp $HOME_NET any -> any any (msg:"ICMP to the internet"; sid:2; rev:1;)
reject tcp $HOME_NET any -> any !443 (msg:"A port other than 443"; flow:to_server; sid:3; rev:3;)
alert tls $HOME_NET any -> any 443 (msg:"TLS to the internet"; flow:to_server,established; ssl_state:client_hello; \
sid:4; rev:1;)
"""
# Asked last, of what no domain has let pass: a client learns at once that it is refused, and does not wait until it
# gives up.
REFUSAL_RULES = """\
reject tls $HOME_NET any -> any 443 (msg:"TLS to a domain that is not allowed"; flow:to_server,established; \
ssl_state:client_hello; sid:5; rev:1;)
"""
# As of domains, a rule counts 1.
RULES_CAPACITY = 10
# botocore: network-firewall.StatefulRuleGroupReference.DeepThreatInspection.
ACTIVE_THREAT_DEFENSE = "AttackInfrastructure"


class FirewallPolicy(Component):
    """A strict-order policy that lets TLS to the allowed domains pass and drops everything else.

    `protected` are the blocks whose traffic is inspected. `rule_group_arns` holds the account's own rule groups, by
    what they are about. Raises ValueError where nothing is protected, or for more domains than a rule group holds.
    """

    arn: Output[str]
    rule_group_arns: dict[str, Output[str]]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        protected: Sequence[IPv4Network],
        settings: Firewall,
        key_arn: Input[str],
        opts: ResourceOptions | None = None,
    ):
        if not protected:
            raise ValueError("protected must hold at least one block")
        if len(settings.allowed_domains) > DOMAIN_CAPACITY:
            raise ValueError(f"allowed_domains may hold {DOMAIN_CAPACITY} names; got {len(settings.allowed_domains)}")
        super().__init__(name, region, opts)
        managed = f"arn:aws:network-firewall:{region.name}:aws-managed:stateful-rulegroup"
        groups: list[Input[str]] = [f"{managed}/{group}" for group in settings.threat_groups]
        own_groups = {
            "protocols": self._rules(name, "protocols", "Drops all but TCP to port 443", PROTOCOL_RULES, key_arn)
        }
        if settings.allowed_domains:
            own_groups["domains"] = self._domains(name, settings.allowed_domains, key_arn)
        own_groups["refusals"] = self._rules(name, "refusals", "Resets TLS to other domains", REFUSAL_RULES, key_arn)
        groups += own_groups.values()
        policy = networkfirewall.FirewallPolicy(
            name,
            description="Threats, protocols, allowed domains; the rest is dropped",
            encryption_configuration={"type": "CUSTOMER_KMS", "key_id": key_arn},
            firewall_policy={
                "stateless_default_actions": ["aws:forward_to_sfe"],
                "stateless_fragment_default_actions": ["aws:forward_to_sfe"],
                "stateful_engine_options": {
                    "rule_order": "STRICT_ORDER",
                    "stream_exception_policy": "REJECT",
                },
                "stateful_default_actions": [
                    f"aws:{settings.default_action}",
                    f"aws:{settings.default_action.replace('drop', 'alert')}",
                ],
                "stateful_rule_group_references": [
                    {
                        "priority": number * 100,
                        "resource_arn": arn,
                        "deep_threat_inspection": _inspection(arn, settings),
                    }
                    for number, arn in enumerate(groups, 1)
                ],
                # Without every protected block in here, the domain list would not see its traffic.
                "policy_variables": {
                    "rule_variables": [
                        {
                            "key": "HOME_NET",
                            "ip_set": {"definitions": [str(block) for block in protected]},
                        }
                    ]
                },
            },
            tags=region.naming.tags("firewall-policy"),
            opts=self.child(),
        )
        self.publish(arn=policy.arn, rule_group_arns=own_groups)

    def _rules(self, name: str, about: str, description: str, rules: str, key_arn: Input[str]) -> Output[str]:
        return networkfirewall.RuleGroup(
            f"{name}-{about}",
            description=description,
            type="STATEFUL",
            capacity=RULES_CAPACITY,
            rule_group={
                "rules_source": {"rules_string": rules},
                "stateful_rule_options": {"rule_order": "STRICT_ORDER"},
            },
            encryption_configuration={"type": "CUSTOMER_KMS", "key_id": key_arn},
            tags=self.region.naming.tags(f"firewall-{about}"),
            opts=self.child(),
        ).arn

    def _domains(self, name: str, allowed: Sequence[str], key_arn: Input[str]) -> Output[str]:
        return networkfirewall.RuleGroup(
            f"{name}-domains",
            description="Lets TLS to the allowed domains pass",
            type="STATEFUL",
            capacity=DOMAIN_CAPACITY,
            rule_group={
                "rules_source": {
                    "rules_source_list": {
                        "generated_rules_type": "ALLOWLIST",
                        "target_types": ["TLS_SNI"],
                        "targets": list(allowed),
                    }
                },
                "stateful_rule_options": {"rule_order": "STRICT_ORDER"},
            },
            encryption_configuration={"type": "CUSTOMER_KMS", "key_id": key_arn},
            tags=self.region.naming.tags("firewall-domains"),
            opts=self.child(),
        ).arn


def _inspection(arn: Input[str], settings: Firewall) -> str | None:
    """Whether AWS learns from what its group has seen, which is asked about this one alone."""
    if not isinstance(arn, str) or ACTIVE_THREAT_DEFENSE not in arn:
        return None
    return str(settings.deep_threat_inspection).lower()
