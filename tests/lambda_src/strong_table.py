"""A table that is strongly consistent over three regions, one of them a witness, and the network between these.

It does what DynamoDB documents of such a table: an operation succeeds where its region reaches at least one other of
the three, a write is in two of them before it is answered, and a consistent read is of the latest write. Each region
keeps a copy of its own, so that this is the work of the quorum here too.
"""

from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any

from botocore.exceptions import ReadTimeoutError

from tests.support.aws import refused

Item = Mapping[str, Mapping[str, str]]
Link = frozenset[str]


def link(one: str, other: str) -> Link:
    return frozenset((one, other))


class StrongTable:
    """The copies of the one item, and which regions reach each other."""

    def __init__(self, replicas: tuple[str, str], witness: str):
        self.replicas = replicas
        self.regions = (*replicas, witness)
        self._copies: dict[str, tuple[int, Item]] = dict.fromkeys(self.regions, (0, {}))
        self.cut: set[Link] = set()
        # Called before and after each write, with the region that it is made in.
        self.before_write: Callable[[str], None] = lambda region: None
        self.after_write: Callable[[str], None] = lambda region: None

    def links(self) -> list[Link]:
        return [link(*pair) for pair in combinations(self.regions, 2)]

    def client(self, region: str) -> "Replica":
        assert region in self.replicas, "nobody can read or write at a witness"
        return Replica(self, region)

    def read(self, region: str) -> Item:
        return self._latest(region, "GetItem")[1]

    def write(self, region: str, item: Item, holds: Callable[[Item], bool]) -> None:
        self.before_write(region)
        version, known = self._latest(region, "PutItem")
        if not holds(known):
            raise refused("PutItem", "ConditionalCheckFailedException")
        for one in self._quorum(region, "PutItem"):
            self._copies[one] = version + 1, item
        self.after_write(region)

    def _latest(self, region: str, operation: str) -> tuple[int, Item]:
        return max((self._copies[one] for one in self._quorum(region, operation)), key=lambda copy: copy[0])

    def _quorum(self, region: str, operation: str) -> tuple[str, str]:
        """The region and one other that it reaches: two of three, so that any two quorums share one."""
        for other in self.regions:
            if other != region and link(region, other) not in self.cut:
                return region, other
        raise refused(operation, "InternalServerError", status=500)


class Replica:
    """The operations in use, at one region's replica."""

    def __init__(self, table: StrongTable, region: str):
        self._table = table
        self._region = region

    def get_item(self, **asked: Any) -> dict[str, Any]:
        assert asked["ConsistentRead"] is True, "any other read may be old"
        item = self._table.read(self._region)
        return {"Item": item} if item else {}

    def put_item(self, **asked: Any) -> dict[str, Any]:
        conditions: dict[str, Callable[[Item], bool]] = {
            "attribute_not_exists(lease)": lambda item: not item,
            "term = :known": lambda item: bool(item) and item["term"] == asked["ExpressionAttributeValues"][":known"],
        }
        self._table.write(self._region, asked["Item"], conditions[asked["ConditionExpression"]])
        return {}


def unanswered() -> ReadTimeoutError:
    return ReadTimeoutError(endpoint_url="https://dynamodb")
