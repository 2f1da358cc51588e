"""Budgets and Cost Explorer."""

from catalog.drawing import Drawing
from catalog.resource_type import ResourceType
from catalog.service import Service

BUDGETS = Service(
    "budgets",
    read=("ListTagsForResource", "ViewBudget"),
    deploy=("ModifyBudget", "*agResource"),
)
COST_EXPLORER = Service(
    "ce",
    read=("Describe*", "Get*", "List*"),
    deploy=("Create*", "Delete*", "*agResource", "Update*"),
)

_ARN = "arn:aws:ce::{account}"
BUDGET = ResourceType(
    "aws:budgets/budget:Budget",
    id="{account}:{name}",
    arn="arn:aws:budgets::{account}:budget/{name}",
    cloudformation="AWS::Budgets::Budget",
    is_alarm=True,
    drawing=Drawing(title="budget", icon="cost/budgets", is_detail=True),
)
ANOMALY_MONITOR = ResourceType(
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor",
    id=_ARN + ":anomalymonitor/{uuid}",
    arn=_ARN + ":anomalymonitor/{uuid}",
    cloudformation="AWS::CE::AnomalyMonitor",
    drawing=Drawing(title="anomaly monitor", icon="cost/cost-explorer", is_detail=True),
)
ANOMALY_SUBSCRIPTION = ResourceType(
    "aws:costexplorer/anomalySubscription:AnomalySubscription",
    id=_ARN + ":anomalysubscription/{uuid}",
    arn=_ARN + ":anomalysubscription/{uuid}",
    cloudformation="AWS::CE::AnomalySubscription",
)
COST_ALLOCATION_TAG = ResourceType("aws:costexplorer/costAllocationTag:CostAllocationTag", id="tag-{hex}")
COST_CATEGORY = ResourceType(
    "aws:costexplorer/costCategory:CostCategory",
    id=_ARN + ":costcategory/{uuid}",
    arn=_ARN + ":costcategory/{uuid}",
    cloudformation="AWS::CE::CostCategory",
)
