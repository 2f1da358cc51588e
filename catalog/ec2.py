"""EC2: networks and what they are made of. Pulumi keeps the rules of security groups in its module `vpc`."""

from catalog.drawing import Drawing
from catalog.networkfirewall import FIREWALL_ENDPOINT
from catalog.price import HOURS, LIST, Inputs, Price
from catalog.resource_type import ESTIMATE, ResourceType
from catalog.service import Service

EC2 = Service(
    "ec2",
    read=("Describe*", "GetManagedPrefixList*"),
    deploy=(
        "AllocateAddress", "*ssociate*", "AttachInternet*", "Authorize*", "Create*", "Delete*", "Detach*",
        "Modify*", "Release*", "Replace*", "Revoke*", "UpdateSecurityGroup*",
    ),
    principals=("ec2", "vpc-flow-logs"),
)  # fmt: skip


def _interface_endpoints(inputs: Inputs) -> float:
    return len(inputs.get("subnetIds") or ()) if inputs.get("vpcEndpointType") == "Interface" else 0


_ARN = "arn:aws:ec2:{region}:{account}"
DEFAULT_NETWORK_ACL = ResourceType("aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", id="acl-{hex}")
DEFAULT_ROUTE_TABLE = ResourceType("aws:ec2/defaultRouteTable:DefaultRouteTable", id="rtb-{hex}")
DEFAULT_SECURITY_GROUP = ResourceType("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", id="sg-{hex}")
EIP = ResourceType(
    "aws:ec2/eip:Eip",
    id="eipalloc-{hex}",
    arn=_ARN + ":elastic-ip/eipalloc-{hex}",
    outputs={"allocationId": "eipalloc-{hex}"},
    cloudformation="AWS::EC2::EIP",
    prices=(
        Price(
            what="Public IPv4 address",
            monthly=0.005 * HOURS,
            unit="address",
            date="2026-09-17",
            source=LIST.format("AmazonVPC"),
        ),
    ),
)
FLOW_LOG = ResourceType(
    "aws:ec2/flowLog:FlowLog",
    id="fl-{hex}",
    arn=_ARN + ":vpc-flow-log/fl-{hex}",
    cloudformation="AWS::EC2::FlowLog",
    writes_logs=True,
    drawing=Drawing(title="flow log", icon="network/vpc-flow-logs", is_detail=True),
)
INTERNET_GATEWAY = ResourceType(
    "aws:ec2/internetGateway:InternetGateway",
    id="igw-{hex}",
    arn=_ARN + ":internet-gateway/igw-{hex}",
    cloudformation="AWS::EC2::InternetGateway",
    drawing=Drawing(title="internet gateway", icon="network/internet-gateway"),
)
MANAGED_PREFIX_LIST = ResourceType(
    "aws:ec2/managedPrefixList:ManagedPrefixList",
    id="pl-{hex}",
    arn=_ARN + ":prefix-list/pl-{hex}",
    needs_alarm=False,
    drawing=Drawing(title="prefix list", icon="network/route-table", is_detail=True),
)
NAT_GATEWAY = ResourceType(
    "aws:ec2/natGateway:NatGateway",
    id="nat-{hex}",
    cloudformation="AWS::EC2::NatGateway",
    minutes=2,
    source=ESTIMATE,
    prices=(
        Price(
            what="NAT gateway",
            monthly=0.05 * HOURS,
            unit="gateway",
            date="2026-09-25",
            source=LIST.format("AmazonEC2"),
            # "Use one hour of NAT gateway at no additional cost for every hour charged for Network Firewall endpoints"
            # (Network Firewall's price page).
            free_beside=FIREWALL_ENDPOINT,
        ),
    ),
    drawing=Drawing(title="NAT gateway", icon="network/nat-gateway"),
)
NETWORK_ACL = ResourceType(
    "aws:ec2/networkAcl:NetworkAcl",
    id="acl-{hex}",
    arn=_ARN + ":network-acl/acl-{hex}",
    cloudformation="AWS::EC2::NetworkAcl",
)
ROUTE = ResourceType("aws:ec2/route:Route", id="r-rtb-{hex}", cloudformation="AWS::EC2::Route")
ROUTE_TABLE = ResourceType(
    "aws:ec2/routeTable:RouteTable",
    id="rtb-{hex}",
    arn=_ARN + ":route-table/rtb-{hex}",
    cloudformation="AWS::EC2::RouteTable",
)
ROUTE_TABLE_ASSOCIATION = ResourceType(
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    id="rtbassoc-{hex}",
    cloudformation="AWS::EC2::SubnetRouteTableAssociation",
)
SECURITY_GROUP = ResourceType(
    "aws:ec2/securityGroup:SecurityGroup",
    id="sg-{hex}",
    arn=_ARN + ":security-group/sg-{hex}",
    cloudformation="AWS::EC2::SecurityGroup",
)
SECURITY_GROUP_EGRESS_RULE = ResourceType(
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    id="sgr-{hex}",
    cloudformation="AWS::EC2::SecurityGroupEgress",
)
SECURITY_GROUP_INGRESS_RULE = ResourceType(
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    id="sgr-{hex}",
    cloudformation="AWS::EC2::SecurityGroupIngress",
)
SUBNET = ResourceType(
    "aws:ec2/subnet:Subnet",
    id="subnet-{hex}",
    arn=_ARN + ":subnet/subnet-{hex}",
    cloudformation="AWS::EC2::Subnet",
    minutes=0.2,
    drawing=Drawing(title="subnet", icon="network/private-subnet", is_detail=True),
)
VPC = ResourceType(
    "aws:ec2/vpc:Vpc",
    id="vpc-{hex}",
    arn=_ARN + ":vpc/vpc-{hex}",
    cloudformation="AWS::EC2::VPC",
    minutes=0.2,
)
VPC_BLOCK_PUBLIC_ACCESS_OPTIONS = ResourceType(
    "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions",
    # One for each region of an account, by whose name the provider knows it.
    id="{region}-{hex}",
    cloudformation="AWS::EC2::VPCBlockPublicAccessOptions",
    needs_alarm=False,
)
VPC_ENDPOINT = ResourceType(
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    id="vpce-{hex}",
    arn=_ARN + ":vpc-endpoint/vpce-{hex}",
    cloudformation="AWS::EC2::VPCEndpoint",
    minutes=1.5,
    source=ESTIMATE,
    prices=(
        Price(
            what="Interface endpoint",
            monthly=0.011 * HOURS,
            unit="endpoint and zone",
            date="2026-09-17",
            source=LIST.format("AmazonVPC"),
            quantity=_interface_endpoints,
        ),
    ),
    drawing=Drawing(title="endpoint", icon="network/endpoint"),
)
