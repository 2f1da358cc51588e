"""Simple Queue Service."""

from catalog.drawing import Drawing, Link
from catalog.resource_type import ResourceType
from catalog.service import Service

SQS = Service(
    "sqs",
    read=("GetQueue*", "ListQueue*"),
    deploy=("*agQueue", "Create*", "Delete*", "Set*"),
)

_URL = "https://sqs.{region}.amazonaws.com/{account}/{name}"
QUEUE = ResourceType(
    "aws:sqs/queue:Queue",
    id=_URL,
    arn="arn:aws:sqs:{region}:{account}:{name}",
    outputs={"url": _URL},
    cloudformation="AWS::SQS::Queue",
    drawing=Drawing(title="SQS queue", icon="integration/simple-queue-service-sqs"),
    links=(Link(kind="refused", end="redrivePolicy"), Link(kind="key", end="kmsMasterKeyId")),
)
QUEUE_POLICY = ResourceType(
    "aws:sqs/queuePolicy:QueuePolicy", id="policy-{hex}", cloudformation="AWS::SQS::QueuePolicy"
)
REDRIVE_ALLOW_POLICY = ResourceType("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", id="policy-{hex}")
