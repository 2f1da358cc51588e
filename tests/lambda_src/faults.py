"""Faults as data: what each is called, how long it lasts, how it begins and ends, and what it may cost a payment."""

import random
import signal
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from http import HTTPStatus
from itertools import cycle
from typing import Any
from unittest.mock import patch

from botocore.exceptions import ConnectTimeoutError
from pymysql.constants import ER

from lambda_src import ledger
from lambda_src.parking import LEAST_SECONDS, MOST_SECONDS, SHARE, STOP_SECONDS
from tests.lambda_src.batches import break_connections
from tests.lambda_src.queues import VISIBILITY_SECONDS
from tests.lambda_src.samples import CREDITOR, body
from tests.lambda_src.scene import Records, Scene
from tests.lambda_src.server_faults import (
    deadlocks,
    disk_full,
    only_reads,
    server_hangs,
    server_killed,
    server_killed_in_a_transaction,
    standby_takes_over,
)
from tests.lambda_src.statements import before_each
from tests.lambda_src.test_crashes import consume
from tests.rotation_lambda.secrets import labels, stored

During = Callable[[Scene], AbstractContextManager[object]]
Promise = Callable[[float], float]


def none(seconds: float) -> float:
    """A payment does not wait."""
    return 0


def parked(seconds: float) -> float:
    """It waits for the end of the fault, and a quarter of that again."""
    return seconds + min(MOST_SECONDS, max(LEAST_SECONDS, seconds / SHARE))


def stopped(seconds: float) -> float:
    """It waits for the end of the stop, and a minute."""
    return seconds + STOP_SECONDS


def again(seconds: float) -> float:
    """It waits for the end of the fault, and its visibility timeout."""
    return seconds + VISIBILITY_SECONDS


@dataclass(frozen=True)
class Fault:
    """A fault is there while `during` is open; `seen` is what the functions' log then has, if they notice anything."""

    name: str
    minutes: int
    during: During
    promise: Promise
    seen: str = ""

    def promised_seconds(self) -> float:
        return self.promise(60 * self.minutes)


def nothing(scene: Scene) -> AbstractContextManager[object]:
    return nullcontext()


@contextmanager
def login_refused(scene: Scene) -> Generator[None]:
    world = scene.desk.world
    secret = stored(world.application).versions
    kept = {version: dict(value) for version, value in secret.items()}
    for label in labels(world.application):
        world.write(world.application, label, password="wrong")  # noqa: S106 (it is)
    with patch.object(scene, "deliver", scene.hand_to_new):
        yield
    secret.update(kept)


@contextmanager
def no_credential(scene: Scene) -> Generator[None]:
    def away(arguments: dict[str, Any]) -> None:
        raise ConnectTimeoutError(endpoint_url="https://secretsmanager")

    scene.desk.world.client.before("get_secret_value", away)
    with patch.object(scene, "deliver", scene.hand_to_new):
        yield
    scene.desk.world.client.healed()


@contextmanager
def rotations(scene: Scene) -> Generator[None]:
    """Each batch's transaction is open while the password is rotated, and its connection breaks afterwards."""
    world, rotating = scene.desk.world, False

    def rotate(word: str, connection: object) -> None:
        nonlocal rotating
        if word == "COMMIT" and not rotating:
            rotating = True
            world.rotate(world.application)
            rotating = False

    def deliver(records: Records) -> None:
        scene.hand_over(records)
        break_connections(scene.desk)

    with before_each(rotate), patch.object(scene, "deliver", deliver):
        yield


@contextmanager
def killed_in_a_transaction(scene: Scene) -> Generator[None]:
    """A process in the first batch of each wave is killed, before each of its statements in turn."""
    first, statement = True, 0

    def send(texts: list[str]) -> None:
        nonlocal first
        first = True
        scene.desk.queue.send(texts)

    def deliver(records: Records) -> None:
        nonlocal first, statement
        if not first:
            scene.hand_over(records)
            return
        first = False
        code, _ = consume(scene.desk, {"Records": records}, statement % 4, separate=False, together=True)
        assert code == -signal.SIGKILL
        statement += 1

    with patch.object(scene, "send", send), patch.object(scene, "deliver", deliver):
        yield
    assert statement >= 4


@contextmanager
def killed_before_the_deletion(scene: Scene) -> Generator[None]:
    """Every function is killed once it has answered, so nothing is deleted and all of it is delivered again."""
    with patch.object(scene, "deliver", scene.run):
        yield


@contextmanager
def killed_after_parking(scene: Scene) -> Generator[None]:
    """Every third function is killed between the copies and the deletion, and there is no server meanwhile."""
    runs = 0

    def deliver(records: Records) -> None:
        nonlocal runs
        runs += 1
        done = scene.run(records)
        if runs % 3:
            scene.desk.queue.acknowledge(done)

    with server_killed(scene), patch.object(scene, "deliver", deliver):
        yield


@contextmanager
def agent_silent(scene: Scene) -> Generator[None]:
    scene.agent.status = HTTPStatus.SERVICE_UNAVAILABLE
    yield
    scene.agent.status = HTTPStatus.OK


@contextmanager
def stop(scene: Scene) -> Generator[None]:
    scene.agent.stopped = True
    yield
    scene.agent.stopped = False


@contextmanager
def twice_and_out_of_order(scene: Scene) -> Generator[None]:
    """Senders repeat themselves, the queue shuffles, and each batch is delivered to two functions."""
    chance = random.Random(1)  # noqa: S311 (an order that is the same each time)

    def send(texts: list[str]) -> None:
        scene.desk.queue.send(chance.sample(2 * texts, 2 * len(texts)))

    def deliver(records: Records) -> None:
        scene.run(records)
        scene.desk.queue.acknowledge(scene.run(records[::-1], scene.start()))

    with patch.object(scene, "send", send), patch.object(scene, "deliver", deliver):
        yield


@contextmanager
def malformed(scene: Scene) -> Generator[None]:
    """One more message among ten payments is none."""
    nonsense = ("{}", "payment", "[]", body(amount=0), body(amount=12.5), body(currency="XXX"), body(debtor=CREDITOR))
    made = cycle(nonsense)

    def send(texts: list[str]) -> None:
        for start in range(0, len(texts), 10):
            bad = next(made)
            scene.no_payments.append(bad)
            scene.desk.queue.send([*texts[start : start + 9], bad, texts[start + 9]])

    with patch.object(scene, "send", send):
        yield


@contextmanager
def bad_version(scene: Scene) -> Generator[None]:
    with patch.object(ledger, "INSERT_ENTRIES", "INSERT INTO nowhere VALUES "):
        yield


FAULTS = (
    Fault("none", 10, nothing, none),
    Fault("no server for two hours", 120, server_killed, parked, "UnreachableError 2003"),
    Fault(
        "the server ends within a transaction and is back after 5 minutes",
        5,
        server_killed_in_a_transaction,
        parked,
        "UnreachableError 2003",
    ),
    Fault(
        "the server ends and its standby takes over after 5 minutes",
        5,
        standby_takes_over,
        parked,
        "UnreachableError 2003",
    ),
    Fault("the server hangs for 10 minutes", 10, server_hangs, parked, "UnreachableError 2003"),
    Fault("the server only reads for half an hour", 30, only_reads, parked, "DatabaseError 1290"),
    Fault("the server's disk is full for half an hour", 30, disk_full, parked, "DatabaseError 1021"),
    Fault("logins are refused for half an hour", 30, login_refused, parked, "LoginRefusedError 1045"),
    Fault("no credential for half an hour: Secrets Manager is away", 30, no_credential, parked, "NoCredentialError"),
    Fault("the password is rotated during each batch for 10 minutes", 10, rotations, none),
    Fault("each batch is in a deadlock for 10 minutes", 10, deadlocks, none, f'"errno":{ER.LOCK_DEADLOCK}'),
    Fault("functions are killed within a transaction for 10 minutes", 10, killed_in_a_transaction, again),
    Fault(
        "each function is killed after its commit, before the deletion, for 10 minutes",
        10,
        killed_before_the_deletion,
        none,
        "repeated",
    ),
    Fault(
        "no server for 10 minutes, and every third function is killed after parking, before the deletion",
        10,
        killed_after_parking,
        parked,
        "repeated",
    ),
    Fault("the flags' agent does not answer for half an hour", 30, agent_silent, parked, '"obstacle":"flags"'),
    Fault("a stop of half an hour", 30, stop, stopped, '"obstacle":"stop"'),
    Fault("all messages come four times and out of order for 10 minutes", 10, twice_and_out_of_order, none, "repeated"),
    Fault("one message in eleven is no payment for 10 minutes", 10, malformed, none, "payment refused"),
    Fault("a version that fails each payment serves for 10 minutes", 10, bad_version, again, "DatabaseError 1146"),
)
