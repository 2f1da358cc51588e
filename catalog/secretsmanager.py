"""Secrets Manager."""

from catalog.drawing import Drawing, Link
from catalog.price import LIST, Inputs, Price
from catalog.resource_type import ResourceType
from catalog.service import Service

SECRETS_MANAGER = Service(
    "secretsmanager",
    read=("DescribeSecret", "GetResourcePolicy", "List*"),
    deploy=(
        "CancelRotate*", "CreateSecret", "Delete*", "PutResource*", "Remove*", "Replicate*", "Restore*", "Rotate*",
        "*agResource", "UpdateSecret",
    ),
)  # fmt: skip


def _with_replicas(inputs: Inputs) -> float:
    return 1 + len(inputs.get("replicas") or ())


SECRET = ResourceType(
    "aws:secretsmanager/secret:Secret",
    id="arn:aws:secretsmanager:{region}:{account}:secret:{name}-{hex}",
    arn="arn:aws:secretsmanager:{region}:{account}:secret:{name}-{hex}",
    cloudformation="AWS::SecretsManager::Secret",
    prices=(
        Price(
            what="Secret",
            monthly=0.4,
            unit="secret, and each replica",
            date="2026-09-11",
            source=LIST.format("AWSSecretsManager"),
            quantity=_with_replicas,
        ),
    ),
    drawing=Drawing(title="secret", icon="security/secrets-manager"),
    links=(Link(kind="key", end="kmsKeyId"),),
)
SECRET_POLICY = ResourceType(
    "aws:secretsmanager/secretPolicy:SecretPolicy",
    id="policy-{hex}",
    cloudformation="AWS::SecretsManager::ResourcePolicy",
)
SECRET_ROTATION = ResourceType(
    "aws:secretsmanager/secretRotation:SecretRotation",
    id="rotation-{hex}",
    cloudformation="AWS::SecretsManager::RotationSchedule",
    links=(Link(kind="credential", start="secretId", end="rotationLambdaArn"),),
)
