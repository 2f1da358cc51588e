"""The effect of rotations on payments: failures, times with and without, and the recovery from a refused login.

`make bench` runs it. A payer in a process of its own pays over a kept connection and over a new one in turns, while
credentials rotate twice a second, which is five million times as often as once in 30 days.
"""

import statistics
import threading
import time
from collections.abc import Generator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.managers import BaseManager
from typing import Any

import pytest

from lambda_src.connections import Connections
from lambda_src.credentials import Credentials
from lambdas.shared.database import Database
from tests.rotation_lambda.payers import write_payment
from tests.rotation_lambda.world import World
from tools.bench.figures import hand_on

ROUNDS = 4
SECONDS = 5.0
REFUSALS = 50
PAUSE = 0.45

Times = tuple[list[float], list[float], list[str]]


class Shared(BaseManager):
    """Lends the secrets of this process to the payer's."""


def pay_for(seconds: float, address: Any, key: bytes, database: Database, secret: str) -> Times:
    """The times of payments over a kept and over a new connection, and what failed."""
    Shared.register("client")
    shared = Shared(address=address, authkey=key)
    shared.connect()
    credentials = Credentials(getattr(shared, "client")(), secret)  # noqa: B009 (it is there once it is registered)
    pooled = Connections(database, credentials)
    kept: list[float] = []
    fresh: list[float] = []
    failures: list[str] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        for times, connections in ((kept, pooled), (fresh, Connections(database, credentials))):
            start = time.perf_counter()
            try:
                connection = connections.ready()
                write_payment(connection)
                connection.commit()
                if connections is not pooled:
                    connection.close()
            except Exception as error:
                failures.append(repr(error))
            times.append(time.perf_counter() - start)
    return kept, fresh, failures


@contextmanager
def lent(client: object) -> Generator[tuple[Any, bytes]]:
    """A client that another process can call."""
    key = b"between the two processes of a benchmark"
    Shared.register("client", callable=lambda: client)
    server: Any = Shared(address=("127.0.0.1", 0), authkey=key).get_server()
    # It serves until the process ends; the standard library has no other way.
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.address, key


def percentile(times: list[float], share: int) -> float:
    """A percentile in milliseconds."""
    return statistics.quantiles(times, n=100)[share - 1] * 1000


def test_payments_while_credentials_rotate(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    quiet: list[Times] = []
    rotating: list[Times] = []
    rotations = 0
    with lent(world.client) as (address, key), ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        task = (address, key, world.database, world.application)
        pool.submit(pay_for, 1, *task).result()  # What a first run loads.
        for _ in range(ROUNDS):
            quiet.append(pool.submit(pay_for, SECONDS, *task).result())
            running = pool.submit(pay_for, SECONDS, *task)
            while not running.done():
                world.rotate(world.application)
                rotations += 1
                time.sleep(PAUSE)
            rotating.append(running.result())
    back = [recovery_seconds(world) for _ in range(REFUSALS)]
    failures = [failure for times in (*quiet, *rotating) for failure in times[2]]
    with capfd.disabled():
        print(f"\n{rotations} rotations, {sum(len(t[0]) + len(t[1]) for t in rotating)} payments meanwhile")
        print(f"payments that failed: {len(failures)}")
        print(f"{'payment over':22}{'p50':>9}{'p99':>9}{'p50 rotating':>15}{'p99 rotating':>15}{'p99 ratio':>11}")
        for name, index in (("a kept connection", 0), ("a new connection", 1)):
            before: list[float] = [seconds for times in quiet for seconds in (times[0], times[1])[index]]
            during: list[float] = [seconds for times in rotating for seconds in (times[0], times[1])[index]]
            shown: list[float] = [percentile(times, share) for times in (before, during) for share in (50, 99)]
            ratio = shown[3] / shown[1]
            print(f"{name:22}{shown[0]:7.2f}ms{shown[1]:7.2f}ms{shown[2]:13.2f}ms{shown[3]:13.2f}ms{ratio:11.2f}")
            hand_on(
                f"p99 of a payment over {name} while credentials rotate", ratio, "times as long", "without rotation"
            )
        hand_on(f"payments that failed during {rotations} rotations", len(failures), "payments")
        hand_on("from a refused login to a good one", statistics.median(back) * 1000, "ms")
        print(f"from a refused login to a good one: median {statistics.median(back) * 1000:.2f} ms of {REFUSALS}")
    assert failures == []


def recovery_seconds(world: World) -> float:
    """The seconds from a login with a credential that two rotations have replaced to a connection that works."""
    credentials = Credentials(world.client, world.application)
    stale = credentials.current()
    world.rotate(world.application)
    world.rotate(world.application)
    assert world.credential(world.application) != stale
    start = time.perf_counter()
    Connections(world.database, credentials).ready().close()
    return time.perf_counter() - start
