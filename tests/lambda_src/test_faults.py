"""What each fault does to six hundred payments: the guide's table is what the real code did on a real server."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from math import ceil
from types import SimpleNamespace

import pytest
from moto.sqs.models import SQSBackend

from config.project import PROJECT
from lambda_src import connections, flags, ledger
from lambda_src.parking import LEAST_SECONDS, MOST_SECONDS
from tests.lambda_src.desk import Desk
from tests.lambda_src.faults import FAULTS, Fault
from tests.lambda_src.queues import VISIBILITY_SECONDS
from tests.lambda_src.samples import body
from tests.lambda_src.scene import Scene
from tests.rotation_lambda.conftest import bare, environment, world
from tests.rotation_lambda.server import Process, Server, durable
from tests.support.agent import Agent

__all__ = ["bare", "environment", "world"]

STEP_SECONDS = 30
# So many payments at once, and so often before a fault, during it, and after it.
WAVE, WAVES = 20, 10
COLUMNS = ("sent", "booked", "dead letters", "lost", "doubled", "longest wait")


@pytest.fixture(scope="module")
def process() -> Iterator[Process]:
    """A server of this module's own, which it may kill, and which keeps what it committed, as RDS does."""
    with durable() as started:
        yield started


@pytest.fixture
def server(process: Process) -> Server:
    return process.server


@pytest.fixture
def scene(
    desk: Desk, process: Process, agent: Agent, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Iterator[Scene]:
    # What boto has to say about each of thousands of calls takes longer than the calls.
    caplog.set_level(logging.INFO)
    clock = desk.queue.clock
    clock.stop()
    # Nothing gets as old as the queue keeps it, and moto looks for what might with each message that it receives.
    monkeypatch.setattr(SQSBackend, "is_message_valid_based_on_retention_period", is_kept)

    # A payment's result has the time of its booking, and so the queue's own.
    def now(zone: tzinfo) -> datetime:
        return datetime.fromtimestamp(clock(), zone)

    monkeypatch.setattr(ledger, "datetime", SimpleNamespace(now=now))
    # One question to the agent, and one wait for a server that hangs, are enough.
    monkeypatch.setattr(flags, "REPEAT_SECONDS", flags.PATIENCE_SECONDS)
    monkeypatch.setattr(connections, "STATEMENT_SECONDS", 2)
    made = Scene(desk=desk, process=process, agent=agent)
    with made.lasting:
        yield made


def is_kept(backend: SQSBackend, queue: str, message: object) -> bool:
    return True


@dataclass
class Load:
    """Payments, each to a creditor of its own, and when each of them was sent."""

    scene: Scene
    sent: dict[str, float] = field(default_factory=dict[str, float])
    amounts: dict[str, int] = field(default_factory=dict[str, int])

    def waves(self, every: int) -> None:
        assert every % STEP_SECONDS == 0
        for _ in range(WAVES):
            asked = [body(amount=1 + number, creditor=f"creditor-{number}") for number in self._numbers()]
            for text in asked:
                payment = json.loads(text)
                self.sent[payment["payment_id"]] = self.scene.desk.queue.clock()
                self.amounts[payment["creditor"]] = payment["amount"]
            self.scene.send(asked)
            self.passes(every)

    def passes(self, seconds: int) -> None:
        """Everything that can be delivered is, each time that so many seconds have passed."""
        for _ in range(0, seconds, STEP_SECONDS):
            while records := self.scene.desk.queue.receive():
                self.scene.deliver(records)
            self.scene.desk.queue.clock.added += STEP_SECONDS

    def rest(self) -> None:
        """Until nothing is on its way any more, which nothing may be for longer than this."""
        for _ in range(0, MOST_SECONDS + VISIBILITY_SECONDS, STEP_SECONDS):
            if not self.scene.desk.queue.count():
                return
            self.passes(STEP_SECONDS)
        pytest.fail(f"{self.scene.desk.queue.count()} messages are still on their way")

    def _numbers(self) -> range:
        return range(len(self.sent), len(self.sent) + WAVE)


def figures(desk: Desk, load: Load) -> tuple[dict[str, str], float]:
    """A row of the table, and the longest time from a payment's first sending to its booking, in seconds."""
    booked = {
        payment_id: datetime.fromisoformat(json.loads(result)["completed_at"]).timestamp()
        for payment_id, result in desk.rows("SELECT payment_id, result FROM payments")
    }
    desk.check_books(len(booked))
    credits = dict(desk.rows("SELECT account, SUM(amount) FROM ledger_entries WHERE amount > 0 GROUP BY account"))
    # Nobody else gets anything, and nobody a part of a payment.
    assert not [creditor for creditor, credited in credits.items() if credited % load.amounts[creditor]]
    letters = sorted(letter["body"] for letter in desk.queue.dead_letters())
    assert letters == sorted(load.scene.no_payments)
    wait = max(at - load.sent[payment_id] for payment_id, at in booked.items())
    counts = {
        "sent": len(load.sent) + len(load.scene.no_payments),
        "booked": len(booked),
        "dead letters": len(letters),
        "lost": len(load.sent.keys() - booked.keys()),
        "doubled": sum(credits.get(creditor, 0) > amount for creditor, amount in load.amounts.items()),
    }
    return {name: str(count) for name, count in counts.items()} | {"longest wait": f"{ceil(wait / 60)} min"}, wait


def documented() -> dict[str, dict[str, str]]:
    """The table of the guide to the payments, by fault."""
    text = (PROJECT / "docs" / "payments.md").read_text()
    lines = [line.strip("| ").split(" | ") for line in text.partition("| fault | ")[2].splitlines()]
    assert tuple(lines[0]) == COLUMNS
    return {name: dict(zip(COLUMNS, cells, strict=True)) for name, *cells in lines[2 : 2 + len(FAULTS)]}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_costs_payments_time_and_nothing_else(scene: Scene, fault: Fault) -> None:
    load = Load(scene)
    load.waves(LEAST_SECONDS)
    with fault.during(scene):
        load.waves(60 * fault.minutes // WAVES)
    load.waves(LEAST_SECONDS)
    load.rest()
    row, wait = figures(scene.desk, load)
    assert fault.seen in scene.desk.lines.getvalue()
    assert wait <= fault.promised_seconds() + STEP_SECONDS
    assert row == documented()[fault.name]


def test_the_table_has_each_fault_and_nothing_that_is_lost_or_doubled() -> None:
    told = documented()
    assert list(told) == [fault.name for fault in FAULTS]
    assert {(row["lost"], row["doubled"]) for row in told.values()} == {("0", "0")}
    assert all(int(row["sent"]) == int(row["booked"]) + int(row["dead letters"]) for row in told.values())
    assert sum(int(row["booked"]) for row in told.values()) >= 10_000
