"""What the processor costs: beside bare SQL, beside a handler that connects each time, and when it starts.

`make bench` runs it. All contestants write the same rows to the same server, in turns, at several distances from it;
the figures are of one run on one machine, for ratios only. BENCH_FIGURES=<file> hands them on as data.
"""

import json
import os
import statistics
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest

from config.project import PROJECT
from lambda_src.settings import Configuration, FlagSource
from tests.lambda_src.contestants import (
    BARE,
    BATCH,
    CONNECTING,
    CONNECTING_PAYMENTS,
    PAYMENTS,
    ROUNDS,
    answering,
    consumer,
    processing,
    race,
    round_trip,
    task_of,
)
from tests.lambda_src.desk import Desk
from tests.lambda_src.proxy import proxy
from tests.lambda_src.samples import bodies, body, event
from tests.lambda_src.statements import before_each
from tests.support.agent import flags
from tools.bench.figures import hand_on

STARTS = 15
FLAG_ROUNDS = 10


# What is added to a round trip, in milliseconds: nothing, and about as much as between two zones of a region.
DISTANCES = (0.0, 0.5, 1.0)


def at(task: dict[str, Any], port: int) -> dict[str, Any]:
    return task | {"database": task["database"] | {"port": port}}


def test_payments_per_second(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    # Each commit waits for the disk, as on RDS.
    desk.world.server.run("SET GLOBAL innodb_flush_log_at_trx_commit = 1", "SET GLOBAL sync_binlog = 1")
    task, behind = task_of(desk), (desk.world.server.host, desk.world.server.port)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:

        def measured(port: int) -> float:
            """In milliseconds, from the process that pays."""
            return pool.submit(round_trip, at(task, port)).result() * 1000

        direct = measured(behind[1])
        with proxy(behind, [0, *(distance / 1000 for distance in DISTANCES[1:])]) as ports:
            own, *added = [measured(port) - direct for port in ports]
        # What the proxy takes itself is a part of what it is to add; where that is nothing nobody goes through it.
        fitted = [(2 * distance - found) / 1000 for distance, found in zip(DISTANCES[1:], added, strict=True)]
        with proxy(behind, fitted) as ports:
            tasks = dict(zip(DISTANCES, [task, *(at(task, port) for port in ports)], strict=True))
            found = {distance: measured(there["database"]["port"]) - direct for distance, there in tasks.items()}
            times = pool.submit(race, tasks).result()
    desk.check_books(sum(paid(name) for field in times.values() for name in field) * ROUNDS)
    with capfd.disabled():
        print(f"\nMedians of {ROUNDS - 1} turns over TLS to MariaDB on this machine, each commit on disk;")
        print(f"p50 and p99 are of a call, which pays {BATCH} where there are batches.")
        print(f"A round trip takes {direct:.2f} ms without anything added.")
        print(f"The proxy takes {own:.2f} ms a round trip itself, which is part of what it is to add.")
        hand_on("what the proxy takes itself, part of what it is to add", own, "ms a round trip")
        for distance, field in times.items():
            show(distance, found[distance], field)


def paid(name: str) -> int:
    """How many payments a turn of a contestant's has."""
    return CONNECTING_PAYMENTS if name == CONNECTING else PAYMENTS


def show(distance: float, added: float, times: dict[str, list[list[float]]]) -> None:
    """Prints what was measured at a distance, and hands it on."""
    rates = {name: [paid(name) / sum(turn) for turn in turns] for name, turns in times.items()}
    where = f"{distance:g} ms added to a round trip"
    print(f"\n{where} (measured: {added:.2f} ms)")
    print(f"{'':42}{'per second':>12}{'p50':>10}{'p99':>10}{'of bare':>9}")
    for name, turns in times.items():
        cuts = [cut * 1000 for cut in statistics.quantiles([call for turn in turns for call in turn], n=100)]
        rate = statistics.median(rates[name])
        # Each turn against its neighbour, when the machine was as busy as it was then.
        ratio = statistics.median(own / bare for own, bare in zip(rates[name], rates[BARE], strict=True))
        print(f"{name:42}{rate:12.0f}{cuts[49]:8.2f}ms{cuts[98]:8.2f}ms{ratio:9.2f}")
        calls = f"payments a second; p50 of a call {cuts[49]:.2f} ms, p99 {cuts[98]:.2f} ms"
        hand_on(f"{name}, {where}", rate, calls, None if name == BARE else f"{ratio:.2f} times {BARE}")


def test_statements_and_round_trips(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    sent: list[str] = []
    handle = desk.consumer()
    handle(event(bodies(1)))
    paid = body()
    lines: list[str] = []
    for name, texts in (
        ("one payment alone", [paid]),
        ("the same again", [paid]),
        (f"{BATCH} in a batch", bodies(BATCH)),
    ):
        sent.clear()
        with before_each(lambda word, connection: sent.append(word)):
            handle(event(texts))
        lines.append(f"{name:20}{len(sent):3} round trips, {len(sent) / len(texts):.1f} a payment: {' '.join(sent)}")
        hand_on(f"round trips, {name}", len(sent), "round trips")
    with capfd.disabled():
        print("\nStatements, each a round trip, on a connection that is kept")
        print("\n".join(lines))


START = """
import json, sys, time
# PyMySQL imports it where there is any, and Lambda's runtime has none.
sys.modules["cryptography"] = None
begin = time.perf_counter()
{imports}
imported = time.perf_counter()
event = json.loads(sys.stdin.read())
start = time.perf_counter()
class Invocation:
    def get_remaining_time_in_millis(self): return 30_000
answer = handle(event, Invocation())
assert not answer["batchItemFailures"], answer
print("\\n" + json.dumps([imported - begin, time.perf_counter() - start]))
"""
EMPTY, PROCESSOR = "empty, imports boto3", "the processor"
IMPORTS = {
    EMPTY: "import boto3\ndef handle(event, context): return {'batchItemFailures': []}",
    PROCESSOR: "from lambda_src.handler import handle",
}


def test_cold_start(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    secret = {"VersionId": "1", "SecretString": task_of(desk)["credential"]}
    found: dict[str, list[list[float]]] = {name: [] for name in IMPORTS}
    with answering(lambda path: secret) as port:
        surroundings = os.environ | {"AWS_ENDPOINT_URL_SECRETS_MANAGER": f"http://127.0.0.1:{port}"}
        for number in range(STARTS + 1):
            for name, imports in IMPORTS.items():
                run = subprocess.run(  # noqa: S603 (the texts above)
                    [sys.executable, "-c", START.format(imports=imports)],
                    input=json.dumps(event(bodies(1))), env=surroundings, cwd=PROJECT,
                    capture_output=True, text=True, check=True,
                )  # fmt: skip
                if number:
                    found[name].append(json.loads(run.stdout.splitlines()[-1]))
    desk.check_books(STARTS + 1)
    with capfd.disabled():
        print(f"\nCold start, medians of {STARTS} new processes in turns; Secrets Manager answers on this machine")
        print(f"{'':22}{'import':>10}{'first payment':>16}{'together':>11}")
        for name, runs in found.items():
            parts = [statistics.median(column) * 1000 for column in zip(*runs, strict=True)]
            print(f"{name:22}{parts[0]:8.0f}ms{parts[1]:14.0f}ms{sum(parts):9.0f}ms")
            hand_on(f"cold start, {name}", sum(parts), "ms")
        # Each start against its neighbour, when the machine was as busy as it was then.
        pairs = zip(found[PROCESSOR], found[EMPTY], strict=True)
        ratio = statistics.median(sum(own) / sum(empty) for own, empty in pairs)
        print(f"the processor against the empty one: {ratio:.2f}")
        hand_on(f"cold start, {PROCESSOR}", ratio, "times as long", EMPTY)


def with_and_without_flags(task: dict[str, Any], port: int) -> tuple[list[float], list[float]]:
    source = FlagSource(
        application="payments",
        operations=Configuration(environment="test", profile="operations"),
        releases=Configuration(environment="test", profile="releases"),
        port=port,
    )
    found: tuple[list[float], list[float]] = ([], [])
    for number in range(FLAG_ROUNDS):
        for times, handle in zip(found, (consumer(task), consumer(task, source)), strict=True):
            texts = [body(debtor=f"debtor-{number}-{index}") for index in range(PAYMENTS)]
            times += processing(handle, BATCH)(texts)
    return found


def test_flags_cost(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    answers = {"operations": {"stop_processing": {"enabled": False}}, "releases": flags(variant="single")}
    with (
        answering(lambda path: answers[path.rpartition("/")[2]]) as port,
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool,
    ):
        without, having = pool.submit(with_and_without_flags, task_of(desk), port).result()
    cost = (statistics.median(having) - statistics.median(without)) / BATCH
    with capfd.disabled():
        print(
            f"\nFlags from a stand-in for the agent (in Python, in another process), each debtor a new one: "
            f"{cost * 1000:.2f} ms a payment"
        )
        hand_on("flags, each debtor a new one", cost * 1000, "ms a payment")
