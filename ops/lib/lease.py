"""The lease on the payments: which region may book them, as the table of both regions says."""

from dataclasses import dataclass
from datetime import datetime

from ops.lib.clients import Client

# The table's one item.
KEY = {"lease": {"S": "payments"}}


@dataclass(frozen=True, kw_only=True)
class Lease:
    """The region that may book payments, the number of the change that gave it to it, and when that was (epoch)."""

    region: str
    term: int
    since: float


def read(client: Client, table: str) -> Lease | None:
    """The lease as it is now, asked of the client's region; None where the table has no item.

    What the client raises passes: a region that reaches neither of the other two has no answer to give.
    """
    found = client.get_item(TableName=table, Key=KEY, ConsistentRead=True).get("Item")
    if found is None:
        return None
    return Lease(
        region=found["region"]["S"],
        term=int(found["term"]["N"]),
        since=datetime.fromisoformat(found["since"]["S"]).timestamp(),
    )
