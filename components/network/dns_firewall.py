"""The names that may be asked for inside the network, which is a way out that no connection passes."""

from collections.abc import Iterator, Sequence

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import cloudwatch, route53

from config.domain_names import CONFIDENCE, THREATS, threat_lists
from config.sections import DnsFirewall as Settings
from foundation.alarms import Question
from foundation.component import Component
from foundation.logs import log_group
from foundation.metric_alarms import alarm
from foundation.region import Region

# Between 100 and 9900: what comes before and after is Firewall Manager's (botocore: AssociateFirewallRuleGroup).
ASSOCIATION_PRIORITY = 200
BLOCKED = '{ $.firewall_rule_action = "BLOCK" }'


class DnsFirewall(Component):
    """A DNS Firewall that answers for allowed names alone, a log of every query, and an alarm on those it blocks.

    `allowed` are names as DNS Firewall reads them. Threats are judged before the names that are allowed.
    """

    log_group_name: Output[str]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        vpc_id: Input[str],
        allowed: Sequence[str],
        settings: Settings,
        key_arn: Input[str],
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        route53.ResolverFirewallConfig(
            f"{name}-config",
            resource_id=vpc_id,
            firewall_fail_open="ENABLED" if settings.fail_open else "DISABLED",
            opts=self.child(),
        )
        group = route53.ResolverFirewallRuleGroup(
            name, name=region.naming.name(name), tags=region.naming.tags(name), opts=self.child()
        )
        rules = list(self._rules(name, group, settings, allowed))
        route53.ResolverFirewallRuleGroupAssociation(
            f"{name}-association",
            name=region.naming.name(name),
            firewall_rule_group_id=group.id,
            vpc_id=vpc_id,
            priority=ASSOCIATION_PRIORITY,
            mutation_protection="ENABLED" if region.protection.deletion_protection else "DISABLED",
            tags=region.naming.tags(name),
            # A group that blocks all and does not allow anything yet would leave the network without names.
            opts=self.child(depends_on=rules),
        )
        self.publish(log_group_name=self._log(name, vpc_id, key_arn))

    def _rules(
        self, name: str, group: route53.ResolverFirewallRuleGroup, settings: Settings, allowed: Sequence[str]
    ) -> Iterator[route53.ResolverFirewallRule]:
        """Threats, what is allowed, and no to the rest; the first that fits decides."""
        lists = threat_lists(settings, self.region.name)
        for number, threat_list in enumerate(lists, 1):
            yield self._block(f"{name}-threats-{number}", group, number, domain_list_id=threat_list)
        for number, threat in enumerate(THREATS if settings.advanced else (), len(lists) + 1):
            yield self._block(f"{name}-{threat.lower().replace('_', '-')}", group, number, threat=threat)
        # What an allowed name leads to is the business of its owner, such as a content network's name.
        yield route53.ResolverFirewallRule(
            f"{name}-allow",
            name=self.region.naming.name("dns-allow"),
            action="ALLOW",
            firewall_domain_list_id=self._list(f"{name}-allowed", allowed),
            firewall_domain_redirection_action="TRUST_REDIRECTION_DOMAIN",
            firewall_rule_group_id=group.id,
            priority=100,
            opts=self.child(),
        )
        yield self._block(f"{name}-rest", group, 200, domain_list_id=self._list(f"{name}-all", ["*"]))

    def _block(
        self,
        name: str,
        group: route53.ResolverFirewallRuleGroup,
        priority: int,
        *,
        domain_list_id: Input[str] | None = None,
        threat: str | None = None,
    ) -> route53.ResolverFirewallRule:
        """No to the names of a list, or to those that DNS Firewall Advanced takes for a threat."""
        return route53.ResolverFirewallRule(
            name,
            name=self.region.naming.name(name),
            action="BLOCK",
            # The error that everybody's resolver knows, and keeps for a moment.
            block_response="NXDOMAIN",
            firewall_domain_list_id=domain_list_id,
            dns_threat_protection=threat,
            confidence_threshold=CONFIDENCE if threat else None,
            firewall_rule_group_id=group.id,
            priority=priority,
            opts=self.child(),
        )

    def _list(self, name: str, domains: Sequence[str]) -> Output[str]:
        naming = self.region.naming
        return route53.ResolverFirewallDomainList(
            name, name=naming.name(name), domains=domains, tags=naming.tags(name), opts=self.child()
        ).id

    def _log(self, name: str, vpc_id: Input[str], key_arn: Input[str]) -> Output[str]:
        naming = self.region.naming
        group = log_group(self, f"{name}-log", kind="dns", key_arn=key_arn)
        config = route53.ResolverQueryLogConfig(
            f"{name}-queries",
            name=naming.name(name),
            destination_arn=group.arn,
            tags=naming.tags(name),
            opts=self.child(),
        )
        route53.ResolverQueryLogConfigAssociation(
            f"{name}-queries-association", resolver_query_log_config_id=config.id, resource_id=vpc_id, opts=self.child()
        )
        cloudwatch.LogMetricFilter(
            f"{name}-blocked-filter",
            name=naming.name("blocked-names"),
            log_group_name=group.name,
            pattern=BLOCKED,
            # A filter's metric takes its dimensions from the events alone, so the stack is in its name.
            metric_transformation={
                "namespace": "Payments/Network",
                "name": naming.name("blocked-names"),
                "value": "1",
                "default_value": "0",
                "unit": "Count",
            },
            opts=self.child(),
        )
        alarm(
            self,
            f"{name}-blocked",
            kind="dns-blocked",
            question=Question.NETWORK,
            runbook="network",
            reason="Something inside the network asks for a name that is not allowed: a domain is missing from the "
            "allow-list, or data is carried out in the names of queries.",
            namespace="Payments/Network",
            metric=naming.name("blocked-names"),
            dimensions={},
            threshold=0,
        )
        return group.name
