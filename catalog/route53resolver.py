"""Route 53 Resolver: DNS Firewall and query logs."""

from catalog.resource_type import ResourceType
from catalog.service import Service

ROUTE53_RESOLVER = Service(
    "route53resolver",
    read=("Get*", "List*"),
    # In few words: a boundary has room for 6,144 characters of all services.
    deploy=("*Firewall*", "*QueryLogC*", "*agResource"),
)

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
