"""The lease on the payments: whether this region may book them, and how long an answer to that holds."""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

from lambda_src.parking import Obstacle, ObstacleError
from lambda_src.settings import LeaseSource
from lambdas.shared.aws import client

# The table's one item.
KEY = {"lease": {"S": "payments"}}
# How long an answer allows commits. The other region waits for it before it books payments.
HOLD_SECONDS = 30

Clock = Callable[[], float]
# Lambda may freeze a function between two of its statements, and no clock is promised to go on meanwhile. The one that
# says that most time has passed is believed.
CLOCKS: Sequence[Clock] = (time.monotonic, time.time, lambda: time.clock_gettime(time.CLOCK_BOOTTIME))


class LeaseError(ObstacleError):
    """This region does not hold the lease, or it is not known to; the message says which."""

    obstacle: Obstacle = "lease"


class LeaseClient(Protocol):
    """The operation in use; it takes and returns what AWS documents."""

    def get_item(self, **arguments: Any) -> dict[str, Any]:
        """One item, by its key."""
        ...


class Permit:
    """The permission to commit payments for `seconds` from now, as the fastest of the clocks measures them.

    Without clocks it never ends.
    """

    def __init__(self, clocks: Sequence[Clock], seconds: float = HOLD_SECONDS):
        self._clocks = clocks
        self._seconds = seconds
        self._given = [clock() for clock in clocks]

    def check(self) -> None:
        """Raises LeaseError once it has ended: the last thing to do before a commit."""
        ages = [clock() - given for clock, given in zip(self._clocks, self._given, strict=True)]
        if max(ages, default=0) > self._seconds:
            raise LeaseError("the answer is too old")


# Of a stack that has one region.
ALWAYS = Permit(())


def lease_client() -> LeaseClient:
    """A client that gives up early enough for the batch to be parked."""
    return client("dynamodb", connect_seconds=0.5, read_seconds=1, attempts=2)


class Lease:
    """The lease as this region's replica of the table has it; its client is made with the first question."""

    def __init__(
        self,
        source: LeaseSource | None,
        client: Callable[[], LeaseClient] = lease_client,
        clocks: Sequence[Clock] = CLOCKS,
    ):
        self._source = source
        self._make = client
        self._clocks = clocks

    def prepare(self) -> None:
        """Makes the client, so that the first payment does not wait for it."""
        if self._source:
            _ = self._client

    def permit(self) -> Permit:
        """The permission to commit payments from now on; raises LeaseError where there is none, or no answer."""
        if self._source is None:
            return ALWAYS
        # Its time begins before the question: what is read was true at some moment after that.
        permit = Permit(self._clocks)
        holder = self._holder(self._source.table)
        if holder != self._source.region:
            raise LeaseError(f"it is held by {holder}")
        return permit

    def holder(self) -> str | None:
        """The region that may book payments, or `nobody`; None in a stack of one region. Raises LeaseError."""
        return self._holder(self._source.table) if self._source else None

    def is_held(self) -> bool:
        """Whether this region is known to hold it."""
        if self._source is None:
            return True
        try:
            return self.holder() == self._source.region
        except LeaseError:
            return False

    @cached_property
    def _client(self) -> LeaseClient:
        return self._make()

    def _holder(self, table: str) -> str:
        try:
            answer = self._client.get_item(TableName=table, Key=KEY, ConsistentRead=True)
            item: Mapping[str, Mapping[str, str]] = answer.get("Item") or {}
            return item["region"]["S"] if item else "nobody"
        # Whatever it is, nobody has said that this region may book.
        except Exception as error:
            raise LeaseError(f"no answer: {type(error).__name__}") from None
