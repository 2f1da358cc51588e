"""What a database migration registers, on an instance and serverless; nobody may change it."""

import pytest

from tests.components.migration.samples import build_dms, dms_settings
from tests.support.graph import Graph


@pytest.fixture(scope="package")
def graph() -> Graph:
    return build_dms()


@pytest.fixture(scope="package")
def serverless() -> Graph:
    return build_dms(settings=dms_settings(mode="serverless"))
