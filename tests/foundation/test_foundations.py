"""Names, addresses, keys, alarms and the alerts topic."""

from ipaddress import IPv4Network
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.alerts.component import Alerts, AlertsArgs
from config.addresses import TIERS, AddressPlan
from foundation.alarms import AlarmArgs
from foundation.keys import EncryptionKey, EncryptionKeyArgs
from foundation.naming import Naming
from tests.support.graph import Graph
from tests.support.samples import ACCOUNT, NAMING, in_region, plan


def test_names_read_kind_then_suffix() -> None:
    assert NAMING.name("db-secret") == "db-secret-test"
    assert NAMING.for_recovery().name("db-secret") == "dr-db-secret-test"
    assert NAMING.log_group("flow") == "/payments/flow-test"


@pytest.mark.parametrize(
    ("kind", "limit", "message"),
    [
        ("k" * 60, 63, "has 65 characters; AWS takes 63"),
        ("kind", 8, "has 9 characters; AWS takes 8"),
        ("Kind", 63, "only lower-case letters"),
        ("a--b", 63, "single hyphens"),
        ("", 63, "only lower-case letters"),
        ("a_b", 63, "only lower-case letters"),
    ],
)
def test_names_are_refused_and_never_cut(kind: str, limit: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        NAMING.name(kind, limit)


def test_own_tags_never_replace_the_required_ones() -> None:
    naming = Naming(
        suffix="t", environment="staging", cost_center="c", owner="o", extra_tags={"Owner": "x", "Team": "y"}
    )
    assert naming.tags("vpc") == {
        "Team": "y",
        "Name": "vpc-t",
        "Environment": "staging",
        "Project": "payment-processing",
        "CostCenter": "c",
        "Owner": "o",
        "ManagedBy": "Pulumi",
    }


def test_the_default_plan_has_the_firewall_where_it_is_required() -> None:
    assert [str(block) for block in plan("abc").tier("firewall").values()] == [
        "172.16.10.0/24",
        "172.16.11.0/24",
        "172.16.12.0/24",
    ]
    assert list(plan("abc").faults()) == []


def test_a_zone_keeps_its_block_whatever_other_zones_there_are() -> None:
    for tier in TIERS:
        assert plan("abc").block(tier, "c") == plan("ac").tier(tier)["c"]


@given(second=st.integers(0, 255), third=st.integers(0, 255), prefix=st.integers(16, 24))
def test_a_plan_without_faults_holds_its_subnets_apart(second: int, third: int, prefix: int) -> None:
    cidr = IPv4Network((f"10.{second}.{third}.0", prefix), strict=False)
    addresses = AddressPlan.of(cidr, ("a", "b", "c"))
    blocks = [block for tier in TIERS for block in addresses.tier(tier).values()]
    good = (
        all(block.subnet_of(cidr) for block in blocks)
        and len({block.network_address for block in blocks}) == len(blocks)
        and not cidr.overlaps(IPv4Network("10.0.0.0/16"))
    )
    assert (not list(addresses.faults())) == good


@given(st.integers(0, 255))
def test_a_moved_plan_is_the_same_plan(second: int) -> None:
    target = IPv4Network(f"10.{second}.0.0/16")
    there = plan("abc").within(target)
    assert there.within(plan().cidr) == plan("abc")


def alerts(**changes: Any) -> Graph:
    args: dict[str, Any] = {
        "naming": NAMING,
        "account_id": ACCOUNT,
        "emails": ("one@example.com", "two@example.com"),
        "paging_endpoint": None,
        "key_deletion_days": 7,
    }
    return in_region(lambda options: Alerts("alerts", AlertsArgs(**args | changes), options))


def subscriptions(graph: Graph, topic: str) -> set[tuple[str, str]]:
    arn = graph.one(topic).properties["arn"]
    found = [item.inputs for item in graph.of("TopicSubscription") if item.inputs["topic"] == arn]
    return {(inputs["protocol"], inputs["endpoint"]) for inputs in found}


@pytest.mark.parametrize("role", ["topic", "pages"])
def test_each_topic_is_encrypted_and_read_by_each_address(role: str) -> None:
    graph = alerts()
    assert graph.one(f"alerts-{role}").inputs["kmsMasterKeyId"] == graph.one("alerts-key").properties["arn"]
    assert subscriptions(graph, f"alerts-{role}") == {("email", "one@example.com"), ("email", "two@example.com")}
    assert alerts(emails=()).of("TopicSubscription") == []


def test_what_pages_people_hears_pages_alone() -> None:
    graph = alerts(emails=(), paging_endpoint="https://events.example.com/integration/key")
    assert subscriptions(graph, "alerts-pages") == {("https", "https://events.example.com/integration/key")}
    assert subscriptions(graph, "alerts-topic") == set()
    # Whoever knows the address can wake people up.
    assert "endpoint" in graph.one("alerts-paging").secret_inputs


def test_a_topic_that_does_not_deliver_is_told_by_the_other() -> None:
    graph = alerts()
    topics = {role: graph.one(f"alerts-{role}").properties for role in ("topic", "pages")}
    for role, other in (("topic", "pages"), ("pages", "topic")):
        alarm = graph.one(f"alerts-{role}-undelivered").inputs
        assert alarm["dimensions"] == {"TopicName": topics[role]["name"]}
        assert alarm["alarmActions"] == [topics[other]["arn"]]


def test_only_services_of_this_account_publish_and_only_by_tls() -> None:
    graph = alerts()
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


def test_a_key_rotates_and_has_an_alias() -> None:
    def make(options: pulumi.ResourceOptions) -> None:
        EncryptionKey(
            "k", EncryptionKeyArgs(naming=NAMING, purpose="payments", account_id=ACCOUNT, deletion_days=30), options
        )

    graph = in_region(make)
    key, alias = graph.one("k").inputs, graph.one("k-alias").inputs
    assert (key["enableKeyRotation"], key["deletionWindowInDays"]) == (True, 30)
    assert (alias["name"], alias["targetKeyId"]) == ("alias/payments-key-test", graph.one("k").properties["keyId"])


@pytest.mark.parametrize("days", [6, 31])
def test_a_key_is_not_deleted_sooner_or_later_than_kms_allows(days: int) -> None:
    with pytest.raises(ValueError, match=f"deletion_days must be 7 to 30, as KMS takes it; got {days}"):
        EncryptionKeyArgs(naming=NAMING, purpose="p", account_id=ACCOUNT, deletion_days=days)


def test_an_alarms_period_is_one_that_cloudwatch_takes() -> None:
    with pytest.raises(ValueError, match="period_seconds must be a multiple of 60"):
        AlarmArgs(
            naming=NAMING,
            kind="k",
            reason="r",
            runbook="functions",
            namespace="n",
            metric="m",
            dimensions={},
            threshold=1,
            period_seconds=90,
            topic_arn="t",
        )
