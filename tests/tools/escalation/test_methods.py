"""The ways from one role to another: each is found where all of its actions are permitted, and not where one is not."""

import json
from collections.abc import Iterable

import pytest
from moto.ram.utils import RAM_RESOURCE_TYPES

from access.documents import Statement, parse
from catalog import SERVICES as CATALOG
from tests.support.samples import ACCOUNT
from tools.escalation.goals import HOLDING
from tools.escalation.identities import Identity, Place
from tools.escalation.methods import METHODS, NO_WAY, SERVICES
from tools.escalation.search import steps

START = f"arn:aws:iam::{ACCOUNT}:role/start"
TARGET = f"arn:aws:iam::{ACCOUNT}:role/target"
GROUP = f"arn:aws:codedeploy:eu-west-2:{ACCOUNT}:deploymentgroup:any/target"
FUNCTION = f"arn:aws:lambda:eu-west-2:{ACCOUNT}:function:target"
POLICY = f"arn:aws:iam::{ACCOUNT}:policy/any"
# A way that is another one with a step more: whoever has the shorter one has everything already.
LONGER, SHORTER = "CreatePolicyVersionThenAssumeRole", "CreateNewPolicyVersion"


def allowing(actions: Iterable[str]) -> tuple[Statement, ...]:
    statements = [{"Effect": "Allow", "Action": action, "Resource": "*"} for action in actions]
    return parse(json.dumps({"Statement": statements}))


def trusting(*, anybody: bool) -> tuple[Statement, ...]:
    """A trust in every service that takes roles and in the start, or in one more service that takes none."""
    services = sorted({f"{name}.amazonaws.com" for names in SERVICES.values() for name in names})
    principal = {"Service": services, "AWS": START} if anybody else {"Service": "nobody.amazonaws.com"}
    return parse(json.dumps({"Statement": {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}}))


def found(actions: Iterable[str], *, anybody: bool = True) -> set[str]:
    """The ways that somebody has with these actions on everything, who has one other role beside him."""
    start = Identity(name="start", stack="dev", arn=START, trusts=(), permissions=allowing(actions))
    target = Identity(
        name="target",
        stack="dev",
        arn=TARGET,
        trusts=trusting(anybody=anybody),
        permissions=(),
        functions=(FUNCTION,),
        deployments=(GROUP,),
    )
    place = Place(account=ACCOUNT, project={}, stacks={"dev": {}}, policies={POLICY: ()}, identities=(start, target))
    return {step.method for step in steps(place, start)}


@pytest.mark.parametrize("method", sorted(METHODS.keys() - {LONGER}))
def test_a_way_is_found_with_its_actions_and_not_without_one_of_them(method: str) -> None:
    actions = METHODS[method]
    assert method in found(actions)
    for missing in actions:
        assert method not in found([action for action in actions if action != missing]), missing


def test_a_way_with_a_step_more_is_found_by_the_shorter_one() -> None:
    assert set(METHODS[SHORTER]) < set(METHODS[LONGER])
    assert SHORTER in found(METHODS[LONGER])


@pytest.mark.parametrize("method", [name for name, actions in METHODS.items() if "iam:passrole" in actions])
def test_no_role_is_passed_to_a_service_that_it_does_not_trust(method: str) -> None:
    assert method not in found(METHODS[method], anybody=False)


def test_each_service_that_is_given_a_role_has_a_way_or_a_reason() -> None:
    principals = {one.format(region="eu-west-2") for each in CATALOG.values() for one in each.principals}
    reached = {name for names in SERVICES.values() for name in names}
    assert len(principals) > 12
    assert principals - reached == NO_WAY.keys()
    assert all(len(reason) > 20 for reason in NO_WAY.values())
    # A way that uses each of the services.
    prefixes = {action.partition(":")[0] for actions in METHODS.values() for action in actions}
    assert SERVICES.keys() <= prefixes


def test_nothing_that_holds_data_can_be_shared_by_ram() -> None:
    shared = {one["resourceType"].lower() for one in RAM_RESOURCE_TYPES}
    assert {"ec2:subnet", "rds:cluster"} <= shared
    holding = {(one.cloudformation or "").removeprefix("AWS::").replace("::", ":").lower() for one in HOLDING}
    assert len(holding) == len(HOLDING)
    assert holding.isdisjoint(shared)
