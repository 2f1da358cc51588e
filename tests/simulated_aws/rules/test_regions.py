"""A plan of Region switch is about two regions, and has what each of its steps is for."""

from typing import Any

import pytest

from catalog import arc
from simulated_aws.rules import value_faults

HERE, THERE = "eu-west-2", "eu-west-1"
ROLE = "arn:aws:iam::123456789012:role/approver"
APPROVAL = {
    "name": "approve",
    "executionBlockType": "ManualApproval",
    "executionApprovalConfigs": [{"approvalRole": ROLE, "timeoutMinutes": 10}],
}
TRIGGER = {
    "action": "activate",
    "targetRegion": THERE,
    "minDelayMinutesBetweenExecutions": 60,
    "conditions": [{"associatedAlarmName": "down", "condition": "red"}],
}
ALARM = {"mapBlockKey": "down", "alarmType": "trigger", "resourceIdentifier": "down"}


def workflow(action: str, region: str = "", *steps: dict[str, Any]) -> dict[str, Any]:
    target = {"workflowTargetRegion": region} if region else {}
    return {"workflowTargetAction": action, "steps": list(steps or (APPROVAL,)), **target}


PLAN: dict[str, Any] = {
    "name": "plan",
    "executionRole": ROLE,
    "regions": [HERE, THERE],
    "primaryRegion": HERE,
    "recoveryApproach": "activePassive",
    "workflows": [workflow("activate")],
    "associatedAlarms": [ALARM],
    "triggers": [TRIGGER],
}
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"primaryRegion": "us-east-1"}, "us-east-1 is none of eu-west-2, eu-west-1"),
    ({"regions": [HERE, HERE]}, "two regions are expected"),
    ({"workflows": [workflow("activate"), workflow("activate", HERE)]}, "one workflow to activate without a region"),
    ({"workflows": [workflow("activate", HERE)]}, "one workflow to activate without a region"),
    ({"workflows": []}, "one workflow to activate"),
    ({"recoveryApproach": "activeActive"}, "one workflow to deactivate"),
    ({"triggers": [TRIGGER | {"targetRegion": "us-east-1"}]}, "us-east-1 is none of"),
    ({"associatedAlarms": []}, "down is no associated alarm"),
    (
        {"workflows": [workflow("activate", "", APPROVAL | {"executionBlockType": "CustomActionLambda"})]},
        "CustomActionLambda needs customActionLambdaConfigs and no other block, not executionApprovalConfigs",
    ),
    (
        {"workflows": [workflow("activate", "", {"name": "approve", "executionBlockType": "ManualApproval"})]},
        "ManualApproval needs executionApprovalConfigs and no other block, not none",
    ),
]
RIGHT: list[dict[str, Any]] = [
    {},
    {"workflows": [workflow("activate", HERE), workflow("activate", THERE)]},
    {"recoveryApproach": "activeActive", "workflows": [workflow("activate"), workflow("deactivate")]},
    {"workflows": [workflow("activate"), workflow("postRecovery")]},
    {"triggers": [], "associatedAlarms": []},
]


def reasons(changes: dict[str, Any]) -> list[str]:
    return [fault.reason for fault in value_faults(arc.PLAN.token, PLAN | changes)]


@pytest.mark.parametrize(("changes", "refusal"), WRONG)
def test_a_plan_that_region_switch_does_not_take_is_refused(changes: dict[str, Any], refusal: str) -> None:
    assert [reason for reason in reasons(changes) if refusal in reason], reasons(changes)


@pytest.mark.parametrize("changes", RIGHT)
def test_a_plan_that_region_switch_takes_is_taken(changes: dict[str, Any]) -> None:
    assert reasons(changes) == []
