"""A replica of the database server."""

from collections.abc import Iterator

import pytest

from tests.rotation_lambda.server import Server, start_beside
from tests.rotation_lambda.world import INITIAL_PASSWORD, World


@pytest.fixture
def replica(bare: World) -> Iterator[Server]:
    """A replica of the other server."""
    started = start_beside(bare.server)
    [(file, position, *_)] = bare.server.run(
        "CREATE USER replicator@'127.%' IDENTIFIED BY 'of a test'",
        "GRANT REPLICATION SLAVE ON *.* TO replicator@'127.%'",
        "SHOW MASTER STATUS",
    )
    started.server.run(
        # What existed before the position that replication starts at.
        f"CREATE USER admin@'%' IDENTIFIED BY '{INITIAL_PASSWORD}'",
        f"CHANGE MASTER TO MASTER_HOST='{bare.server.host}', MASTER_PORT={bare.server.port}, "
        "MASTER_USER='replicator', MASTER_PASSWORD='of a test', MASTER_SSL=1, "
        f"MASTER_LOG_FILE='{file}', MASTER_LOG_POS={position}",
        "START SLAVE",
    )
    yield started.server
    started.stop()


def catch_up(world: World, replica: Server) -> None:
    [(file, position, *_)] = world.server.run("SHOW MASTER STATUS")
    [(events,)] = replica.run("START SLAVE", f"SELECT MASTER_POS_WAIT('{file}', {position}, 60)")
    assert events is not None
    assert events >= 0
