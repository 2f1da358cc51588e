"""The taking of the lease on the payments, against moto's DynamoDB."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from moto import mock_aws

from config.recovery_objectives import (
    LEASE_HOLD_SECONDS,
    LEASE_IDLE_SECONDS,
    LEASE_MARGIN_SECONDS,
    LEASE_WAIT_SECONDS,
)
from lambda_src.connections import IDLE_SECONDS
from lambda_src.lease import HOLD_SECONDS
from lambda_src.lease import KEY as ASKED_FOR
from lambdas.recovery import lease as module
from lambdas.recovery.lease import KEY, TRIES, ContestedError, Lease, Settings, handle, take
from ops.lib import lease as command
from tests.support.aws import client, refused

HOME, AWAY = "eu-west-2", "eu-west-1"
SETTINGS = Settings(table="lease-test", region=AWAY, wait_seconds=LEASE_WAIT_SECONDS)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CONFLICTS = ("ConditionalCheckFailedException", "ReplicatedWriteConflictException")


class Table:
    """Moto's table; the next writes may be refused, or overtaken by another region's."""

    def __init__(self) -> None:
        self._client = client("dynamodb", AWAY)
        self._client.create_table(
            TableName=SETTINGS.table,
            AttributeDefinitions=[{"AttributeName": "lease", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "lease", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
        self.refusals: list[str] = []
        self.overtaken = 0
        self.reads: list[dict[str, Any]] = []

    def get_item(self, **arguments: Any) -> dict[str, Any]:
        self.reads.append(arguments)
        return self._client.get_item(**arguments)

    def put_item(self, **arguments: Any) -> dict[str, Any]:
        if self.refusals:
            raise refused("PutItem", self.refusals.pop(0))
        if self.overtaken:
            self.overtaken -= 1
            self.give(HOME, (self.term() or 0) + 1)
        return self._client.put_item(**arguments)

    def give(self, region: str, term: int, since: datetime = NOW - timedelta(days=1)) -> None:
        values = {"region": {"S": region}, "term": {"N": str(term)}, "since": {"S": since.isoformat()}}
        self._client.put_item(TableName=SETTINGS.table, Item=KEY | values)

    def term(self) -> int | None:
        found = command.read(self._client, SETTINGS.table)
        return found.term if found else None

    def holder(self) -> str:
        found = command.read(self._client, SETTINGS.table)
        return found.region if found else "nobody"


@pytest.fixture
def table() -> Iterator[Table]:
    with mock_aws():
        yield Table()


def now() -> datetime:
    return NOW


def test_the_lease_goes_to_this_region_with_the_next_term(table: Table) -> None:
    table.give(HOME, 4)
    assert take(table, SETTINGS, now) == Lease(region=AWAY, term=5, since=NOW)
    assert (table.holder(), table.term()) == (AWAY, 5)
    assert all(read["ConsistentRead"] is True for read in table.reads)


def test_a_lease_that_is_held_is_left_as_it_is(table: Table) -> None:
    table.give(HOME, 4)
    first = take(table, SETTINGS, now)
    assert take(table, SETTINGS, lambda: NOW + timedelta(hours=1)) == first


def test_a_table_without_an_item_gets_the_first_term(table: Table) -> None:
    assert take(table, SETTINGS, now).term == 1


@pytest.mark.parametrize("code", CONFLICTS)
def test_a_change_in_another_region_is_looked_at_again(table: Table, code: str) -> None:
    table.give(HOME, 4)
    table.refusals = [code]
    assert take(table, SETTINGS, now).term == 5


def test_a_term_is_given_once(table: Table) -> None:
    table.give(HOME, 4)
    table.overtaken = 2
    assert take(table, SETTINGS, now).term == 7


def test_a_first_item_is_not_overwritten(table: Table) -> None:
    table.overtaken = 1
    assert take(table, SETTINGS, now).term == 2


def test_whoever_is_never_first_says_so(table: Table) -> None:
    table.overtaken = TRIES
    with pytest.raises(ContestedError, match=AWAY):
        take(table, SETTINGS, now)
    assert table.holder() == HOME


def test_any_other_failure_is_raised_and_nothing_taken(table: Table) -> None:
    table.give(HOME, 4)
    table.refusals = ["InternalServerError"]
    with pytest.raises(Exception, match="InternalServerError"):
        take(table, SETTINGS, now)
    assert table.holder() == HOME


@pytest.fixture
def slept(table: Table, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the function has waited."""
    for name, value in {"LEASE_TABLE": SETTINGS.table, "AWS_REGION": AWAY, "LEASE_WAIT_SECONDS": "90"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", AWAY)
    found: list[float] = []
    # The module's own: other threads go on sleeping.
    monkeypatch.setattr(module, "time", SimpleNamespace(sleep=found.append))
    return found


def test_the_function_answers_once_the_other_region_can_book_nothing(table: Table, slept: list[float]) -> None:
    table.give(HOME, 4)
    answer = handle({}, None)
    since, safe = (datetime.fromisoformat(str(answer[key])) for key in ("since", "booksSafelyFrom"))
    assert (answer["region"], answer["term"], (safe - since).total_seconds()) == (AWAY, 5, LEASE_WAIT_SECONDS)
    assert LEASE_WAIT_SECONDS - 5 < slept[0] <= LEASE_WAIT_SECONDS
    # Called again, it says the same; called later, it does not wait.
    assert handle({"wait": False}, None) == answer
    table.give(AWAY, 6)
    handle({}, None)
    assert slept[1:] == [0]


def test_the_wait_is_as_long_as_a_commit_may_take() -> None:
    assert (LEASE_HOLD_SECONDS, LEASE_IDLE_SECONDS) == (HOLD_SECONDS, IDLE_SECONDS)
    assert LEASE_WAIT_SECONDS == HOLD_SECONDS + IDLE_SECONDS + LEASE_MARGIN_SECONDS
    assert KEY == ASKED_FOR == command.KEY
