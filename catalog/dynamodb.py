"""DynamoDB."""

from catalog.drawing import Drawing
from catalog.resource_type import ESTIMATE, ResourceType
from catalog.service import Service

DYNAMODB = Service(
    "dynamodb",
    read=("DescribeContinuousBackups", "DescribeTable", "DescribeTimeToLive", "ListTagsOfResource"),
    deploy=(
        "BatchWriteItem", "Create*", "Delete*", "PutItem", "Query", "Scan", "TagResource", "UntagResource",
        "UpdateContinuousBackups", "UpdateItem", "UpdateTable",
    ),
)  # fmt: skip

TABLE = ResourceType(
    "aws:dynamodb/table:Table",
    id="{name}",
    arn="arn:aws:dynamodb:{region}:{account}:table/{name}",
    cloudformation="AWS::DynamoDB::Table",
    minutes=5,
    source=ESTIMATE,
    # The lease is read by what counts its own failures.
    needs_alarm=False,
    drawing=Drawing(title="lease", column=5),
)
TABLE_ITEM = ResourceType(
    "aws:dynamodb/tableItem:TableItem",
    id="{name}|{hex}",
    named_by="tableName",
    has_unique_name=False,
    needs_alarm=False,
)
