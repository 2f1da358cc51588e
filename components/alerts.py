"""The topic that every alarm reports to, and who reads it."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import sns

from components.encryption import EncryptionKey, EncryptionKeyArgs
from components.naming import Naming
from components.policies import deny_plaintext, document, service_use

# The AWS services that publish alerts.
EVENTS = "events.amazonaws.com"
PUBLISHERS = ("cloudwatch.amazonaws.com", EVENTS, "events.rds.amazonaws.com")


@dataclass(frozen=True, kw_only=True)
class AlertsArgs:
    """The account, the addresses that get every alert, and the key's waiting time in days."""

    naming: Naming
    account_id: Input[str]
    emails: Sequence[str]
    key_deletion_days: int


class Alerts(ComponentResource):
    """An encrypted SNS topic that AWS's alarms and events reach, with an e-mail subscription for each address.

    AWS sends each address a request to confirm; until then it gets nothing.
    """

    topic_arn: Output[str]
    key_arn: Output[str]

    def __init__(self, name: str, args: AlertsArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:observability:Alerts", name, None, opts)
        child = ResourceOptions(parent=self)
        key = EncryptionKey(
            f"{name}-key",
            EncryptionKeyArgs(
                naming=args.naming,
                purpose="alerts",
                account_id=args.account_id,
                deletion_days=args.key_deletion_days,
                statements=[
                    service_use(
                        publisher, ["kms:Decrypt", "kms:GenerateDataKey*"], _key_use(publisher, args.account_id)
                    )
                    for publisher in PUBLISHERS
                ],
            ),
            child,
        )
        topic = sns.Topic(
            f"{name}-topic",
            kms_master_key_id=key.arn,
            tags=args.naming.tags("alerts"),
            opts=child,
        )
        sns.TopicPolicy(
            f"{name}-topic-policy",
            arn=topic.arn,
            policy=document(
                *(_publishing(publisher, topic.arn, args.account_id) for publisher in PUBLISHERS),
                deny_plaintext(["sns:Publish"], topic.arn),
            ),
            opts=child,
        )
        for email in args.emails:
            sns.TopicSubscription(
                f"{name}-email-{email}", topic=topic.arn, protocol="email", endpoint=email, opts=child
            )
        self.topic_arn, self.key_arn = topic.arn, key.arn
        self.register_outputs({"topic_arn": self.topic_arn, "key_arn": self.key_arn})


def _publishing(publisher: str, topic_arn: Input[str], account_id: Input[str]) -> dict[str, object]:
    statement: dict[str, object] = {
        "Effect": "Allow",
        "Principal": {"Service": publisher},
        "Action": "sns:Publish",
        "Resource": topic_arn,
    }
    if publisher == EVENTS:
        # It states nothing for a condition to hold against, and publishes to topics of the rule's own account alone
        # unless a role lets it (EventBridge guide, troubleshooting and cross-account targets).
        return statement
    return statement | {"Condition": {"StringEquals": {"aws:SourceAccount": account_id}}}


def _key_use(publisher: str, account_id: Input[str]) -> dict[str, object]:
    """When a publisher may use the topic's key: for this account, and only by what it says of that."""
    if publisher == EVENTS:
        # EventBridge does not name its account to KMS (SNS guide, "EventBridge-to-encrypted topics").
        topics = Output.format("arn:aws:sns:*:{0}:*", account_id)
        return {"ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": topics}}
    return {"StringEquals": {"aws:SourceAccount": account_id}}
