"""One server for a process's tests; users, schema and secrets are new for each test."""

import logging
from collections.abc import Iterator

import pytest
from moto import mock_aws

from lambdas.shared.secrets_manager import secrets_manager
from rotation_lambda import bootstrap, rotation, secret_store
from rotation_lambda.settings import Settings
from tests.rotation_lambda.secrets import StrictSecretsManager, switch_rotation
from tests.rotation_lambda.server import Server, require_server, start
from tests.rotation_lambda.world import INITIAL_PASSWORD, MASTER_PRIVILEGES, World
from tests.support.aws import REGION, client


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    require_server()
    started = start()
    yield started.server
    started.stop()


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Secrets without a value, and the functions' environment except for where the database is."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setattr(secret_store, "PAUSES", (0, 0))
    with mock_aws():
        arns = [_secret(name) for name in ("application", "master")]
        yield {
            "DATABASE_HOST": "database.internal",
            "DATABASE_PORT": "3306",
            "DATABASE_NAME": "pay_ments",
            "APPLICATION_USERS": "pay_a,pay_b",
            "APPLICATION_GRANTS": "SELECT,INSERT,UPDATE",
            "APPLICATION_SECRET_ARN": arns[0],
            "MASTER_SECRET_ARN": arns[1],
            "MASTER_USER": "admin",
            "PASSWORD_LENGTH": "32",
        }


@pytest.fixture
def bare(
    server: Server,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> Iterator[World]:
    """A server as RDS creates it: a master with its initial password, and nothing else.

    At the end of every test no password may have been logged or printed.
    """
    caplog.set_level(logging.DEBUG)
    environment |= {
        "DATABASE_HOST": server.host,
        "DATABASE_PORT": str(server.port),
        "DATABASE_CA_FILE": server.ca_file,
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    _empty(server)
    server.run(
        f"CREATE USER admin@'%' IDENTIFIED BY '{INITIAL_PASSWORD}'",
        f"GRANT {MASTER_PRIVILEGES} ON *.* TO admin@'%' WITH GRANT OPTION",
    )
    client = StrictSecretsManager(secrets_manager(connect_seconds=1, read_seconds=1, attempts=1))
    for module in (rotation, bootstrap):
        monkeypatch.setattr(module, "secrets_manager", lambda **timeouts: client)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType] (the timeouts are not used)
    yield World(server=server, settings=Settings.from_environment(environment), client=client)
    captured = capfd.readouterr()
    written = "\n".join([captured.out, captured.err, *(str(vars(record)) for record in caplog.get_records("call"))])
    assert not [password for password in (INITIAL_PASSWORD, *client.passwords) if password in written]


@pytest.fixture
def world(bare: World) -> World:
    """A database in use, with schema, users and secrets."""
    bare.bootstrap()
    return bare


def _secret(name: str) -> str:
    arn: str = client("secretsmanager").create_secret(Name=name)["ARN"]
    switch_rotation(arn, on=True)
    return arn


def _empty(server: Server) -> None:
    for database, *_ in server.run("SHOW DATABASES"):
        if database not in ("information_schema", "mysql", "performance_schema", "sys"):
            server.run(f"DROP DATABASE `{database}`")
    for user, host in server.run(
        "SELECT user, host FROM mysql.user WHERE user NOT IN ('root', 'mariadb.sys', 'mysql')"
    ):
        server.run(f"DROP USER '{user}'@'{host}'" if host else f"DROP ROLE {user}")
