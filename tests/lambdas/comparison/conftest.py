"""Two real servers, the old and the new one, with the same tables; they are empty for each test."""

from collections.abc import Iterator

import pytest

from tests.lambdas.comparison.databases import Databases
from tests.rotation_lambda.conftest import server
from tests.rotation_lambda.server import Server, start_beside

__all__ = ["server"]


@pytest.fixture(scope="session")
def second(server: Server) -> Iterator[Server]:
    started = start_beside(server)
    yield started.server
    started.stop()


@pytest.fixture
def databases(server: Server, second: Server) -> Iterator[Databases]:
    made = Databases(old=server, new=second)
    made.create()
    yield made
    made.close()
