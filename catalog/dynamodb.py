"""DynamoDB."""

from catalog.drawing import Drawing
from catalog.resource_type import ESTIMATE, ResourceType
from catalog.service import Service

DYNAMODB = Service(
    "dynamodb",
    read=("Describe*", "List*"),
    # In few words: a boundary has room for 6,144 characters of all services.
    deploy=("*Item", "*Table*", "*agResource", "Query", "Scan", "UpdateC*"),
)

TABLE = ResourceType(
    "aws:dynamodb/table:Table",
    id="{name}",
    arn="arn:aws:dynamodb:{region}:{account}:table/{name}",
    cloudformation="AWS::DynamoDB::Table",
    minutes=5,
    source=ESTIMATE,
    # The lease is read by what counts its own failures.
    needs_alarm=False,
    drawing=Drawing(title="lease", icon="database/dynamodb"),
)
TABLE_ITEM = ResourceType(
    "aws:dynamodb/tableItem:TableItem",
    id="{name}|{hex}",
    named_by="tableName",
    has_unique_name=False,
    needs_alarm=False,
)
