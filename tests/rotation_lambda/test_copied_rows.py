"""What was copied can be deleted until the copy has ended, and a mark is written for the copy back."""

import uuid
from contextlib import closing

import pytest

from lambdas.shared.database import execute
from rotation_lambda import bootstrap, copying
from rotation_lambda.copying import StillCopyingError
from tests.rotation_lambda.copies import begin, session, write_entries, write_first, write_second
from tests.rotation_lambda.world import World


@pytest.fixture
def secret(world: World, monkeypatch: pytest.MonkeyPatch) -> str:
    """The secret of a migration that has begun."""
    return begin(world, monkeypatch)


def count(world: World) -> int:
    return sum(
        int(world.server.run(f"SELECT COUNT(*) FROM pay_ments.{table}")[0][0])  # noqa: S608 (the schema's names)
        for table in copying.COPIED
    )


def copy_one(world: World, secret: str) -> None:
    with closing(session(world, secret)) as dms:
        payment = write_first(dms)
        write_second(dms, payment)
        write_entries(dms, payment)
        execute(dms, "INSERT INTO replication_marks (mark_id) VALUES (%s)", [payment])


def test_what_was_copied_is_deleted_and_the_copy_goes_on(world: World, secret: str) -> None:
    copy_one(world, secret)
    assert count(world) == 4
    assert world.copy("empty")["copy"] == "begun"
    assert count(world) == 0
    copy_one(world, secret)
    assert world.copy("end")["copy"] == "ended"


def test_nothing_is_deleted_once_the_copy_has_ended(world: World, secret: str) -> None:
    copy_one(world, secret)
    world.copy("end")
    with pytest.raises(StillCopyingError, match="may be payments"):
        world.copy("empty")
    assert count(world) == 4


def test_nothing_is_deleted_while_the_copy_has_sessions(world: World, secret: str) -> None:
    copy_one(world, secret)
    with closing(session(world, secret)), pytest.raises(StillCopyingError, match="1 sessions"):
        world.copy("empty")
    assert count(world) == 4


def test_a_mark_is_written_once_however_often_it_is_asked_for(world: World, secret: str) -> None:
    mark = str(uuid.uuid4())
    for _ in range(2):
        assert bootstrap.handle({"mark": mark}, None) == {"mark": mark}
    assert world.server.run("SELECT mark_id FROM pay_ments.replication_marks") == [(mark,)]


def test_without_a_migration_there_is_no_mark(world: World) -> None:
    with pytest.raises(ValueError, match="there is no migration"):
        bootstrap.handle({"mark": str(uuid.uuid4())}, None)
