"""The first run, at any moment of its life."""

import threading
from pathlib import Path
from typing import Any

import pymysql
import pytest

from lambdas.shared.credential import Credential
from lambdas.shared.database import DatabaseError, LoginRefusedError, connect, execute
from rotation_lambda import bootstrap, schema
from rotation_lambda.bootstrap import Bootstrap
from rotation_lambda.secret_store import SecretStore
from rotation_lambda.users import UserError
from tests.rotation_lambda.payers import write_payment
from tests.rotation_lambda.secrets import labels, plant
from tests.rotation_lambda.test_no_downtime import killed_after, killed_before
from tests.rotation_lambda.test_rotation import grants_of, hashes
from tests.rotation_lambda.world import INITIAL_PASSWORD, STEPS, KilledError, World

FILES = ["001_payments.sql", "002_ledger_entries.sql", "003_unbalanced_payments.sql"]
DONE = {"schema": FILES, "users": ["pay_a", "pay_b"]}


def state(world: World) -> list[Any]:
    """Everything that a run could change."""
    return [
        labels(world.application),
        labels(world.master),
        world.credential(world.application),
        world.credential(world.master),
        hashes(world),
        [grants_of(world, user) for user in ("pay_a", "pay_b")],
        world.server.run("SELECT * FROM pay_ments.schema_migrations"),
    ]


def check(world: World) -> None:
    """Everything is in place."""
    world.logs_in(world.credential(world.master))
    current = world.credential(world.application)
    assert current.username == "pay_a"
    with connect(world.database, current) as connection:
        write_payment(connection)
    with pytest.raises(LoginRefusedError):
        world.logs_in(Credential(username="admin", password=INITIAL_PASSWORD))
    for user in ("pay_a", "pay_b"):
        assert grants_of(world, user) == [rf"GRANT SELECT, INSERT, UPDATE ON `pay\_ments`.* TO `{user}`@`%`"]
    rows = world.server.run("SELECT file, finished_at IS NOT NULL FROM pay_ments.schema_migrations ORDER BY file")
    assert rows == [(file, 1) for file in FILES]
    assert world.server.run("SELECT ssl_type FROM mysql.user WHERE user LIKE 'pay%'") == [("ANY",), ("ANY",)]


def test_the_first_run(bare: World) -> None:
    assert bare.bootstrap() == DONE
    check(bare)


def test_another_run_changes_nothing(world: World) -> None:
    before = state(world)
    assert world.bootstrap() == DONE
    assert state(world) == before


def test_a_run_after_rotations_changes_nothing(world: World) -> None:
    world.rotate(world.master)
    world.rotate(world.application)
    before = state(world)
    assert world.bootstrap() == DONE
    assert Bootstrap(world.settings, world.store()).run(None) == DONE
    assert state(world) == before


@pytest.mark.parametrize("when", [killed_before, killed_after], ids=["before", "after"])
@pytest.mark.parametrize(
    ("place", "name", "time"),
    [
        (SecretStore, "put", 1),
        (SecretStore, "put", 2),
        (bootstrap, "set_own_password", 1),
        (schema, "_apply_one", 1),
        (schema, "_apply_one", 2),
        (bootstrap, "ensure_user", 1),
        (bootstrap, "ensure_user", 2),
        (bootstrap, "set_grants", 2),
        (bootstrap, "set_password", 1),
    ],
)
def test_a_run_that_dies_is_run_again(bare: World, place: object, name: str, time: int, when: Any) -> None:
    done, calls = getattr(place, name), list[None]()

    def counted(*arguments: Any, **named: Any) -> Any:
        calls.append(None)
        if len(calls) < time:
            return done(*arguments, **named)
        return when(*arguments, **named) if when is killed_before else when(done)(*arguments, **named)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(place, name, counted)
        with pytest.raises(KilledError):
            bare.bootstrap()
    assert bare.bootstrap() == DONE
    check(bare)


def test_a_run_that_dies_between_any_two_statements_is_run_again(bare: World) -> None:
    """One statement further each time, until a run comes to its end."""
    finished, statements = False, 0
    while not finished:
        left = [statements]

        def counted(*arguments: Any, left: list[int] = left) -> Any:
            rows = execute(*arguments)
            left[0] -= 1
            if left[0] < 0:
                raise KilledError
            return rows

        with pytest.MonkeyPatch.context() as patched:
            for module in ("rotation_lambda.schema", "rotation_lambda.users", "rotation_lambda.master"):
                patched.setattr(f"{module}.execute", counted)
            try:
                finished = bare.bootstrap() == DONE
            except KilledError:
                statements += 1
    assert statements > 20
    check(bare)


def test_two_runs_at_once(bare: World) -> None:
    barrier, results = threading.Barrier(2), list[Any]()

    def run() -> None:
        barrier.wait()
        try:
            results.append(bare.bootstrap())
        except Exception as error:
            results.append(error)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [DONE, DONE]
    check(bare)


def test_the_master_is_changed_by_another_run_while_its_passwords_are_tried(bare: World) -> None:
    turned: list[None] = []

    def other_run(arguments: dict[str, Any]) -> None:
        # The secret's own password has been refused; the first one is about to be tried.
        if arguments.get("VersionStage") == "AWSPENDING" and not turned:
            turned.append(None)
            bare.bootstrap()

    bare.client.before("get_secret_value", other_run)
    assert bare.bootstrap() == DONE
    assert turned
    check(bare)


def test_another_run_writes_the_masters_first_value_meanwhile(bare: World) -> None:
    def other_run(arguments: dict[str, Any]) -> None:
        # The secret had no value when this run looked.
        bare.client.healed()
        assert bare.bootstrap() == DONE

    bare.client.before("put_secret_value", other_run)
    assert bare.bootstrap() == DONE
    check(bare)


@pytest.mark.parametrize("user", ["application", "master"])
def test_a_run_leaves_a_rotation_in_progress_alone(world: World, user: str) -> None:
    secret = {"application": world.application, "master": world.master}[user]
    token = world.finish(secret, plant(secret), STEPS[:3])
    before = state(world)
    assert world.bootstrap() == DONE
    assert state(world) == before
    # The test has been passed before, so nothing may have changed since.
    world.finish(secret, token, STEPS[3:])
    world.logs_in(world.credential(secret))


def test_a_current_user_that_lost_its_password_gets_it_back(world: World) -> None:
    world.rotate(world.application)
    world.server.run("ALTER USER pay_b@'%' IDENTIFIED BY 'changed by hand' ACCOUNT LOCK")
    world.bootstrap()
    world.logs_in(world.credential(world.application))


def test_a_shadowing_account_is_refused(bare: World) -> None:
    bare.server.run("CREATE USER pay_a@localhost")
    with pytest.raises(UserError, match="'pay_a'@'localhost'"):
        bare.bootstrap()


def test_a_wrong_first_password_is_refused(bare: World) -> None:
    for password in ("wrong", None):
        with pytest.raises(LoginRefusedError):
            Bootstrap(bare.settings, bare.store()).run(password)
    assert bare.bootstrap() == DONE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A schema that only its tests have."""
    (tmp_path / "001_one.sql").write_text("CREATE TABLE one (id INT PRIMARY KEY, balance INT NOT NULL)")
    (tmp_path / "002_two.sql").write_text("INSERT INTO one VALUES (1, 100)")
    return tmp_path


def test_a_file_that_was_applied_and_then_changed_is_refused(bare: World, folder: Path) -> None:
    Bootstrap(bare.settings, bare.store(), folder).run(INITIAL_PASSWORD)
    (folder / "001_one.sql").write_text("CREATE TABLE one (id BIGINT PRIMARY KEY)")
    with pytest.raises(schema.SchemaError, match=r"001_one\.sql was changed after it was applied"):
        Bootstrap(bare.settings, bare.store(), folder).run(None)


def test_code_that_is_older_than_the_database_is_refused(bare: World, folder: Path) -> None:
    Bootstrap(bare.settings, bare.store(), folder).run(INITIAL_PASSWORD)
    (folder / "002_two.sql").unlink()
    with pytest.raises(schema.SchemaError, match=r"the database has 002_two\.sql, which this code does not"):
        Bootstrap(bare.settings, bare.store(), folder).run(None)


@pytest.mark.parametrize("statement", ["UPDATE one SET balance = balance + 1", "ALTER TABLE one ADD COLUMN note TEXT"])
@pytest.mark.parametrize("moment", ["statement", "record"])
def test_a_file_that_died_half_way_is_applied_once(
    bare: World, folder: Path, statement: str, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Bootstrap(bare.settings, bare.store(), folder).run(INITIAL_PASSWORD)
    (folder / "003_three.sql").write_text(statement)

    def dying(connection: Any, text: str, *values: Any) -> Any:
        rows = execute(connection, text, *values)
        if text.startswith(statement if moment == "statement" else "UPDATE schema_migrations"):
            raise KilledError
        return rows

    with monkeypatch.context() as patched:
        patched.setattr(schema, "execute", dying)
        with pytest.raises(KilledError):
            Bootstrap(bare.settings, bare.store(), folder).run(None)
    Bootstrap(bare.settings, bare.store(), folder).run(None)
    Bootstrap(bare.settings, bare.store(), folder).run(None)
    rows = bare.server.run("SELECT * FROM pay_ments.one")
    assert rows == ([(1, 101)] if statement.startswith("UPDATE") else [(1, 100, None)])


def test_what_is_there_already_without_having_been_begun_here_is_refused(bare: World, folder: Path) -> None:
    bare.server.run("CREATE DATABASE pay_ments", "CREATE TABLE pay_ments.one (id INT)")
    with pytest.raises(DatabaseError, match=r"001_one\.sql failed \(1050\)"):
        Bootstrap(bare.settings, bare.store(), folder).run(INITIAL_PASSWORD)


def test_a_file_of_two_statements_is_refused_whole(bare: World, folder: Path) -> None:
    (folder / "002_two.sql").write_text("INSERT INTO one VALUES (1, 1); INSERT INTO one VALUES (2, 2)")
    with pytest.raises(DatabaseError, match=r"002_two\.sql failed \(1064\)"):
        Bootstrap(bare.settings, bare.store(), folder).run(INITIAL_PASSWORD)
    assert bare.server.run("SELECT COUNT(*) FROM pay_ments.one") == [(0,)]


@pytest.mark.parametrize("name", ["004_gap.sql", "002_again.sql", "notes.txt", "3_short.sql", "000_zero.sql"])
def test_files_that_are_not_numbered_in_a_row_are_refused(folder: Path, name: str) -> None:
    assert len(schema.migrations(folder)) == 2
    (folder / name).write_text("SELECT 1")
    with pytest.raises(schema.SchemaError, match="stands where a file 00"):
        schema.migrations(folder)


@pytest.mark.parametrize(
    ("fault", "constraint"),
    [
        ({"amount": "0"}, "payments_amount_positive"),
        ({"amount": "-5"}, "payments_amount_positive"),
        ({"currency": "'gbp'"}, "payments_currency_code"),
        ({"currency": "'GB'"}, "payments_currency_code"),
        ({"creditor": "'a'"}, "payments_two_parties"),
        ({"status": "'done'", "result": "'{}'"}, "payments_status"),
        ({"status": "'completed'"}, "payments_result"),
        ({"idempotency_key": "NULL"}, "'idempotency_key' cannot be null"),
    ],
)
def test_the_schema_refuses_what_is_no_payment(world: World, fault: dict[str, str], constraint: str) -> None:
    good = {
        "payment_id": "'p'",
        "idempotency_key": "'k'",
        "payload_hash": "REPEAT('x', 32)",
        "amount": "5",
        "currency": "'GBP'",
        "debtor": "'a'",
        "creditor": "'b'",
        "requested_at": "UTC_TIMESTAMP(6)",
        "status": "'pending'",
    }

    def insert(values: dict[str, str]) -> None:
        world.server.run(
            f"INSERT INTO pay_ments.payments ({', '.join(values)}) VALUES ({', '.join(values.values())})"  # noqa: S608 (the words above)
        )

    with pytest.raises(pymysql.Error, match=constraint):
        insert(good | fault)
    insert(good)
    with pytest.raises(pymysql.Error, match=r"Duplicate entry 'k' for key '(payments\.)?payments_idempotency_key'"):
        insert(good | {"payment_id": "'q'"})


def test_the_ledger_refuses_other_payments_and_currencies_and_shows_what_is_not_balanced(world: World) -> None:
    with connect(world.database, world.credential(world.application)) as connection:
        write_payment(connection)
        connection.commit()
        [(payment,)] = execute(connection, "SELECT payment_id FROM payments")
        insert = "INSERT INTO ledger_entries (payment_id, account, amount, currency) VALUES (%s, %s, %s, %s)"
        for values, errno in (
            (("none", "c", 1, "GBP"), "1452"),
            ((payment, "c", 1, "EUR"), "1452"),
            ((payment, "a", 1, "GBP"), "1062"),
            ((payment, "c", 0, "GBP"), "4025|3819"),  # MariaDB's number for a broken check, and MySQL's
        ):
            with pytest.raises(DatabaseError, match=rf"INSERT failed \(({errno})\)"):
                execute(connection, insert, values)
        assert execute(connection, "SELECT * FROM unbalanced_payments") == []
        execute(connection, insert, (payment, "c", 7, "GBP"))
        assert execute(connection, "SELECT * FROM unbalanced_payments") == [(payment, "GBP", 7)]
