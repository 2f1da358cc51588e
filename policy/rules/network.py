"""The network: nothing is public, nothing is open to everybody, and each connection is named."""

from collections.abc import Iterator

from access.documents import Statement
from access.samples import has_wildcard
from policy.checks import private_link, traffic
from policy.checks.documents import OF_RESOURCE, documents, let_in
from policy.checks.properties import absent, all_of, check, disabled, equals, given, two_zones, when
from policy.rule import CRITICAL, HIGH, LOW, MEDIUM, rule
from policy.values import Values

VPC = "aws:ec2/vpc:Vpc"
DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
NETWORK_ACL = "aws:ec2/networkAcl:NetworkAcl"
ENDPOINT = private_link.ENDPOINT
GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
PREFIX_LIST = "aws:ec2/managedPrefixList:ManagedPrefixList"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
# What cannot change or fill anything: to pull an image, and to read a secret.
READING_LENT = frozenset(
    (
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
        "secretsmanager:GetSecretValue",
    )
)
NO_ENTRIES = all_of(equals("ingress", []), equals("egress", []))


def _is_interface(values: Values) -> bool:
    return values.at("vpcEndpointType") == "Interface"


@check("with conditions on aws:PrincipalAccount and aws:ResourceAccount, or to read named resources")
def _keeps_data_in(values: Values) -> Iterator[str]:
    """No data leaves by the endpoint; reading what is named of others, such as AWS's own buckets, is no way out."""
    for statements in documents(values, OF_RESOURCE):
        for found in let_in(statements):
            if not _reads_named_buckets(found.statement):
                yield f"{found.caller.text} may pass: {found.action}"
        for one in statements:
            if one.effect == "Allow" and not (_reads_named_buckets(one) or _reads_lent(one) or _is_of_callers(one)):
                yield "more than named resources of another account may be used, or by more than reading"


def _is_of_callers(statement: Statement) -> bool:
    """Whether the resources are of the callers' own account; how MGN's agents sign in is an API of AWS's."""
    if statement.actions == ("execute-api:Invoke",):
        return all(text.endswith("/POST/CreateSessionForMgn") for text in statement.resources or ("*",))
    owners = _accounts(statement, "aws:resourceaccount")
    return len(owners) == 1 and owners == _accounts(statement, "aws:principalaccount")


def _accounts(statement: Statement, key: str) -> set[str]:
    """The accounts that a statement's condition compares with a key."""
    return {
        value
        for condition in statement.conditions
        if (condition.operator, condition.key.lower()) == ("StringEquals", key)
        for value in condition.values
    }


def _reads_lent(statement: Statement) -> bool:
    """Whether it reads images and secrets, each of which is named."""
    reads = READING_LENT.issuperset(statement.actions or ("*",))
    return reads and not any(map(has_wildcard, statement.resources or ("*",)))


def _reads_named_buckets(statement: Statement) -> bool:
    buckets = [text.split(":")[-1].partition("/")[0] for text in statement.resources or ("*",)]
    return statement.actions == ("s3:GetObject",) and not any(map(has_wildcard, buckets))


def _leads_to_aws(values: Values) -> bool:
    """App Runner's endpoint for requests leads to a service of the stack alone."""
    return not str(values.at("serviceName")).endswith(".apprunner.requests")


RULES = (
    rule(DEFAULT_GROUP, "vpc-default-security-group-closed", HIGH, "FSBP EC2.2, CIS 5.5, CKV2_AWS_12").needs(
        NO_ENTRIES, "a resource that names no security group of its own can't communicate"
    ),
    rule(
        "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions",
        "vpc-block-public-access",
        MEDIUM,
        "FSBP EC2.172",
    ).needs(equals("internetGatewayBlockMode", "block-ingress", "block-bidirectional")),
    rule(VPC, "vpc-default-security-group-configured", HIGH, "FSBP EC2.2, CIS 5.5, CKV2_AWS_12").needs_companion(
        DEFAULT_GROUP, by="vpcId", missing="its default security group keeps the rules that AWS gave it"
    ),
    rule(
        "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
        "vpc-default-network-acl-closed",
        MEDIUM,
        "FSBP EC2.21, PCI EC2.21, CIS 5.2",
    ).needs(NO_ENTRIES, "a subnet that names no network ACL of its own can't communicate"),
    rule("aws:ec2/defaultRouteTable:DefaultRouteTable", "vpc-default-route-table-empty", MEDIUM).needs(
        equals("routes", []), "a subnet that names no route table of its own has no way out"
    ),
    rule(VPC, "vpc-flow-logs-configured", MEDIUM, "FSBP EC2.6, CIS 3.7, CKV2_AWS_11").needs_companion(
        FLOW_LOG, by="vpcId", missing="no flow log records its traffic"
    ),
    rule(FLOW_LOG, "vpc-flow-logs-all-traffic", MEDIUM, "FSBP EC2.6, CIS 3.7, CKV2_AWS_11").needs(
        equals("trafficType", "ALL"), "what was rejected and what was accepted"
    ),
    rule("aws:ec2/subnet:Subnet", "subnet-no-public-ip-on-launch", HIGH, "FSBP EC2.15, PCI EC2.15, CKV_AWS_130").needs(
        disabled("mapPublicIpOnLaunch")
    ),
    rule(GROUP, "security-group-no-inline-rules", MEDIUM, "AWSGuard no-rule-management-conflicts").needs(
        absent("ingress", "egress"), "rules are resources of their own, and the two ways undo each other"
    ),
    rule((GROUP, INGRESS, EGRESS), "security-group-description", LOW, "CKV_AWS_23").needs(
        given("description"), "whom it connects, and for what"
    ),
    rule(INGRESS, "security-group-no-open-ingress", HIGH, "FSBP EC2.18, CIS 5.1.2, CKV_AWS_260").needs(
        traffic.no_open_ingress
    ),
    rule(
        INGRESS,
        "security-group-no-open-ssh-rdp",
        CRITICAL,
        "FSBP EC2.19, PCI EC2.13, PCI EC2.14, PCI EC2.53, PCI EC2.54, CIS 5.3, CIS 5.4, CKV_AWS_24, CKV_AWS_25",
    ).needs(traffic.no_open_ssh_or_rdp),
    rule(INGRESS, "security-group-ingress-protocol", HIGH, "CKV_AWS_277").needs(
        equals("ipProtocol", "tcp", "udp", "icmp", "icmpv6"), "a protocol and its ports, not all traffic"
    ),
    rule(EGRESS, "security-group-no-unrestricted-egress", MEDIUM, "CKV_AWS_382").needs(traffic.no_unrestricted_egress),
    rule(PREFIX_LIST, "prefix-list-not-open", HIGH).needs(traffic.no_open_list),
    rule(NETWORK_ACL, "network-acl-no-open-ssh-rdp", HIGH, "FSBP EC2.21, PCI EC2.21, CIS 5.2").needs(
        traffic.no_entry_for_ssh_or_rdp
    ),
    rule(NETWORK_ACL, "network-acl-no-open-port-range", HIGH, "CKV_AWS_352").needs(traffic.no_entry_for_all_ports),
    rule(NETWORK_ACL, "network-acl-in-use", LOW, "FSBP EC2.16, PCI EC2.16").needs(
        given("subnetIds"), "a network ACL without subnets protects nothing"
    ),
    rule(ENDPOINT, "vpc-endpoint-policy-own-account", HIGH).needs(
        when(_leads_to_aws, all_of(given("policy"), _keeps_data_in)), "no data leaves to another account by this way"
    ),
    rule((ENDPOINT, *private_link.INSIDE), "vpc-endpoint-for-each-call", MEDIUM).needs(
        private_link.for_each_call, "a call without one waits until its time is over"
    ),
    rule((ENDPOINT, *private_link.INSIDE), "vpc-endpoint-in-use", LOW).needs(
        private_link.in_use, "each is paid for by the hour and zone"
    ),
    rule(ENDPOINT, "vpc-endpoint-multi-az", MEDIUM).needs(when(_is_interface, two_zones("subnetIds"))),
    rule(ENDPOINT, "vpc-endpoint-security-group", MEDIUM).needs(
        when(_is_interface, given("securityGroupIds")), "without it AWS takes the network's default group"
    ),
)
