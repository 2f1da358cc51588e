"""AWS clients that are created fast: a function's first payment waits for one."""

import logging
from typing import Any

from botocore.config import Config
from botocore.loaders import Loader
from botocore.session import Session


def client(service: str, *, connect_seconds: float, read_seconds: float, attempts: int) -> Any:
    """A client that gives up early enough for its caller to do something else.

    It is botocore's own, as boto3 would create it: importing boto3 takes longer, for parts that nobody here uses.
    """
    # At DEBUG botocore logs requests and answers, with secret values and account numbers.
    logging.getLogger("botocore").setLevel(logging.INFO)
    session: Any = Session()
    session.register_component("data_loader", _LoaderOfOne(service))
    config = Config(
        connect_timeout=connect_seconds,
        read_timeout=read_seconds,
        retries={"total_max_attempts": attempts, "mode": "standard"},
    )
    return session.create_client(service, config=config)


class _LoaderOfOne(Loader):
    """Loads the model of one service, without a scan of the folders of all of them."""

    def __init__(self, service: str):
        super().__init__()  # pyright: ignore[reportUnknownMemberType] (untyped)
        self._service = service

    def list_available_services(self, type_name: str) -> list[str]:
        """The one."""
        return [self._service]
