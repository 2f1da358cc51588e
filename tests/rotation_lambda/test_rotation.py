"""Rotations from beginning to end, and what each step refuses."""

import string
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lambdas.shared.credential import Credential
from lambdas.shared.database import DatabaseError, LoginRefusedError, connect, execute
from rotation_lambda import rotation
from rotation_lambda.checks import CheckError
from rotation_lambda.master import BusyError, MasterAccount
from rotation_lambda.passwords import CLASSES, new_password
from rotation_lambda.rotation import RotationError
from rotation_lambda.secret_store import MissingVersionError, SecretStore
from rotation_lambda.users import UserError
from tests.rotation_lambda.secrets import labels, plant, refused, stored, switch_rotation, untyped_client
from tests.rotation_lambda.world import STEPS, World


def grants_of(world: World, user: str) -> list[str]:
    """All grants but the one that says that the user exists."""
    rows = [str(row[0]) for row in world.server.run(f"SHOW GRANTS FOR {user}@'%'")]
    return [row for row in rows if not row.startswith("GRANT USAGE")]


def hashes(world: World) -> dict[str, str]:
    """What the server keeps of each user's password."""
    rows = world.server.run(
        "SELECT user, authentication_string FROM mysql.user WHERE user LIKE 'pay%' OR user = 'admin'"
    )
    return {str(user): str(kept) for user, kept in rows}


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


def test_users_have_the_declared_rights_and_no_others(world: World) -> None:
    """A right on a pattern is revoked as it stands, and the rotations do not hand it from user to user."""
    for user in ("pay_a", "pay_b"):
        world.server.run(
            f"GRANT SELECT ON `pay%`.* TO {user}@'%' WITH GRANT OPTION",
            f"GRANT PROCESS ON *.* TO {user}@'%'",
            f"GRANT DELETE ON pay_ments.payments TO {user}@'%'",
            f"GRANT REFERENCES (amount) ON pay_ments.payments TO {user}@'%'",
            f"REVOKE UPDATE ON `pay\\_ments`.* FROM {user}@'%'",
        )
    for _ in range(3):
        world.rotate(world.application)
    for user in ("pay_a", "pay_b"):
        assert grants_of(world, user) == [rf"GRANT SELECT, INSERT, UPDATE ON `pay\_ments`.* TO `{user}`@`%`"]


def test_a_right_that_comes_back_before_the_test_stops_the_rotation(world: World) -> None:
    token = world.finish(world.application, plant(world.application), STEPS[:2])
    world.server.run("GRANT DELETE ON *.* TO pay_b@'%'")
    with pytest.raises(CheckError, match=r"pay_b lacks nothing, and has DELETE on \*\.\* that is not declared"):
        world.step(world.application, token, "testSecret")
    world.server.run("REVOKE DELETE ON *.* FROM pay_b@'%'", r"REVOKE INSERT ON `pay\_ments`.* FROM pay_b@'%'")
    with pytest.raises(CheckError, match=r"pay_b lacks INSERT on `pay\\_ments`\.\*, and has nothing"):
        world.step(world.application, token, "testSecret")
    world.finish(world.application, token)


def test_a_role_stops_the_rotation(world: World) -> None:
    world.server.run("CREATE ROLE reader", "GRANT reader TO pay_b@'%'")
    token = world.finish(world.application, plant(world.application), STEPS[:2])
    with pytest.raises(CheckError, match="pay_b has a role"):
        world.step(world.application, token, "testSecret")


def test_the_test_needs_a_table_that_takes_payments_and_leaves_none(world: World) -> None:
    token = world.finish(world.application, plant(world.application), STEPS[:3])
    assert world.server.run("SELECT COUNT(*) FROM pay_ments.payments") == [(0,)]
    world.server.run("RENAME TABLE pay_ments.payments TO pay_ments.elsewhere")
    with pytest.raises(DatabaseError, match="SELECT failed \\(1146\\)"):
        world.step(world.application, token, "testSecret")


@pytest.mark.parametrize("change", ["ACCOUNT LOCK", "PASSWORD EXPIRE", "REQUIRE NONE"])
def test_a_user_that_somebody_locked_or_opened_is_put_right(world: World, change: str) -> None:
    world.server.run(f"ALTER USER pay_b@'%' {change}")
    world.rotate(world.application)
    world.logs_in(world.credential(world.application))
    assert world.server.run("SELECT ssl_type FROM mysql.user WHERE user = 'pay_b'") == [("ANY",)]


def test_a_user_that_somebody_dropped_is_made_again(world: World) -> None:
    world.server.run("DROP USER pay_b@'%'")
    world.rotate(world.application)
    world.logs_in(world.credential(world.application))


@pytest.mark.parametrize("shadow", ["pay_a@localhost", "pay_b@'127.%'", "''@localhost"])
def test_an_account_that_would_be_logged_in_to_instead_is_refused(world: World, shadow: str) -> None:
    world.server.run(f"CREATE USER {shadow}")
    before = hashes(world)
    with pytest.raises(UserError, match="with a host of their own"):
        world.rotate(world.application)
    assert hashes(world) == before


def test_a_broken_current_credential_is_mended(world: World) -> None:
    world.write(world.application, "AWSCURRENT", password="wrong")  # noqa: S106 (it is)
    world.rotate(world.application)
    assert world.credential(world.application).username == "pay_b"
    world.logs_in(world.credential(world.application))


@pytest.mark.parametrize("text", ["[]", "no JSON", '{"username": "pay_a"}', '{"username": "root", "password": "x"}'])
def test_a_current_value_that_is_no_credential_of_ours_is_mended(world: World, text: str) -> None:
    stored(world.application).versions[labels(world.application)["AWSCURRENT"]]["secret_string"] = text
    world.rotate(world.application)
    world.logs_in(world.credential(world.application))


def test_a_minimal_value_is_enough(world: World) -> None:
    """Neither the engine nor the host nor a master's ARN has to stand in the secret."""
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


def test_a_step_that_comes_after_the_end_changes_nothing(world: World) -> None:
    """The one that would hurt: setSecret again, when the pending credential has become the one in use."""
    for secret in (world.application, world.master):
        token = world.rotate(secret)
        before, operations = hashes(world), len(world.client.operations)
        value = world.credential(secret)
        for step in STEPS:
            world.step(secret, token, step)
        assert hashes(world) == before
        assert world.credential(secret) == value
        assert set(world.client.operations[operations:]) == {"describe_secret"}


def test_a_label_that_was_left_behind_goes_with_the_next_try(world: World) -> None:
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


def test_the_gate_refuses_what_no_rotation_explains(world: World) -> None:
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
    """AWS resolves a partial ARN; one whose name ends in a hyphen and six letters can't be told by its looks."""
    partial = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:payments-master"
    monkeypatch.setenv("APPLICATION_SECRET_ARN", partial)
    resolve = world.client.describe_secret
    monkeypatch.setattr(world.client, "describe_secret", lambda SecretId: resolve(SecretId=world.application))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType] # noqa: N803 (AWS's name)
    with pytest.raises(RotationError, match="is not a full ARN"):
        world.step(partial, plant(world.application), STEPS[0])


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


def test_no_password_of_the_master_is_right(world: World) -> None:
    world.server.run("ALTER USER admin@'%' IDENTIFIED BY 'changed by hand'")
    with pytest.raises(LoginRefusedError, match=r"no login for admin at 127\.0\.0\.1:\d+ \(1045\)"):
        world.rotate(world.application)


def test_passwords_have_every_class_and_no_character_that_rds_refuses() -> None:
    for length in (16, 32, 41):
        made = {new_password(length) for _ in range(200)}
        assert len(made) == 200
        for password in made:
            assert len(password) == length
            assert all(set(password) & set(characters) for characters in CLASSES)
            assert not set(password) & set("/@\"'\\ ")
            assert set(password) < set(string.printable)


def test_one_administrator_at_a_time(world: World) -> None:
    master = MasterAccount(world.settings, world.store())
    with master.administering() as connection:
        # A function that is killed in here keeps the lock for a minute and not for hours.
        assert execute(connection, "SELECT @@SESSION.wait_timeout") == [(60,)]
        with pytest.raises(BusyError, match="was not free within 0 seconds"), master.administering(wait_seconds=0):
            pytest.fail("two at once")
    with master.administering(wait_seconds=0) as connection:
        assert execute(connection, "SELECT IS_USED_LOCK('payments.administration') = CONNECTION_ID()") == [(1,)]


def test_rights_are_on_one_database_and_not_on_those_with_a_like_name(world: World) -> None:
    """An underscore that is not escaped stands for any character."""
    world.server.run("CREATE DATABASE payXments", "CREATE TABLE payXments.ledger (id INT)")
    with (
        connect(world.database, world.credential(world.application)) as connection,
        pytest.raises(DatabaseError, match="1142"),
    ):
        execute(connection, "SELECT * FROM payXments.ledger")


def test_a_replica_of_a_secret_takes_no_values(world: World) -> None:
    """The rotation belongs to the primary; the replica's refusal is no value that exists already."""
    there = "eu-west-1"
    untyped_client().replicate_secret_to_regions(SecretId=world.application, AddReplicaRegions=[{"Region": there}])
    replica, value = world.application.replace("eu-west-2", there), world.credential(world.application)
    with pytest.raises(ClientError, match="not permitted on a replica"):
        SecretStore(untyped_client(there)).put(replica, "0" * 36, value, "AWSPENDING")
