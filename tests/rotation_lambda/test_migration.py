"""The migration's user exists while there is a migration, and can do nothing but migrate."""

import pytest

from lambdas.shared.credential import Credential
from lambdas.shared.database import DatabaseError, connect, execute
from rotation_lambda.users import UserError
from tests.rotation_lambda.copies import begin
from tests.rotation_lambda.secrets import labels
from tests.rotation_lambda.state import check, grants_of, state
from tests.rotation_lambda.world import World

CONTROL = (
    "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, REFERENCES, INDEX, ALTER, CREATE TEMPORARY TABLES, "
    "LOCK TABLES, EXECUTE, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, EVENT, TRIGGER "
    r"ON `awsdms\_control`.* TO `migration`@`%`"
)
ROWS = r"GRANT SELECT, INSERT, UPDATE, DELETE ON `pay\_ments`.* TO `migration`@`%`"
BATCH = "INSERT INTO pay_ments.payments SELECT * FROM pay_ments.payments WHERE 1 = 0"


def users(world: World) -> list[str]:
    return [name for (name,) in world.server.run("SELECT user FROM mysql.user WHERE host = '%' ORDER BY user")]


def test_a_migration_has_a_user_with_a_credential_of_its_own(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    credential = world.credential(begin(world, monkeypatch))
    assert credential.username == "migration"
    assert (credential.host, credential.port) == (world.database.host, world.database.port)
    assert sorted(grants_of(world, "migration")) == sorted([CONTROL, ROWS])
    with connect(world.database, credential) as connection:
        execute(connection, BATCH)
        execute(connection, "CREATE DATABASE awsdms_control")
        execute(connection, "CREATE TABLE awsdms_control.awsdms_status (a INT)")
    check(world)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE pay_ments.ledger_entries",
        "ALTER TABLE pay_ments.payments ADD COLUMN a INT",
        "CREATE TABLE pay_ments.more (a INT)",
        "CREATE USER other@'%' IDENTIFIED BY 'x'",
        "SELECT * FROM mysql.user",
    ],
)
def test_it_can_do_nothing_but_migrate(world: World, monkeypatch: pytest.MonkeyPatch, statement: str) -> None:
    credential = world.credential(begin(world, monkeypatch))
    with connect(world.database, credential) as connection, pytest.raises(DatabaseError):
        execute(connection, statement)


def test_another_run_changes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = begin(world, monkeypatch)
    before = [state(world), labels(secret), world.credential(secret), users(world)]
    world.bootstrap()
    assert [state(world), labels(secret), world.credential(secret), users(world)] == before
    world.logs_in(world.credential(secret))


def test_after_the_migration_its_user_is_gone_and_payments_continue(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(world)
    credential = world.credential(begin(world, monkeypatch))
    monkeypatch.delenv("MIGRATION_SECRET_ARN")
    world.bootstrap()
    assert "migration" not in users(world)
    with pytest.raises(DatabaseError):
        world.logs_in(credential)
    assert state(world) == before
    check(world)


def test_a_user_whose_password_is_another_gets_that_of_the_secret(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = begin(world, monkeypatch)
    world.server.run("ALTER USER migration@'%' IDENTIFIED BY 'another-password'")
    world.bootstrap()
    world.logs_in(world.credential(secret))
    assert Credential.from_json(world.credential(secret).to_json()).username == "migration"


def test_an_account_that_would_be_logged_in_to_instead_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.server.run("CREATE USER migration@localhost IDENTIFIED BY 'x'")
    with pytest.raises(UserError, match="'migration'@'localhost'"):
        begin(world, monkeypatch)
