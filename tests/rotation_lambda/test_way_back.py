"""While a way back to the old database is kept, a user can read the binlog, which the server then keeps."""

from collections.abc import Iterator

import pytest

from lambdas.shared.database import DatabaseError, connect, execute
from tests.rotation_lambda.copies import keep
from tests.rotation_lambda.state import grants_of
from tests.rotation_lambda.world import World

# What RDS has for it: the value is read back from its own table.
RDS = (
    "CREATE TABLE mysql.rds_configuration (name VARCHAR(100) PRIMARY KEY, value VARCHAR(100))",
    "CREATE PROCEDURE mysql.rds_set_configuration(IN name_in VARCHAR(100), IN value_in INT) "
    "REPLACE INTO mysql.rds_configuration VALUES (name_in, value_in)",
)


@pytest.fixture
def rds(world: World) -> Iterator[World]:
    """A server with the procedure that RDS has."""
    world.server.run(*RDS)
    yield world
    world.server.run("DROP PROCEDURE mysql.rds_set_configuration", "DROP TABLE mysql.rds_configuration")


def kept(world: World) -> list[tuple[str, str | None]]:
    return [(name, value) for name, value in world.server.run("SELECT name, value FROM mysql.rds_configuration")]


def test_the_user_reads_payments_and_the_binlog_and_no_more(rds: World, monkeypatch: pytest.MonkeyPatch) -> None:
    credential = rds.credential(keep(rds, monkeypatch))
    assert credential.username == "migration_back"
    # The names of MariaDB, of which REPLICATION CLIENT is another one; the first grant names the TLS that it requires.
    server, rows = grants_of(rds, "migration_back")
    assert server.startswith("GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.* TO `migration_back`@`%`")
    assert server.endswith("REQUIRE SSL")
    assert rows == r"GRANT SELECT ON `pay\_ments`.* TO `migration_back`@`%`"
    with connect(rds.database, credential) as connection:
        assert execute(connection, "SHOW MASTER STATUS")
        assert execute(connection, "SELECT COUNT(*) FROM ledger_entries") == [(0,)]
        with pytest.raises(DatabaseError):
            execute(connection, "DELETE FROM ledger_entries")
        with pytest.raises(DatabaseError):
            execute(connection, "SELECT 1 FROM mysql.user")


def test_another_run_changes_nothing(rds: World, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = keep(rds, monkeypatch)
    before = [rds.credential(secret), grants_of(rds, "migration_back"), kept(rds)]
    rds.bootstrap()
    assert [rds.credential(secret), grants_of(rds, "migration_back"), kept(rds)] == before
    rds.logs_in(rds.credential(secret))


def test_the_binlog_is_kept_as_long_as_the_way_back(rds: World, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(rds, monkeypatch)
    assert kept(rds) == [("binlog retention hours", "72")]
    monkeypatch.delenv("REVERSE_SECRET_ARN")
    rds.bootstrap()
    assert kept(rds) == [("binlog retention hours", None)]
    assert rds.server.run("SELECT user FROM mysql.user WHERE user = 'migration_back'") == []


def test_what_somebody_has_set_without_a_way_back_stays(rds: World) -> None:
    rds.server.run("CALL mysql.rds_set_configuration('binlog retention hours', 24)")
    rds.bootstrap()
    assert kept(rds) == [("binlog retention hours", "24")]


def test_a_server_that_is_none_of_rds_keeps_its_binlog_as_it_is_set_up_to(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.logs_in(world.credential(keep(world, monkeypatch)))


def test_a_binlog_that_rds_refuses_to_keep_ends_the_run(rds: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rds.server.run(
        "CREATE OR REPLACE PROCEDURE mysql.rds_set_configuration(IN name_in VARCHAR(100), IN value_in INT) "
        "SIGNAL SQLSTATE '45000'"
    )
    with pytest.raises(DatabaseError, match="CALL failed"):
        keep(rds, monkeypatch)


def test_a_run_that_ends_before_the_binlog_is_as_before_is_completed_by_the_next(
    rds: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(rds, monkeypatch)
    monkeypatch.delenv("REVERSE_SECRET_ARN")
    rds.server.run(
        "CREATE OR REPLACE PROCEDURE mysql.rds_set_configuration(IN name_in VARCHAR(100), IN value_in INT) "
        "SIGNAL SQLSTATE '45000'"
    )
    with pytest.raises(DatabaseError, match="CALL failed"):
        rds.bootstrap()
    rds.server.run("DROP PROCEDURE mysql.rds_set_configuration", RDS[1])
    rds.bootstrap()
    assert kept(rds) == [("binlog retention hours", None)]
    assert rds.server.run("SELECT user FROM mysql.user WHERE user = 'migration_back'") == []
