"""The topics that every alarm notifies, and who subscribes to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import sns

from foundation.alarms import Question
from foundation.component import Component
from foundation.keys import EncryptionKey
from foundation.metric_alarms import alarm
from foundation.ordering import after
from foundation.policies import Statement, deny_plaintext, document, service_use
from foundation.region import Region, Topics

# The AWS services that publish alerts.
EVENTS = "events.amazonaws.com"
PUBLISHERS = (
    "budgets.amazonaws.com",
    "cloudwatch.amazonaws.com",
    "costalerts.amazonaws.com",
    EVENTS,
    "events.rds.amazonaws.com",
)
# Only alarms page somebody.
PAGE_PUBLISHERS = ("cloudwatch.amazonaws.com",)


@dataclass(frozen=True, kw_only=True)
class AlertsArgs:
    """The region, the addresses that get every alert, and the service that pages.

    `paging_endpoint` is an HTTPS address, such as PagerDuty or Opsgenie give out, and as such a secret.
    """

    region: Region
    emails: Sequence[str]
    paging_endpoint: Input[str] | None


class Alerts(Component):
    """Two encrypted topics for AWS's alarms and events: one notifies people, the other pages somebody.

    Each address is subscribed to both; AWS sends it requests to confirm, until which it gets nothing. `notifying` is
    the region with these topics.
    """

    topic_arn: Output[str]
    pages_topic_arn: Output[str]
    key_arn: Output[str]
    notifying: Region

    def __init__(self, name: str, args: AlertsArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        self._name, self._emails = name, args.emails
        key = EncryptionKey(
            f"{name}-key",
            args.region,
            purpose="alerts",
            statements=[
                service_use(publisher, ["kms:Decrypt", "kms:GenerateDataKey*"], _key_use(publisher, args.region))
                for publisher in PUBLISHERS
            ],
            opts=self.child(),
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
                opts=self.child(),
            )
        # Each topic reports what the other could not deliver.
        self._undelivered("topic", "alerts", topic, pages_arn)
        self._undelivered("pages", "pages", pages, alerts_arn)
        self.publish(topic_arn=alerts_arn, pages_topic_arn=pages_arn, key_arn=key.arn)
        self.notifying = args.region.with_topics(Topics(alerts_arn=alerts_arn, pages_arn=pages_arn, key_arn=key.arn))

    def _topic(
        self, role: str, kind: str, publishers: Sequence[str], key_arn: Input[str]
    ) -> tuple[sns.Topic, Output[str]]:
        """A topic, and its ARN once the publishers may use it: some of them try it when they are given it."""
        region = self.region
        topic = sns.Topic(
            f"{self._name}-{role}", kms_master_key_id=key_arn, tags=region.naming.tags(kind), opts=self.child()
        )
        policy = sns.TopicPolicy(
            f"{self._name}-{role}-policy",
            arn=topic.arn,
            policy=document(
                *(_publishing(publisher, topic.arn, region) for publisher in publishers),
                deny_plaintext(["sns:Publish"], topic.arn),
            ),
            opts=self.child(),
        )
        for email in self._emails:
            sns.TopicSubscription(
                f"{self._name}-{role}-email-{email}",
                topic=topic.arn,
                protocol="email",
                endpoint=email,
                opts=self.child(),
            )
        return topic, after(topic.arn, [policy])

    def _undelivered(self, role: str, kind: str, topic: sns.Topic, notified_arn: Input[str]) -> None:
        alarm(
            self,
            f"{self._name}-{role}-undelivered",
            kind=f"{kind}-undelivered",
            question=Question.NOTIFICATIONS,
            runbook="alerts",
            reason=f"Messages of the topic {kind} could not be delivered: somebody relies on them and gets none.",
            namespace="AWS/SNS",
            metric="NumberOfNotificationsFailed",
            dimensions={"TopicName": topic.name},
            threshold=0,
            topic_arn=notified_arn,
        )


def _publishing(publisher: str, topic_arn: Input[str], region: Region) -> Statement:
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
    return statement | {"Condition": {"StringEquals": {"aws:SourceAccount": region.account_id}}}


def _key_use(publisher: str, region: Region) -> dict[str, object]:
    """When a publisher may use the topics' key: for this account, and only by what it says of that."""
    if publisher == EVENTS:
        # EventBridge does not name its account to KMS (SNS guide, "EventBridge-to-encrypted topics").
        topics = Output.format("arn:aws:sns:*:{0}:*", region.account_id)
        return {"ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": topics}}
    return {"StringEquals": {"aws:SourceAccount": region.account_id}}
