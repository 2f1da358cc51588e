"""Cases of the network's and the firewall's rules."""

from collections.abc import Mapping

from tests.policy.cases.case import (
    FOR_THE_ACCOUNT,
    KEY,
    REMOVED,
    TO_ANYONE,
    Case,
    Changes,
    allowing,
    case,
    policy,
    switched,
)

AWS_FILES = "arn:aws:s3:::amazon-ssm-eu-west-2/*"
WEB = {
    "cidrIpv4": "172.16.0.0/16",
    "ipProtocol": "tcp",
    "fromPort": 443,
    "toPort": 443,
    "description": "AWS services from application",
}
ALL_BUT_MINE = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::mine/*"}
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


def within(
    accounts: Mapping[str, object], action: str = "sqs:*", resource: str = "*", operator: str = "StringEquals"
) -> str:
    """What an endpoint lets pass for the accounts of callers and resources."""
    return policy(allowing(action, resource, Principal="*", Condition={operator: accounts}))


OWN, LENDER = "123456789012", "210987654321"
OWN_CALLERS = {"StringEquals": {"aws:PrincipalAccount": OWN}}
OWN_ALONE = {"StringEquals": {"aws:PrincipalAccount": OWN, "aws:ResourceAccount": OWN}}
WITHIN_THE_ACCOUNT = within(OWN_ALONE["StringEquals"])
LENT_SECRET = f"arn:aws:secretsmanager:eu-west-2:{LENDER}:secret:source-AbCdEf"
ALL_BUT_READING = {
    "Effect": "Allow", "Principal": "*", "NotAction": "s3:GetObject", "Resource": LENT_SECRET, "Condition": OWN_CALLERS,
}  # fmt: skip
MGN_SESSION = "arn:aws:execute-api:eu-west-2:*:*/POST/CreateSessionForMgn"


def lending(action: str, resource: str) -> str:
    """The policy of an endpoint that lets the account's own callers use another account's resource too."""
    lent = allowing(action, resource, Principal="*", Condition=OWN_CALLERS)
    return policy(allowing("secretsmanager:*", Principal="*", Condition=OWN_ALONE), lent)


def to_name(name: str) -> str:
    """A rule in Suricata's language that passes what goes to servers of a name."""
    return f'pass tls any any -> any 443 (tls.sni; content:"{name}"; endswith; sid:1;)'


def stateless(*destinations: str) -> dict[str, object]:
    """The source of a rule group with a rule that passes what goes to some networks."""
    matched = {"destinations": [{"addressDefinition": network} for network in destinations]}
    rule = {"ruleDefinition": {"actions": ["aws:pass"], "matchAttributes": matched}, "priority": 1}
    return {"statelessRulesAndCustomActions": {"statelessRules": [rule]}}


NETWORK: Mapping[str, Case] = {
    "vpc-block-public-access": case(
        {"internetGatewayBlockMode": "block-ingress"},
        {"internetGatewayBlockMode": "off"},
        {"internetGatewayBlockMode": REMOVED},
        also_good=({"internetGatewayBlockMode": "block-bidirectional"},),
    ),
    "vpc-default-security-group-closed": case(
        EMPTY, {"ingress": [{"protocol": "-1", "self": True}]}, {"egress": [{"protocol": "-1"}]}, {"ingress": REMOVED}
    ),
    "vpc-default-network-acl-closed": case(EMPTY, {"ingress": [ENTRY]}, {"egress": [ENTRY]}),
    "vpc-default-route-table-empty": case(
        {"routes": []}, {"routes": [{"cidrBlock": "0.0.0.0/0"}]}, {"routes": REMOVED}
    ),
    "vpc-flow-logs-all-traffic": case({"trafficType": "ALL"}, {"trafficType": "REJECT"}, {"trafficType": REMOVED}),
    "subnet-no-public-ip-on-launch": switched("mapPublicIpOnLaunch", False),
    "security-group-no-inline-rules": case(
        {"description": "Payments"}, {"ingress": [{"fromPort": 443}]}, {"egress": [{"fromPort": 443}]}
    ),
    "security-group-description": case(WEB, {"description": REMOVED}, {"description": ""}),
    "security-group-no-open-ingress": case(
        WEB,
        {"cidrIpv4": "0.0.0.0/0"},
        {"cidrIpv4": REMOVED, "cidrIpv6": "::/0"},
        # As wide as a private network, and none.
        {"cidrIpv4": "9.0.0.0/8"},
        also_good=({"referencedSecurityGroupId": "sg-1"}, {"cidrIpv4": "10.0.0.0/8"}, {"cidrIpv6": "fc00::/7"}),
    ),
    "security-group-no-open-ssh-rdp": case(
        WEB,
        {"cidrIpv4": "0.0.0.0/0", "fromPort": 22, "toPort": 22},
        {"cidrIpv4": "0.0.0.0/0", "fromPort": 3000, "toPort": 4000},
        {"cidrIpv4": "0.0.0.0/0", "ipProtocol": "-1", "fromPort": REMOVED, "toPort": REMOVED},
        also_good=({**WEB, "fromPort": 22, "toPort": 22},),
    ),
    "security-group-ingress-protocol": case(WEB, {"ipProtocol": "-1"}, {"ipProtocol": REMOVED}),
    "security-group-no-unrestricted-egress": case(
        WEB, {"ipProtocol": "-1", "cidrIpv4": "0.0.0.0/0"}, {"ipProtocol": "all", "cidrIpv6": "::/0"}
    ),
    "prefix-list-not-open": case(
        {"entries": [{"cidr": "172.16.0.0/16"}]},
        {"entries": [{"cidr": "0.0.0.0/0"}]},
        {"entries": [{"cidr": "172.16.0.0/16"}, {"cidr": "128.0.0.0/1"}]},
    ),
    "network-acl-no-open-ssh-rdp": case(
        {"ingress": [ANSWERS]},
        {"ingress": [{**ENTRY, "fromPort": 22, "toPort": 22}]},
        {"ingress": [{**ENTRY, "fromPort": 1024, "toPort": 65535}]},
        {"ingress": [{**ENTRY, "protocol": "-1", "fromPort": 0, "toPort": 0}]},
        also_good=(
            {"ingress": [{**ENTRY, "cidrBlock": "172.16.0.0/16", "fromPort": 22, "toPort": 22}]},
            {"ingress": [{**ENTRY, "action": "deny", "fromPort": 22, "toPort": 22}]},
        ),
    ),
    "network-acl-no-open-port-range": case(
        {"ingress": [ANSWERS]},
        {"ingress": [{**ENTRY, "protocol": "-1", "fromPort": 0, "toPort": 0}]},
        {"ingress": [{**ENTRY, "fromPort": 0, "toPort": 65535}]},
        {"ingress": [{**ENTRY, "cidrBlock": None, "ipv6CidrBlock": "::/0", "fromPort": 0, "toPort": 65535}]},
    ),
    "network-acl-in-use": case({"subnetIds": ["subnet-1"]}, {"subnetIds": []}, {"subnetIds": REMOVED}),
    "vpc-endpoint-policy-own-account": case(
        {"policy": WITHIN_THE_ACCOUNT, "serviceName": "com.amazonaws.eu-west-2.kms"},
        {"policy": REMOVED},
        *TO_ANYONE,
        {"policy": policy(allowing("s3:GetObject", Principal="*"))},
        {"policy": policy(ALL_BUT_MINE)},
        {"policy": FOR_THE_ACCOUNT},
        {"policy": within({"aws:PrincipalAccount": OWN, "aws:ResourceAccount": "*"}, operator="StringLike")},
        {"policy": within({"aws:PrincipalAccount": OWN}, "execute-api:Invoke", f"{MGN_SESSION}s")},
        {"policy": policy(ALL_BUT_MINE | {"Action": "execute-api:Invoke", "Condition": OWN_CALLERS})},
        {"policy": policy(allowing(["s3:GetObject", "s3:PutObject"], AWS_FILES, Principal="*"))},
        {"policy": within({"aws:PrincipalAccount": OWN, "aws:ResourceAccount": [OWN, LENDER]})},
        {"policy": within({"aws:PrincipalAccount": OWN, "aws:ResourceAccount": LENDER})},
        {"policy": lending("secretsmanager:*", LENT_SECRET)},
        {"policy": lending("secretsmanager:PutSecretValue", LENT_SECRET)},
        {"policy": lending("secretsmanager:GetSecretValue", f"{LENT_SECRET[:-6]}*")},
        {"policy": lending("secretsmanager:GetSecretValue", "*")},
        {"policy": policy(ALL_BUT_READING)},
        {"policy": policy(ALL_BUT_MINE | {"Action": "secretsmanager:GetSecretValue", "Condition": OWN_CALLERS})},
        also_good=(
            {"policy": within({**OWN_ALONE["StringEquals"], "aws:SourceVpc": "vpc-1"})},
            {"serviceName": "com.amazonaws.eu-west-2.apprunner.requests"},
            {"policy": policy(allowing("s3:GetObject", AWS_FILES, Principal="*"))},
            {"policy": lending("secretsmanager:GetSecretValue", LENT_SECRET)},
            {"policy": within({"aws:PrincipalAccount": OWN}, "execute-api:Invoke", MGN_SESSION)},
        ),
    ),
    "vpc-endpoint-multi-az": case(
        {"vpcEndpointType": "Interface", "subnetIds": ["subnet-1", "subnet-2"]},
        {"vpcEndpointType": "Interface", "subnetIds": ["subnet-1"]},
        also_good=({"vpcEndpointType": "Gateway"},),
    ),
    "vpc-endpoint-security-group": case(
        {"vpcEndpointType": "Interface", "securityGroupIds": ["sg-1"]},
        {"vpcEndpointType": "Interface", "securityGroupIds": []},
        also_good=({"vpcEndpointType": "Gateway"},),
    ),
}
FIREWALL: Mapping[str, Case] = {
    "dns-firewall-mutation-protection": case(
        {"mutationProtection": "ENABLED"}, {"mutationProtection": "DISABLED"}, {"mutationProtection": REMOVED}
    ),
    "network-firewall-deletion-protection": switched("deleteProtection", True),
    "network-firewall-subnet-change-protection": switched("subnetChangeProtection", True),
    "network-firewall-multi-az": case(
        {"subnetMappings": [{"subnetId": "subnet-1"}, {"subnetId": "subnet-2"}]},
        {"subnetMappings": [{"subnetId": "subnet-1"}]},
    ),
    "network-firewall-kms-encryption": case(OWN_KEY, *NO_KEY),
    "network-firewall-policy-kms-encryption": case(OWN_KEY, *NO_KEY),
    "network-firewall-policy-rule-group": case(
        {"firewallPolicy": {"statefulRuleGroupReferences": [{"priority": 100}]}},
        {"firewallPolicy.statefulRuleGroupReferences": []},
        {"firewallPolicy": {}},
    ),
    "network-firewall-policy-full-packets": case(
        {"firewallPolicy": {"statelessDefaultActions": ["aws:forward_to_sfe"]}},
        {"firewallPolicy.statelessDefaultActions": ["aws:pass"]},
    ),
    "network-firewall-policy-fragment-packets": case(
        {"firewallPolicy": {"statelessFragmentDefaultActions": ["aws:forward_to_sfe"]}},
        {"firewallPolicy.statelessFragmentDefaultActions": ["aws:pass"]},
    ),
    "network-firewall-policy-default-drop": case(
        {"firewallPolicy": {"statefulDefaultActions": ["aws:drop_established", "aws:alert_established"]}},
        {"firewallPolicy.statefulDefaultActions": ["aws:alert_established"]},
        {"firewallPolicy.statefulDefaultActions": REMOVED},
    ),
    "network-firewall-rule-group-named-destinations": case(
        {"ruleGroup": {"rulesSource": {"rulesString": "pass tcp any any -> 192.0.2.0/24 443 (sid:1;)"}}},
        {"ruleGroup.rulesSource.rulesString": "pass ip any any -> any any (sid:1;)"},
        {"ruleGroup.rulesSource.rulesSourceList": {"generatedRulesType": "ALLOWLIST", "targets": [".com"]}},
        {"ruleGroup.rulesSource.rulesString": to_name("com")},
        {"ruleGroup.rulesSource": stateless("0.0.0.0/0")},
        {"ruleGroup.rulesSource": stateless()},
        also_good=(
            {"ruleGroup": {"rulesSource": {"rulesString": "drop ip any any -> any any (sid:1;)"}}},
            {"ruleGroup": {"rulesSource": {"rulesString": to_name("bank.example")}}},
            {"ruleGroup": {"rulesSource": stateless("192.0.2.0/24")}},
        ),
    ),
    "network-firewall-rule-group-not-empty": case(
        {"ruleGroup": {"rulesSource": {"rulesSourceList": {"targets": [".example.com"]}}}},
        {"ruleGroup": {"rulesSource": {}}},
        {"ruleGroup": REMOVED},
        also_good=({"ruleGroup": {"rulesSource": {"rulesString": "pass tls any any -> any 443"}}},),
    ),
    "network-firewall-alert-and-flow-logs": case(
        {"loggingConfiguration": {"logDestinationConfigs": LOGS}},
        {"loggingConfiguration.logDestinationConfigs": LOGS[:1]},
        {"loggingConfiguration.logDestinationConfigs": LOGS[1:]},
    ),
}
