"""What bounds the roles of a stack: all that they do themselves, and nothing beyond it."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from access.documents import Statement, parse
from access.evaluation import Request, decide
from access.reach import covers
from access.samples import filled
from catalog.iam import BOUNDARY
from components.ci.program_boundary import ANY, NAMED
from ops.lib.boundary import boundary
from ops.lib.checks import Verdict
from simulated_aws.deployment.requests import NAMED_BY_AWS
from simulated_aws.kinds.policies import identity
from simulated_aws.kinds.world import World
from tests.components.ci.account import account
from tests.components.ci.permissions import program
from tests.components.ci.test_calls import VARIANTS
from tests.ops.bounded import READ, answers
from tests.ops.canned import CannedClients
from tests.simulated_aws.test_no_false_alarms import SETTINGS, changed
from tests.support.graph import STACKS, Graph, Registered
from tests.support.samples import ACCOUNT

# What AWS's policies give, and no role of the program gets: by the action, why.
LEFT_OUT = {
    "sts:AssumeRole": "no server is recovered in another account",
    "sts:TagSession": "no server is recovered in another account",
}


@cache
def graphs(stack: str) -> tuple[Graph, ...]:
    """A stack as committed, and with every switch and each container platform."""
    settings = [changed(stack, SETTINGS[variant]) if variant in SETTINGS else {} for variant in VARIANTS]
    return tuple(program(stack, json.dumps(changes, sort_keys=True)) for changes in settings)


def bounding(stack: str) -> tuple[Statement, ...]:
    return parse(account(stack).one(f"{stack}-workflows-program-boundary-policy").inputs["policy"])


def permissions(stack: str) -> Iterator[Statement]:
    """All that the roles of a stack are allowed, by their own policies and by AWS's."""
    for graph in graphs(stack):
        world = World(graph.live, ACCOUNT)
        for item in graph.of("Role"):
            found = identity(world, item.properties["arn"])
            assert found is not None, item.name
            yield from found


@pytest.mark.parametrize("stack", STACKS)
def test_every_role_has_the_boundary_that_the_accounts_project_makes_for_its_stack(stack: str) -> None:
    policy = account(stack).one(f"{stack}-workflows-program-boundary-policy")
    assert policy.properties["arn"] == f"arn:aws:iam::{ACCOUNT}:policy{BOUNDARY.format(suffix=stack)}"
    for graph in graphs(stack):
        roles = graph.of("Role")
        assert len(roles) > 8
        assert {item.inputs.get("permissionsBoundary") for item in roles} == {policy.properties["arn"]}


@pytest.mark.parametrize("stack", STACKS)
def test_the_boundary_takes_nothing_away_that_the_roles_need(stack: str) -> None:
    bounds = bounding(stack)
    asked: dict[str, Request] = {}
    allowed = [statement for statement in permissions(stack) if statement.effect == "Allow"]
    for statement in allowed:
        for action in statement.actions or ():
            for resource in statement.resources or ():
                arn = NAMED_BY_AWS.get(action, "*").format(account=ACCOUNT) if resource == "*" else filled(resource)
                owner = arn.split(":")[4] if arn.count(":") > 4 else ""
                context = {"aws:resourceaccount": (owner,)} if owner.isdigit() else {}
                request = Request(action=filled(action), resource=arn, context=context)
                asked.setdefault(f"{action} on {resource}", request)
    assert len(asked) > 150
    denied = {text for text, request in asked.items() if decide(bounds, request) == "denied"}
    assert {text for text in denied if text.partition(" ")[0] not in LEFT_OUT} == set()


def test_each_line_of_the_boundary_is_for_something_that_a_role_does() -> None:
    actions = {action for stack in STACKS for each in permissions(stack) for action in each.actions or ()}
    assert len(actions) > 100
    unused = [line for line in (*ANY, *NAMED) if not any(covers(line, action) for action in actions)]
    assert unused == []
    assert LEFT_OUT.keys() <= actions


@pytest.mark.parametrize("stack", STACKS)
def test_nothing_within_it_reaches_permissions_the_state_or_what_another_stack_has_by_name(stack: str) -> None:
    bounds, project = bounding(stack), account(stack)
    other = STACKS[STACKS.index(stack) - 1]
    secret, queue = f"arn:aws:secretsmanager:eu-west-2:{ACCOUNT}:secret:", f"arn:aws:sqs:eu-west-2:{ACCOUNT}:"
    own = Request(
        action="secretsmanager:GetSecretValue",
        resource=f"{secret}master-{stack}-1",
        context={"aws:resourceaccount": (ACCOUNT,)},
    )
    assert decide(bounds, own) == "allowed"
    keys = [item.properties["arn"] for kind in ("Key", "ReplicaKey") for item in project.of(kind)]
    stores = [project.one(f"state-{name}bucket").properties["arn"] for name in ("store-", "copy-store-")]
    for action, resource in (
        ("iam:PutRolePolicy", f"arn:aws:iam::{ACCOUNT}:role/a-role-{stack}-1"),
        ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/a-role-{stack}-1"),
        ("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/ci/deploy-{stack}"),
        ("lambda:UpdateFunctionCode", f"arn:aws:lambda:eu-west-2:{ACCOUNT}:function:processor-{stack}"),
        ("secretsmanager:GetSecretValue", f"{secret}master-{other}-1"),
        ("sqs:ReceiveMessage", f"{queue}queue-{other}-1"),
        *(("kms:Decrypt", key) for key in keys),
        *(("s3:GetObject", f"{store}/.pulumi/stacks/payments/{stack}.json") for store in stores),
        *(("s3:PutObject", f"{store}/.pulumi/x-{stack}-y") for store in stores),
    ):
        context = {"aws:resourceaccount": (ACCOUNT,)}
        assert decide(bounds, Request(action=action, resource=resource, context=context)) == "denied", action


@pytest.mark.parametrize("stack", STACKS)
def test_lambda_has_a_functions_interfaces_by_its_role_and_the_functions_code_does_not(stack: str) -> None:
    bounds = bounding(stack)
    trusting = [item for graph in graphs(stack) for item in graph.of("Role") if is_a_functions(item)]
    assert len(trusting) > 4
    for graph in graphs(stack):
        world = World(graph.live, ACCOUNT)
        for item in filter(is_a_functions, graph.of("Role")):
            own = identity(world, item.properties["arn"]) or ()
            actions = {action for each in own for action in each.actions or () if action.startswith("ec2:")}
            assert len(actions) == 6, item.name
            for action in actions:
                code, service = (
                    Request(action=action, resource="*", context={"lambda:sourcefunctionarn": given})
                    for given in ((f"arn:aws:lambda:eu-west-2:{ACCOUNT}:function:any-{stack}",), ())
                )
                assert {decide(each, service) for each in (own, bounds)} == {"allowed"}, (item.name, action)
                assert "denied" in {decide(each, code) for each in (own, bounds)}, (item.name, action)


def is_a_functions(item: Registered) -> bool:
    return any(each["Principal"] == {"Service": "lambda.amazonaws.com"} for each in item.policy("assumeRolePolicy"))


@pytest.mark.parametrize("stack", STACKS)
def test_the_commands_know_the_document_and_notice_another_resource_or_condition_in_any_statement(stack: str) -> None:
    text = account(stack).one(f"{stack}-workflows-program-boundary-policy").inputs["policy"]
    statements: list[dict[str, Any]] = json.loads(text)["Statement"]
    assert asked(stack, statements) is Verdict.PASSED
    for number, one in enumerate(statements):
        other = "arn:aws:s3:::another" if one["Resource"] == "*" else "*"
        changes: list[dict[str, Any]] = [
            {"Resource": other},
            {"Resource": []},
            {"Action": ["sqs:*"]},
            {"Condition": {"Null": {"a": "b"}}},
        ]
        for change in changes:
            changed = [*statements[:number], one | change, *statements[number + 1 :]]
            assert asked(stack, changed) is Verdict.FAILED, (number, change)


def asked(stack: str, statements: list[dict[str, Any]]) -> Verdict:
    """What the commands say of an account with such a boundary."""
    document = {"PolicyVersion": {"Document": json.dumps({"Version": "2012-10-17", "Statement": statements})}}
    clients = CannedClients({**answers(), READ: document}).clients()
    return boundary(clients.get("iam", "eu-west-2"), ACCOUNT, stack).verdict
