"""A connection is judged by what it refused: it is closed, and the payment is tried on a new one, once."""

import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from pymysql.constants import ER

from lambda_src import connections
from lambda_src.connections import REFUSING
from lambdas.shared.database import ENDED, Session
from tests.lambda_src.batches import break_connections
from tests.lambda_src.desk import Desk, counted
from tests.lambda_src.samples import bodies, event, failures
from tests.lambda_src.statements import before_each
from tests.rotation_lambda.conftest import bare, environment, world
from tests.rotation_lambda.server import Process, Server, certificates_of, durable

__all__ = ["bare", "environment", "world"]

Sessions = set[int]


@pytest.fixture(scope="module")
def process() -> Iterator[Process]:
    """A server of this module's own, whose certificate it may change."""
    with durable() as started:
        yield started


@pytest.fixture
def server(process: Process) -> Server:
    return process.server


def sessions(desk: Desk) -> Sessions:
    """The functions' sessions that the server has."""
    found = desk.rows("SELECT id FROM information_schema.processlist WHERE user LIKE 'pay%'")
    return {int(number) for (number,) in found}


@contextmanager
def logins(hook: Callable[[], object] = lambda: None) -> Generator[list[Session]]:
    """The connections that are made meanwhile; the hook is called before each."""
    made: list[Session] = []
    whole = connections.connect

    def connect(*arguments: Any, **more: Any) -> Session:
        hook()
        made.append(whole(*arguments, **more))
        return made[-1]

    with patch.object(connections, "connect", connect):
        yield made


def refuse(desk: Desk, number: int) -> None:
    """From now on the server refuses to write a payment, with this number."""
    desk.rows(
        "CREATE OR REPLACE TRIGGER refusing BEFORE INSERT ON payments FOR EACH ROW "
        f"SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = {number}"
    )


def accept(desk: Desk) -> None:
    desk.rows("DROP TRIGGER IF EXISTS refusing")


@pytest.mark.parametrize("payments", [1, 4])
@pytest.mark.parametrize("number", sorted(REFUSING | ENDED))
def test_what_a_kept_connection_refuses_is_paid_on_a_new_one_at_once(
    desk: Desk, number: int, payments: int, capfd: pytest.CaptureFixture[str]
) -> None:
    handle = desk.consumer()
    assert failures(handle(event(bodies(2)))) == []
    [kept] = sessions(desk)
    refuse(desk, number)
    capfd.readouterr()
    with logins(lambda: accept(desk)) as made:
        assert failures(handle(event(bodies(payments)))) == []
    assert len(made) == 1
    assert kept not in sessions(desk)
    assert counted(capfd.readouterr().out) == {"PaymentCompleted": payments}
    assert desk.queue.count() == 0
    desk.check_books(2 + payments)
    # The new one is good, and stays.
    [now] = sessions(desk)
    assert failures(handle(event(bodies(3)))) == []
    assert sessions(desk) == {now}


@pytest.mark.parametrize("payments", [1, 4])
@pytest.mark.parametrize("number", sorted(REFUSING))
def test_what_the_new_connection_refuses_too_is_parked_and_no_payment_is_at_fault(
    desk: Desk, number: int, payments: int, capfd: pytest.CaptureFixture[str]
) -> None:
    handle = desk.consumer()
    assert failures(handle(event(bodies(2)))) == []
    capfd.readouterr()
    refuse(desk, number)
    with logins() as made:
        assert failures(handle(event(bodies(payments)))) == []
    assert len(made) == 1
    # Not even for the next one: what it leads to may have changed.
    assert sessions(desk) == set()
    assert counted(capfd.readouterr().out) == {"PaymentParked": payments, "PaymentRetried": payments}
    assert desk.queue.delayed() == payments
    accept(desk)
    desk.queue.later()
    desk.queue.drain(handle)
    assert desk.queue.dead_letters() == []
    desk.check_books(2 + payments)


def test_a_server_that_was_demoted_is_left_for_the_one_that_writes(
    desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    """The old writer still answers, also to ROLLBACK: nothing but its refusal says that its name leads elsewhere."""
    handle = desk.consumer()
    assert failures(handle(event(bodies(2)))) == []
    before = sessions(desk)
    desk.world.server.run("SET GLOBAL read_only = ON")
    capfd.readouterr()
    try:
        with logins(lambda: desk.world.server.run("SET GLOBAL read_only = OFF")) as made:
            assert failures(handle(event(bodies(4)))) == []
    finally:
        desk.world.server.run("SET GLOBAL read_only = OFF")
    assert len(made) == 1
    assert not sessions(desk) & before
    assert counted(capfd.readouterr().out) == {"PaymentCompleted": 4}
    desk.check_books(6)


def test_a_server_that_is_demoted_before_a_commit_books_the_payment_once(desk: Desk) -> None:
    handle = desk.consumer()
    assert failures(handle(event(bodies(2)))) == []
    root, demoted = desk.world.server.run, list[bool]()

    def demote(word: str, connection: object) -> None:
        if word == "COMMIT" and not demoted:
            demoted.append(True)
            root("SET GLOBAL read_only = ON")

    try:
        with before_each(demote), logins(lambda: root("SET GLOBAL read_only = OFF")) as made:
            assert failures(handle(event(bodies(4)))) == []
    finally:
        root("SET GLOBAL read_only = OFF")
    assert demoted
    assert len(made) == 1
    desk.check_books(6)


@pytest.mark.parametrize("kill", ["KILL QUERY", "KILL CONNECTION"])
def test_a_statement_that_is_killed_while_it_runs_is_tried_on_a_new_connection(desk: Desk, kill: str) -> None:
    handle = desk.consumer()
    assert failures(handle(event(bodies(2)))) == []
    [kept] = sessions(desk)
    desk.rows(
        "CREATE OR REPLACE TRIGGER refusing BEFORE INSERT ON payments FOR EACH ROW "
        f"SET @slept = IF(CONNECTION_ID() = {kept}, SLEEP(30), 0)"
    )
    with logins() as made, ThreadPoolExecutor(1) as pool:
        paying = pool.submit(handle, event(bodies(1)))
        until = time.monotonic() + 30
        running = f"SELECT state FROM information_schema.processlist WHERE id = {kept}"  # noqa: S608 (a number of the server's)
        while desk.rows(running) != [("User sleep",)]:
            assert time.monotonic() < until, "the statement does not run"
        desk.world.server.run(f"{kill} {kept}")
        assert failures(paying.result(30)) == []
    assert len(made) == 1
    assert kept not in sessions(desk)
    desk.check_books(3)


def test_another_certificate_leaves_the_verified_connection_and_no_new_one_is_trusted(
    desk: Desk, process: Process
) -> None:
    handle = desk.consumer()
    assert failures(handle(event(bodies(2)))) == []
    kept = sessions(desk)
    trusted = process.folder / "ca.pem"
    old = trusted.read_bytes()
    certificates_of(process.folder)
    new = trusted.read_bytes()
    trusted.write_bytes(old)
    process.server.run("FLUSH SSL")
    # It was verified when it was made.
    assert failures(handle(event(bodies(2)))) == []
    assert sessions(desk) == kept
    break_connections(desk)
    assert failures(handle(event(bodies(3)))) == []
    assert desk.queue.delayed() == 3
    assert [line["fault"] for line in desk.logged() if line["message"] == "payments are parked"] == ["TlsError 2026"]
    # The bundle of authorities that the next version of the function has.
    trusted.write_bytes(new)
    desk.queue.later()
    desk.queue.drain(handle)
    desk.check_books(7)


def test_a_connection_whose_answers_can_not_be_followed_is_closed_and_replaced(desk: Desk) -> None:
    handle = desk.consumer()
    assert failures(handle(event(bodies(2)))) == []
    confused: list[Any] = []

    def confuse(word: str, connection: Any) -> None:
        if word == "INSERT" and not confused:
            confused.append(connection)
            # One packet of the answers was lost, by its number.
            whole = connection._read_bytes

            def late(count: int) -> Any:
                data = whole(count)
                connection._read_bytes = whole
                return data[:3] + bytes([7])

            connection._read_bytes = late

    with before_each(confuse), logins() as made:
        assert failures(handle(event(bodies(1)))) == []
    assert len(confused) == len(made) == 1
    assert not confused[0].open
    desk.check_books(3)


def test_a_refusal_of_one_payment_leaves_the_connection(desk: Desk) -> None:
    handle = desk.consumer()
    assert failures(handle(event(bodies(2)))) == []
    kept = sessions(desk)
    refuse(desk, ER.TRUNCATED_WRONG_VALUE_FOR_FIELD)
    happened = event(bodies(1))
    with logins() as made:
        assert failures(handle(happened)) == [happened["Records"][0]["messageId"]]
    assert (made, sessions(desk)) == ([], kept)
