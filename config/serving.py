"""Whether the configuration agrees with the account on the region that serves payments."""

from dataclasses import dataclass
from typing import Literal

from config.recovery import Recovery

# The parameter of the second region that notes a failover, below a folder of the stack's.
NOTE = "failover"


@dataclass(frozen=True, kw_only=True)
class Server:
    """The database server of a region by its name, and whether there is one, of its own or a replica."""

    name: str
    region: str
    state: Literal["missing", "standalone", "replica"]

    def __str__(self) -> str:
        return f"{self.name} in {self.region}"


def folder(stack: str) -> str:
    """The path of a stack's parameters."""
    return f"/payments/{stack}"


def contradiction(settings: Recovery, first: Server, second: Server, moved_to: str | None = None) -> str | None:
    """What of the account contradicts the settings, and what to do about it; None where they agree.

    With settings that contradict it, an `up` would switch the queues' readers over without a drain, and promote a
    replica that the program no longer says is one: the provider does that (`replicate_source_db` in its
    `internal/service/rds/instance.go`).

    Args:
        settings: which region is active, and whether the first one is on its way back.
        first: the first region's server.
        second: the second region's server.
        moved_to: the region that the note of a failover or failback names, where there is one.
    """
    if settings.active == "primary":
        return _while_the_first_is_active(first, second, moved_to)
    return _while_the_second_is_active(settings, first, second, moved_to)


def _while_the_first_is_active(first: Server, second: Server, moved_to: str | None) -> str | None:
    if moved_to == second.region:
        return (
            f"payments are moved to {second.region}, as the note of the failover says: run `make failover` to its end "
            "and set payments:recovery.active to `recovery`"
        )
    if first.state == "replica":
        return (
            f"{first} is a replica, and an `up` would promote it: set payments:recovery.active to `recovery` and "
            "returning to true, and move the payments by `make failback` before you set them back"
        )
    if first.state == "missing" and second.state != "missing":
        return (
            f"{first} is missing, and {second} has the payments: run `make failover`, and set payments:recovery.active "
            "to `recovery`"
        )
    if second.state == "standalone" and moved_to != first.region:
        return (
            f"{second} is a server of its own, where a failover has moved the payments: set payments:recovery.active "
            "to `recovery`, or move them back by `make failback` first, which also ends what the plan has moved back"
        )
    return None


def _while_the_second_is_active(settings: Recovery, first: Server, second: Server, moved_to: str | None) -> str | None:
    if second.state == "missing":
        return f"{second} is missing: payments begin in the first region, so set payments:recovery.active to `primary`"
    if second.state == "replica":
        return (
            f"{second} is still a replica: run `make failover` to its end, or set payments:recovery.active to "
            "`primary` and returning to false"
        )
    if moved_to == first.region:
        return (
            f"payments are moved back to {first.region}, as the note of the failback says: run `make failback`, then "
            "set payments:recovery.active to `primary` and returning to false"
        )
    if first.state == "replica" and not settings.returning:
        return f"{first} is a replica, and an `up` would promote it: set payments:recovery.returning to true"
    return None
