"""What AWS answers where moto has no promotion of secrets, and would run the function for a rotation."""

import json
from copy import deepcopy
from types import SimpleNamespace
from typing import Any

from moto.secretsmanager.models import FakeSecret, secretsmanager_backends

from tests.ops.failover.resources import ACCOUNT


def answered(parsed: dict[str, Any], status: int = 200) -> Any:
    """An answer of AWS's with a status."""
    return SimpleNamespace(status_code=status), parsed | {"ResponseMetadata": {"HTTPStatusCode": status}}


def refusal(code: str, message: str) -> Any:
    """A refusal of AWS's."""
    return answered({"Error": {"Code": code, "Message": message}}, 400)


def promote_secret(region: str, body: str) -> Any:
    secret_id = json.loads(body)["SecretId"]
    backend: Any = secretsmanager_backends[ACCOUNT][region].secrets
    replica = backend[secret_id]
    if isinstance(replica, FakeSecret):
        return refusal("InvalidRequestException", "it is no replica")
    own: Any = FakeSecret(ACCOUNT, region, secret_id=replica.name, secret_version={}, version_id="1")
    own.arn, own.versions = replica.arn, deepcopy(replica.source.versions)
    own.default_version_id = replica.source.default_version_id
    replica.source.replicas.remove(replica)
    # Moto keeps a replica by its ARN, and any other secret by its name.
    dict.pop(backend, replica.arn)  # pyright: ignore[reportUnknownMemberType] (untyped)
    backend[replica.name] = own
    return answered({"ARN": own.arn})


def rotate(region: str, body: str) -> Any:
    asked = json.loads(body)
    secret: Any = secretsmanager_backends[ACCOUNT][region].secrets[asked["SecretId"]]
    if not isinstance(secret, FakeSecret):
        return refusal("InvalidRequestException", "a replica can't be rotated")
    secret.rotation_requested = secret.rotation_enabled = True
    secret.rotation_lambda_arn = asked["RotationLambdaARN"]
    secret.auto_rotate_after_days = asked["RotationRules"]["AutomaticallyAfterDays"]
    assert asked["RotateImmediately"] is False
    return answered({"ARN": secret.arn})
