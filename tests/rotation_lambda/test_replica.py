"""A rotation waits until a replica accepts the new password."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from rotation_lambda.application import REPLICA_TRIES, ApplicationAccount
from rotation_lambda.checks import CheckError
from rotation_lambda.master import MasterAccount
from tests.rotation_lambda.replication import catch_up, replica
from tests.rotation_lambda.secrets import plant
from tests.rotation_lambda.server import OTHER_HOST, Server
from tests.rotation_lambda.world import STEPS, World

__all__ = ["replica"]


def account(world: World, pause: Callable[[float], None]) -> ApplicationAccount:
    settings = replace(world.settings, replica=replace(world.database, host=OTHER_HOST))
    return ApplicationAccount(settings, world.store(), MasterAccount(settings, world.store()), pause)


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
