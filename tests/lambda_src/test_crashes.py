"""Processes and servers that are killed: nothing is lost, and nothing is paid twice."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
from pymysql.connections import Connection

from config.project import PROJECT
from lambda_src import processor
from lambdas.shared.database import Session
from tests.lambda_src.desk import Desk, counted
from tests.lambda_src.killed import never_together
from tests.lambda_src.samples import bodies, event, failures
from tests.lambda_src.statements import before_each
from tests.rotation_lambda.conftest import bare, environment, world
from tests.rotation_lambda.server import Process, Server, durable

__all__ = ["bare", "environment", "world"]


@pytest.fixture(scope="module")
def process() -> Iterator[Process]:
    """A server of this module's own, which it may kill, and which keeps what it committed, as RDS does."""
    with durable() as started:
        yield started


@pytest.fixture
def server(process: Process) -> Server:
    return process.server


def consume(desk: Desk, happened: dict[str, Any], kill_before: int | None, **options: bool) -> tuple[int, list[str]]:
    """How a process ended that was given a batch, and what it printed."""
    task = {
        "database": asdict(desk.world.database),
        "credential": desk.world.credential(desk.world.application).to_json(),
        "records": happened["Records"],
        "kill_before": kill_before,
        **options,
    }
    run = subprocess.run(
        [sys.executable, "-m", "tests.lambda_src.killed"],
        input=json.dumps(task), cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    printed = [line for line in run.stdout.splitlines() if line.isupper() or line.startswith('{"failed"')]
    return run.returncode, printed


# By whether a batch is paid together: how many transactions its two payments take.
TRANSACTIONS = {True: 1, False: 2}


@pytest.mark.parametrize("together", [True, False], ids=["together", "one by one"])
@pytest.mark.parametrize("separate", [False, True])
def test_a_process_killed_between_any_two_statements_loses_nothing_and_pays_nothing_twice(
    desk: Desk, separate: bool, together: bool
) -> None:
    writing = ["INSERT", "INSERT", "INSERT", "SELECT", "COMMIT"] if separate else ["INSERT", "INSERT", "COMMIT"]
    one = ["SELECT", *writing] if together else writing
    all_statements = one * TRANSACTIONS[together]
    code, printed = consume(desk, event(bodies(2)), None, separate=separate, together=together)
    assert (code, printed) == (0, [*all_statements, '{"failed": []}'])
    paid = 2
    for index in range(len(all_statements)):
        desk.queue.send(bodies(2))
        records = desk.queue.receive()
        code, printed = consume(desk, {"Records": records}, index, separate=separate, together=together)
        assert (code, len(printed)) == (-signal.SIGKILL, index)
        # What was committed before the end is complete, and the rest does not exist.
        desk.check_books(paid + index // len(one))
        # Nobody acknowledged anything: both are delivered again.
        desk.queue.return_now(records)
        desk.queue.drain(desk.consumer())
        paid += 2
        desk.check_books(paid)
    assert desk.queue.dead_letters() == []


@pytest.mark.parametrize(
    ("together", "index"), [*((True, index) for index in range(4)), *((False, index) for index in range(6))]
)
def test_a_server_killed_between_any_two_statements_of_a_batch_loses_nothing_and_pays_nothing_twice(
    desk: Desk,
    process: Process,
    together: bool,
    index: int,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[str] = []

    def kill(word: str, connection: object) -> None:
        if len(sent) == index:
            process.kill()
        sent.append(word)

    handle = desk.consumer()
    desk.queue.send(bodies(4))
    with before_each(kill), monkeypatch.context() as patch:
        if not together:
            patch.setattr(processor, "record_all", never_together)
        desk.queue.poll(handle)
    process.restart()
    committed = 0 if together else index // 3
    assert desk.queue.count() == 4 - committed
    desk.check_books(committed)
    assert counted(capfd.readouterr().out)["PaymentParked"] == desk.queue.delayed() == 4 - committed
    desk.queue.later()
    # The same function, with its broken connection, continues.
    desk.queue.drain(handle)
    assert desk.queue.count() == 0
    desk.check_books(4)
    assert desk.queue.dead_letters() == []


@pytest.mark.parametrize("payments", [1, 3])
def test_a_commit_that_the_server_did_not_live_to_answer_is_paid_once(
    desk: Desk, process: Process, monkeypatch: pytest.MonkeyPatch, payments: int
) -> None:
    whole = Connection.commit

    def kill_after(connection: Session) -> None:
        whole(connection)
        process.kill()
        # The answer was under way when the connection broke.
        whole(connection)

    handle = desk.consumer()
    happened = event(bodies(payments))
    with monkeypatch.context() as patch:
        patch.setattr(Connection, "commit", kill_after)
        assert failures(handle(happened)) == []
    process.restart()
    desk.check_books(payments)
    assert desk.queue.delayed() == payments
    desk.queue.later()
    desk.queue.drain(handle)
    desk.check_books(payments)
