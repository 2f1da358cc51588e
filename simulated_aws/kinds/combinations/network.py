"""Networks, firewalls and health checks."""

from catalog import arc, ec2
from catalog import networkfirewall as firewall
from simulated_aws.kinds.checks import network
from simulated_aws.kinds.combinations.rule import UNVERIFIED, Combination, rules
from simulated_aws.kinds.forms import When, excludes, needs, one_of

_ROUTES = (
    "carrierGatewayId", "coreNetworkArn", "egressOnlyGatewayId", "gatewayId", "localGatewayId", "natGatewayId",
    "networkInterfaceId", "odbNetworkArn", "transitGatewayId", "vpcEndpointId", "vpcPeeringConnectionId",
)  # fmt: skip

RULES: tuple[Combination, ...] = (
    *rules("InvalidParameterValue", "cfn-lint E3687: TCP, UDP and ICMP need ports",
        (ec2.SECURITY_GROUP_INGRESS_RULE, "", network.ports_of_a_rule),
        (ec2.SECURITY_GROUP_EGRESS_RULE, "", network.ports_of_a_rule),
    ),
    *rules("InvalidParameterValue", "SDK ec2.NetworkAclIngress: the ports of all protocols",
        (ec2.NETWORK_ACL, "ingress[]", network.ports_of_all_protocols),
        (ec2.NETWORK_ACL, "egress[]", network.ports_of_all_protocols),
    ),
    *rules("InvalidParameterValue", "botocore: ec2.ModifyVpcAttributeRequest.EnableDnsHostnames",
        (ec2.VPC, "", excludes(When("enableDnsSupport", (False,)), "enableDnsHostnames")),
    ),
    *rules("InvalidParameter", "botocore: ec2.CreateVpcEndpointRequest; SDK ec2.VpcEndpoint",
        (ec2.VPC_ENDPOINT, "", one_of("resourceConfigurationArn", "serviceName", "serviceNetworkArn")),
        (ec2.VPC_ENDPOINT, "", excludes(When("vpcEndpointType", ("Interface",)), "routeTableIds")),
        (ec2.VPC_ENDPOINT, "", excludes(
            When("vpcEndpointType", ("Gateway",)), "privateDnsEnabled", "securityGroupIds", "subnetIds",
        )),
    ),
    *rules("InvalidParameter", "botocore: ec2.CreateNatGatewayRequest; SDK ec2.NatGateway",
        (ec2.NAT_GATEWAY, "", excludes(
            When("availabilityMode", ("regional",)), "allocationId", "privateIp", "subnetId",
        )),
        (ec2.NAT_GATEWAY, "", needs(When("availabilityMode", ("regional",)), "vpcId")),
        (ec2.NAT_GATEWAY, "", network.zonal_gateway),
        (ec2.NAT_GATEWAY, "", excludes(When("connectivityType", ("private",)), "allocationId")),
        (ec2.NAT_GATEWAY, "", network.public_gateway),
    ),
    *rules("InvalidParameterCombination", "SDK ec2.Route: one target and one destination",
        (ec2.ROUTE, "", one_of(*_ROUTES)),
        (ec2.ROUTE, "", one_of("destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId")),
    ),
    *rules("InvalidParameterCombination", UNVERIFIED,
        (ec2.ROUTE_TABLE_ASSOCIATION, "", one_of("subnetId", "gatewayId")),
        (ec2.SUBNET, "", one_of("availabilityZone", "availabilityZoneId", least=0)),
    ),
    *rules("InvalidParameter", "botocore: ec2.CreateFlowLogsRequest; SDK ec2.FlowLog",
        (ec2.FLOW_LOG, "", one_of(
            "eniId", "regionalNatGatewayId", "subnetId", "transitGatewayAttachmentId", "transitGatewayId", "vpcId",
        )),
        (ec2.FLOW_LOG, "", needs(When("logDestinationType", ("cloud-watch-logs",)), "iamRoleArn", "logDestination")),
        (ec2.FLOW_LOG, "", network.destination_of_flow_log),
        *((ec2.FLOW_LOG, "", needs(When(key), "trafficType"))
          for key in ("eniId", "regionalNatGatewayId", "subnetId", "vpcId")),
    ),
    *rules("InvalidPrefixListModification", "botocore: ec2.CreateManagedPrefixListRequest",
        (ec2.MANAGED_PREFIX_LIST, "", network.prefix_list),
    ),
    *rules("InvalidRequestException", "botocore: network-firewall.CreateRuleGroupRequest",
        (firewall.RULE_GROUP, "", one_of("ruleGroup", "rules")),
        (firewall.RULE_GROUP, "ruleGroup.rulesSource", one_of(
            "rulesSourceList", "rulesString", "statefulRules", "statelessRulesAndCustomActions",
        )),
        (firewall.RULE_GROUP, "", network.group_of_its_type),
    ),
    *rules("InvalidRequestException", "botocore: network-firewall.FirewallPolicy",
        (firewall.FIREWALL_POLICY, "firewallPolicy", network.default_actions),
    ),
    *rules("InvalidRequestException", "botocore: network-firewall.LogDestinationConfig",
        (firewall.LOGGING_CONFIGURATION, "loggingConfiguration", network.log_destinations),
    ),
    *rules("InvalidRequestException", UNVERIFIED,
        (firewall.RULE_GROUP, "encryptionConfiguration", needs(When("type", ("CUSTOMER_KMS",)), "keyId")),
        (firewall.FIREWALL, "encryptionConfiguration", needs(When("type", ("CUSTOMER_KMS",)), "keyId")),
        (firewall.FIREWALL_POLICY, "encryptionConfiguration", needs(When("type", ("CUSTOMER_KMS",)), "keyId")),
    ),
    *rules("InvalidInput", "SDK route53.HealthCheck",
        (arc.HEALTH_CHECK, "", needs(When("type", ("RECOVERY_CONTROL",)), "routingControlArn")),
    ),
    *rules("InvalidRequestException", "botocore: network-firewall.FirewallPolicy.StatelessCustomActions",
        (firewall.FIREWALL_POLICY, "firewallPolicy", network.custom_actions),
    ),
    *rules("InvalidParameterCombination", "botocore: ec2.CreateSubnetRequest.CidrBlock",
        (ec2.SUBNET, "", excludes(When("ipv6Native", (True,)), "cidrBlock")),
    ),
    *rules("ValidationException", "botocore: arc-region-switch.CreatePlanRequest and Step",
        (arc.PLAN, "", network.primary),
        (arc.PLAN, "workflows[].steps[]", network.block),
    ),
)  # fmt: skip
