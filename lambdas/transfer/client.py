"""The client of Transfer Family, as far as the functions use it."""

from collections.abc import Callable
from typing import Any, Protocol, cast

import boto3
from botocore.config import Config


class Transfer(Protocol):
    """The operations in use; they take and return what AWS documents."""

    def list_host_keys(self, **arguments: Any) -> dict[str, Any]:
        """A server's host keys, page by page, without their private parts."""
        ...

    def import_host_key(self, **arguments: str) -> dict[str, Any]:
        """One more host key of a server."""
        ...

    def delete_host_key(self, **arguments: str) -> dict[str, Any]:
        """One host key less."""
        ...


def transfer_client() -> Transfer:
    """A client that gives up before its function has to."""
    config = Config(connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 3, "mode": "standard"})
    client = cast(Callable[..., Transfer], boto3.client)  # pyright: ignore[reportUnknownMemberType] (untyped)
    return client("transfer", config=config)
