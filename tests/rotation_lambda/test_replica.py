"""A rotation waits until a replica accepts the new password."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from rotation_lambda.application import REPLICA_TRIES, ApplicationAccount
from rotation_lambda.checks import CheckError
from rotation_lambda.master import MasterAccount
from tests.rotation_lambda.secrets import plant
from tests.rotation_lambda.server import OTHER_HOST, Server, start_beside
from tests.rotation_lambda.world import INITIAL_PASSWORD, STEPS, World


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


def account(world: World, pause: Callable[[float], None]) -> ApplicationAccount:
    settings = replace(world.settings, replica=replace(world.database, host=OTHER_HOST))
    return ApplicationAccount(settings, world.store(), MasterAccount(settings, world.store()), pause)


def catch_up(world: World, replica: Server) -> None:
    [(file, position, *_)] = world.server.run("SHOW MASTER STATUS")
    [(events,)] = replica.run("START SLAVE", f"SELECT MASTER_POS_WAIT('{file}', {position}, 60)")
    assert events is not None
    assert events >= 0


def test_a_rotation_waits_for_the_replica(bare: World, replica: Server) -> None:
    bare.bootstrap()
    catch_up(bare, replica)
    replica.run("STOP SLAVE SQL_THREAD")
    bare.finish(bare.application, plant(bare.application), STEPS[:2])
    pending = bare.credential(bare.application, "AWSPENDING")
    pauses: list[float] = []

    with pytest.raises(CheckError, match="does not know the new password of pay_b yet"):
        account(bare, pauses.append).verify(pending)
    assert len(pauses) == REPLICA_TRIES

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        catch_up(bare, replica)

    pauses.clear()
    account(bare, pause).verify(pending)
    assert len(pauses) == 1
