"""What the settings of the network become."""

from collections.abc import Mapping

from config.properties.property import Property, none

_SUBNET = Property("ec2.CreateSubnet.CidrBlock")
_POLICY = "network-firewall.CreateFirewallPolicy.FirewallPolicy"
_GROUPS = f"{_POLICY}.StatefulRuleGroupReferences"
_DOMAIN = (
    "in lower case, as both firewalls compare; no wildcard but a leading dot, which each of them is told in its form"
)
PROPERTIES: Mapping[str, Property] = {
    "network.cidr": Property("ec2.CreateVpc.CidrBlock", "apart from development's network"),
    "network.zones": Property("ec2.CreateSubnet.AvailabilityZone", "two or three, by their letters"),
    "network.subnets.public": _SUBNET,
    "network.subnets.firewall": _SUBNET,
    "network.subnets.private": _SUBNET,
    "network.subnets.isolated": _SUBNET,
    "network.natGateways": none("how many are made"),
    "network.firewall.enabled": none("decides which resources exist"),
    "network.firewall.allowedDomains": Property(
        "network-firewall.CreateRuleGroup.RuleGroup.RulesSource.RulesSourceList.Targets", _DOMAIN
    ),
    "network.firewall.subnetChangeProtection": Property(
        "network-firewall.CreateFirewall.SubnetChangeProtection",
        "counts where protection.deletionProtection is on; network.md says how a zone is added under it",
    ),
    "network.firewall.defaultAction": Property(
        f"{_POLICY}.StatefulDefaultActions", "those that drop: what is not allowed must not pass"
    ),
    "network.firewall.deepThreatInspection": Property(f"{_GROUPS}.DeepThreatInspection"),
    "network.firewall.threatGroups": Property(
        f"{_GROUPS}.ResourceArn",
        "the end of the ARN, of groups in strict order; 20 of a policy, of which three are the platform's",
    ),
    "network.dnsFirewall.enabled": none("decides which resources exist"),
    "network.dnsFirewall.allowedDomains": Property("route53resolver.UpdateFirewallDomains.Domains", _DOMAIN),
    "network.dnsFirewall.failOpen": Property("route53resolver.UpdateFirewallConfig.FirewallFailOpen"),
    "network.dnsFirewall.advanced": none("decides which rules exist"),
    "network.dnsFirewall.threatLists": Property(
        "route53resolver.CreateFirewallRule.FirewallDomainListId",
        "the form of the ids that Route 53 gives; 100 rules of a group, of which five are the platform's",
    ),
    "network.endpointZones": none("in how many zones' subnets each endpoint is"),
    "network.firewall.endpoints": none("in how many zones' subnets the firewall is"),
    "network.extraInterfaceEndpoints": Property(
        "ec2.CreateVpcEndpoint.ServiceName", "AWS's own services, with or without com.amazonaws.<region>. before them"
    ),
    "network.gatewayEndpoints": Property("ec2.CreateVpcEndpoint.ServiceName", "there are only these two"),
    "network.securityGroupRules": none("the account's quota, which Service Quotas raises"),
    "network.vpcEndpoints": none("the account's quota, which Service Quotas raises"),
    "network.accessListEntries": none("the account's quota, which Service Quotas raises"),
}
