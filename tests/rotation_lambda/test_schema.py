"""Schema files are applied once each, and the schema refuses what is not a payment."""

from pathlib import Path
from typing import Any

import pymysql
import pytest

from lambdas.shared.database import DatabaseError, connect, execute
from rotation_lambda import schema
from rotation_lambda.bootstrap import Bootstrap
from tests.rotation_lambda.payers import write_payment
from tests.rotation_lambda.world import INITIAL_PASSWORD, KilledError, World


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


def test_code_without_a_file_that_was_applied_is_refused(bare: World, folder: Path) -> None:
    Bootstrap(bare.settings, bare.store(), folder).run(INITIAL_PASSWORD)
    (folder / "002_two.sql").rename(folder / "002_other.sql")
    with pytest.raises(schema.SchemaError, match=r"the database has 002_two\.sql, which this code does not"):
        Bootstrap(bare.settings, bare.store(), folder).run(None)


def test_a_deployment_is_taken_back_by_one_version(bare: World, folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    (folder / "003_three.sql").write_text("-- Code works with it since 002.\nALTER TABLE one ADD COLUMN note TEXT")
    Bootstrap(bare.settings, bare.store(), folder).run(INITIAL_PASSWORD)
    (folder / "003_three.sql").unlink()
    Bootstrap(bare.settings, bare.store(), folder).run(None)
    [record] = [
        one for one in caplog.records if one.message == "the schema is newer than the code, which works with it"
    ]
    assert vars(record)["file"] == "003_three.sql"
    assert bare.server.run("SELECT * FROM pay_ments.one") == [(1, 100, None)]


@pytest.mark.parametrize("first", ["", "-- Code works with it since 003.\n"])
def test_code_that_is_too_old_for_the_database_is_refused(bare: World, folder: Path, first: str) -> None:
    (folder / "003_three.sql").write_text(f"{first}ALTER TABLE one ADD COLUMN note TEXT")
    Bootstrap(bare.settings, bare.store(), folder).run(INITIAL_PASSWORD)
    (folder / "003_three.sql").unlink()
    refusal = r"003_three\.sql, and code works with it since 003; this code ends with 002: it is too old"
    with pytest.raises(schema.SchemaError, match=refusal):
        Bootstrap(bare.settings, bare.store(), folder).run(None)


def test_a_file_that_only_newer_code_works_with_is_refused(folder: Path) -> None:
    (folder / "003_three.sql").write_text("-- Code works with it since 004.\nSELECT 1")
    with pytest.raises(schema.SchemaError, match=r"003_three\.sql: code works with it since 003 at the latest"):
        schema.migrations(folder)


@pytest.mark.parametrize("statement", ["UPDATE one SET balance = balance + 1", "ALTER TABLE one ADD COLUMN note TEXT"])
@pytest.mark.parametrize("moment", ["statement", "record"])
def test_a_file_that_was_interrupted_half_way_is_applied_once(
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


def test_a_table_that_exists_without_a_record_of_its_file_is_refused(bare: World, folder: Path) -> None:
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
    with pytest.raises(schema.SchemaError, match=r"must be 00\d_<name>\.sql"):
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
