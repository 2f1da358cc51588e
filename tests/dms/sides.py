"""Two servers that are not related: an old one with the tables of the payments, beside the one of the other tests."""

from collections.abc import Iterator

import pytest

from config.project import PROJECT
from tests.dms.binlog import LOGGING
from tests.rotation_lambda.server import Server, start_beside

SCHEMA = PROJECT / "rotation_lambda" / "schema"
TABLES = ("payments", "ledger_entries")
# What the bootstrap does not enforce while rows are copied: a row is there before its large values.
RELAXED = "ALTER TABLE payments DROP CONSTRAINT payments_result"
RESTORED = "ALTER TABLE payments ADD CONSTRAINT payments_result CHECK (status = 'pending' OR result IS NOT NULL)"


@pytest.fixture(scope="session")
def old_server(server: Server) -> Iterator[Server]:
    """A server beside the other one; both log as the guide asks of a source."""
    started = start_beside(server)
    for one in (server, started.server):
        one.run(*LOGGING)
    yield started.server
    started.stop()


def make_tables(server: Server, database: str) -> None:
    """A database of that name has the tables of the payments, and no rows."""
    files = sorted(SCHEMA.glob("*.sql"))
    server.run(f"CREATE OR REPLACE DATABASE {database}", f"USE {database}", *(file.read_text() for file in files))
