"""The budget, the tags and the alerts on costs out of the ordinary; and what AWS refuses of them."""

import json
from dataclasses import replace
from typing import Any, cast

import boto3
import pytest
from pulumi.automation import ConfigValue, OpType

from catalog import billing
from components.alerts.component import Alerts, AlertsArgs
from components.costs import Costs, CostsArgs
from components.costs.component import COST_TAGS
from config.objectives import Costs as Settings
from foundation.naming import Naming
from foundation.region import Region
from simulated_aws.account import Account
from simulated_aws.modelling import AwsError
from tests.support.graph import Graph
from tests.support.samples import ACCOUNT, NAMING, TOPICS, in_region
from tools.rehearsal.engine import Rehearsal

# Of another account, since the simulated one holds neither.
TOPIC = "arn:aws:sns:eu-west-2:111122223333:alerts"
MONITOR_ARN = "arn:aws:ce::111122223333:anomalymonitor/0f1e2d3c-0000-4000-8000-000000000000"
BUDGET = "aws:budgets/budget:Budget"
MONITOR = "aws:costexplorer/anomalyMonitor:AnomalyMonitor"
SUBSCRIPTION = "aws:costexplorer/anomalySubscription:AnomalySubscription"


def build(*, preview: bool = False, made: list[Costs] | None = None, naming: Naming = NAMING, **keys: Any) -> Graph:
    settings = Settings.model_validate(keys)

    def make(region: Region) -> None:
        costs = Costs("costs", CostsArgs(region=region, settings=settings))
        (made if made is not None else []).append(costs)

    return in_region(make, preview=preview, naming=naming, known_topics=replace(TOPICS, alerts_arn=TOPIC))


def test_a_budget_counts_what_carries_the_environments_tag() -> None:
    budget = build(monthlyBudgetUsd=1200).one("costs-budget").inputs
    assert (budget["budgetType"], budget["timeUnit"]) == ("COST", "MONTHLY")
    assert (budget["limitAmount"], budget["limitUnit"]) == ("1200", "USD")
    assert budget["costFilters"] == [{"name": "TagKeyValue", "values": ["user:Environment$staging"]}]


def test_the_topic_is_notified_of_actual_and_forecast_costs() -> None:
    notifications = build().one("costs-budget").inputs["notifications"]
    assert [(item["notificationType"], item["threshold"]) for item in notifications] == [
        ("ACTUAL", 80),
        ("ACTUAL", 100),
        ("FORECASTED", 100),
    ]
    for item in notifications:
        assert item["subscriberSnsTopicArns"] == [TOPIC]
        assert (item["comparisonOperator"], item["thresholdType"]) == ("GREATER_THAN", "PERCENTAGE")


def test_an_account_that_does_not_pay_gets_a_budget_alone() -> None:
    made: list[Costs] = []
    graph = build(made=made)
    assert [item.name for item in graph if item.custom and item.name.startswith("costs")] == ["costs-budget"]
    assert (made[0].anomaly_monitor_arn, made[0].cost_category_arn) == (None, None)


def test_the_alerts_are_of_the_monitor_that_the_account_has() -> None:
    graph = build(anomalyMonitorArn=MONITOR_ARN, anomalyThresholdUsd=75)
    assert graph.of("AnomalyMonitor") == graph.of("CostAllocationTag") == []
    subscription = graph.one("costs-subscription").inputs
    assert subscription["monitorArnLists"] == [MONITOR_ARN]
    assert subscription["frequency"] == "IMMEDIATE"
    assert subscription["subscribers"] == [{"type": "SNS", "address": TOPIC}]
    assert subscription["thresholdExpression"] == {
        "dimension": {
            "key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
            "matchOptions": ["GREATER_THAN_OR_EQUAL"],
            "values": ["75"],
        }
    }


def test_the_account_that_pays_activates_the_tags_before_it_uses_them() -> None:
    graph = build(payerAccount=True)
    tags = graph.of("CostAllocationTag")
    assert {item.inputs["tagKey"] for item in tags} == set(COST_TAGS) <= NAMING.tags("any").keys()
    assert {item.inputs["status"] for item in tags} == {"Active"}
    # They are the organisation's, and stay active when this stack goes.
    assert all(item.retained for item in tags)
    for name in ("costs-category", "costs-monitor"):
        assert {item.urn for item in tags} <= set(graph.one(name).depends_on), name


def test_the_account_that_pays_splits_costs_by_environment_and_watches_its_own() -> None:
    graph = build(payerAccount=True)
    category = graph.one("costs-category").inputs
    assert (category["name"], category["defaultValue"]) == ("environments-test", "untagged")
    assert category["rules"] == [
        {"type": "INHERITED_VALUE", "inheritedValue": {"dimensionName": "TAG", "dimensionKey": "Environment"}}
    ]
    monitor = graph.one("costs-monitor")
    assert monitor.inputs["monitorType"] == "CUSTOM"
    specification = json.loads(monitor.inputs["monitorSpecification"])
    assert specification == {"Tags": {"Key": "Environment", "Values": ["staging"]}}
    # What comes back holds each part that an expression may have, which a program can't know.
    assert monitor.ignored == {"monitorSpecification"}
    assert graph.one("costs-subscription").inputs["monitorArnLists"] == [monitor.properties["arn"]]


@pytest.mark.parametrize("keys", [{}, {"payerAccount": True}, {"anomalyMonitorArn": MONITOR_ARN}])
def test_costs_can_be_previewed(keys: dict[str, Any]) -> None:
    assert {item.name for item in build(preview=True, **keys)} == {item.name for item in build(**keys)}


def test_the_topic_admits_alerts_on_costs_before_it_is_handed_out() -> None:
    def make(region: Region) -> None:
        alerts = Alerts("alerts", AlertsArgs(region=region, emails=(), paging_endpoint=None))
        settings = Settings.model_validate({"anomalyMonitorArn": MONITOR_ARN})
        Costs("costs", CostsArgs(region=alerts.notifying, settings=settings))

    graph = in_region(make)
    for name in ("alerts-topic-policy", "alerts-key"):
        admitted = [item for item in graph.one(name).policy() if item["Effect"] == "Allow"]
        for service in ("budgets", "costalerts"):
            (found,) = [item for item in admitted if item["Principal"] == {"Service": f"{service}.amazonaws.com"}]
            assert found["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    policy = graph.one("alerts-topic-policy").urn
    for name in ("costs-budget", "costs-subscription"):
        assert policy in graph.one(name).depends_on, name


def test_a_provider_of_any_region_reaches_budgets_and_cost_explorer() -> None:
    def endpoint(service: str) -> str:
        client: Any = cast(Any, boto3).client(
            service,
            region_name="eu-west-2",
            aws_access_key_id="none",
            aws_secret_access_key="none",  # noqa: S106 (nothing is called)
        )
        return client.meta.endpoint_url

    found = {service: endpoint(service) for service in ("budgets", "ce")}
    assert found == {"budgets": "https://budgets.amazonaws.com", "ce": "https://ce.us-east-1.amazonaws.com"}


NOTIFICATION = {
    "notificationType": "ACTUAL",
    "comparisonOperator": "GREATER_THAN",
    "threshold": 80,
    "thresholdType": "PERCENTAGE",
    "subscriberSnsTopicArns": [TOPIC],
}
GOOD_BUDGET = {"budgetType": "COST", "timeUnit": "MONTHLY", "limitAmount": "5", "limitUnit": "USD"}
GOOD_SUBSCRIPTION = {
    "name": "alerts",
    "frequency": "IMMEDIATE",
    "monitorArnLists": [MONITOR_ARN],
    "subscribers": [{"type": "SNS", "address": TOPIC}],
    "thresholdExpression": {"dimension": {"key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE", "values": ["5"]}},
}
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    (BUDGET, {**GOOD_BUDGET, "notifications": [NOTIFICATION] * 11}, "11 notifications are more than 10"),
    (
        BUDGET,
        {**GOOD_BUDGET, "notifications": [{**NOTIFICATION, "notificationType": "PLANNED"}]},
        "'PLANNED' is none of ACTUAL, FORECASTED",
    ),
    (BUDGET, {**GOOD_BUDGET, "notifications": [{**NOTIFICATION, "threshold": 0}]}, "0 is not above 0"),
    (
        BUDGET,
        {**GOOD_BUDGET, "notifications": [{**NOTIFICATION, "subscriberSnsTopicArns": []}]},
        "a notification needs a subscriber",
    ),
    (
        BUDGET,
        {**GOOD_BUDGET, "notifications": [{**NOTIFICATION, "subscriberSnsTopicArns": [TOPIC, TOPIC]}]},
        "more subscribers than one topic and 10 addresses",
    ),
    (BUDGET, {**GOOD_BUDGET, "limitAmount": "0"}, "'0' is no amount above 0"),
    (
        BUDGET,
        {**GOOD_BUDGET, "costFilters": [{"name": "TagKeyValue", "values": ["Environment=dev"]}]},
        "'Environment=dev' is not as in user:key$value",
    ),
    (
        MONITOR,
        {"monitorType": "DIMENSIONAL", "monitorSpecification": "{}"},
        "a dimension, and a specification with TAG",
    ),
    (
        MONITOR,
        {"monitorType": "DIMENSIONAL", "monitorDimension": "SERVICE", "monitorSpecification": "{}"},
        "a dimension, and a specification with TAG and COST_CATEGORY alone",
    ),
    (MONITOR, {"monitorType": "CUSTOM", "monitorDimension": "SERVICE"}, "a specification and no dimension"),
    (
        MONITOR,
        {"monitorType": "CUSTOM", "monitorSpecification": json.dumps({"Tags": {"Key": "k", "Values": []}})},
        "0 values of a tag are not 1 to 10",
    ),
    (
        SUBSCRIPTION,
        {**GOOD_SUBSCRIPTION, "frequency": "DAILY"},
        "SNS with DAILY; IMMEDIATE expected",
    ),
    (
        SUBSCRIPTION,
        {key: value for key, value in GOOD_SUBSCRIPTION.items() if key != "thresholdExpression"},
        "a threshold is expected",
    ),
]


@pytest.mark.parametrize(("token", "inputs", "reason"), REFUSED, ids=[reason for _, _, reason in REFUSED])
def test_aws_refuses_what_it_can_not_count_or_send(token: str, inputs: dict[str, Any], reason: str) -> None:
    assert any(reason in fault.reason for fault in Account().faults(token, inputs))


def test_aws_takes_the_rest() -> None:
    account = Account()
    assert account.faults(BUDGET, {**GOOD_BUDGET, "notifications": [NOTIFICATION] * 10}) == []
    assert account.faults(SUBSCRIPTION, GOOD_SUBSCRIPTION) == []
    tagged = {"monitorDimension": "TAG", "monitorSpecification": json.dumps({"Tags": {"Key": "k"}})}
    assert account.faults(MONITOR, {"name": "tags", "monitorType": "DIMENSIONAL", **tagged}) == []


def test_an_account_has_one_monitor_of_services_and_several_of_tags() -> None:
    account = Account()
    services = {"monitorType": "DIMENSIONAL", "monitorDimension": "SERVICE"}
    account.plant(MONITOR, "somebody-elses", services)
    with pytest.raises(AwsError, match="Limit exceeded on dimensional spend monitor creation"):
        account.plant(MONITOR, "another", services)
    for stack in ("dev", "staging"):
        naming = Naming(suffix=stack, environment=stack, cost_center="c", owner="o")
        monitor = build(payerAccount=True, naming=naming).one("costs-monitor")
        account.plant(MONITOR, f"{stack}-monitor", monitor.inputs)


@pytest.mark.engine
def test_an_account_starts_and_stops_to_pay() -> None:
    with Rehearsal("dev") as dev:
        dev.stack.up()
        dev.stack.set_config("payments:costs", ConfigValue(json.dumps({"payerAccount": True})))
        outputs = dev.stack.up().outputs
        assert outputs["anomalyMonitorArn"].value.startswith("arn:aws:ce::123456789012:anomalymonitor/")
        assert set(dev.stack.up().summary.resource_changes or {}) == {"same"}
        dev.stack.set_config("payments:costs", ConfigValue("{}"))
        assert (dev.stack.up().summary.resource_changes or {})[OpType.DELETE] == len(COST_TAGS) + 3
        dev.settle()
        dev.stack.destroy()
        assert {live.token for live in dev.account.live().values()} == {billing.COST_ALLOCATION_TAG.token}
