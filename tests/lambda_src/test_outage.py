"""Two hours without the database, in the queue's own time: nothing is given up, and everything is paid once."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError

from lambda_src import connections, ledger
from lambda_src.deadline import HANG_SECONDS
from lambda_src.parking import LEAST_SECONDS, MOST_SECONDS, SHARE, STOP_SECONDS, delay_seconds
from lambda_src.payment import Payment
from lambda_src.queues import REASON
from tests.lambda_src.desk import Desk, counted
from tests.lambda_src.queues import MAXIMUM_RECEIVES, Handle
from tests.lambda_src.samples import bodies, body, event, failures
from tests.lambda_src.statements import before_each
from tests.rotation_lambda.conftest import bare, environment, world
from tests.rotation_lambda.secrets import stored
from tests.rotation_lambda.server import Process, Server, durable

__all__ = ["bare", "environment", "world"]

Mend = Callable[[], object]

OUTAGE_SECONDS = 2 * 3600
STEP_SECONDS = 30


@pytest.fixture(scope="module")
def process() -> Iterator[Process]:
    """A server of this module's own, which it may stop, and which keeps what it committed, as RDS does."""
    with durable() as started:
        yield started


@pytest.fixture
def server(process: Process) -> Server:
    return process.server


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that hangs is noticed sooner than in ten seconds."""
    monkeypatch.setattr(connections, "STATEMENT_SECONDS", 0.2)
    # Nobody accepts the connections to a process that is stopped, of which the kernel keeps only so many.
    monkeypatch.setattr(connections, "CONNECT_SECONDS", 0.2)


def serve(desk: Desk, start: Callable[[], Handle]) -> None:
    """Everything that can be delivered now is, in batches; what failed waits until its visibility timeout is over."""
    while records := desk.queue.receive():
        again = failures(start()({"Records": records}))
        desk.queue.acknowledge([record for record in records if record["messageId"] not in again])


def live(desk: Desk, start: Callable[[], Handle], seconds: int, every: int = 0) -> int:
    """Lets time pass, with three payments sent `every` so many seconds; returns how many."""
    sent = 0
    for second in range(0, seconds, STEP_SECONDS):
        if every and second % every == 0:
            desk.queue.send(bodies(3))
            sent += 3
        serve(desk, start)
        desk.queue.clock.added += STEP_SECONDS
    return sent


def away(arguments: dict[str, Any]) -> None:
    raise ConnectTimeoutError(endpoint_url="https://secretsmanager")


def kill_in_the_middle(desk: Desk, process: Process) -> Mend:
    """The server ends between two statements of a batch, and is away for two hours."""
    desk.queue.send(bodies(5))

    def kill(word: str, connection: object) -> None:
        if word == "COMMIT":
            process.kill()

    with before_each(kill):
        serve(desk, desk.consumer)
    return process.restart


def kill(desk: Desk, process: Process) -> Mend:
    process.kill()
    return process.restart


def hang(desk: Desk, process: Process) -> Mend:
    os.kill(process.process.pid, signal.SIGSTOP)
    threads = [task / "stat" for task in Path(f"/proc/{process.process.pid}/task").iterdir()]
    while not all(") T " in thread.read_text() for thread in threads):
        time.sleep(0.01)
    return lambda: os.kill(process.process.pid, signal.SIGCONT)


def refuse(desk: Desk, process: Process) -> Mend:
    secret = stored(desk.world.application).versions
    kept = {version: dict(value) for version, value in secret.items()}
    desk.world.write(desk.world.application, "AWSCURRENT", password="wrong")  # noqa: S106 (it is)
    return lambda: secret.update(kept)


def forget(desk: Desk, process: Process) -> Mend:
    desk.world.client.before("get_secret_value", away)
    return desk.world.client.healed


def only_read(desk: Desk, process: Process) -> Mend:
    # As a writer of before a failover. The superuser may still write, and the application's user may not.
    process.server.run("SET GLOBAL read_only = ON")
    return lambda: process.server.run("SET GLOBAL read_only = OFF")


@pytest.mark.parametrize(
    ("fail", "every"),
    [
        (kill, 300),
        (kill_in_the_middle, 300),
        (refuse, 300),
        (forget, 300),
        (only_read, 300),
        (hang, 1800),
    ],
    ids=["server away", "failover in a batch", "login refused", "no credential", "only reads", "hangs"],
)
@pytest.mark.parametrize("new", [True, False], ids=["new functions", "one function"])
def test_two_hours_without_the_database_give_up_nothing_and_pay_everything_once(
    desk: Desk,
    process: Process,
    fail: Callable[[Desk, Process], Mend],
    every: int,
    new: bool,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    warm = desk.consumer()
    assert failures(warm(event(bodies(2)))) == []
    start = desk.consumer if new else lambda: warm
    before = desk.payments()
    mend = fail(desk, process)
    try:
        live(desk, start, OUTAGE_SECONDS, every)
    finally:
        mend()
    # A server that has just started is slow.
    monkeypatch.setattr(connections, "STATEMENT_SECONDS", HANG_SECONDS)
    waiting = desk.queue.count()
    # Whoever has a connection needs no credential.
    if new or fail not in (forget, refuse):
        assert waiting >= 3 * OUTAGE_SECONDS // every
        assert desk.payments() == before
        assert counted(capfd.readouterr().out)["PaymentParked"] > waiting
    # No longer than what SQS delays a message at most, and what its delivery takes.
    live(desk, start, MOST_SECONDS + STEP_SECONDS)
    assert desk.queue.count() == 0
    assert desk.queue.dead_letters() == []
    desk.check_books(3 * OUTAGE_SECONDS // every + before + (5 if fail is kill_in_the_middle else 0))


@pytest.mark.parametrize("fault", ["program", "database"])
def test_a_payment_that_can_not_be_made_reaches_the_dead_letter_queue_in_as_many_tries_with_its_reason(
    desk: Desk, fault: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = Payment.payload_hash

    def failing(payment: Payment) -> bytes:
        if fault == "program" and payment.amount == 13:
            raise KeyError(payment.debtor)
        return whole(payment)

    monkeypatch.setattr(Payment, "payload_hash", failing)
    if fault == "database":
        desk.rows(
            "CREATE TRIGGER never BEFORE INSERT ON payments FOR EACH ROW "
            "IF NEW.amount = 13 THEN SIGNAL SQLSTATE '45000'; END IF"
        )
    bad = body(amount=13)
    desk.queue.send([bad, *bodies(4)])
    live(desk, desk.consumer, MAXIMUM_RECEIVES * 180 - STEP_SECONDS)
    what = {"program": "KeyError", "database": "DatabaseError 1644"}[fault]
    [letter] = desk.queue.dead_letters()
    assert (letter["body"], letter[REASON]) == (bad, f"tried {MAXIMUM_RECEIVES} times, at last: {what}")
    assert desk.queue.count() == 0
    desk.check_books(4)
    counts = counted(capfd.readouterr().out)
    assert counts == {"PaymentCompleted": 4, "PaymentRetried": MAXIMUM_RECEIVES, "PaymentDeadLettered": 1}


def test_a_payment_that_breaks_each_connection_is_given_up_like_any_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ledger.execute

    def breaking(connection: Any, statement: str, values: Any = ()) -> Any:
        if 13 in values and statement.startswith(ledger.INSERT_PAYMENTS):
            desk.world.server.run(f"KILL {connection.thread_id()}")
        return whole(connection, statement, values)

    monkeypatch.setattr(ledger, "execute", breaking)
    desk.queue.send([body(amount=13), *bodies(4)])
    live(desk, desk.consumer, MAXIMUM_RECEIVES * 180)
    assert [letter[REASON].split(":")[0] for letter in desk.queue.dead_letters()] == ["tried 5 times, at last"]
    desk.check_books(4)


@pytest.mark.parametrize("payments", [1, 10])
def test_a_server_that_hangs_costs_a_batch_one_or_two_waits_and_not_one_for_each_payment(
    desk: Desk, process: Process, payments: int
) -> None:
    handle = desk.consumer()
    assert failures(handle(event(bodies(2)))) == []
    mend = hang(desk, process)
    waits: list[float] = []
    begin = desk.queue.clock()
    try:
        assert failures(handle(event(bodies(payments)))) == []
        waits.append(desk.queue.clock() - begin)
    finally:
        mend()
    assert waits[0] < 3 * connections.STATEMENT_SECONDS
    assert desk.queue.delayed() == payments


@pytest.mark.parametrize("receives", [1, MAXIMUM_RECEIVES])
def test_what_can_not_be_tried_is_not_given_up_at_its_last_delivery_either(
    desk: Desk, process: Process, receives: int
) -> None:
    happened = event(bodies(3))
    for record in happened["Records"]:
        record["attributes"] |= {"ApproximateReceiveCount": str(receives), "MessageGroupId": "a tenant"}
    mend = kill(desk, process)
    try:
        assert failures(desk.consumer()(happened)) == []
    finally:
        mend()
    assert desk.queue.dead_letters() == []
    desk.queue.later()
    parked = desk.queue.receive()
    assert sorted(record["body"] for record in parked) == sorted(record["body"] for record in happened["Records"])
    assert {record["attributes"]["MessageGroupId"] for record in parked} == {"a tenant"}
    sent = {record["attributes"]["SentTimestamp"] for record in happened["Records"]}
    assert {record["messageAttributes"]["FirstSentTimestamp"]["stringValue"] for record in parked} == sent


def test_delays_grow_with_the_wait_up_to_what_sqs_takes() -> None:
    assert delay_seconds("database", 0) == delay_seconds("database", LEAST_SECONDS) == LEAST_SECONDS
    assert delay_seconds("database", 1200) == 1200 / SHARE
    assert delay_seconds("database", 10 * 86_400) == MOST_SECONDS == 900
    assert delay_seconds("flags", 1200) == 1200 / SHARE
    assert delay_seconds("stop", 10 * 86_400) == STOP_SECONDS == 60
