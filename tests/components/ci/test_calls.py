"""The workflows' roles may do what the provider's calls ask for, in the region in which each is signed."""

import json
from collections.abc import Iterator, Sequence
from functools import cache

import pytest

from access.evaluation import Request
from simulated_aws.deployment.actions import OPERATIONS, READING, Operation
from simulated_aws.deployment.requests import Deployment
from simulated_aws.deployment.signing import region_of
from simulated_aws.kinds.world import World
from simulated_aws.live import Live
from tests.components.ci.permissions import Role, program, role
from tests.simulated_aws.test_no_false_alarms import SETTINGS, changed
from tests.support.graph import STACKS, Graph
from tests.support.samples import ACCOUNT

FIRST, SECOND = "eu-west-2", "eu-west-1"
# As committed, and with every switch and each container platform.
VARIANTS = ("as committed", *SETTINGS)
# What a handler reads with, and a preview does without: by the action's name, why.
UNREAD = {"kms:Decrypt": "a function's variables are shown to those alone that deploy or look for drift"}


@cache
def asked(stack: str, operations: tuple[Operation, ...]) -> tuple[Request, ...]:
    """What the operations on all that a stack can have ask for, each once."""
    found: dict[str, Request] = {}
    for variant in VARIANTS:
        changes = changed(stack, SETTINGS[variant]) if variant in SETTINGS else {}
        deployment = Deployment(World(live(program(stack, json.dumps(changes, sort_keys=True))), ACCOUNT))
        for resource_id in deployment.world.resources:
            for operation in operations:
                found.update((repr(each), each) for each in deployment.requests(resource_id, operation))
    return tuple(found.values())


def live(graph: Graph) -> dict[str, Live]:
    """The resources of a graph that are in AWS, by id; what has no region is asked for by the first one's provider."""
    return {
        item.id: Live(item.token, item.name, item.properties.get("region", FIRST), {**item.inputs}, {**item.properties})
        for item in graph
        if item.custom and item.token.startswith(("aws:", "pulumi-python:"))
    }


def denied(of: Role, requests: Sequence[Request]) -> Iterator[str]:
    """The requests that a role may not make."""
    for request in requests:
        if not of.allows(request):
            (region,) = request.context["aws:requestedregion"]
            yield f"{request.action} on {request.resource} in {region}"


@pytest.mark.parametrize("stack", STACKS)
def test_the_deploy_role_may_make_read_change_and_delete_all_that_a_stack_can_have(stack: str) -> None:
    requests = asked(stack, OPERATIONS)
    assert len({request.action for request in requests}) > 400
    assert sorted(denied(role("deploy", stack), requests)) == []


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("kind", ["preview", "drift"])
def test_preview_and_drift_may_read_all_that_a_stack_can_have(kind: str, stack: str) -> None:
    left_out = UNREAD if kind == "preview" else {}
    requests = [request for request in asked(stack, ("read",)) if request.action not in left_out]
    assert len({request.action for request in requests}) > 100
    assert sorted(denied(role(kind, stack), requests)) == []


@pytest.mark.parametrize("kind", ["preview", "deploy", "drift"])
def test_the_programs_lookups_are_answered(kind: str) -> None:
    # Those that the simulated account has an answer to; who asks, AWS tells anybody.
    layer = "arn:aws:ssm:eu-west-2::parameter/aws/service/fis/lambda-extension/AWS-FIS-extension-x86_64/1.x.x"
    assert role(kind).may("ssm:GetParameter", layer)
    adopted = f"arn:aws:iam::{ACCOUNT}:role/dms-vpc-role"
    path = f"arn:aws:ssm:{{}}:{ACCOUNT}:parameter/payments/prod"
    for region in (FIRST, SECOND):
        assert role(kind).may("ssm:GetParametersByPath", path.format(region), aws__RequestedRegion=region)
        assert role(kind).may("rds:DescribeDBInstances", aws__RequestedRegion=region)
    assert role(kind).may("iam:GetRole", adopted, aws__RequestedRegion=region_of("iam:GetRole", FIRST))


@pytest.mark.parametrize("stack", STACKS)
def test_a_preview_changes_nothing(stack: str) -> None:
    reads = {request.action for request in asked(stack, ("read",))}
    changes = [request for request in asked(stack, OPERATIONS) if request.action not in reads]
    refused = list(denied(role("preview", stack), [each for each in changes if not is_reading(each)]))
    assert len(refused) == len([each for each in changes if not is_reading(each)]) > 500


def is_reading(request: Request) -> bool:
    return READING.fullmatch(request.action) is not None


@pytest.mark.parametrize("stack", STACKS)
def test_one_stacks_role_changes_nothing_that_has_the_name_of_another(stack: str) -> None:
    other = role("deploy", STACKS[STACKS.index(stack) - 1])
    named = [each for each in asked(stack, OPERATIONS) if f"-{stack}" in str(each.resource) and not is_reading(each)]
    may = {each.action.partition(":")[0] for each in named if other.allows(each)}
    # AWS names what these have, or their names do not hold the stack's in each ARN.
    assert may <= {"apprunner", "arc-region-switch", "dms", "ecs", "kms"}
