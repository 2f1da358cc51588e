"""The first region fails while payments are made: what is lost is counted, and nothing is paid twice."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ops.failover import __main__ as failover
from ops.lib.steps import Clock
from tests.lambda_src.away import Away, outputs
from tests.lambda_src.desk import Desk, counted
from tests.lambda_src.samples import bodies
from tests.rotation_lambda.conftest import bare, environment
from tests.rotation_lambda.replication import catch_up, replica
from tests.rotation_lambda.server import OTHER_HOST, Process, Server, durable
from tests.rotation_lambda.world import World

__all__ = ["bare", "environment", "replica"]

PAYMENTS, CONSUMERS = 240, 3
# How many are acknowledged before the replica is cut off, and how many more before the server is killed.
BEFORE, MORE = 40, 50
BATCH = 5


@pytest.fixture
def process() -> Iterator[Process]:
    """The first region's server, which keeps what it committed, as RDS does."""
    with durable() as started:
        yield started


@pytest.fixture
def server(process: Process) -> Server:
    return process.server


@pytest.fixture
def world(bare: World, replica: Server) -> World:
    """A database in use, whose replica has everything from the start."""
    bare.bootstrap()
    catch_up(bare, replica)
    return bare


class Load:
    """Consumers that pay what is in the queue until something fails or is parked, and which payments they made."""

    def __init__(self, desk: Desk):
        self._desk = desk
        self._changed = threading.Condition()
        self.acknowledged: set[str] = set()
        self._threads = [threading.Thread(target=self._consume) for _ in range(CONSUMERS)]
        for thread in self._threads:
            thread.start()

    def await_acknowledged(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.acknowledged) >= count, timeout=60), "nobody pays"

    def join(self) -> None:
        for thread in self._threads:
            thread.join(60)

    def _consume(self) -> None:
        handle, queue = self._desk.consumer(), self._desk.queue
        while records := queue.receive(most=BATCH):
            failed = {one["itemIdentifier"] for one in handle({"Records": records})["batchItemFailures"]}
            done = [record for record in records if record["messageId"] not in failed]
            queue.acknowledge(done)
            parked = set(queue.parked())
            with self._changed:
                self.acknowledged |= {
                    json.loads(record["body"])["payment_id"] for record in done if record["body"] not in parked
                }
                self._changed.notify_all()
            if failed or parked:
                queue.return_now([record for record in records if record["messageId"] in failed])
                return


def payment_ids(server: Server, world: World) -> set[str]:
    return {payment_id for (payment_id,) in server.run(f"SELECT payment_id FROM {world.database.name}.payments")}  # noqa: S608 (a name of ours)


@pytest.mark.parametrize("cut", [False, True], ids=["the replica follows to the end", "the replica was cut off before"])
def test_a_region_that_fails_under_load_loses_what_was_not_replicated_and_pays_nothing_twice(
    desk: Desk,
    process: Process,
    replica: Server,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    cut: bool,
) -> None:
    away, asked = Away(replica), bodies(PAYMENTS)
    desk.queue.send(asked)
    load = Load(desk)
    load.await_acknowledged(BEFORE)
    away.measure()
    known = payment_ids(replica, desk.world)
    if cut:
        replica.run("STOP SLAVE IO_THREAD")
    load.await_acknowledged(len(load.acknowledged) + MORE)
    process.kill()
    killed = time.time()
    load.join()

    file = tmp_path / "outputs.json"
    file.write_text(json.dumps(outputs()))
    capfd.readouterr()
    clock = Clock(pause=lambda seconds: time.sleep(0.01))
    arguments = ["--stack", "test", "--outputs", str(file), "--json", "--region-down"]
    assert failover.main(arguments, away.clients(), clock) == 0
    result = json.loads(capfd.readouterr().out)
    assert (away.on, away.promoted, len(away.own_secrets), len(away.rotated)) == (True, True, 2, 2)
    assert result["met"] is True
    # From the kill on: the command's own note begins when a person calls it.
    seconds = time.time() - killed
    assert seconds < result["recoveryTimeSeconds"] + 60

    process.restart()
    committed, survived = payment_ids(process.server, desk.world), payment_ids(replica, desk.world)
    lost = committed - survived
    assert load.acknowledged <= committed < {json.loads(text)["payment_id"] for text in asked}
    assert survived <= committed
    # Everything up to the last measured lag is there.
    assert known <= survived
    if cut:
        assert len(lost) >= MORE - CONSUMERS * BATCH
    assert result["recoveryPointSeconds"] >= 0

    # Nobody knows what arrived, so everything is asked for again, in the second region.
    database = replace(desk.world.database, host=OTHER_HOST)
    second = replace(desk.world, server=replica, settings=replace(desk.world.settings, database=database))
    there = replace(desk, world=second)
    desk.queue.client.purge_queue(QueueUrl=desk.queue.url)
    desk.queue.send(asked)
    desk.queue.drain(there.consumer())
    there.check_books(PAYMENTS)
    counts = counted(capfd.readouterr().out)
    assert (counts.get("PaymentRepeated", 0), counts["PaymentCompleted"]) == (len(survived), PAYMENTS - len(survived))
    assert desk.queue.dead_letters() == []
    with capfd.disabled():
        taken = {row["step"]: row["measured"] for row in result["durations"] if row["measured"] is not None}
        steps = ", ".join(f"{step} {minutes * 60:.2f} s" for step, minutes in taken.items() if step != "together")
        print(
            f"\n{len(committed)} payments committed, {len(lost)} of them lost; moved {seconds:.1f} s after the kill "
            f"({steps}); {len(survived)} asked for again and answered, {PAYMENTS - len(survived)} paid"
        )
