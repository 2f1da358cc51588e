"""boto3's clients by service and region."""

from collections.abc import Callable
from typing import Any, cast

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionError, HTTPClientError

# A region that is down has to be detected within seconds, by each of several calls.
CONFIG = Config(connect_timeout=3, read_timeout=15, retries={"total_max_attempts": 2, "mode": "standard"})

Client = Any  # boto3's clients are made from AWS's models when they are asked for.


def connect(service: str, region: str, config: Config = CONFIG) -> Client:
    """A new client with the credentials of the environment."""
    make = cast(Callable[..., Client], boto3.client)  # pyright: ignore[reportUnknownMemberType] (untyped)
    return make(service, region_name=region, config=config)


class Clients:
    """One client for each service and region, made when it is first asked for."""

    def __init__(self, make: Callable[[str, str], Client] = connect):
        self._make = make
        self._made: dict[tuple[str, str], Client] = {}

    def get(self, service: str, region: str) -> Client:
        """The client of a service in a region."""
        key = service, region
        if key not in self._made:
            self._made[key] = self._make(service, region)
        return self._made[key]


def code(error: ClientError) -> str:
    """AWS's name of an error."""
    return _part(error, "Error").get("Code", "")


def unanswered(error: Exception) -> bool:
    """Whether the region is at fault and not the request: there was no answer, or a server error."""
    if isinstance(error, ClientError):
        return _part(error, "ResponseMetadata").get("HTTPStatusCode", 0) >= 500
    return isinstance(error, ConnectionError | HTTPClientError)


def _part(error: ClientError, name: str) -> dict[str, Any]:
    return cast(dict[str, dict[str, Any]], error.response).get(name, {})
