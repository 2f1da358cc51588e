"""Rotations from beginning to end, and what each step refuses."""

from typing import Any

import pytest

from lambdas.shared.credential import Credential
from lambdas.shared.database import LoginRefusedError
from rotation_lambda import rotation
from rotation_lambda.checks import CheckError
from rotation_lambda.rotation import RotationError
from rotation_lambda.secret_store import MissingVersionError
from tests.rotation_lambda.secrets import labels, plant, stored, switch_rotation
from tests.rotation_lambda.state import hashes
from tests.rotation_lambda.world import STEPS, World
from tests.support.aws import refused


def test_the_users_alternate_and_the_one_before_stays_good(world: World) -> None:
    before = world.credential(world.application)
    for user in ("pay_b", "pay_a", "pay_b"):
        token = world.rotate(world.application)
        after = world.credential(world.application)
        assert after.username == user
        assert after.password != before.password
        assert (after.host, after.port, after.dbname) == (
            world.database.host,
            world.database.port,
            world.database.name,
        )
        world.logs_in(after)
        world.logs_in(before)
        assert stored(world.application).versions[token]["version_stages"] == ["AWSCURRENT"]
        before = after


def test_the_masters_password_changes(world: World) -> None:
    before = world.credential(world.master)
    token = world.rotate(world.master)
    assert labels(world.master)["AWSCURRENT"] == token
    assert world.credential(world.master).username == "admin"
    world.logs_in(world.credential(world.master))
    with pytest.raises(LoginRefusedError):
        world.logs_in(before)


def test_a_broken_current_credential_is_replaced(world: World) -> None:
    world.write(world.application, "AWSCURRENT", password="wrong")  # noqa: S106 (it is)
    world.rotate(world.application)
    assert world.credential(world.application).username == "pay_b"
    world.logs_in(world.credential(world.application))


@pytest.mark.parametrize("text", ["[]", "no JSON", '{"username": "pay_a"}', '{"username": "root", "password": "x"}'])
def test_a_current_value_that_is_no_credential_of_ours_is_replaced(world: World, text: str) -> None:
    stored(world.application).versions[labels(world.application)["AWSCURRENT"]]["secret_string"] = text
    world.rotate(world.application)
    world.logs_in(world.credential(world.application))


def test_a_minimal_value_is_enough(world: World) -> None:
    """The secret needs neither the engine nor the host nor a master's ARN."""
    version = stored(world.application).versions[labels(world.application)["AWSCURRENT"]]
    credential = Credential.from_json(version["secret_string"])
    version["secret_string"] = f'{{"username": "{credential.username}", "password": "{credential.password}"}}'
    token = plant(world.application)
    world.step(world.application, token, "testSecret")
    world.finish(world.application, token)
    assert world.credential(world.application).host == world.database.host


def test_setting_up_a_rotation_tests_the_current_credential(world: World) -> None:
    """`rotate_immediately=False` runs the test alone, with a pending version that has no value or the current one."""
    for secret in (world.application, world.master):
        token = plant(secret)
        world.step(secret, token, "testSecret")
        value = stored(secret).versions[labels(secret)["AWSCURRENT"]]["secret_string"]
        stored(secret).versions[token]["secret_string"] = value
        world.step(secret, token, "testSecret")
        world.abandon(secret, token)
        world.write(secret, "AWSCURRENT", password="wrong")  # noqa: S106 (it is)
        with pytest.raises(LoginRefusedError):
            world.step(secret, plant(secret), "testSecret")


def test_an_empty_pending_version_is_never_made_current(world: World) -> None:
    token = plant(world.application)
    for step in ("setSecret", "finishSecret"):
        with pytest.raises(MissingVersionError, match="has no value labelled AWSPENDING"):
            world.step(world.application, token, step)


def test_a_secret_without_a_value_waits_for_the_bootstrap(bare: World) -> None:
    for secret in (bare.application, bare.master):
        token = plant(secret)
        for step in ("createSecret", "testSecret"):
            with pytest.raises(RotationError, match="has no current value: run the bootstrap first"):
                bare.step(secret, token, step)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"username": "root"}, "is for 'root' and may be for pay_a, pay_b only"),
        ({"username": "admin"}, "is for 'admin' and may be for pay_a, pay_b only"),
        ({"host": "elsewhere.example.com"}, "is for the server 'elsewhere.example.com' and not '127.0.0.1'"),
        ({"username": "pay_a"}, "pay_a is in use: its password must not change"),
    ],
)
def test_a_pending_credential_that_was_tampered_with_is_refused(
    world: World, change: dict[str, str], message: str
) -> None:
    before = hashes(world)
    token = world.finish(world.application, plant(world.application), STEPS[:1])
    world.write(world.application, "AWSPENDING", **change)
    with pytest.raises(CheckError, match=message):
        world.step(world.application, token, "setSecret")
    assert hashes(world) == before


def test_a_step_after_the_end_of_its_rotation_changes_nothing(world: World) -> None:
    """The dangerous one is setSecret again, when the pending credential has become the current one."""
    for secret in (world.application, world.master):
        token = world.rotate(secret)
        before, operations = hashes(world), len(world.client.operations)
        value = world.credential(secret)
        for step in STEPS:
            world.step(secret, token, step)
        assert hashes(world) == before
        assert world.credential(secret) == value
        assert set(world.client.operations[operations:]) == {"describe_secret"}


def test_a_label_that_was_left_behind_is_removed_by_the_next_try(world: World) -> None:
    world.client.before("update_secret_version_stage", fail_clean_up)
    token = world.rotate(world.application)
    assert stored(world.application).versions[token]["version_stages"] == ["AWSPENDING", "AWSCURRENT"]
    world.client.healed()
    world.step(world.application, token, "setSecret")
    world.step(world.application, token, "finishSecret")
    assert stored(world.application).versions[token]["version_stages"] == ["AWSCURRENT"]


def fail_clean_up(arguments: dict[str, Any]) -> None:
    if arguments["VersionStage"] == "AWSPENDING":
        raise refused("UpdateSecretVersionStage", "InternalServiceError")


def test_a_step_that_belongs_to_no_rotation_is_refused(world: World) -> None:
    token = plant(world.application)
    name_only = world.application.rpartition("-")[0]
    for secret, version, step, message in (
        (
            "arn:aws:secretsmanager:eu-west-2:123456789012:secret:other-AbCdEf",
            token,
            STEPS[0],
            "none of this function's",
        ),
        (name_only, token, STEPS[0], "none of this function's"),
        (world.application, token, "dropSecret", "there is no step 'dropSecret'"),
        (world.application, "0" * 36, STEPS[0], "is not pending: the rotation is over"),
        (world.application, "", STEPS[0], "the event has no ClientRequestToken"),
        (world.master, token, STEPS[0], "is not pending: the rotation is over"),
    ):
        with pytest.raises(RotationError, match=message):
            world.step(secret, version, step)
    with pytest.raises(RotationError, match="the event has no Step, SecretId, ClientRequestToken"):
        rotation.handle({}, None)
    switch_rotation(world.application, on=False)
    with pytest.raises(RotationError, match="does not rotate"):
        world.step(world.application, token, STEPS[0])


def test_a_name_only_arn_in_the_settings_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """AWS resolves a partial ARN; one whose name ends in a hyphen and six letters can't be recognised by its form."""
    partial = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:payments-master"
    monkeypatch.setenv("APPLICATION_SECRET_ARN", partial)
    resolve = world.client.describe_secret
    monkeypatch.setattr(world.client, "describe_secret", lambda SecretId: resolve(SecretId=world.application))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType] # noqa: N803 (AWS's name)
    with pytest.raises(RotationError, match="is not a full ARN"):
        world.step(partial, plant(world.application), STEPS[0])
