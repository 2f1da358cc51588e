"""The private ways to AWS's own services."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import ec2

from config.traffic import Gateway
from foundation.naming import Naming
from foundation.policies import Statement, document

# Where the IAM prefix of a service's actions is not the first part of its endpoint's name.
IAM_PREFIX = {"appconfigdata": "appconfig", "monitoring": "cloudwatch"}
# Buckets of AWS's own, by region, which are read with URLs that AWS signs or with none: the layers of ECR's images
# (ECR guide, interface VPC endpoints), and the software of MGN's servers (MGN user guide, network requirements).
IMAGE_BUCKETS = ("prod-{0}-starport-layer-bucket",)
REPLICATION_BUCKETS = (
    "al2023-repos-{0}-de612dc2",
    "amazon-ssm-{0}",
    "aws-application-migration-service-{0}",
    "aws-application-migration-service-hashes-{0}",
    "aws-mgn-internal-{0}",
    "aws-mgn-internal-hashes-{0}",
)
# The services that take no endpoint policy (AWS PrivateLink guide, services that integrate).
WITHOUT_POLICY = frozenset({"transfer.server"})


@dataclass(frozen=True, kw_only=True)
class GatewayEndpointsArgs:
    """The services with a gateway, the route tables of the subnets that use them, and AWS's buckets that they read."""

    naming: Naming
    region: str
    account_id: Input[str]
    vpc_id: Input[str]
    services: Sequence[Gateway]
    route_table_ids: Mapping[str, Input[str]]
    aws_buckets: Sequence[str]


class GatewayEndpoints(ComponentResource):
    """A gateway endpoint for each service, in the private subnets' route tables, for this account's identities only.

    For S3 the named buckets of AWS can be read without any.
    """

    prefix_list_ids: dict[str, Output[str]]

    def __init__(self, name: str, args: GatewayEndpointsArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:network:GatewayEndpoints", name, None, opts)
        self.prefix_list_ids = {}
        for service in args.services:
            endpoint = ec2.VpcEndpoint(
                f"{name}-{service}",
                vpc_id=args.vpc_id,
                vpc_endpoint_type="Gateway",
                service_name=f"com.amazonaws.{args.region}.{service}",
                route_table_ids=list(args.route_table_ids.values()),
                policy=document(
                    _own_account_only(service, args.account_id), *(_aws_buckets(args) if service == "s3" else ())
                ),
                tags=args.naming.tags(f"{service}-endpoint"),
                opts=ResourceOptions(parent=self),
            )
            self.prefix_list_ids[service] = endpoint.prefix_list_id
        self.register_outputs({"prefix_list_ids": self.prefix_list_ids})


@dataclass(frozen=True, kw_only=True)
class InterfaceEndpointsArgs:
    """The services, named as in `com.amazonaws.<region>.<service>`, and the subnets and group of their interfaces."""

    naming: Naming
    region: str
    account_id: Input[str]
    vpc_id: Input[str]
    services: Sequence[str]
    subnet_ids: Mapping[str, Input[str]]
    security_group_id: Input[str]


class InterfaceEndpoints(ComponentResource):
    """An interface endpoint for each service, under the service's usual name, for this account's identities only."""

    ids: dict[str, Output[str]]

    def __init__(self, name: str, args: InterfaceEndpointsArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:network:InterfaceEndpoints", name, None, opts)
        self.ids = {}
        for service in args.services:
            kind = f"{service.replace('.', '-')}-endpoint"
            endpoint = ec2.VpcEndpoint(
                f"{name}-{service}",
                vpc_id=args.vpc_id,
                vpc_endpoint_type="Interface",
                service_name=f"com.amazonaws.{args.region}.{service}",
                subnet_ids=list(args.subnet_ids.values()),
                security_group_ids=[args.security_group_id],
                private_dns_enabled=True,
                policy=None if service in WITHOUT_POLICY else document(*_service_policy(service, args)),
                tags=args.naming.tags(kind),
                opts=ResourceOptions(parent=self),
            )
            self.ids[service] = endpoint.id
        self.register_outputs({"ids": self.ids})


def _service_policy(service: str, args: InterfaceEndpointsArgs) -> Iterator[Statement]:
    own = _own_account_only(service, args.account_id)
    yield own
    if service == "mgn":
        # How an agent opens a session (MGN user guide, installing the agent on a secured network).
        session = f"arn:aws:execute-api:{args.region}:*:*/POST/CreateSessionForMgn"
        yield {**own, "Action": "execute-api:Invoke", "Resource": session}


def _own_account_only(service: str, account_id: Input[str]) -> Statement:
    """An identity of another account can't carry data out through the endpoint."""
    prefix = IAM_PREFIX.get(service, service.split(".")[0])
    return {
        "Effect": "Allow",
        "Principal": "*",
        "Action": f"{prefix}:*",
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:PrincipalAccount": account_id}},
    }


def _aws_buckets(args: GatewayEndpointsArgs) -> Iterator[Statement]:
    files = [f"arn:aws:s3:::{bucket.format(args.region)}/*" for bucket in args.aws_buckets]
    if files:
        yield {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": files}
