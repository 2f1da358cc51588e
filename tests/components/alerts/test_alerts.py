"""The topics that alarms notify: who publishes to them, who is notified, and what reports that they do not deliver."""

from collections.abc import Sequence

import pulumi
import pytest

from components.alerts.component import Alerts, AlertsArgs
from foundation.region import Region
from tests.support.graph import Graph
from tests.support.samples import ACCOUNT, in_region


def build(*, emails: Sequence[str] = ("one@example.com", "two@example.com"), paging: str | None = None) -> Graph:
    """What the alerts of a region register."""
    return in_region(
        lambda region: Alerts("alerts", AlertsArgs(region=region, emails=emails, paging_endpoint=paging)),
        known_topics=None,
    )


def subscriptions(graph: Graph, topic: str) -> set[tuple[str, str]]:
    arn = graph.one(topic).properties["arn"]
    found = [item.inputs for item in graph.of("TopicSubscription") if item.inputs["topic"] == arn]
    return {(inputs["protocol"], inputs["endpoint"]) for inputs in found}


@pytest.mark.parametrize("role", ["topic", "pages"])
def test_each_topic_is_encrypted_and_read_by_each_address(role: str) -> None:
    graph = build()
    assert graph.one(f"alerts-{role}").inputs["kmsMasterKeyId"] == graph.one("alerts-key").properties["arn"]
    assert subscriptions(graph, f"alerts-{role}") == {("email", "one@example.com"), ("email", "two@example.com")}
    assert build(emails=()).of("TopicSubscription") == []


def test_what_pages_people_is_notified_of_pages_alone() -> None:
    graph = build(emails=(), paging="https://events.example.com/integration/key")
    assert subscriptions(graph, "alerts-pages") == {("https", "https://events.example.com/integration/key")}
    assert subscriptions(graph, "alerts-topic") == set()
    # Whoever knows the address can wake people up.
    assert "endpoint" in graph.one("alerts-paging").secret_inputs


def test_the_other_topic_is_notified_of_one_that_does_not_deliver() -> None:
    graph = build()
    topics = {role: graph.one(f"alerts-{role}").properties for role in ("topic", "pages")}
    for role, other in (("topic", "pages"), ("pages", "topic")):
        alarm = graph.one(f"alerts-{role}-undelivered").inputs
        assert alarm["dimensions"] == {"TopicName": topics[role]["name"]}
        assert alarm["alarmActions"] == [topics[other]["arn"]]


def test_only_services_of_this_account_publish_and_only_by_tls() -> None:
    graph = build()
    own_account = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    # EventBridge names the topic to KMS and no account.
    own_topics = {"ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": f"arn:aws:sns:*:{ACCOUNT}:*"}}
    services = ("budgets", "cloudwatch", "costalerts", "events", "events.rds")
    publishers = [{"Service": f"{service}.amazonaws.com"} for service in services]
    *publish, plaintext = graph.one("alerts-topic-policy").policy()
    assert [statement["Principal"] for statement in publish] == publishers
    # EventBridge states no account.
    conditions = {statement["Principal"]["Service"]: statement.get("Condition") for statement in publish}
    assert conditions.pop("events.amazonaws.com") is None
    assert list(conditions.values()) == [own_account] * 4
    assert (plaintext["Effect"], plaintext["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    _, *use = graph.one("alerts-key").policy()
    assert [statement["Principal"] for statement in use] == publishers
    for statement in use:
        assert statement["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]
        is_events = statement["Principal"] == {"Service": "events.amazonaws.com"}
        assert statement["Condition"] == (own_topics if is_events else own_account)


def test_the_region_notifies_the_topics_once_it_has_them() -> None:
    found: dict[str, str] = {}

    def make(region: Region) -> None:
        made = Alerts("alerts", AlertsArgs(region=region, emails=(), paging_endpoint=None))
        topics = made.notifying.topics
        assert made.notifying.name == region.name
        pulumi.Output.all(alerts=topics.alerts_arn, pages=topics.pages_arn, key=topics.key_arn).apply(found.update)

    graph = in_region(make, known_topics=None)
    names = {"alerts": "alerts-topic", "pages": "alerts-pages", "key": "alerts-key"}
    assert found == {role: graph.one(name).properties["arn"] for role, name in names.items()}
