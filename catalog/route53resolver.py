"""Route 53 Resolver: DNS Firewall and query logs."""

from catalog.price import HOURS, Inputs, Price
from catalog.resource_type import ResourceType
from catalog.service import Service

ROUTE53_RESOLVER = Service(
    "route53resolver",
    read=("Get*", "List*"),
    # In few words: a boundary has room for 6,144 characters of all services.
    deploy=("*Firewall*", "*QueryLogC*", "*agResource"),
)


def _networks(inputs: Inputs) -> float:
    """One by the rule of one threat: a group is charged once for its advanced rules, and has one of each threat."""
    return inputs.get("dnsThreatProtection") == "DNS_TUNNELING"


_ARN = "arn:aws:route53resolver:{region}:{account}"
DOMAIN_LIST = ResourceType(
    "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList",
    id="rslvr-fdl-{hex}",
    arn=_ARN + ":firewall-domain-list/rslvr-fdl-{hex}",
    cloudformation="AWS::Route53Resolver::FirewallDomainList",
    needs_alarm=False,
)
RULE_GROUP = ResourceType(
    "aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup",
    id="rslvr-frg-{hex}",
    arn=_ARN + ":firewall-rule-group/rslvr-frg-{hex}",
    cloudformation="AWS::Route53Resolver::FirewallRuleGroup",
    needs_alarm=False,
)
RULE = ResourceType(
    "aws:route53/resolverFirewallRule:ResolverFirewallRule",
    id="rslvr-frg-{hex}:rslvr-fdl-{hex}",
    has_unique_name=False,
    needs_alarm=False,
    prices=(
        Price(
            what="DNS Firewall Advanced",
            monthly=0.16 * HOURS,
            unit="network",
            date="2026-09-20",
            source="a quotation of https://aws.amazon.com/route53/pricing/, which tells no regions apart",
            verified=False,
            quantity=_networks,
        ),
    ),
)
RULE_GROUP_ASSOCIATION = ResourceType(
    "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation",
    id="rslvr-frgassoc-{hex}",
    arn=_ARN + ":firewall-rule-group-association/rslvr-frgassoc-{hex}",
    cloudformation="AWS::Route53Resolver::FirewallRuleGroupAssociation",
    minutes=0.5,
)
FIREWALL_CONFIG = ResourceType(
    "aws:route53/resolverFirewallConfig:ResolverFirewallConfig",
    id="rslvr-fc-{hex}",
    named_by="resourceId",
    needs_alarm=False,
)
QUERY_LOG_CONFIG = ResourceType(
    "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig",
    id="rqlc-{hex}",
    arn=_ARN + ":resolver-query-log-config/rqlc-{hex}",
    cloudformation="AWS::Route53Resolver::ResolverQueryLoggingConfig",
    writes_logs=True,
    needs_alarm=False,
)
QUERY_LOG_ASSOCIATION = ResourceType(
    "aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation",
    id="rqlca-{hex}",
    has_unique_name=False,
    named_by="resourceId",
    cloudformation="AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation",
    needs_alarm=False,
)
