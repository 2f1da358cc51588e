"""What every platform that runs the container is given, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import Input, Output

from components.container.own_domain import OwnDomain
from components.network import Network
from components.payments import PaymentQueue
from config.sections import Container as Settings
from config.types import ECR_IMAGE, secret_of
from foundation.component import Component
from foundation.policies import Statement, allow
from foundation.region import Region


@dataclass(frozen=True, kw_only=True)
class ContainerArgs:
    """The region, its network, the container's settings, the queue that it sends to, and its own domain if it has one.

    Raises ValueError where the container is enabled and has no image, or no security group in the network.
    """

    region: Region
    network: Network
    settings: Settings
    queue: PaymentQueue
    own_domain: OwnDomain | None = None

    def __post_init__(self) -> None:
        if self.settings.enabled and "container" not in self.network.security_group_ids:
            raise ValueError("network has no security group container; it must have one where the container is enabled")
        if self.own_domain and self.settings.platform != "ecs-express":
            raise ValueError(f"own_domain is given for {self.settings.platform}; only ecs-express can have one here")
        if self.settings.enabled and self.settings.image is None:
            raise ValueError("settings.image is None; it must be given where the container is enabled")

    @property
    def image(self) -> str:
        """The image of a container that is enabled."""
        return self.settings.image or ""

    @property
    def environment(self) -> Mapping[str, Input[str]]:
        """The variables that the container is given; none of them is a secret."""
        return {"QUEUE_URL": self.queue.url, "QUEUE_REGION": self.queue.region.name}


class Platform(Component):
    """A running container; each platform makes it of services of its own."""

    url: Output[str]
    arn: Output[str]
    log_group_name: Output[str]


def queueing(args: ContainerArgs) -> list[str]:
    """What the container itself calls through an endpoint; a queue in another region is reached over the internet."""
    return ["sqs"] if args.queue.region.name == args.region.name else []


def sending(args: ContainerArgs) -> list[Statement]:
    """The container's own permissions: to put encrypted messages into the payments queue."""
    return [
        allow(["sqs:SendMessage"], args.queue.arn),
        allow(["kms:Decrypt", "kms:GenerateDataKey"], args.queue.key_arn),
    ]


def pulling(args: ContainerArgs) -> list[Statement]:
    """The permission to pull the image from its own ECR repository; other registries need none."""
    match = ECR_IMAGE.match(args.image)
    if not match:
        return []
    repository = f"arn:aws:ecr:{match['region']}:{match['account']}:repository/{match['repository']}"
    return [
        # The token is the registry's, and belongs to no repository.
        allow(["ecr:GetAuthorizationToken"], "*"),
        allow(
            [
                "ecr:BatchCheckLayerAvailability",
                "ecr:BatchGetImage",
                "ecr:DescribeImages",
                "ecr:GetDownloadUrlForLayer",
            ],
            repository,
        ),
    ]


def reading(args: ContainerArgs) -> list[Statement]:
    """The permission to read the container's secrets, and to decrypt those alone."""
    arns = sorted({secret_of(arn) for arn in args.settings.secrets.values()})
    if not arns:
        return []
    condition = {
        "StringEquals": {
            "kms:ViaService": f"secretsmanager.{args.region.name}.amazonaws.com",
            "kms:EncryptionContext:SecretARN": arns,
        }
    }
    return [
        allow(["secretsmanager:GetSecretValue"], arns),
        allow(["kms:Decrypt"], args.region.arn("kms", "key/*"), condition),
    ]
