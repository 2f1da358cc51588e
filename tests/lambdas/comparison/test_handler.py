"""The function logs in to both databases over verified TLS, and says in one line what stops a comparison."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from lambdas.comparison import handler
from lambdas.comparison.sides import SIDES, Side
from lambdas.shared.credential import Credential
from lambdas.shared.secrets_manager import secrets_manager
from tests.lambdas.comparison.databases import ACCOUNTS, NAME, PASSWORD, Databases, user
from tests.support.aws import REGION, client

BLOCK = {"ask": "block", "table": "payments", "after": None, "rows": 10}
TABLES = {"ask": "tables", "tables": ["payments", "ledger_entries"]}
MARK = "0f1e2d3c-0000-4000-8000-000000000000"

Ask = Callable[..., dict[str, Any]]


def secret(name: str, **fields: Any) -> str:
    values: dict[str, Any] = {"username": name, "password": PASSWORD, "host": "database.internal", "port": 3306}
    text = Credential(**values | fields).to_json()
    return client("secretsmanager").create_secret(Name=name, SecretString=text)["ARN"]


@pytest.fixture
def ask(
    databases: Databases,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> Iterator[Ask]:
    """The function with its environment; afterwards no account and no password may have been written anywhere."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    answers: list[dict[str, Any]] = []
    with mock_aws():
        for name, value in {
            "DATABASE_HOST": databases.new.host,
            "DATABASE_PORT": str(databases.new.port),
            "DATABASE_NAME": NAME,
            "DATABASE_CA_FILE": databases.new.ca_file,
            "SOURCE_SECRET_ARN": secret("copier", host=databases.old.host, port=databases.old.port),
            "MIGRATION_SECRET_ARN": secret("migration"),
            "SOURCE_TLS": "verify-full",
            "SOURCE_AUTHORITY": Path(databases.old.ca_file).read_text(),
        }.items():
            monkeypatch.setenv(name, value)
        stub = secrets_manager(connect_seconds=1, read_seconds=1, attempts=1)
        monkeypatch.setattr(handler, "secrets_manager", lambda **timeouts: stub)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType] (the timeouts are not used)

        def call(event: dict[str, Any], **environment: str) -> dict[str, Any]:
            for name, value in environment.items():
                monkeypatch.setenv(name, value)
            answers.append(handler.handle(event, None))
            return answers[-1]

        yield call
    captured = capfd.readouterr()
    written = "\n".join([captured.out, captured.err, str(answers), *(str(vars(one)) for one in caplog.records)])
    assert not [text for text in (PASSWORD, *ACCOUNTS) if text in written]


def test_a_block_is_read_on_both_sides(databases: Databases, ask: Ask) -> None:
    ids = databases.pay(12)
    databases.run("new", "DELETE FROM payments WHERE payment_id = '{id}'", id=ids[2])
    answer = ask(BLOCK)
    assert (answer["upto"], answer["rows"]) == (ids[9], {"old": 10, "new": 9})
    assert answer["different"] == [{"key": ids[2], "kind": "missing"}]


def test_the_certificate_of_the_old_side_has_to_be_signed_by_its_authority(databases: Databases, ask: Ask) -> None:
    other = Path(databases.old.other_ca_file).read_text()
    assert "the old database: no verified connection for copier at" in ask(BLOCK, SOURCE_AUTHORITY=other)["problem"]
    # RDS's own, which did not sign it either.
    assert "the old database: no verified connection for copier at" in ask(BLOCK, SOURCE_AUTHORITY="")["problem"]


def test_the_certificate_has_to_name_the_server_unless_the_setting_says_otherwise(
    databases: Databases, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    databases.pay(2)
    by_name = secret("copier-by-name", username="copier", host="localhost", port=databases.old.port)
    assert "the old database: no verified connection" in ask(BLOCK, SOURCE_SECRET_ARN=by_name)["problem"]
    assert ask(BLOCK, SOURCE_TLS="verify-ca")["rows"] == {"old": 2, "new": 2}


def line(answer: dict[str, Any]) -> str:
    """The problem, which is one line and the whole answer."""
    assert list(answer) == ["problem"]
    assert "\n" not in answer["problem"]
    return answer["problem"]


def test_a_side_that_is_not_reached_is_named(databases: Databases, ask: Ask) -> None:
    port = str(databases.old.port)
    nowhere = secret("nowhere", username="copier", host=databases.old.host, port=1)
    assert line(ask(BLOCK, SOURCE_SECRET_ARN=nowhere)).startswith(
        f"the old database: no connection for copier at {databases.old.host}:1: "
    )
    ask(BLOCK, SOURCE_SECRET_ARN=secret("again", username="copier", host=databases.old.host, port=databases.old.port))
    assert line(ask(BLOCK, DATABASE_HOST="127.0.0.3", DATABASE_PORT=port)).startswith(
        f"the new database: no connection for migration at 127.0.0.3:{port}: "
    )


@pytest.mark.parametrize(
    ("side", "name", "user_name"), [("old", "SOURCE", "copier"), ("new", "MIGRATION", "migration")]
)
def test_a_credential_that_is_refused_is_named(
    databases: Databases, ask: Ask, side: str, name: str, user_name: str
) -> None:
    server = databases.old if side == "old" else databases.new
    wrong = secret("wrong", username=user_name, password="another", host=server.host, port=server.port)  # noqa: S106 (refused)
    found = line(ask(BLOCK, **{f"{name}_SECRET_ARN": wrong}))
    assert found == f"the {side} database: no login for {user_name} at {server.host}:{server.port} (1045)"


def test_a_secret_that_is_missing_or_malformed_is_named(ask: Ask) -> None:
    gone = f"arn:aws:secretsmanager:{REGION}:111122223333:secret:development-database-AbCdEf"
    assert line(ask(BLOCK, SOURCE_SECRET_ARN=gone)).startswith("the old database: its secret can't be read: ")
    text = client("secretsmanager").create_secret(Name="text", SecretString="no-json")["ARN"]
    assert line(ask(BLOCK, SOURCE_SECRET_ARN=text)) == "the old database: the secret value is not JSON"
    no_host = secret("no-host", host="", port=0)
    assert line(ask(BLOCK, SOURCE_SECRET_ARN=no_host)) == (
        "the old database: its secret has no `host` or no `port` that can be connected to"
    )


@pytest.mark.parametrize(
    ("side", "statement", "said"),
    [
        ("old", "ALTER TABLE payments DROP COLUMN variant", "the old database has no column payments.variant"),
        ("new", "ALTER TABLE payments DROP COLUMN variant", "the new database has no column payments.variant"),
        (
            "old",
            "ALTER TABLE payments MODIFY requested_at DATETIME NOT NULL",
            "payments.requested_at is datetime in the old database and datetime(6) in the new",
        ),
        (
            "old",
            "ALTER TABLE ledger_entries MODIFY created_at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)",
            "ledger_entries.created_at is timestamp(6) in the old database and datetime(6) in the new",
        ),
        (
            "old",
            "DROP TABLE ledger_entries",
            "the old database has no table ledger_entries, or its user may not read it",
        ),
        (
            "old",
            "ALTER TABLE ledger_entries DROP PRIMARY KEY, MODIFY entry_id BIGINT NOT NULL, "
            "ADD PRIMARY KEY (entry_id, account)",
            "ledger_entries has no primary key of one number or text on both sides: it has no blocks",
        ),
    ],
)
def test_tables_that_are_not_the_same_are_refused_by_their_columns(
    databases: Databases, ask: Ask, side: Any, statement: str, said: str
) -> None:
    databases.run(side, statement)
    assert line(ask(TABLES)) == said


def test_a_table_that_may_not_be_read_is_named(databases: Databases, ask: Ask) -> None:
    user(databases.old, "copier", f"SELECT ON {NAME}.payments")
    assert line(ask(TABLES)) == "the old database has no table ledger_entries, or its user may not read it"
    databases.pay(3)
    assert line(ask(BLOCK)) == "the old database: its user may not read payments, or there is none"


def test_a_value_that_is_longer_than_a_packet_is_no_equal_one(databases: Databases, ask: Ask) -> None:
    ids = databases.pay(3)
    for side in ("old", "new"):
        databases.run(side, "UPDATE payments SET result = REPEAT('x', 900000) WHERE payment_id = '{id}'", id=ids[1])
    before = databases.old.run("SELECT @@GLOBAL.max_allowed_packet")[0][0]
    for server in (databases.old, databases.new):
        server.run("SET GLOBAL max_allowed_packet = 1048576")
    try:
        found = line(ask(BLOCK))
    finally:
        for server in (databases.old, databases.new):
            server.run(f"SET GLOBAL max_allowed_packet = {before}")
    assert found == f"payments {ids[1]} has a value that is longer than a server's max_allowed_packet"


def test_nothing_can_be_written_by_a_question(databases: Databases) -> None:
    with databases.sides().snapshot() as sides, pytest.raises(Exception, match="1792"):
        sides.read("new", "DELETE FROM payments")


@pytest.mark.parametrize("event", [{"ask": "drop"}, {"ask": "tables", "tables": ["payments; DROP"]}])
def test_what_is_no_question_is_refused(ask: Ask, event: dict[str, Any]) -> None:
    assert "is no" in line(ask(event))


def test_a_mark_is_written_where_the_user_may(databases: Databases, ask: Ask) -> None:
    assert ask({"ask": "mark", "mark": MARK}) == {"written": False}
    user(databases.old, "copier", f"SELECT ON {NAME}.*", f"INSERT ON {NAME}.replication_marks")
    assert ask({"ask": "marked", "mark": MARK}) == {"old": False, "new": False}
    assert ask({"ask": "mark", "mark": MARK}) == {"written": True}
    assert ask({"ask": "marked", "mark": MARK}) == {"old": True, "new": False}
    databases.run("new", "INSERT INTO replication_marks (mark_id) VALUES ('{mark}')", mark=MARK)
    assert ask({"ask": "marked", "mark": MARK}) == {"old": True, "new": True}


def test_an_old_database_without_the_table_has_no_mark(databases: Databases, ask: Ask) -> None:
    databases.run("old", "DROP TABLE replication_marks")
    assert ask({"ask": "mark", "mark": MARK}) == {"written": False}
    assert ask({"ask": "marked", "mark": MARK}) == {"old": False, "new": False}
    databases.run("new", "DROP TABLE replication_marks")
    assert "the new database" in line(ask({"ask": "marked", "mark": MARK}))


@pytest.mark.parametrize("side", SIDES)
def test_failures_of_dms_are_named_by_their_keys_alone(side: Side, databases: Databases, ask: Ask) -> None:
    asked = {"ask": "failures", "side": side}
    assert ask(asked) == {"failures": None}
    databases.run(
        side,
        "CREATE DATABASE awsdms_control",
        "CREATE TABLE awsdms_control.awsdms_validation_failures_v1 (TASK_NAME VARCHAR(128), TABLE_OWNER VARCHAR(128), "
        "TABLE_NAME VARCHAR(128), FAILURE_TIME DATETIME(3), KEY_TYPE VARCHAR(128), `KEY` TEXT, "
        "FAILURE_TYPE VARCHAR(128), DETAILS LONGTEXT)",
        "INSERT INTO awsdms_control.awsdms_validation_failures_v1 VALUES ('task', 'payments', 'payments', "
        "'2026-11-28 03:00:00.500', 'Row', '[\"one\"]', 'RECORD_DIFF', '{account}')",
        account=ACCOUNTS[0],
    )
    if side == "old":
        assert ask(asked) == {"failures": None}
        databases.old.run("GRANT SELECT ON awsdms_control.* TO copier@'%'")
    [failure] = ask(asked)["failures"]
    assert failure == {
        "table": "payments",
        "key": '["one"]',
        "failure": "RECORD_DIFF",
        "at": "2026-11-28 03:00:00.500000",
    }
