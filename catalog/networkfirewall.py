"""Network Firewall."""

from catalog.drawing import Drawing, Link
from catalog.price import HOURS, Price, count
from catalog.resource_type import ESTIMATE, ResourceType
from catalog.service import Service

NETWORK_FIREWALL = Service(
    "network-firewall",
    read=("Describe*", "List*"),
    deploy=("*ssociate*", "Create*", "Delete*", "*agResource", "Update*"),
)

FIREWALL_ENDPOINT = "Firewall endpoint"
_ARN = "arn:aws:network-firewall:{region}:{account}"
FIREWALL = ResourceType(
    "aws:networkfirewall/firewall:Firewall",
    id=_ARN + ":firewall/{name}",
    arn=_ARN + ":firewall/{name}",
    cloudformation="AWS::NetworkFirewall::Firewall",
    minutes=8,
    source=ESTIMATE,
    writes_logs=True,
    prices=(
        Price(
            what=FIREWALL_ENDPOINT,
            monthly=0.395 * HOURS,
            unit="endpoint",
            date="2026-11-25",
            source="the price of US East; none was found for London",
            verified=False,
            quantity=count("subnetMappings"),
        ),
    ),
    drawing=Drawing(title="Network Firewall", icon="network/network-firewall"),
)
FIREWALL_POLICY = ResourceType(
    "aws:networkfirewall/firewallPolicy:FirewallPolicy",
    id=_ARN + ":firewall-policy/{name}",
    arn=_ARN + ":firewall-policy/{name}",
    cloudformation="AWS::NetworkFirewall::FirewallPolicy",
    drawing=Drawing(title="firewall policy", icon="network/network-firewall", is_detail=True),
    links=(Link(kind="reference", end="firewallPolicy"),),
)
LOGGING_CONFIGURATION = ResourceType(
    "aws:networkfirewall/loggingConfiguration:LoggingConfiguration",
    id="log-{hex}",
    cloudformation="AWS::NetworkFirewall::LoggingConfiguration",
    minutes=0.3,
)
RULE_GROUP = ResourceType(
    "aws:networkfirewall/ruleGroup:RuleGroup",
    id=_ARN + ":stateful-rulegroup/{name}",
    arn=_ARN + ":stateful-rulegroup/{name}",
    cloudformation="AWS::NetworkFirewall::RuleGroup",
    drawing=Drawing(title="firewall rules", icon="network/network-firewall", is_detail=True),
)
