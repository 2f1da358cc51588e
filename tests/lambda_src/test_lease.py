"""A region's function asks for the lease once a batch, and books nothing without it."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymysql.constants import CR

from lambda_src.connections import Connections
from lambda_src.credentials import Credentials
from lambda_src.lease import ALWAYS, CLOCKS, HOLD_SECONDS, KEY, Lease, LeaseError, Permit, lease_client
from lambda_src.ledger import Order, WriteOptions, insert_entries, insert_payments
from lambda_src.payment import parse_payment
from lambda_src.settings import LeaseSource, Settings
from lambdas.shared.database import DatabaseError, end, execute
from lambdas.shared.environment import SettingsError
from tests.lambda_src.desk import Desk, counted, metrics
from tests.lambda_src.samples import bodies, body
from tests.lambda_src.strong_table import unanswered
from tests.lambda_src.test_settings import WHOLE
from tests.rotation_lambda.world import World
from tests.support.aws import refused

HERE, THERE = "eu-west-2", "eu-west-1"
SOURCE = LeaseSource(table="lease-test", region=HERE)


class Table:
    """A replica that says who holds the lease, or fails."""

    def __init__(self, answer: str | Exception | None):
        self.answer = answer
        self.asked: list[dict[str, Any]] = []

    def get_item(self, **arguments: Any) -> dict[str, Any]:
        self.asked.append(arguments)
        if isinstance(self.answer, Exception):
            raise self.answer
        return {"Item": {"region": {"S": self.answer}}} if self.answer else {}


def lease(table: Table) -> Lease:
    return Lease(SOURCE, lambda: table)


def test_the_holder_is_asked_for_by_a_consistent_read_of_the_one_item() -> None:
    table = Table(HERE)
    lease(table).permit().check()
    assert table.asked == [{"TableName": "lease-test", "Key": KEY, "ConsistentRead": True}]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (THERE, "it is held by eu-west-1"),
        (None, "it is held by nobody"),
        (refused("GetItem", "InternalServerError"), "no answer: ClientError"),
        (unanswered(), "no answer: ReadTimeoutError"),
        (KeyError("region"), "no answer: KeyError"),
    ],
)
def test_whoever_is_not_said_to_hold_it_has_no_permit(answer: str | Exception | None, said: str) -> None:
    with pytest.raises(LeaseError, match=said):
        lease(Table(answer)).permit()


def test_without_a_second_region_nobody_is_asked() -> None:
    def never() -> Table:
        raise AssertionError("there is no table")

    alone = Lease(None, never)
    alone.prepare()
    assert alone.permit() is ALWAYS
    ALWAYS.check()


@given(st.lists(st.floats(0, 100), min_size=3, max_size=3))
def test_a_permit_ends_when_any_clock_says_so(passed: list[float]) -> None:
    now = [0.0, 1000.0, 5.0]
    clocks: list[Callable[[], float]] = [lambda number=number: now[number] for number in range(3)]
    permit = Permit(clocks)
    now = [then + seconds for then, seconds in zip(now, passed, strict=True)]
    if max(now[0], now[1] - 1000, now[2] - 5) > HOLD_SECONDS:
        with pytest.raises(LeaseError, match="too old"):
            permit.check()
    else:
        permit.check()


def test_the_time_of_a_permit_begins_before_the_question() -> None:
    now = 0.0
    table = Table(HERE)

    def slow() -> Table:
        nonlocal now
        now += HOLD_SECONDS + 1
        return table

    with pytest.raises(LeaseError, match="too old"):
        Lease(SOURCE, slow, [lambda: now]).permit().check()


def test_the_clocks_go_on() -> None:
    before = [clock() for clock in CLOCKS]
    time.sleep(0.01)
    assert all(clock() > then for clock, then in zip(CLOCKS, before, strict=True))


def test_the_client_is_made_without_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", HERE)
    made: Any = lease_client()
    assert made.meta.service_model.service_name == "dynamodb"
    # Four seconds at most: the rest of an invocation is for the parking.
    config = made.meta.config
    assert config.retries["total_max_attempts"] * (config.connect_timeout + config.read_timeout) <= 4


def test_the_table_and_the_region_come_from_the_environment() -> None:
    assert Settings.from_environment(WHOLE).lease is None
    leased = WHOLE | {"LEASE_TABLE": "lease-prod", "AWS_REGION": HERE}
    assert Settings.from_environment(leased).lease == LeaseSource(table="lease-prod", region=HERE)
    for name, value in (("LEASE_TABLE", "a table"), ("AWS_REGION", "")):
        with pytest.raises(SettingsError, match=name):
            Settings.from_environment(leased | {name: value})


@pytest.mark.parametrize("answer", [THERE, unanswered()], ids=["held elsewhere", "no answer"])
def test_what_may_not_be_booked_is_parked_and_uses_up_no_try(
    desk: Desk, capfd: pytest.CaptureFixture[str], answer: str | Exception
) -> None:
    table = Table(answer)
    consumer = desk.consumer(lease=lease(table))
    desk.queue.send([*bodies(3), "no payment"])
    for _ in range(10):
        desk.queue.drain(consumer)
        desk.queue.later()
    desk.check_books(0)
    assert (desk.queue.count(), desk.queue.dead_letters()) == (4, [])
    written = capfd.readouterr().out
    assert counted(written).keys() == {"PaymentParked", "PaymentRetried"}
    assert {line["Reason"] for line in metrics(written) if "PaymentParked" in line} == {"lease"}
    assert {line["obstacle"] for line in desk.logged()} == {"lease"}
    table.answer = HERE
    desk.queue.drain(consumer)
    desk.check_books(3)


def test_the_lease_is_asked_for_once_a_batch(desk: Desk) -> None:
    table = Table(HERE)
    consumer = desk.consumer(lease=lease(table))
    desk.queue.send(bodies(20))
    desk.queue.drain(consumer)
    desk.check_books(20)
    assert len(table.asked) == 2


@pytest.mark.parametrize("payments", [1, 3])
def test_a_permit_that_ends_before_the_commit_parks_the_batch(desk: Desk, payments: int) -> None:
    now = iter([0.0, *[HOLD_SECONDS + 1.0] * 9])
    consumer = desk.consumer(lease=Lease(SOURCE, lambda: Table(HERE), [lambda: next(now)]))
    desk.queue.send(bodies(payments))
    desk.queue.drain(consumer)
    desk.check_books(0)
    assert desk.queue.delayed() == payments


def test_the_server_rolls_back_what_stands_still_before_its_commit(world: World) -> None:
    connections = Connections(world.database, Credentials(world.client, world.application), idle_seconds=1)
    frozen = connections.ready()
    order = Order(parse_payment(body()), WriteOptions())
    insert_payments(frozen, [order])
    insert_entries(frozen, [order])
    time.sleep(2.5)
    with pytest.raises(DatabaseError) as failed:
        end(frozen, commit=True)
    assert failed.value.errno in (CR.CR_SERVER_GONE_ERROR, CR.CR_SERVER_LOST, 4031)
    [(booked,)] = world.server.run(f"SELECT COUNT(*) FROM {world.database.name}.payments")  # noqa: S608 (a name of ours)
    assert booked == 0
    # The next batch has a new connection.
    assert execute(connections.ready(), "SELECT 1") == [(1,)]
