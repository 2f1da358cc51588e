"""Which key encrypts what an ARN names."""

from catalog import secretsmanager, sns, sqs
from simulated_aws.kinds.world import Resource, World

# The input that names the key, by the service in the ARN.
_KEYS = {
    "secretsmanager": (secretsmanager.SECRET.token, "kmsKeyId"),
    "sns": (sns.TOPIC.token, "kmsMasterKeyId"),
    "sqs": (sqs.QUEUE.token, "kmsMasterKeyId"),
}


def encrypted_by(world: World, arn: str) -> Resource | None:
    """The customer's key of a queue, topic or secret, where the model knows both."""
    service = arn.split(":")[2] if arn.startswith("arn:") else ""
    if service not in _KEYS:
        return None
    token, name = _KEYS[service]
    found = world.with_arn(token, arn)
    key = found.inputs.get(name) if found else None
    return world.key(key, found.region) if found and key else None
