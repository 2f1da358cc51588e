"""Simple Notification Service."""

from catalog.drawing import Drawing, Link
from catalog.resource_type import ResourceType
from catalog.service import Service

SNS = Service(
    "sns",
    read=("Get*", "List*"),
    deploy=("*agResource", "*ubscribe", "Create*", "Delete*", "Publish", "Set*"),
)

TOPIC = ResourceType(
    "aws:sns/topic:Topic",
    id="arn:aws:sns:{region}:{account}:{name}",
    arn="arn:aws:sns:{region}:{account}:{name}",
    cloudformation="AWS::SNS::Topic",
    drawing=Drawing(title="SNS topic", icon="integration/simple-notification-service-sns", is_detail=True),
    links=(Link(kind="key", end="kmsMasterKeyId"),),
)
TOPIC_POLICY = ResourceType(
    "aws:sns/topicPolicy:TopicPolicy", id="policy-{hex}", cloudformation="AWS::SNS::TopicPolicy"
)
TOPIC_SUBSCRIPTION = ResourceType(
    "aws:sns/topicSubscription:TopicSubscription",
    id="subscription-{hex}",
    cloudformation="AWS::SNS::Subscription",
    drawing=Drawing(
        title="subscription", icon="integration/simple-notification-service-sns-email-notification", is_detail=True
    ),
    links=(Link(kind="reference", start="topic"),),
)
