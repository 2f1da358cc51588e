"""What a file transfer registers with and without a second region; nobody may change it."""

import pytest

from tests.components.migration.samples import build_transfer
from tests.support.graph import Graph


@pytest.fixture(scope="package")
def graph() -> Graph:
    return build_transfer()


@pytest.fixture(scope="package")
def two_regions() -> Graph:
    return build_transfer(second_region="eu-west-1")
