"""The plan of a failover, and the switches that it may turn."""

from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest

from catalog import iam
from components.recovery.steps import Functions
from components.recovery.switch_plan import SwitchPlan
from config.recovery_objectives import DURATIONS, RTO_MINUTES
from config.rules.operations import APPROVER_CHARACTERS
from ops.failover.switch import Switch
from simulated_aws.kinds.languages.policies import SIZES
from simulated_aws.kinds.limits import document_length
from tests.support.graph import Graph, build_stack
from tests.support.samples import in_region

HOME, AWAY = "eu-west-2", "eu-west-1"
PREFIXES = ("", "recovery-")
APPROVERS = ("approvers", ("arn:aws:iam::123456789012:role/on-call/*",))
ZONE = {"hostedZoneId": "Z0123456789ABCDEFGHIJ", "recordName": "payments.example.com"}
# The container that a public name leads to.
PUBLIC = {
    "payments:container": {"enabled": True, "image": f"public.ecr.aws/payments/intake@sha256:{'0' * 64}"},
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
    order = ["stop-reading", "take-lease", "catch-up", "promote-database", "start-reading", "promote-secrets"]
    assert list(steps(stack())) == order


@pytest.mark.parametrize("options", [(), (APPROVERS,), (APPROVERS, ("routingControls", True), *ZONE.items())])
def test_the_plan_and_the_command_do_the_same_in_the_same_order(options: tuple[tuple[str, Any], ...]) -> None:
    site: Any = SimpleNamespace(region=AWAY)
    command = [step.name for step in Switch(SimpleNamespace(context=None, source=site, target=site)).steps()]  # pyright: ignore[reportArgumentType] (no step is taken)
    # People approve by the plan alone; the command turns records and controls in one step, where the plan has any.
    plan = [name for name in steps(stack(options)) if name not in {"approve", "turn-routing-controls"}]
    around = {"check", "freeze drift", "waiting payments", "clients follow"}
    assert plan == [name for name in command if name not in around | ({"turn-records"} - {*plan})]
    assert set(steps(stack(options))) <= DURATIONS.keys()


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
    # A region that can be stopped is stopped, in whichever mode the plan is executed.
    assert "ungracefuls" not in stop
    assert "ungracefuls" not in start


@pytest.mark.parametrize(
    ("step", "kind"), [("take-lease", "lease"), ("catch-up", "catch-up"), ("promote-secrets", "promotion")]
)
def test_functions_are_called_in_the_region_that_is_to_serve(step: str, kind: str) -> None:
    graph = stack()
    config = steps(graph)[step]
    functions = [graph.one(f"recovery-{prefix}{kind}-function") for prefix in ("first-", "")]
    assert config["lambdas"] == [{"arn": function.properties["arn"]} for function in functions]
    assert config["regionToRun"] == "activatingRegion"
    # It says what is wrong before the plan gives it up.
    assert all(function.inputs["timeout"] <= config["timeoutMinutes"] * 60 for function in functions)


def test_the_copy_in_the_region_that_is_to_serve_is_promoted() -> None:
    graph = stack()
    servers = steps(graph)["promote-database"]["dbInstanceArnMap"]
    assert servers == {
        HOME: graph.one("database-server-instance").properties["arn"],
        AWAY: graph.one("recovery-database-server-instance").properties["arn"],
    }


def test_each_region_promotes_its_own_secrets() -> None:
    graph = stack()
    names = ("recovery-first-promotion-function", "recovery-promotion-function")
    functions = [graph.one(name) for name in names]
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
    called = {item["arn"] for config in steps(graph).values() for item in config.get("lambdas", ())}
    assert len(called) == 6
    assert set(by_action["lambda:InvokeFunction"]) == called
    mapped = {graph.one(f"{prefix}payments-payment-processor-source").inputs["functionName"] for prefix in PREFIXES}
    assert all(arn.endswith(":live") for arn in mapped)
    assert set(by_action["lambda:GetFunction"]) == {*called, *mapped, *(arn.removesuffix(":live") for arn in mapped)}
    assert graph.one("recovery-plan-role-policy").urn in graph.one("recovery-plan").depends_on


def test_whoever_approves_can_do_that_and_no_more() -> None:
    graph = stack((APPROVERS,))
    approver = graph.one("recovery-plan-approver")
    assert steps(graph)["approve"]["approvalRole"] == approver.properties["arn"]
    (statement,) = graph.one("recovery-plan-approver-policy").policy()
    assert statement["Resource"] == graph.one("recovery-plan").properties["arn"]
    changing = [item for item in statement["Action"] if not item.partition(":")[2].startswith(("Get", "List"))]
    assert changing == ["arc-region-switch:ApprovePlanExecutionStep"]
    (trust,) = approver.policy("assumeRolePolicy")
    assert trust["Condition"] == {"ArnLike": {"aws:PrincipalArn": list(APPROVERS[1])}}


def test_as_many_approvers_as_the_configuration_takes_fit_into_the_trust_policy() -> None:
    arns = tuple(f"arn:aws:iam::123456789012:role/{number:010}" for number in range(APPROVER_CHARACTERS // 44))
    assert sum(len(arn) + 3 for arn in arns) > APPROVER_CHARACTERS - 44
    trust = stack((("approvers", arns),)).one("recovery-plan-approver").inputs["assumeRolePolicy"]
    assert document_length(trust) <= SIZES[iam.ROLE.token]


def test_without_approvers_whoever_starts_the_plan_decides() -> None:
    assert "approve" not in steps(stack())
    assert [role.name for role in stack().of("Role") if "approver" in role.name] == []


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
        in_region(
            lambda region: SwitchPlan(
                "plan",
                region,
                parts=parts,
                functions=Functions(take_lease=[], catch_up=[], promote_secrets=[]),
                controls={},
            )
        )
