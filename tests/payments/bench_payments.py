"""What the processor costs: beside bare SQL, beside a handler that connects each time, and when it starts.

`make bench` runs it. All contestants write the same rows with the same statements to the same server, in turns; the
figures are of one run on one machine, for ratios only.
"""

import json
import os
import statistics
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from lambda_src.settings import Configuration, FlagSource
from tests.payments.agent import flags
from tests.payments.contestants import (
    BARE,
    BATCH,
    CONNECTING,
    HANDLER,
    PAYMENTS,
    READING,
    ROUNDS,
    answering,
    consumer,
    processing,
    race,
    task_of,
)
from tests.payments.desk import Desk
from tests.payments.samples import bodies, body, event
from tests.payments.statements import before_each

STARTS = 9
PROJECT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize(
    ("durable", "kind"),
    [
        (1, "each commit waits for the disk, as on RDS"),
        (0, "no commit waits for the disk, so that the program's own part shows most"),
    ],
)
def test_payments_per_second(desk: Desk, durable: int, kind: str, capfd: pytest.CaptureFixture[str]) -> None:
    desk.world.server.run(
        f"SET GLOBAL innodb_flush_log_at_trx_commit = {durable}", f"SET GLOBAL sync_binlog = {durable}"
    )
    task = task_of(desk)
    with (
        answering(lambda path: {"VersionId": "1", "SecretString": task["credential"]}) as port,
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool,
    ):
        times = pool.submit(race, task | {"secrets": f"http://127.0.0.1:{port}"}).result()
    desk.check_books(ROUNDS * PAYMENTS * len(times))
    means = {name: statistics.fmean(found) for name, found in times.items()}
    with capfd.disabled():
        print(f"\n{(ROUNDS - 1) * PAYMENTS} payments each, in {ROUNDS - 1} turns, over TLS to MariaDB on this machine;")
        print(kind)
        print(f"{'':32}{'per second':>12}{'p50':>10}{'p99':>10}{'of bare':>9}")
        for name, found in times.items():
            cuts = statistics.quantiles(found, n=100)
            rates = f"{1 / means[name]:12.0f}{cuts[49] * 1000:8.2f}ms{cuts[98] * 1000:8.2f}ms"
            print(f"{name:32}{rates}{means[BARE] / means[name]:9.2f}")
        for name in (CONNECTING, READING):
            print(f"the handler against one that {name}: {means[name] / means[HANDLER]:.1f} times as many")


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
        lines.append(
            f"{name:20}{len(sent):3} round trips, {len(sent) / len(texts):.1f} a payment: {' '.join(sent[:5])}"
        )
    with capfd.disabled():
        print("\nStatements, each a round trip, on a connection that is kept")
        print("\n".join(lines))


START = """
import json, sys, time
begin = time.perf_counter()
{imports}
imported = time.perf_counter()
event = json.loads(sys.stdin.read())
start = time.perf_counter()
answer = handle(event, None)
assert not answer["batchItemFailures"], answer
print("\\n" + json.dumps([imported - begin, time.perf_counter() - start]))
"""
EMPTY = "import boto3\ndef handle(event, context): return {'batchItemFailures': []}"
OURS = "from lambda_src.handler import handle"


def test_cold_start(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    secret = {"VersionId": "1", "SecretString": task_of(desk)["credential"]}
    found: dict[str, list[list[float]]] = {"empty, imports boto3": [], "the processor": []}
    with answering(lambda path: secret) as port:
        surroundings = os.environ | {"AWS_ENDPOINT_URL_SECRETS_MANAGER": f"http://127.0.0.1:{port}"}
        for number in range(STARTS + 1):
            for name, imports in zip(found, (EMPTY, OURS), strict=True):
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


def with_and_without_flags(task: dict[str, Any], port: int) -> tuple[list[float], list[float]]:
    source = FlagSource(
        application="payments",
        operations=Configuration(environment="test", profile="operations"),
        releases=Configuration(environment="test", profile="releases"),
        port=port,
    )
    found: tuple[list[float], list[float]] = ([], [])
    for number in range(ROUNDS):
        for times, handle in zip(found, (consumer(task), consumer(task, source)), strict=True):
            texts = [body(debtor=f"debtor-{number}-{place}") for place in range(PAYMENTS)]
            times += processing(handle, BATCH)(texts)
    return found


def test_flags_cost(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    answers = {"operations": {"stop_processing": {"enabled": False}}, "releases": flags(variant="single")}
    with (
        answering(lambda path: answers[path.rpartition("/")[2]]) as port,
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool,
    ):
        without, having = pool.submit(with_and_without_flags, task_of(desk), port).result()
    cost = statistics.median(having) - statistics.median(without)
    with capfd.disabled():
        print(
            f"\nFlags from a stand-in for the agent (in Python, in another process), each debtor a new one: "
            f"{cost * 1000:.2f} ms a payment"
        )
