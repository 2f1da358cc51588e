"""The topics that every alarm reports to, and who reads them."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import sns

from foundation.alarms import AlarmArgs, alarm
from foundation.keys import EncryptionKey, EncryptionKeyArgs
from foundation.naming import Naming
from foundation.ordering import after
from foundation.policies import deny_plaintext, document, service_use

# The AWS services that publish alerts.
EVENTS = "events.amazonaws.com"
PUBLISHERS = (
    "budgets.amazonaws.com",
    "cloudwatch.amazonaws.com",
    "costalerts.amazonaws.com",
    EVENTS,
    "events.rds.amazonaws.com",
)
# What wakes people up comes from alarms alone.
PAGE_PUBLISHERS = ("cloudwatch.amazonaws.com",)


@dataclass(frozen=True, kw_only=True)
class AlertsArgs:
    """The account, the addresses that get every alert, the service that pages, and the key's waiting time in days.

    `paging_endpoint` is an HTTPS address, such as PagerDuty or Opsgenie give out, and as such a secret.
    """

    naming: Naming
    account_id: Input[str]
    emails: Sequence[str]
    paging_endpoint: Input[str] | None
    key_deletion_days: int


class Alerts(ComponentResource):
    """Two encrypted topics that AWS's alarms and events reach: one tells people, the other wakes them up.

    Each address is subscribed to both; AWS sends it requests to confirm, until which it gets nothing.
    """

    topic_arn: Output[str]
    pages_topic_arn: Output[str]
    key_arn: Output[str]

    def __init__(self, name: str, args: AlertsArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:observability:Alerts", name, None, opts)
        self._name, self._args, self._child = name, args, ResourceOptions(parent=self)
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
            self._child,
        )
        topic, alerts_arn = self._topic("topic", "alerts", PUBLISHERS, key.arn)
        pages, pages_arn = self._topic("pages", "pages", PAGE_PUBLISHERS, key.arn)
        if args.paging_endpoint is not None:
            sns.TopicSubscription(
                f"{name}-paging",
                topic=pages.arn,
                protocol="https",
                endpoint=Output.secret(args.paging_endpoint),
                endpoint_auto_confirms=True,
                opts=self._child,
            )
        # Who can't hear one topic hears of that by the other.
        self._undelivered("topic", "alerts", topic, pages_arn)
        self._undelivered("pages", "pages", pages, alerts_arn)
        self.topic_arn, self.pages_topic_arn, self.key_arn = alerts_arn, pages_arn, key.arn
        self.register_outputs(
            {"topic_arn": self.topic_arn, "pages_topic_arn": self.pages_topic_arn, "key_arn": self.key_arn}
        )

    def _topic(
        self, role: str, kind: str, publishers: Sequence[str], key_arn: Input[str]
    ) -> tuple[sns.Topic, Output[str]]:
        """A topic, and its ARN once the publishers may use it: some of them try it when they are given it."""
        args = self._args
        topic = sns.Topic(
            f"{self._name}-{role}", kms_master_key_id=key_arn, tags=args.naming.tags(kind), opts=self._child
        )
        policy = sns.TopicPolicy(
            f"{self._name}-{role}-policy",
            arn=topic.arn,
            policy=document(
                *(_publishing(publisher, topic.arn, args.account_id) for publisher in publishers),
                deny_plaintext(["sns:Publish"], topic.arn),
            ),
            opts=self._child,
        )
        for email in args.emails:
            sns.TopicSubscription(
                f"{self._name}-{role}-email-{email}",
                topic=topic.arn,
                protocol="email",
                endpoint=email,
                opts=self._child,
            )
        return topic, after(topic.arn, [policy])

    def _undelivered(self, role: str, kind: str, topic: sns.Topic, told_arn: Input[str]) -> None:
        alarm(
            f"{self._name}-{role}-undelivered",
            AlarmArgs(
                naming=self._args.naming,
                kind=f"{kind}-undelivered",
                reason=f"Messages of the topic {kind} could not be delivered: somebody believes to be told and is not.",
                runbook="alerts",
                namespace="AWS/SNS",
                metric="NumberOfNotificationsFailed",
                dimensions={"TopicName": topic.name},
                threshold=0,
                topic_arn=told_arn,
            ),
            self._child,
        )


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
    """When a publisher may use the topics' key: for this account, and only by what it says of that."""
    if publisher == EVENTS:
        # EventBridge does not name its account to KMS (SNS guide, "EventBridge-to-encrypted topics").
        topics = Output.format("arn:aws:sns:*:{0}:*", account_id)
        return {"ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": topics}}
    return {"StringEquals": {"aws:SourceAccount": account_id}}
