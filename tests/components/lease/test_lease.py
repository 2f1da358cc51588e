"""The lease: one item in a table of both regions and a witness, and who may read or take it."""

import json
from functools import cache
from types import SimpleNamespace
from typing import Any, cast

import pytest

from components.lease import LeaseArgs
from components.lease.component import FIRST_SINCE, ITEM, KEY
from config.recovery_objectives import LEASE_WAIT_SECONDS
from config.sections import Recovery
from lambda_src import lease as processor
from tests.support.graph import Graph, Registered, build_stack
from tests.support.order import comes_before

HOME, AWAY, WITNESS = "eu-west-2", "eu-west-1", "eu-west-3"
FUNCTIONS = {HOME: "payments-payment-processor", AWAY: "recovery-payments-payment-processor"}
TAKING = {HOME: "recovery-first-lease", AWAY: "recovery-lease"}


@cache
def stack(active: str = "primary") -> Graph:
    changes = {"payments:recovery": {"enabled": True, "active": active}}
    # A server that was promoted can't be made again.
    return build_stack("staging", preview=active == "recovery", changes=changes)


def granted(role: str) -> list[dict[str, Any]]:
    """What a role may do with DynamoDB."""
    statements = stack().one(f"{role}-role-policy").policy()
    return [one for one in statements if any(action.startswith("dynamodb:") for action in one["Action"])]


def variables(function: str) -> dict[str, str]:
    return stack().one(f"{function}-function").inputs["environment"]["variables"]


def test_the_table_stands_in_both_regions_with_a_witness_in_a_third() -> None:
    inputs = stack().one("lease-table").inputs
    assert inputs["name"] == "lease-staging"
    assert (inputs["hashKey"], inputs["attributes"]) == (KEY, [{"name": KEY, "type": "S"}])
    [replica] = inputs["replicas"]
    assert (replica["regionName"], replica["consistencyMode"], replica["propagateTags"]) == (AWAY, "STRONG", True)
    assert inputs["globalTableWitness"] == {"regionName": WITNESS}
    assert inputs["billingMode"] == "PAY_PER_REQUEST"
    assert inputs["pointInTimeRecovery"] == {"enabled": True}
    assert replica["pointInTimeRecovery"] is True


@pytest.mark.parametrize(("active", "holder"), [("primary", HOME), ("recovery", AWAY)])
def test_the_first_value_names_the_active_region_and_is_never_changed(active: str, holder: str) -> None:
    item = stack(active).one("lease-item")
    assert json.loads(item.inputs["item"]) == {
        KEY: {"S": ITEM},
        "region": {"S": holder},
        "term": {"N": "1"},
        "since": {"S": FIRST_SINCE},
    }
    assert item.ignored == {"item"}
    assert {KEY: {"S": ITEM}} == processor.KEY


def function(name: str) -> Registered:
    return stack().one(f"{name}-function")


@pytest.mark.parametrize("region", FUNCTIONS)
def test_a_processor_may_read_the_one_item_in_its_own_region_and_nothing_else(region: str) -> None:
    assert granted(FUNCTIONS[region]) == [
        {
            "Effect": "Allow",
            "Action": ["dynamodb:GetItem"],
            "Resource": f"arn:aws:dynamodb:{region}:123456789012:table/lease-staging",
            "Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [ITEM]}},
        }
    ]
    assert variables(FUNCTIONS[region])["LEASE_TABLE"] == "lease-staging"
    # Nothing is asked before there is an answer.
    assert comes_before(stack(), stack().one("lease-item"), function(FUNCTIONS[region]))


@pytest.mark.parametrize("region", TAKING)
def test_the_lease_is_taken_by_a_function_in_the_region_that_gets_it(region: str) -> None:
    [statement] = granted(TAKING[region])
    assert statement["Action"] == ["dynamodb:GetItem", "dynamodb:PutItem"]
    assert statement["Resource"] == f"arn:aws:dynamodb:{region}:123456789012:table/lease-staging"
    assert statement["Condition"] == {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [ITEM]}}
    inputs = function(TAKING[region]).inputs
    assert inputs["handler"] == "lambdas.recovery.lease.handle"
    assert variables(TAKING[region]) == {"LEASE_TABLE": "lease-staging", "LEASE_WAIT_SECONDS": str(LEASE_WAIT_SECONDS)}
    # It waits, and has time for its calls.
    assert inputs["timeout"] > LEASE_WAIT_SECONDS + 30


@pytest.mark.parametrize("network", ["network", "recovery-region-network"])
def test_the_table_is_reached_through_a_gateway_endpoint(network: str) -> None:
    graph = stack()
    endpoint = graph.one(f"{network}-gateway-dynamodb")
    assert endpoint.inputs["vpcEndpointType"] == "Gateway"
    prefix_list = endpoint.properties["prefixListId"]
    reached = {
        item.inputs["securityGroupId"]
        for item in graph.of("SecurityGroupEgressRule")
        if item.inputs.get("prefixListId") == prefix_list and item.name.startswith(f"{network}-")
    }
    groups = {graph.one(f"{network}-group-{group}").id for group in ("application", "release")}
    assert groups <= reached


@pytest.mark.parametrize("payments", ["payments", "recovery-payments"])
def test_payments_that_wait_for_the_lease_are_an_alarm(payments: str) -> None:
    inputs = stack().one(f"{payments}-processor-parked-lease").inputs
    assert (inputs["metricName"], inputs["dimensions"]) == ("PaymentAge", {"Stack": "staging", "Reason": "lease"})


def test_a_stack_with_one_region_has_no_lease_and_nobody_asks_for_one() -> None:
    graph = build_stack("dev")
    assert [item.name for item in graph if item.name.startswith("lease")] == ["lease"]
    assert "LEASE_TABLE" not in json.dumps([item.inputs for item in graph.of("Function")], default=str)
    assert not [item for item in graph if "dynamodb" in item.name or item.name.endswith("parked-lease")]


@pytest.mark.parametrize("region", [HOME, AWAY])
def test_a_witness_in_one_of_the_two_regions_is_refused(region: str) -> None:
    here, there = (cast(Any, SimpleNamespace(name=name)) for name in (HOME, AWAY))
    settings = Recovery.model_validate({"enabled": True, "witnessRegion": region})
    with pytest.raises(ValueError, match=f"a third region; got {region}"):
        LeaseArgs(region=here, second=there, settings=settings)
    LeaseArgs(region=here, second=None, settings=settings)
