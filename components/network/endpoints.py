"""The private ways to AWS's own services."""

from collections.abc import Iterator, Mapping, Sequence

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import ec2

from catalog.private_link import WITHOUT_POLICY, iam_prefix
from config.traffic import Gateway
from foundation.component import Component
from foundation.policies import Statement, document
from foundation.region import Region

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

# What ECS calls to pull an image (ECR guide, the policies of its endpoints), and ECS and DMS to read a secret.
READING_LENT = {
    "ecr": ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
    "secretsmanager": ("secretsmanager:GetSecretValue",),
}


class GatewayEndpoints(Component):
    """A gateway endpoint for each service, in the private subnets' route tables, within this account only.

    For S3 the named buckets of AWS can be read without any identity.
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
                policy=document(_within_account(service, region), *buckets),
                tags=region.naming.tags(f"{service}-endpoint"),
                opts=self.child(),
            )
            prefix_list_ids[service] = endpoint.prefix_list_id
        self.publish(prefix_list_ids=prefix_list_ids)


class InterfaceEndpoints(Component):
    """An interface endpoint for each service that somebody asks for, under its usual name, within this account only.

    `lent` are the ARNs of what may be read of other accounts, by the service's prefix in IAM. `ids` is by service.
    """

    ids: dict[str, Output[str]]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        vpc_id: Input[str],
        subnet_ids: Sequence[Input[str]],
        security_group_id: Input[str],
        lent: Mapping[str, Sequence[str]],
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        self._name, self._vpc_id, self._lent = name, vpc_id, lent
        self._subnet_ids, self._security_group_id = subnet_ids, security_group_id
        self._made: dict[str, ec2.VpcEndpoint] = {}
        self.publish(ids={})

    def to(self, service: str) -> ec2.VpcEndpoint:
        """The endpoint of a service, named as in `com.amazonaws.<region>.<service>`; the first who asks makes it."""
        if service not in self._made:
            self._made[service] = self._endpoint(service)
            self.ids[service] = self._made[service].id
        return self._made[service]

    def _endpoint(self, service: str) -> ec2.VpcEndpoint:
        region = self.region
        statements = _service_policy(service, region, self._lent.get(iam_prefix(service), ()))
        return ec2.VpcEndpoint(
            f"{self._name}-{service}",
            vpc_id=self._vpc_id,
            vpc_endpoint_type="Interface",
            service_name=f"com.amazonaws.{region.name}.{service}",
            subnet_ids=self._subnet_ids,
            security_group_ids=[self._security_group_id],
            private_dns_enabled=True,
            policy=None if service in WITHOUT_POLICY else document(*statements),
            tags=region.naming.tags(f"{service.replace('.', '-')}-endpoint"),
            opts=self.child(),
        )


def _service_policy(service: str, region: Region, lent: Sequence[str]) -> Iterator[Statement]:
    yield _within_account(service, region)
    if lent:
        yield {
            "Effect": "Allow",
            "Principal": "*",
            "Action": READING_LENT[iam_prefix(service)],
            "Resource": lent,
            "Condition": {"StringEquals": {"aws:PrincipalAccount": region.account_id}},
        }
    if service == "mgn":
        # How an agent opens a session, at an API of AWS's own (MGN user guide, installing the agent on a secured
        # network).
        yield {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "execute-api:Invoke",
            "Resource": f"arn:aws:execute-api:{region.name}:*:*/POST/CreateSessionForMgn",
            "Condition": {"StringEquals": {"aws:PrincipalAccount": region.account_id}},
        }


def _within_account(service: str, region: Region) -> Statement:
    """Neither an identity nor a resource of another account can carry data out."""
    own = region.account_id
    return {
        "Effect": "Allow",
        "Principal": "*",
        "Action": f"{iam_prefix(service)}:*",
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:PrincipalAccount": own, "aws:ResourceAccount": own}},
    }


def _aws_buckets(buckets: Sequence[str], region: Region) -> Iterator[Statement]:
    files = [f"arn:aws:s3:::{bucket.format(region.name)}/*" for bucket in buckets]
    if files:
        yield {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": files}
