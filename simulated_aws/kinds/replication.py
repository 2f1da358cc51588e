"""Whether a function that rotates a secret may encrypt the new value in the regions of its replicas."""

from collections.abc import Iterator

from access.evaluation import Request, role
from catalog import secretsmanager
from simulated_aws.kinds.needs import Need
from simulated_aws.kinds.permissions import TLS, role_named
from simulated_aws.kinds.world import World, values
from simulated_aws.modelling import Inputs

# secretsmanager/latest/userguide/replicate-secrets_troubleshoot.html, below docs.aws.amazon.com: Secrets Manager uses
# the replica's key on behalf of whoever changes the value.
ACTIONS = ("kms:GenerateDataKey", "kms:Encrypt")
REFUSAL = (
    "the replica's ReplicationStatus would be Failed: {role} may not do {action} with {key}, the key of the replica in "
    "{region}, through Secrets Manager"
)


def needs(token: str, inputs: Inputs, world: World) -> Iterator[Need]:
    """What the function of a rotation has to be allowed with the keys of the secret's replicas."""
    if token != secretsmanager.SECRET_ROTATION.token:
        return
    named = str(inputs.get("secretId"))
    secret = world.with_arn(secretsmanager.SECRET.token, named) or world.resources.get(named)
    arn = role_named(str(inputs.get("rotationLambdaArn")), str(inputs.get("region", "")), world)
    if secret is None or not arn:
        return
    for _, replica in values(secret.inputs, "replicas[]"):
        region = str(replica.get("region"))
        key = world.key(replica.get("kmsKeyId"), region)
        if key is None:
            continue
        key_arn = str(key.outputs.get("arn"))
        through = {"kms:viaservice": (f"secretsmanager.{region}.amazonaws.com",)}
        for action in ACTIONS:
            yield Need(
                path="secretId",
                refusal=REFUSAL.format(role=arn, action=action, key=key_arn, region=region),
                holder="identity",
                owner=key_arn,
                request=Request(action=action, resource=key_arn, names=role(arn), context={**TLS, **through}),
                role=arn,
            )
