"""Takes the lease on the payments for this region, and waits until no other region can book any more."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

# The table's one item.
KEY = {"lease": {"S": "payments"}}
# The item was changed by somebody else since it was read, or is being changed in another region at the moment.
CHANGED = frozenset({"ConditionalCheckFailedException", "ReplicatedWriteConflictException"})
TRIES = 5


class ContestedError(Exception):
    """Others have changed the lease each time before this region could."""


class Table(Protocol):
    """The operations of DynamoDB in use."""

    def get_item(self, **arguments: Any) -> dict[str, Any]:
        """One item, by its key."""
        ...

    def put_item(self, **arguments: Any) -> dict[str, Any]:
        """An item that replaces the one with its key, where a condition on that holds."""
        ...


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The table, this region, and after how many seconds no other region can book payments any more."""

    table: str
    region: str
    wait_seconds: int

    @classmethod
    def from_environment(cls, variables: Mapping[str, str]) -> "Settings":
        """The settings of an environment; raises KeyError or ValueError where one is missing or not a number."""
        return cls(
            table=variables["LEASE_TABLE"],
            region=variables["AWS_REGION"],
            wait_seconds=int(variables["LEASE_WAIT_SECONDS"]),
        )


@dataclass(frozen=True, kw_only=True)
class Lease:
    """The region that may book payments, the number of the change that gave it to it, and when that was sent."""

    region: str
    term: int
    since: datetime


def take(client: Table, settings: Settings, now: Callable[[], datetime]) -> Lease:
    """This region holds the lease; what the client raises passes, and ContestedError where others are always first.

    It may run again after any failure, and leaves a lease that this region holds as it is.
    """
    for _ in range(TRIES):
        found = _read(client, settings.table)
        if found and found.region == settings.region:
            return found
        # A moment before the request, so that what waits from then on may wait too short by as long as that takes.
        wanted = Lease(region=settings.region, term=found.term + 1 if found else 1, since=now())
        if _write(client, settings.table, wanted, found):
            return wanted
    raise ContestedError(f"{settings.region} has not got the lease in {TRIES} tries")


def _read(client: Table, table: str) -> Lease | None:
    item = client.get_item(TableName=table, Key=KEY, ConsistentRead=True).get("Item")
    if item is None:
        return None
    return Lease(
        region=item["region"]["S"], term=int(item["term"]["N"]), since=datetime.fromisoformat(item["since"]["S"])
    )


def _write(client: Table, table: str, lease: Lease, known: Lease | None) -> bool:
    """Whether the lease was as it is known, and now is the new one."""
    item = {
        **KEY,
        "region": {"S": lease.region},
        "term": {"N": str(lease.term)},
        "since": {"S": lease.since.isoformat(timespec="milliseconds")},
    }
    condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(lease)"}
    if known:
        condition = {
            "ConditionExpression": "term = :known",
            "ExpressionAttributeValues": {":known": {"N": str(known.term)}},
        }
    try:
        client.put_item(TableName=table, Item=item, **condition)
    except ClientError as error:
        if cast(Mapping[str, Mapping[str, str]], error.response)["Error"]["Code"] not in CHANGED:
            raise
        return False
    return True


def look(client: Table, settings: Settings) -> dict[str, str]:
    """Why the lease can't be read, or an empty text where it can; nothing is changed."""
    try:
        found = _read(client, settings.table)
    except (BotoCoreError, ClientError) as error:
        return {"lease": str(error)}
    return {"lease": "" if found else "nobody holds it"}


def handle(event: Mapping[str, Any], context: object) -> Mapping[str, str | int]:
    """Takes the lease, and answers once it is safe; with `"wait": false` in the event it only says when that is.

    With `"look": true` it says whether the lease can be read.
    """
    # One attempt: a repeated write would be younger than the moment that it holds.
    config = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 1, "mode": "standard"})
    client = cast(Callable[..., Table], boto3.client)  # pyright: ignore[reportUnknownMemberType] (untyped)
    settings = Settings.from_environment(os.environ)
    table = client("dynamodb", config=config)
    if event.get("look"):
        return look(table, settings)
    lease = take(table, settings, lambda: datetime.now(UTC))
    safe = lease.since + timedelta(seconds=settings.wait_seconds)
    if event.get("wait", True):
        time.sleep(max(0.0, (safe - datetime.now(UTC)).total_seconds()))
    return {
        "region": lease.region,
        "term": lease.term,
        "since": lease.since.isoformat(timespec="milliseconds"),
        "booksSafelyFrom": safe.isoformat(timespec="milliseconds"),
    }
