"""Cases of the network's and the firewall's rules."""

from collections.abc import Mapping

from tests.policy.cases.case import FOR_THE_ACCOUNT, KEY, REMOVED, TO_ANYONE, Case, Changes, allowing, case, policy

AWS_FILES = "arn:aws:s3:::amazon-ssm-eu-west-2/*"
WEB = {
    "cidrIpv4": "172.16.0.0/16",
    "ipProtocol": "tcp",
    "fromPort": 443,
    "toPort": 443,
    "description": "AWS services from application",
}
ENTRY = {"protocol": "tcp", "cidrBlock": "0.0.0.0/0", "action": "allow", "ruleNo": 100}
ANSWERS = {**ENTRY, "fromPort": 1024, "toPort": 3388}
EMPTY: Changes = {"ingress": [], "egress": []}
LOGS = [{"logType": "ALERT"}, {"logType": "FLOW"}]
OWN_KEY = {"encryptionConfiguration": {"type": "CUSTOMER_KMS", "keyId": KEY}}
NO_KEY = (
    {"encryptionConfiguration": REMOVED},
    {"encryptionConfiguration": {"type": "AWS_OWNED_KMS_KEY", "keyId": "AWS_OWNED_KMS_KEY"}},
    {"encryptionConfiguration.keyId": REMOVED},
)

NETWORK: Mapping[str, Case] = {
    "default-security-group-is-empty": case(
        EMPTY, {"ingress": [{"protocol": "-1", "self": True}]}, {"egress": [{"protocol": "-1"}]}, {"ingress": REMOVED}
    ),
    "default-network-acl-is-empty": case(EMPTY, {"ingress": [ENTRY]}, {"egress": [ENTRY]}),
    "default-route-table-is-empty": case({"routes": []}, {"routes": [{"cidrBlock": "0.0.0.0/0"}]}, {"routes": REMOVED}),
    "flow-log-records-everything": case({"trafficType": "ALL"}, {"trafficType": "REJECT"}, {"trafficType": REMOVED}),
    "subnet-gives-no-public-addresses": case(
        {"mapPublicIpOnLaunch": False}, {"mapPublicIpOnLaunch": True}, {"mapPublicIpOnLaunch": REMOVED}
    ),
    "security-group-keeps-its-rules-apart": case(
        {"description": "Payments"}, {"ingress": [{"fromPort": 443}]}, {"egress": [{"fromPort": 443}]}
    ),
    "security-group-says-what-it-is-for": case(WEB, {"description": REMOVED}, {"description": ""}),
    "ingress-names-its-source": case(
        WEB,
        {"cidrIpv4": "0.0.0.0/0"},
        {"cidrIpv4": REMOVED, "cidrIpv6": "::/0"},
        also_good=({"referencedSecurityGroupId": "sg-1"},),
    ),
    "ingress-opens-no-administration": case(
        WEB,
        {"cidrIpv4": "0.0.0.0/0", "fromPort": 22, "toPort": 22},
        {"cidrIpv4": "0.0.0.0/0", "fromPort": 3000, "toPort": 4000},
        {"cidrIpv4": "0.0.0.0/0", "ipProtocol": "-1", "fromPort": REMOVED, "toPort": REMOVED},
        also_good=({**WEB, "fromPort": 22, "toPort": 22},),
    ),
    "ingress-names-its-protocol": case(WEB, {"ipProtocol": "-1"}, {"ipProtocol": REMOVED}),
    "egress-names-its-protocol": case(
        WEB, {"ipProtocol": "-1", "cidrIpv4": "0.0.0.0/0"}, {"ipProtocol": "all", "cidrIpv6": "::/0"}
    ),
    "network-acl-admits-no-administration": case(
        {"ingress": [ANSWERS]},
        {"ingress": [{**ENTRY, "fromPort": 22, "toPort": 22}]},
        {"ingress": [{**ENTRY, "fromPort": 1024, "toPort": 65535}]},
        {"ingress": [{**ENTRY, "protocol": "-1", "fromPort": 0, "toPort": 0}]},
        also_good=(
            {"ingress": [{**ENTRY, "cidrBlock": "172.16.0.0/16", "fromPort": 22, "toPort": 22}]},
            {"ingress": [{**ENTRY, "action": "deny", "fromPort": 22, "toPort": 22}]},
        ),
    ),
    "network-acl-admits-no-whole-world": case(
        {"ingress": [ANSWERS]},
        {"ingress": [{**ENTRY, "protocol": "-1", "fromPort": 0, "toPort": 0}]},
        {"ingress": [{**ENTRY, "fromPort": 0, "toPort": 65535}]},
        {"ingress": [{**ENTRY, "cidrBlock": None, "ipv6CidrBlock": "::/0", "fromPort": 0, "toPort": 65535}]},
    ),
    "network-acl-is-in-use": case({"subnetIds": ["subnet-1"]}, {"subnetIds": []}, {"subnetIds": REMOVED}),
    "endpoint-admits-its-own-account": case(
        {"policy": FOR_THE_ACCOUNT, "serviceName": "com.amazonaws.eu-west-2.kms"},
        {"policy": REMOVED},
        *TO_ANYONE,
        {"policy": policy(allowing("s3:GetObject", Principal="*"))},
        {"policy": policy(allowing(["s3:GetObject", "s3:PutObject"], AWS_FILES, Principal="*"))},
        also_good=(
            {"serviceName": "com.amazonaws.eu-west-2.apprunner.requests"},
            {"policy": policy(allowing("s3:GetObject", AWS_FILES, Principal="*"))},
        ),
    ),
    "endpoint-stands-in-two-zones": case(
        {"vpcEndpointType": "Interface", "subnetIds": ["subnet-1", "subnet-2"]},
        {"vpcEndpointType": "Interface", "subnetIds": ["subnet-1"]},
        also_good=({"vpcEndpointType": "Gateway"},),
    ),
    "endpoint-has-a-security-group": case(
        {"vpcEndpointType": "Interface", "securityGroupIds": ["sg-1"]},
        {"vpcEndpointType": "Interface", "securityGroupIds": []},
        also_good=({"vpcEndpointType": "Gateway"},),
    ),
}
FIREWALL: Mapping[str, Case] = {
    "firewall-cannot-be-deleted": case(
        {"deleteProtection": True}, {"deleteProtection": False}, {"deleteProtection": REMOVED}
    ),
    "firewall-keeps-its-subnets": case({"subnetChangeProtection": True}, {"subnetChangeProtection": False}),
    "firewall-stands-in-two-zones": case(
        {"subnetMappings": [{"subnetId": "subnet-1"}, {"subnetId": "subnet-2"}]},
        {"subnetMappings": [{"subnetId": "subnet-1"}]},
    ),
    "firewall-has-its-own-key": case(OWN_KEY, *NO_KEY),
    "firewall-policy-has-its-own-key": case(OWN_KEY, *NO_KEY),
    "firewall-policy-has-rules": case(
        {"firewallPolicy": {"statefulRuleGroupReferences": [{"priority": 100}]}},
        {"firewallPolicy.statefulRuleGroupReferences": []},
        {"firewallPolicy": {}},
    ),
    "firewall-policy-inspects-packets": case(
        {"firewallPolicy": {"statelessDefaultActions": ["aws:forward_to_sfe"]}},
        {"firewallPolicy.statelessDefaultActions": ["aws:pass"]},
    ),
    "firewall-policy-inspects-fragments": case(
        {"firewallPolicy": {"statelessFragmentDefaultActions": ["aws:forward_to_sfe"]}},
        {"firewallPolicy.statelessFragmentDefaultActions": ["aws:pass"]},
    ),
    "firewall-policy-drops-the-rest": case(
        {"firewallPolicy": {"statefulDefaultActions": ["aws:drop_established", "aws:alert_established"]}},
        {"firewallPolicy.statefulDefaultActions": ["aws:alert_established"]},
        {"firewallPolicy.statefulDefaultActions": REMOVED},
    ),
    "firewall-rule-group-holds-rules": case(
        {"ruleGroup": {"rulesSource": {"rulesSourceList": {"targets": [".example.com"]}}}},
        {"ruleGroup": {"rulesSource": {}}},
        {"ruleGroup": REMOVED},
        also_good=({"ruleGroup": {"rulesSource": {"rulesString": "pass tls any any -> any 443"}}},),
    ),
    "firewall-logs-alerts-and-flows": case(
        {"loggingConfiguration": {"logDestinationConfigs": LOGS}},
        {"loggingConfiguration.logDestinationConfigs": LOGS[:1]},
        {"loggingConfiguration.logDestinationConfigs": LOGS[1:]},
    ),
}
