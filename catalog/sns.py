"""Simple Notification Service."""

from catalog.resource_type import ResourceType
from catalog.service import Service

SNS = Service(
    "sns",
    read=("Get*", "List*"),
    deploy=("Create*", "Delete*", "Publish", "Set*", "Subscribe", "Unsubscribe", "Tag*", "Untag*"),
)

TOPIC = ResourceType(
    "aws:sns/topic:Topic",
    id="arn:aws:sns:{region}:{account}:{name}",
    arn="arn:aws:sns:{region}:{account}:{name}",
    cloudformation="AWS::SNS::Topic",
)
TOPIC_POLICY = ResourceType(
    "aws:sns/topicPolicy:TopicPolicy", id="policy-{hex}", cloudformation="AWS::SNS::TopicPolicy"
)
TOPIC_SUBSCRIPTION = ResourceType(
    "aws:sns/topicSubscription:TopicSubscription",
    id="subscription-{hex}",
    cloudformation="AWS::SNS::Subscription",
)
