"""The firewall's rules, in the order in which they are asked: threats, protocols, domains, and no to the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import networkfirewall

from foundation.naming import Naming

# Only TLS to port 443 is left for the domain list to judge. Without this, drop_established would let datagrams
# and the first packets of any connection pass, since they belong to none that is established.
PROTOCOL_RULES = """\
drop udp $HOME_NET any -> any any (msg:"UDP to the internet"; sid:1; rev:1;)
drop icmp $HOME_NET any -> any any (msg:"ICMP to the internet"; sid:2; rev:1;)
drop tcp $HOME_NET any -> any !443 (msg:"A port other than 443"; sid:3; rev:1;)
"""
# A capacity can't be changed later. A rule or a domain counts 1; with TLS and HTTP both a domain would count 2.
PROTOCOL_CAPACITY = 10
DOMAIN_CAPACITY = 500


@dataclass(frozen=True, kw_only=True)
class FirewallPolicyArgs:
    """The blocks that are protected, the domains that may be reached and AWS's managed threat groups."""

    naming: Naming
    region: str
    protected: Sequence[IPv4Network]
    allowed_domains: Sequence[str]
    threat_groups: Sequence[str]
    key_arn: Input[str]

    def __post_init__(self) -> None:
        if not self.protected:
            raise ValueError("protected must hold at least one block")
        if len(self.allowed_domains) > DOMAIN_CAPACITY:
            raise ValueError(f"allowed_domains may hold {DOMAIN_CAPACITY} names; got {len(self.allowed_domains)}")


class FirewallPolicy(ComponentResource):
    """A strict-order policy that lets TLS to the allowed domains pass and drops everything else.

    `rule_group_arns` holds the account's own rule groups, by what they are about.
    """

    arn: Output[str]
    rule_group_arns: dict[str, Output[str]]

    def __init__(self, name: str, args: FirewallPolicyArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:network:FirewallPolicy", name, None, opts)
        child = ResourceOptions(parent=self)
        groups: list[Input[str]] = [
            f"arn:aws:network-firewall:{args.region}:aws-managed:stateful-rulegroup/{group}"
            for group in args.threat_groups
        ]
        self.rule_group_arns = {"protocols": self._protocols(name, args)}
        if args.allowed_domains:
            self.rule_group_arns["domains"] = self._domains(name, args)
        groups += self.rule_group_arns.values()
        policy = networkfirewall.FirewallPolicy(
            name,
            description="Threats, protocols, allowed domains; the rest is dropped",
            encryption_configuration={"type": "CUSTOMER_KMS", "key_id": args.key_arn},
            firewall_policy={
                "stateless_default_actions": ["aws:forward_to_sfe"],
                "stateless_fragment_default_actions": ["aws:forward_to_sfe"],
                "stateful_engine_options": {
                    "rule_order": "STRICT_ORDER",
                    "stream_exception_policy": "REJECT",
                },
                "stateful_default_actions": ["aws:drop_established", "aws:alert_established"],
                "stateful_rule_group_references": [
                    {"priority": number * 100, "resource_arn": arn} for number, arn in enumerate(groups, 1)
                ],
                # Without every protected block in here, the domain list would not see its traffic.
                "policy_variables": {
                    "rule_variables": [
                        {
                            "key": "HOME_NET",
                            "ip_set": {"definitions": [str(block) for block in args.protected]},
                        }
                    ]
                },
            },
            tags=args.naming.tags("firewall-policy"),
            opts=child,
        )
        self.arn = policy.arn
        self.register_outputs({"arn": self.arn, "rule_group_arns": self.rule_group_arns})

    def _protocols(self, name: str, args: FirewallPolicyArgs) -> Output[str]:
        return networkfirewall.RuleGroup(
            f"{name}-protocols",
            description="Drops all but TCP to port 443",
            type="STATEFUL",
            capacity=PROTOCOL_CAPACITY,
            rule_group={
                "rules_source": {"rules_string": PROTOCOL_RULES},
                "stateful_rule_options": {"rule_order": "STRICT_ORDER"},
            },
            encryption_configuration={"type": "CUSTOMER_KMS", "key_id": args.key_arn},
            tags=args.naming.tags("firewall-protocols"),
            opts=ResourceOptions(parent=self),
        ).arn

    def _domains(self, name: str, args: FirewallPolicyArgs) -> Output[str]:
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
                        "targets": list(args.allowed_domains),
                    }
                },
                "stateful_rule_options": {"rule_order": "STRICT_ORDER"},
            },
            encryption_configuration={"type": "CUSTOMER_KMS", "key_id": args.key_arn},
            tags=args.naming.tags("firewall-domains"),
            opts=ResourceOptions(parent=self),
        ).arn
