"""The application's users have the declared privileges, and a rotation repairs what somebody changed by hand."""

from typing import Any

import pytest

from lambdas.shared.database import DatabaseError, connect, execute
from rotation_lambda import users
from rotation_lambda.checks import CheckError
from rotation_lambda.users import Grant, UserError, declared_grants
from tests.rotation_lambda.secrets import plant
from tests.rotation_lambda.state import grants_of, hashes
from tests.rotation_lambda.world import STEPS, World


def test_users_have_the_declared_privileges_and_no_others(world: World) -> None:
    """A privilege on a pattern is revoked as it was granted, and rotations do not copy it from user to user."""
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


def test_a_privilege_that_is_granted_again_before_the_test_stops_the_rotation(world: World) -> None:
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


def test_the_test_needs_a_table_that_accepts_payments_and_leaves_none(world: World) -> None:
    token = world.finish(world.application, plant(world.application), STEPS[:3])
    assert world.server.run("SELECT COUNT(*) FROM pay_ments.payments") == [(0,)]
    world.server.run("RENAME TABLE pay_ments.payments TO pay_ments.elsewhere")
    with pytest.raises(DatabaseError, match="SELECT failed \\(1146\\)"):
        world.step(world.application, token, "testSecret")


@pytest.mark.parametrize("change", ["ACCOUNT LOCK", "PASSWORD EXPIRE", "REQUIRE NONE"])
def test_a_user_that_somebody_locked_or_opened_is_restored(world: World, change: str) -> None:
    world.server.run(f"ALTER USER pay_b@'%' {change}")
    world.rotate(world.application)
    world.logs_in(world.credential(world.application))
    assert world.server.run("SELECT ssl_type FROM mysql.user WHERE user = 'pay_b'") == [("ANY",)]


def test_a_user_that_somebody_dropped_is_created_again(world: World) -> None:
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


def test_privileges_are_on_one_database_and_not_on_those_with_a_similar_name(world: World) -> None:
    """An underscore that is not escaped matches any character."""
    world.server.run("CREATE DATABASE payXments", "CREATE TABLE payXments.ledger (id INT)")
    with (
        connect(world.database, world.credential(world.application)) as connection,
        pytest.raises(DatabaseError, match="1142"),
    ):
        execute(connection, "SELECT * FROM payXments.ledger")


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        ([("partial_revokes", "ON")], "`pay_ments`"),
        ([("partial_revokes", "OFF")], r"`pay\_ments`"),
        ([], r"`pay\_ments`"),
    ],
)
def test_a_database_is_a_name_where_partial_revokes_are_on_and_else_a_pattern(
    monkeypatch: pytest.MonkeyPatch, answer: list[tuple[str, str]], named: str
) -> None:
    """MariaDB, which the other tests run on, has no partial revokes; RDS for MySQL may have them on."""
    asked: list[str] = []

    def answered(connection: Any, statement: str) -> list[tuple[str, str]]:
        asked.append(statement)
        return answer

    monkeypatch.setattr(users, "execute", answered)
    connection: Any = None
    assert declared_grants(connection, "pay_ments", ["SELECT"]) == {Grant(privilege="SELECT", on=f"{named}.*")}
    assert asked == ["SHOW VARIABLES LIKE 'partial_revokes'"]
