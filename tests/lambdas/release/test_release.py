"""The start of a roll-out, against botocore's own model of CodeDeploy and Lambda."""

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any, cast

import boto3
import pytest
from botocore.stub import Stubber

from lambdas.release.rollout import UNFINISHED, StillRollingOutError, release

EVENT = {
    "application": "payments-rollout-dev",
    "group": "payment-processor-dev",
    "function": "payment-processor-dev",
    "alias": "live",
    "version": "4",
}
PLACE = {"applicationName": EVENT["application"], "deploymentGroupName": EVENT["group"]}


class World:
    """CodeDeploy and Lambda, which expect the calls that a test announces and no others."""

    def __init__(self) -> None:
        client = cast(Callable[..., Any], boto3.client)  # pyright: ignore[reportUnknownMemberType] (untyped)
        keys = {"aws_access_key_id": "none", "aws_secret_access_key": "none"}
        self.codedeploy = client("codedeploy", region_name="eu-west-2", **keys)
        self.functions = client("lambda", region_name="eu-west-2", **keys)
        self.stubs = (cast(Any, Stubber(self.codedeploy)), cast(Any, Stubber(self.functions)))
        self.deployments, self.aliases = self.stubs

    def alias_leads_to(self, version: str) -> None:
        self.aliases.add_response(
            "get_alias",
            {"FunctionVersion": version},
            {"FunctionName": EVENT["function"], "Name": EVENT["alias"]},
        )

    def unfinished(self, *labels: str) -> None:
        identifiers = [f"d-{number}" for number, _ in enumerate(labels)]
        self.deployments.add_response(
            "list_deployments", {"deployments": identifiers}, {**PLACE, "includeOnlyStatuses": UNFINISHED}
        )
        if labels:
            self.deployments.add_response(
                "get_deployment", {"deploymentInfo": {"description": labels[0]}}, {"deploymentId": "d-0"}
            )

    def release(self) -> dict[str, str]:
        return release(self.codedeploy, self.functions, EVENT)


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    for stub in world.stubs:
        stub.activate()
    yield world
    for stub in world.stubs:
        stub.assert_no_pending_responses()


def test_nothing_is_rolled_out_where_the_version_serves_already(world: World) -> None:
    world.alias_leads_to("4")
    assert world.release() == {"deployment": ""}


def test_a_new_version_is_rolled_out_from_the_one_that_serves(world: World) -> None:
    content = json.dumps(
        {
            "version": 0.0,
            "Resources": [
                {
                    "payment-processor-dev": {
                        "Type": "AWS::Lambda::Function",
                        "Properties": {
                            "Name": "payment-processor-dev",
                            "Alias": "live",
                            "CurrentVersion": "2",
                            "TargetVersion": "4",
                        },
                    }
                }
            ],
        }
    )
    world.alias_leads_to("2")
    world.unfinished()
    specification = {"content": content, "sha256": hashlib.sha256(content.encode()).hexdigest()}
    world.deployments.add_response(
        "create_deployment",
        {"deploymentId": "d-new"},
        {
            **PLACE,
            "description": "version 4",
            "revision": {"revisionType": "AppSpecContent", "appSpecContent": specification},
        },
    )
    assert world.release() == {"deployment": "d-new"}


def test_a_roll_out_whose_answer_got_lost_is_not_started_again(world: World) -> None:
    world.alias_leads_to("3")
    world.unfinished("version 4")
    assert world.release() == {"deployment": "d-0"}


def test_another_versions_roll_out_is_left_to_come_to_its_end(world: World) -> None:
    world.alias_leads_to("2")
    world.unfinished("version 3")
    with pytest.raises(StillRollingOutError, match=r"d-0 still rolls out version 3 of payment-processor-dev; run"):
        world.release()
