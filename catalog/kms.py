"""Key Management Service."""

from catalog.drawing import Drawing
from catalog.price import LIST, Price
from catalog.resource_type import ResourceType
from catalog.service import Service

KMS = Service(
    "kms",
    read=("DescribeKey", "GetKey*", "List*"),
    deploy=(
        "*agResource", "Create*", "DeleteAlias", "Disable*", "Enable*", "Encrypt", "Generate*", "PutKeyPolicy",
        "ScheduleKeyDeletion", "Update*",
    ),
)  # fmt: skip

# Related keys of several regions have the same id and material.
REPLICA_KEY = ResourceType(
    "aws:kms/replicaKey:ReplicaKey",
    id="mrk-{hex}",
    arn="arn:aws:kms:{region}:{account}:key/mrk-{hex}",
    outputs={"keyId": "mrk-{hex}"},
    cloudformation="AWS::KMS::ReplicaKey",
    minutes=0.3,
    needs_alarm=False,
    prices=(
        Price(
            what="Replica of a key",
            monthly=1.0,
            unit="key, before its material rotates",
            date="2026-09-11",
            source=LIST.format("awskms"),
        ),
    ),
    drawing=Drawing(title="replica key", icon="security/key-management-service", is_detail=True),
)
ALIAS = ResourceType(
    "aws:kms/alias:Alias",
    id="{name}",
    arn="arn:aws:kms:{region}:{account}:{name}",
    cloudformation="AWS::KMS::Alias",
    needs_alarm=False,
)
KEY = ResourceType(
    "aws:kms/key:Key",
    id="{uuid}",
    arn="arn:aws:kms:{region}:{account}:key/{uuid}",
    outputs={"keyId": "{uuid}"},
    cloudformation="AWS::KMS::Key",
    minutes=0.3,
    needs_alarm=False,
    prices=(
        Price(
            what="Key",
            monthly=1.0,
            unit="key, before its material rotates",
            date="2026-09-11",
            source=LIST.format("awskms"),
        ),
    ),
    drawing=Drawing(title="key", icon="security/key-management-service", is_detail=True),
)
