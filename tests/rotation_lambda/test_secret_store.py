"""Secret values are written once, awaited until they are readable, and never mistaken for each other."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from rotation_lambda.secret_store import SecretStore
from tests.rotation_lambda.secrets import plant
from tests.rotation_lambda.world import STEPS, World
from tests.support.aws import client, refused


def test_a_value_that_is_not_readable_at_once_is_waited_for(world: World) -> None:
    token = world.finish(world.application, plant(world.application), STEPS[:1])
    missed: list[str] = []

    def miss(arguments: dict[str, Any]) -> None:
        if arguments.get("VersionId") == token and len(missed) < 2:
            missed.append(token)
            raise refused("GetSecretValue", "ResourceNotFoundException")

    world.client.before("get_secret_value", miss)
    world.step(world.application, token, "setSecret")
    assert len(missed) == 2
    world.finish(world.application, token)


def test_of_two_new_values_the_first_is_kept(world: World) -> None:
    """The second call did not see the first one's value yet, and AWS refuses another value for the same token."""
    token = plant(world.application)
    world.step(world.application, token, "createSecret")
    kept = world.credential(world.application, "AWSPENDING")
    hidden: list[str] = []

    def hide(arguments: dict[str, Any]) -> None:
        if arguments.get("VersionId") == token and not hidden:
            hidden.append(token)
            raise refused("GetSecretValue", "ResourceNotFoundException")

    world.client.before("get_secret_value", hide)
    world.step(world.application, token, "createSecret")
    assert hidden
    assert world.credential(world.application, "AWSPENDING") == kept


def test_an_error_of_aws_is_not_mistaken_for_a_missing_value(world: World) -> None:
    token = plant(world.application)

    def deny(arguments: dict[str, Any]) -> None:
        raise refused("GetSecretValue", "AccessDeniedException", "Access to KMS is not allowed")

    world.client.before("get_secret_value", deny)
    for step in STEPS:
        with pytest.raises(ClientError, match="Access to KMS is not allowed"):
            world.step(world.application, token, step)
    assert world.client.operations[-4:] == ["describe_secret"] * 4


def test_a_replica_of_a_secret_accepts_no_values(world: World) -> None:
    """The rotation belongs to the primary; the replica's refusal is not taken for a value that exists already."""
    there = "eu-west-1"
    client("secretsmanager").replicate_secret_to_regions(
        SecretId=world.application, AddReplicaRegions=[{"Region": there}]
    )
    replica, value = world.application.replace("eu-west-2", there), world.credential(world.application)
    with pytest.raises(ClientError, match="not permitted on a replica"):
        SecretStore(client("secretsmanager", there)).put(replica, "0" * 36, value, "AWSPENDING")
