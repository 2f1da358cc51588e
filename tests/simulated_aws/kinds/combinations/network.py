"""Networks and firewalls: right ones, and changes that do not go with the rest."""

from catalog import ec2, networkfirewall, route53resolver
from tests.simulated_aws.kinds.combinations.cases import Case, Fields

TCP: Fields = {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443}
APPLICATION = ["aws:drop_established_app_layer_to_server", "aws:alert_established_app_layer_to_server"]
POLICY: Fields = {
    "statelessDefaultActions": ["aws:forward_to_sfe"], "statelessFragmentDefaultActions": ["aws:drop"],
    "statefulDefaultActions": ["aws:drop_established", "aws:alert_established"],
    "statefulEngineOptions": {"ruleOrder": "STRICT_ORDER"},
}  # fmt: skip
LOG: Fields = {"vpcId": "vpc", "trafficType": "ALL", "iamRoleArn": "arn", "logDestination": "arn"}
DNS: Fields = {"action": "BLOCK", "blockResponse": "NXDOMAIN", "firewallDomainListId": "rslvr-fdl-1"}
ADVANCED: Fields = {
    "action": "BLOCK", "blockResponse": "NXDOMAIN", "dnsThreatProtection": "DGA", "confidenceThreshold": "HIGH",
}  # fmt: skip
ROUTE: Fields = {"routeTableId": "rtb", "destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw"}

CASES: list[Case] = [
    (ec2.SECURITY_GROUP_INGRESS_RULE, TCP, {"toPort": None}, "tcp needs fromPort and toPort"),
    (ec2.SECURITY_GROUP_EGRESS_RULE, TCP, {"fromPort": None, "toPort": None}, "tcp needs fromPort and toPort"),
    (ec2.SECURITY_GROUP_INGRESS_RULE, TCP, {"toPort": 65536}, "Invalid value '65536' for portRange"),
    (ec2.NETWORK_ACL, {"ingress": [{"protocol": "-1", "fromPort": 0, "toPort": 0}]},
     {"ingress": [{"protocol": "-1", "fromPort": 0, "toPort": 443}]}, "must both be 0"),
    (ec2.VPC_ENDPOINT, {"serviceName": "s", "vpcEndpointType": "Gateway", "routeTableIds": ["rtb"]},
     {"subnetIds": ["s"]}, "vpcEndpointType Gateway takes no subnetIds"),
    (ec2.VPC_ENDPOINT, {"serviceName": "s"}, {"serviceNetworkArn": "arn"}, "is expected, not 2"),
    (ec2.VPC_ENDPOINT, {"serviceName": "s", "vpcEndpointType": "Interface", "subnetIds": ["s"]},
     {"routeTableIds": ["rtb"]}, "vpcEndpointType Interface takes no routeTableIds"),
    (route53resolver.RULE, DNS, {"blockResponse": None}, "needs blockResponse"),
    (route53resolver.RULE, DNS, {"action": "ALLOW"}, "takes no blockResponse"),
    (route53resolver.RULE, DNS, {"blockResponse": "OVERRIDE"}, "needs blockOverrideDomain"),
    (route53resolver.RULE, DNS, {"dnsThreatProtection": "DGA"}, "is expected, not 2"),
    (route53resolver.RULE, ADVANCED, {"confidenceThreshold": None}, "needs confidenceThreshold"),
    (route53resolver.RULE, ADVANCED, {"action": "ALLOW", "blockResponse": None}, "takes no dnsThreatProtection"),
    (ec2.NAT_GATEWAY, {"subnetId": "s", "allocationId": "a"}, {"allocationId": None}, "needs the allocation"),
    (ec2.NAT_GATEWAY, {"subnetId": "s", "allocationId": "a"}, {"connectivityType": "private"}, "takes no allocationId"),
    (ec2.NAT_GATEWAY, {"subnetId": "s", "allocationId": "a"}, {"subnetId": None}, "a zonal NAT gateway needs a subnet"),
    (ec2.NAT_GATEWAY, {"availabilityMode": "regional", "vpcId": "v"}, {"subnetId": "s"}, "regional takes no subnetId"),
    (ec2.NAT_GATEWAY, {"availabilityMode": "regional", "vpcId": "v"}, {"vpcId": None}, "regional needs vpcId"),
    (ec2.ROUTE, ROUTE, {"natGatewayId": "nat"}, "is expected, not 2"),
    (ec2.ROUTE, ROUTE, {"gatewayId": None}, "is expected, not 0"),
    (ec2.FLOW_LOG, LOG, {"subnetId": "s"}, "is expected, not 2"),
    (ec2.FLOW_LOG, LOG, {"trafficType": None}, "vpcId needs trafficType"),
    (ec2.FLOW_LOG, LOG, {"iamRoleArn": None}, "a flow log to cloud-watch-logs, the default, needs iamRoleArn"),
    (ec2.MANAGED_PREFIX_LIST, {"maxEntries": 1, "addressFamily": "IPv4", "entries": [{"cidr": "10.0.0.0/8"}]},
     {"entries": [{"cidr": "10.0.0.0/8"}, {"cidr": "172.16.0.0/12"}]}, "2 entries are more than maxEntries 1"),
    (ec2.MANAGED_PREFIX_LIST, {"maxEntries": 1, "addressFamily": "IPv4", "entries": [{"cidr": "10.0.0.0/8"}]},
     {"addressFamily": "IPv6"}, "10.0.0.0/8 is no IPv6 block"),
    (networkfirewall.FIREWALL_POLICY, {"firewallPolicy": POLICY},
     {"firewallPolicy": POLICY | {"statefulEngineOptions": {"ruleOrder": "DEFAULT_ACTION_ORDER"}}}, "STRICT_ORDER"),
    (networkfirewall.FIREWALL_POLICY, {"firewallPolicy": POLICY},
     {"firewallPolicy": POLICY | {"statelessDefaultActions": ["aws:pass", "aws:drop"]}}, "exactly one of aws:pass"),
    (networkfirewall.FIREWALL_POLICY, {"firewallPolicy": POLICY},
     {"firewallPolicy": POLICY | {"statefulDefaultActions": ["aws:drop_strict", "aws:drop_established"]}}, "contra"),
    (networkfirewall.FIREWALL_POLICY, {"firewallPolicy": POLICY | {"statefulDefaultActions": APPLICATION}},
     {"firewallPolicy": POLICY | {"statefulDefaultActions": [APPLICATION[0], "aws:alert_established"]}}, "contra"),
    (networkfirewall.FIREWALL_POLICY, {"firewallPolicy": POLICY},
     {"firewallPolicy": POLICY | {"statefulDefaultActions": ["aws:drop_all"]}}, "aws:drop_all is not one of"),
    (networkfirewall.RULE_GROUP, {"type": "STATEFUL", "ruleGroup": {"rulesSource": {"rulesString": "x"}}},
     {"type": "STATELESS"}, "not in a STATELESS group"),
    (networkfirewall.LOGGING_CONFIGURATION,
     {"loggingConfiguration": {"logDestinationConfigs": [
         {"logType": "ALERT", "logDestinationType": "CloudWatchLogs", "logDestination": {"logGroup": "a"}},
     ]}},
     {"loggingConfiguration": {"logDestinationConfigs": [
         {"logType": "ALERT", "logDestinationType": "CloudWatchLogs", "logDestination": {"bucketName": "a"}},
     ]}}, "CloudWatchLogs needs logGroup"),
]  # fmt: skip
