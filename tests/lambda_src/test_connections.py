"""What a payment function does with a credential that is stale, broken or unavailable."""

import json
import socket
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pymysql
import pytest
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError

from lambda_src.connections import LOCK_SECONDS, Connections
from lambda_src.credentials import JITTER_SECONDS, TTL_SECONDS, Credentials, NoCredentialError
from lambdas.shared.database import DatabaseError, LoginRefusedError, Session, TlsError, UnreachableError, execute
from lambdas.shared.secrets_manager import secrets_manager
from tests.rotation_lambda.payers import write_payment
from tests.rotation_lambda.secrets import labels, stored
from tests.rotation_lambda.world import World
from tests.support.aws import refused


class Clock:
    """Stays the same until it is set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def reads(world: World) -> int:
    return world.client.operations.count("get_secret_value")


def metrics(captured: pytest.CaptureFixture[str]) -> list[str]:
    """The names of the metrics that were written, each of them in CloudWatch's format."""
    found: list[str] = []
    for line in captured.readouterr().out.splitlines():
        written = json.loads(line)
        [described] = written["_aws"]["CloudWatchMetrics"]
        assert described["Namespace"] == "Payments/Credentials"
        [metric] = described["Metrics"]
        assert written[metric["Name"]] == 1
        found.append(metric["Name"])
    return found


def end(world: World, connection: Session) -> None:
    """The server ends a connection, as when it restarts."""
    [(number,)] = execute(connection, "SELECT CONNECTION_ID()")
    world.server.run(f"KILL {number}")


def user_of(connections: Connections) -> str:
    return str(execute(connections.ready(), "SELECT CURRENT_USER()")[0][0])


def test_a_credential_is_kept_until_its_time_is_over(world: World) -> None:
    clock = Clock()
    credentials = Credentials(world.client, world.application, clock)
    before = reads(world)
    first = credentials.current()
    world.rotate(world.application)
    after_rotation = reads(world)
    clock.now += TTL_SECONDS - 1
    assert credentials.current() == first
    assert reads(world) == after_rotation
    clock.now += 1 + JITTER_SECONDS
    assert credentials.current() == world.credential(world.application) != first
    assert reads(world) == after_rotation + 1
    assert before < after_rotation


def test_a_password_that_changed_since_it_was_read_is_read_once_more(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    credentials = Credentials(world.client, world.application)
    credentials.current()
    world.rotate(world.application)
    world.rotate(world.application)
    before = reads(world)
    assert user_of(Connections(world.database, credentials)) == "pay_a@%"
    assert reads(world) == before + 1
    assert metrics(capfd) == []


def deny(arguments: dict[str, Any]) -> None:
    raise refused("GetSecretValue", "AccessDeniedException", "Access to KMS is not allowed")


def throttle(arguments: dict[str, Any]) -> None:
    raise refused("GetSecretValue", "ThrottlingException")


def time_out(arguments: dict[str, Any]) -> None:
    raise ConnectTimeoutError(endpoint_url="https://secretsmanager")


def unresolved(arguments: dict[str, Any]) -> None:
    raise EndpointConnectionError(endpoint_url="https://secretsmanager")


def missing(arguments: dict[str, Any]) -> None:
    raise refused("GetSecretValue", "ResourceNotFoundException")


@pytest.mark.parametrize("fault", [deny, throttle, time_out, unresolved, missing])
def test_without_secrets_manager_the_kept_credential_is_used(
    world: World, fault: Callable[[dict[str, Any]], None], capfd: pytest.CaptureFixture[str]
) -> None:
    clock = Clock()
    credentials = Credentials(world.client, world.application, clock)
    first = credentials.current()
    world.client.before("get_secret_value", fault)
    clock.now += TTL_SECONDS + JITTER_SECONDS
    assert credentials.current() == first
    assert metrics(capfd) == ["StaleCredentialUsed"]
    # Not every payment waits for an endpoint that does not answer.
    assert credentials.current() == first
    assert metrics(capfd) == []
    with pytest.raises(NoCredentialError):
        world.connections().ready()


def test_an_endpoint_that_never_answers_ends_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as blackhole:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{blackhole.getsockname()[1]}")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        client = secrets_manager(connect_seconds=0.1, read_seconds=0.1, attempts=1)
        with pytest.raises(NoCredentialError, match="can't be read: ReadTimeoutError"):
            Credentials(client, "payments").current()


@pytest.mark.parametrize("text", ["", "[]", '{"username": "pay_a"}', '{"username": "pay_a", "password": ""}'])
def test_a_value_that_is_no_credential_is_named_and_not_shown(world: World, text: str) -> None:
    stored(world.application).versions[labels(world.application)["AWSCURRENT"]]["secret_string"] = text
    with pytest.raises(NoCredentialError, match="AWSCURRENT: the secret value"):
        world.connections().ready()


def test_a_broken_current_credential_leaves_the_one_before(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    world.rotate(world.application)
    world.write(world.application, "AWSCURRENT", password="wrong")  # noqa: S106 (it is)
    before = reads(world)
    assert user_of(world.connections()) == "pay_a@%"
    # The kept one, a new one, and the one before.
    assert reads(world) == before + 3
    assert metrics(capfd) == ["CurrentCredentialRefused"]
    world.write(world.application, "AWSPREVIOUS", password="wrong")  # noqa: S106 (it is)
    with pytest.raises(LoginRefusedError):
        world.connections().ready()
    assert metrics(capfd) == ["CurrentCredentialRefused"]


def test_without_one_before_the_refusal_is_what_the_caller_gets(world: World) -> None:
    world.write(world.application, "AWSCURRENT", password="wrong")  # noqa: S106 (it is)
    with pytest.raises(LoginRefusedError, match="no login for pay_a"):
        world.connections().ready()


def test_no_other_failure_asks_for_another_password(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        closed = unused.getsockname()[1]
    for database, kind in (
        (replace(world.database, port=closed), UnreachableError),
        (replace(world.database, ca_file=world.server.other_ca_file), TlsError),
        (replace(world.database, name="absent"), DatabaseError),
    ):
        before = reads(world)
        with pytest.raises(kind):
            Connections(database, Credentials(world.client, world.application)).ready()
        assert reads(world) == before + 1


def test_a_kept_connection_is_used_again_and_survives_a_rotation(world: World) -> None:
    connections = world.connections()
    first = connections.ready()
    world.rotate(world.application)
    world.rotate(world.application)
    assert connections.ready() is first


def test_a_connection_that_broke_is_replaced_with_the_current_password(world: World) -> None:
    connections = world.connections()
    first = connections.ready()
    world.rotate(world.application)
    world.rotate(world.application)
    end(world, first)
    assert connections.ready() is not first
    assert user_of(connections) == "pay_a@%"


def test_what_a_failed_invocation_left_is_rolled_back(world: World) -> None:
    connections = world.connections()
    write_payment(connections.ready())
    connection = connections.ready()
    assert execute(connection, "SELECT COUNT(*) FROM payments") == [(0,)]


def test_a_connection_in_the_middle_of_a_transaction_is_none_to_begin_one_on(world: World) -> None:
    connections = world.connections()
    assert connections.kept() is None
    connection = connections.ready()
    assert connections.kept() is connection
    write_payment(connection)
    assert connections.kept() is None
    assert connections.ready() is connection
    assert connections.kept() is connection
    assert execute(connection, "SELECT COUNT(*) FROM payments") == [(0,)]


def test_nothing_is_tried_again_in_the_middle_of_a_transaction(world: World) -> None:
    connections = world.connections()
    connection = connections.ready()
    write_payment(connection)
    before = reads(world)
    end(world, connection)
    with pytest.raises(pymysql.OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    with pytest.raises(pymysql.Error):
        connection.commit()
    assert reads(world) == before
    assert execute(connections.ready(), "SELECT COUNT(*) FROM payments") == [(0,)]


def test_connections_are_made_of_a_database_and_a_secrets_name(world: World) -> None:
    assert user_of(Connections.of(world.database, world.application)) == "pay_a@%"


def test_a_wait_for_a_lock_ends_soon(world: World) -> None:
    shown = execute(world.connections().ready(), "SELECT @@innodb_lock_wait_timeout")
    assert shown == [(LOCK_SECONDS,)]
