"""The private ways to AWS's own services."""

from collections.abc import Iterator, Sequence

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import ec2

from config.traffic import Gateway
from foundation.component import Component
from foundation.policies import Statement, document
from foundation.region import Region

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


class GatewayEndpoints(Component):
    """A gateway endpoint for each service, in the private subnets' route tables, for this account's identities only.

    For S3 the named buckets of AWS can be read without any.
    """

    prefix_list_ids: dict[str, Output[str]]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        vpc_id: Input[str],
        services: Sequence[Gateway],
        route_table_ids: Sequence[Input[str]],
        aws_buckets: Sequence[str],
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        prefix_list_ids: dict[str, Output[str]] = {}
        for service in services:
            buckets = _aws_buckets(aws_buckets, region) if service == "s3" else ()
            endpoint = ec2.VpcEndpoint(
                f"{name}-{service}",
                vpc_id=vpc_id,
                vpc_endpoint_type="Gateway",
                service_name=f"com.amazonaws.{region.name}.{service}",
                route_table_ids=route_table_ids,
                policy=document(_own_account_only(service, region), *buckets),
                tags=region.naming.tags(f"{service}-endpoint"),
                opts=self.child(),
            )
            prefix_list_ids[service] = endpoint.prefix_list_id
        self.publish(prefix_list_ids=prefix_list_ids)


class InterfaceEndpoints(Component):
    """An interface endpoint for each service, under the service's usual name, for this account's identities only.

    `services` are named as in `com.amazonaws.<region>.<service>`.
    """

    ids: dict[str, Output[str]]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        vpc_id: Input[str],
        services: Sequence[str],
        subnet_ids: Sequence[Input[str]],
        security_group_id: Input[str],
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        ids: dict[str, Output[str]] = {}
        for service in services:
            endpoint = ec2.VpcEndpoint(
                f"{name}-{service}",
                vpc_id=vpc_id,
                vpc_endpoint_type="Interface",
                service_name=f"com.amazonaws.{region.name}.{service}",
                subnet_ids=subnet_ids,
                security_group_ids=[security_group_id],
                private_dns_enabled=True,
                policy=None if service in WITHOUT_POLICY else document(*_service_policy(service, region)),
                tags=region.naming.tags(f"{service.replace('.', '-')}-endpoint"),
                opts=self.child(),
            )
            ids[service] = endpoint.id
        self.publish(ids=ids)


def _service_policy(service: str, region: Region) -> Iterator[Statement]:
    own = _own_account_only(service, region)
    yield own
    if service == "mgn":
        # How an agent opens a session (MGN user guide, installing the agent on a secured network).
        session = f"arn:aws:execute-api:{region.name}:*:*/POST/CreateSessionForMgn"
        yield {**own, "Action": "execute-api:Invoke", "Resource": session}


def _own_account_only(service: str, region: Region) -> Statement:
    """An identity of another account can't carry data out through the endpoint."""
    prefix = IAM_PREFIX.get(service, service.split(".")[0])
    return {
        "Effect": "Allow",
        "Principal": "*",
        "Action": f"{prefix}:*",
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:PrincipalAccount": region.account_id}},
    }


def _aws_buckets(buckets: Sequence[str], region: Region) -> Iterator[Statement]:
    files = [f"arn:aws:s3:::{bucket.format(region.name)}/*" for bucket in buckets]
    if files:
        yield {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": files}
