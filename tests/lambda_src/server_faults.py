"""Faults of the server, each there while its block is open."""

import json
import os
import signal
import socket
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pymysql.constants import ER

from lambda_src import connections
from tests.lambda_src.scene import Records, Scene
from tests.lambda_src.statements import before_each
from tests.lambda_src.test_ledger import root
from tests.rotation_lambda.server import HOST, OTHER_HOST, Process

# A server that hangs is noticed sooner than in ten seconds.
HANG_SECONDS = 0.02


@contextmanager
def server_killed(scene: Scene) -> Generator[None]:
    scene.process.kill()
    try:
        yield
    finally:
        scene.process.restart()


@contextmanager
def server_killed_in_a_transaction(scene: Scene) -> Generator[None]:
    killed: list[str] = []

    def kill(word: str, connection: object) -> None:
        if word == "COMMIT" and not killed:
            killed.append(word)
            scene.process.kill()

    with before_each(kill):
        try:
            yield
        finally:
            assert killed
            scene.process.restart()


@contextmanager
def standby_takes_over(scene: Scene) -> Generator[None]:
    """The standby has each block that the server had, and another address, to which the name leads afterwards."""
    process, whole = scene.process, socket.create_connection

    def lead(address: tuple[str, int], *arguments: Any, **more: Any) -> socket.socket:
        there = address == (HOST, process.server.port)
        return whole((OTHER_HOST, address[1]) if there else address, *arguments, **more)

    scene.lasting.callback(_return, process, process.command)
    process.kill()
    try:
        yield
    finally:
        process.command = [f"--bind-address={OTHER_HOST}" if "bind" in word else word for word in process.command]
        process.restart()
        # The test's own queries use the socket file, which has moved with the blocks.
        scene.lasting.enter_context(patch.object(socket, "create_connection", lead))


def _return(process: Process, command: list[str]) -> None:
    process.kill()
    process.command = command
    process.restart()


@contextmanager
def server_hangs(scene: Scene) -> Generator[None]:
    number = scene.process.process.pid
    os.kill(number, signal.SIGSTOP)
    threads = [task / "stat" for task in Path(f"/proc/{number}/task").iterdir()]
    while not all(") T " in thread.read_text() for thread in threads):
        time.sleep(0.01)
    with patch.multiple(connections, STATEMENT_SECONDS=HANG_SECONDS, CONNECT_SECONDS=HANG_SECONDS):
        try:
            yield
        finally:
            os.kill(number, signal.SIGCONT)


@contextmanager
def only_reads(scene: Scene) -> Generator[None]:
    scene.process.server.run("SET GLOBAL read_only = ON")
    try:
        yield
    finally:
        scene.process.server.run("SET GLOBAL read_only = OFF")


@contextmanager
def disk_full(scene: Scene) -> Generator[None]:
    scene.desk.rows(
        "CREATE TRIGGER full BEFORE INSERT ON payments FOR EACH ROW "
        f"SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = {ER.DISK_FULL}"
    )
    yield
    scene.desk.rows("DROP TRIGGER full")


@contextmanager
def deadlocks(scene: Scene) -> Generator[None]:
    """Each batch reaches two functions at once, and both wait for a row that a third transaction takes back."""
    columns = "payment_id, idempotency_key, payload_hash, amount, currency, debtor, creditor, requested_at, status"

    def deliver(records: Records) -> None:
        before = _status(scene, "Innodb_deadlocks")
        first = min(json.loads(record["body"])["payment_id"] for record in records)
        with closing(root(scene.desk)) as other, other.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO payments ({columns}) VALUES (%s, 'other', '', 1, 'GBP', 'a', 'b', NOW(), 'pending')",  # noqa: S608 (the columns above)
                (first,),
            )
            with ThreadPoolExecutor(2) as pool:
                running = [pool.submit(scene.run, records, scene.start()) for _ in range(2)]
                _await_waiting(scene, 2)
                cursor.execute("ROLLBACK")
                done = {record["messageId"]: record for one in running for record in one.result(30)}
        assert _status(scene, "Innodb_deadlocks") > before
        scene.desk.queue.acknowledge(list(done.values()))

    with patch.object(scene, "deliver", deliver):
        yield


def _await_waiting(scene: Scene, sessions: int) -> None:
    """Asks a counter, which is always new: the server's table of transactions may be of the batch before."""
    until = time.monotonic() + 30
    while _status(scene, "Innodb_row_lock_current_waits") != sessions:
        assert time.monotonic() < until, "nobody waits for a lock"
        time.sleep(0.005)


def _status(scene: Scene, name: str) -> int:
    [(_, value)] = scene.desk.rows(f"SHOW GLOBAL STATUS LIKE '{name}'")
    return int(value)
