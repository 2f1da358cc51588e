"""The plan of a failover, and the switches that it may turn."""

from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest

from components.recovery.switch_plan import SwitchPlan
from config import sections
from config.recovery_objectives import DURATIONS, RTO_MINUTES
from tests.support.graph import Graph, build_stack, stack_values
from tests.support.samples import in_region

HOME, AWAY = "eu-west-2", "eu-west-1"
ZONE = {"hostedZoneId": "Z0123456789ABCDEFGHIJ", "recordName": "payments.example.com"}
# The container that a public name leads to, and the endpoints that it needs.
PUBLIC = {
    "payments:container": {"enabled": True, "image": f"public.ecr.aws/payments/intake@sha256:{'0' * 64}"},
    "payments:network": stack_values("dev")["payments:network"]
    | {"interfaceEndpoints": [*sections.Network().interface_endpoints, "ecs", "elasticloadbalancing"]},
}


@cache
def stack(options: tuple[tuple[str, Any], ...] = ()) -> Graph:
    settings = dict(options)
    named = PUBLIC if "recordName" in settings else {}
    return build_stack("dev", changes={"payments:recovery": {"enabled": True, **settings}, **named})


def steps(graph: Graph) -> dict[str, dict[str, Any]]:
    """Each step's configuration, by the step's name, in the plan's order."""
    (workflow,) = graph.one("recovery-plan").inputs["workflows"]
    assert workflow["workflowTargetAction"] == "activate"
    assert "workflowTargetRegion" not in workflow, "one workflow serves either region"
    found: dict[str, dict[str, Any]] = {}
    for step in workflow["steps"]:
        (configs,) = [value for key, value in step.items() if key.endswith("Configs")]
        (found[step["name"]],) = configs
    return found


def test_the_plan_is_of_both_regions_and_measured_against_the_hour() -> None:
    plan = stack().one("recovery-plan").inputs
    assert (plan["regions"], plan["primaryRegion"], plan["recoveryApproach"]) == ([HOME, AWAY], HOME, "activePassive")
    assert plan["recoveryTimeObjectiveMinutes"] == RTO_MINUTES
    alarms = {stack().one(name).properties["arn"] for name in ("queue-age", "recovery-queue-age")}
    assert {item["resourceIdentifier"] for item in plan["associatedAlarms"]} == alarms


def test_the_steps_come_in_an_order_that_loses_and_repeats_nothing() -> None:
    order = ["approve", "stop-reading", "promote-database", "start-reading", "promote-secrets"]
    assert list(steps(stack())) == order


@pytest.mark.parametrize("options", [(), (("routingControls", True), *ZONE.items())])
def test_even_the_longest_that_the_steps_may_take_is_within_the_hour(options: tuple[tuple[str, Any], ...]) -> None:
    minutes = [config["timeoutMinutes"] for config in steps(stack(options)).values()]
    assert DURATIONS["seen"].at_most + sum(minutes) <= RTO_MINUTES


def test_reading_stops_in_the_region_that_is_left_and_starts_in_the_other() -> None:
    graph = stack()
    home = graph.one("payments-payment-processor-source").properties["arn"]
    away = graph.one("recovery-payments-payment-processor-source").properties["arn"]
    stop, start = (steps(graph)[name] for name in ("stop-reading", "start-reading"))
    assert (stop["action"], start["action"]) == ("disable", "enable")
    # By the region that is activated.
    assert {item["region"]: item["arn"] for item in stop["regionEventSourceMappings"]} == {HOME: away, AWAY: home}
    assert {item["region"]: item["arn"] for item in start["regionEventSourceMappings"]} == {HOME: home, AWAY: away}
    # A region that is gone holds nothing up; one that is to serve has to.
    assert stop["ungracefuls"] == [{"behavior": "skip"}]
    assert start["ungracefuls"] == []


def test_the_copy_in_the_region_that_is_to_serve_is_promoted() -> None:
    graph = stack()
    servers = steps(graph)["promote-database"]["dbInstanceArnMap"]
    assert servers == {
        HOME: graph.one("database-server-instance").properties["arn"],
        AWAY: graph.one("recovery-database-server-instance").properties["arn"],
    }


def test_each_region_promotes_its_own_secrets() -> None:
    graph = stack()
    config = steps(graph)["promote-secrets"]
    names = ("recovery-first-promotion-function", "recovery-promotion-function")
    functions = [graph.one(name) for name in names]
    assert config["lambdas"] == [{"arn": function.properties["arn"]} for function in functions]
    assert config["regionToRun"] == "activatingRegion"
    for function, region, rotation in zip(functions, (HOME, AWAY), ("database", "recovery-database"), strict=True):
        variables = function.inputs["environment"]["variables"]
        assert variables["ROTATION_FUNCTION_ARN"] == graph.one(f"{rotation}-rotation-function").properties["arn"]
        assert variables["ROTATION_DAYS"] == "30"
        for user in ("APPLICATION", "MASTER"):
            assert f":{region}:" in variables[f"{user}_SECRET_ARN"]


def test_the_plan_may_do_what_its_steps_do_to_these_resources_alone() -> None:
    graph = stack()
    statements = graph.one("recovery-plan-role-policy").policy()
    everywhere = {action for item in statements if item["Resource"] == "*" for action in item["Action"]}
    assert everywhere == {"cloudwatch:DescribeAlarmHistory", "cloudwatch:DescribeAlarms", "rds:DescribeDBInstances"}
    by_action = {action: item["Resource"] for item in statements for action in item["Action"]}
    assert set(by_action["rds:PromoteReadReplica"]) == set(
        steps(graph)["promote-database"]["dbInstanceArnMap"].values()
    )
    assert len(by_action["lambda:UpdateEventSourceMapping"]) == 2
    assert set(by_action["lambda:InvokeFunction"]) == {
        item["arn"] for item in steps(graph)["promote-secrets"]["lambdas"]
    }
    assert graph.one("recovery-plan-role-policy").urn in graph.one("recovery-plan").depends_on


def test_whoever_approves_can_do_that_and_no_more() -> None:
    graph = stack()
    approver = graph.one("recovery-plan-approver")
    assert steps(graph)["approve"]["approvalRole"] == approver.properties["arn"]
    (statement,) = graph.one("recovery-plan-approver-policy").policy()
    assert statement["Resource"] == graph.one("recovery-plan").properties["arn"]
    changing = [item for item in statement["Action"] if not item.partition(":")[2].startswith(("Get", "List"))]
    assert changing == ["arc-region-switch:ApprovePlanExecutionStep"]


def test_records_turn_only_where_they_are_configured() -> None:
    graph = stack(tuple(ZONE.items()))
    config = steps(graph)["turn-records"]
    assert (config["hostedZoneId"], config["recordName"]) == (ZONE["hostedZoneId"], ZONE["recordName"])
    assert config["recordSets"] == [{"region": region, "recordSetIdentifier": region} for region in (HOME, AWAY)]
    zone = [item for item in graph.one("recovery-plan-role-policy").policy() if "hostedzone" in str(item["Resource"])]
    assert [item["Action"] for item in zone] == [["route53:ListResourceRecordSets"]]


def test_routing_controls_are_guarded_and_off_unless_asked_for() -> None:
    assert stack().of("RoutingControl") == []
    graph = stack((("routingControls", True),))
    arns = {region: graph.one(f"recovery-controls-{region}").properties["arn"] for region in (HOME, AWAY)}
    for item in steps(graph)["turn-routing-controls"]["regionAndRoutingControls"]:
        states = {control["routingControlArn"]: control["state"] for control in item["routingControls"]}
        assert states == {arn: "On" if region == item["region"] else "Off" for region, arn in arns.items()}
    rules = {item.name: item.inputs for item in graph.of("SafetyRule")}
    never_none, never_both = (rules[f"recovery-controls-{kind}"] for kind in ("never-none", "never-both"))
    assert never_none["ruleConfig"] == {"type": "ATLEAST", "threshold": 1, "inverted": False}
    assert never_both["ruleConfig"] == {"type": "ATLEAST", "threshold": 2, "inverted": True}
    assert all(sorted(rule["assertedControls"]) == sorted(arns.values()) for rule in (never_none, never_both))
    assert len(graph.of("HealthCheck")) == 2


@pytest.mark.parametrize("regions", [[], [HOME], [HOME, HOME], [HOME, AWAY, "eu-central-1"]])
def test_a_plan_of_other_than_two_regions_is_refused(regions: list[str]) -> None:
    parts: list[Any] = [SimpleNamespace(region=region) for region in regions]
    with pytest.raises(ValueError, match="parts must be of two regions"):
        in_region(lambda region: SwitchPlan("plan", region, parts=parts, promotion_arns=[], controls={}))
