"""What every platform that runs the container is given, and what it gives back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output

from config.sections import Container as Settings
from config.types import ECR_IMAGE
from foundation.naming import Naming
from foundation.policies import Statement, allow


@dataclass(frozen=True, kw_only=True)
class PlatformArgs:
    """What runs and where, what it may reach, and who hears when it fails."""

    naming: Naming
    region: str
    account_id: Input[str]
    settings: Settings
    image: str
    vpc_id: Input[str]
    subnet_ids: Sequence[Input[str]]
    security_group_id: Input[str]
    endpoint_group_id: Input[str]
    queue_url: Input[str]
    queue_arn: Input[str]
    queue_key_arn: Input[str]
    key_arn: Input[str]
    log_retention_days: int
    topic_arn: Input[str]

    @property
    def environment(self) -> Mapping[str, Input[str]]:
        """The variables that the container is given; none of them is a secret."""
        return {"QUEUE_URL": self.queue_url}


class Platform(ComponentResource):
    """A running container; each platform makes it of services of its own."""

    url: Output[str]
    arn: Output[str]
    log_group_name: Output[str]
    alarm_kind: str


def sending(args: PlatformArgs) -> list[Statement]:
    """The container's own rights: to put encrypted messages into the payments queue."""
    return [
        allow(["sqs:SendMessage"], args.queue_arn),
        allow(["kms:Decrypt", "kms:GenerateDataKey"], args.queue_key_arn),
    ]


def pulling(image: str) -> list[Statement]:
    """The right to pull an image from its own ECR repository; other registries need none."""
    match = ECR_IMAGE.match(image)
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


def reading(args: PlatformArgs) -> list[Statement]:
    """The right to read the container's secrets, and to decrypt those alone."""
    arns = sorted(set(args.settings.secrets.values()))
    if not arns:
        return []
    condition = {
        "StringEquals": {
            "kms:ViaService": f"secretsmanager.{args.region}.amazonaws.com",
            "kms:EncryptionContext:SecretARN": arns,
        }
    }
    keys = Output.format("arn:aws:kms:{0}:{1}:key/*", args.region, args.account_id)
    return [allow(["secretsmanager:GetSecretValue"], arns), allow(["kms:Decrypt"], keys, condition)]
