"""A rotation waits until a replica accepts the new password."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rotation_lambda import schema
from rotation_lambda.application import REPLICA_TRIES, ApplicationAccount
from rotation_lambda.bootstrap import Bootstrap
from rotation_lambda.checks import CheckError
from rotation_lambda.master import MasterAccount
from tests.rotation_lambda.replication import catch_up, replica
from tests.rotation_lambda.secrets import plant
from tests.rotation_lambda.server import OTHER_HOST, Server
from tests.rotation_lambda.state import DONE
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


def test_users_and_schema_never_change_on_a_copy(bare: World, replica: Server, tmp_path: Path) -> None:
    bare.bootstrap()
    catch_up(bare, replica)
    shutil.copytree(schema.FOLDER, tmp_path, dirs_exist_ok=True)
    newest = f"{len(DONE['schema']) + 1:03}_more.sql"
    (tmp_path / newest).write_text("CREATE TABLE more (id INT PRIMARY KEY)")
    there = replace(bare.settings, database=replace(bare.database, host=OTHER_HOST))
    bootstrap = Bootstrap(there, bare.store(), tmp_path)
    # As RDS has it where a server replicates.
    replica.run("SET GLOBAL read_only = 1")
    with pytest.raises(CheckError, match="the server is read-only, as a copy is"):
        bootstrap.run(None)
    files = replica.run(f"SELECT file FROM `{bare.database.name}`.schema_migrations ORDER BY 1")  # noqa: S608 (the test's own name)
    assert [file for (file,) in files] == DONE["schema"]
