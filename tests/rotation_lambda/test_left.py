"""What the database still has of a migration is named, and nothing is changed by asking."""

from typing import Any

import pytest

from rotation_lambda import bootstrap
from tests.rotation_lambda.copies import begin, keep
from tests.rotation_lambda.state import state
from tests.rotation_lambda.world import World

NOTHING: dict[str, list[str]] = {"users": [], "schemas": [], "tables": []}


def look(world: World, at: str = "migration") -> dict[str, Any]:
    answer: dict[str, Any] = dict(bootstrap.handle({"look": at}, None))
    assert answer.keys() == {at}
    return answer[at]


def test_nothing_is_left_where_there_was_no_migration(world: World) -> None:
    before = state(world)
    assert look(world) == NOTHING
    assert state(world) == before
    assert world.server.run("SHOW TABLES FROM pay_ments LIKE 'migration%'") == []


def test_what_a_migration_has_is_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(world, monkeypatch)
    world.server.run("CREATE DATABASE awsdms_control")
    assert look(world) == {
        "users": ["'migration'@'%'", "'migration_back'@'%'"],
        "schemas": ["awsdms_control"],
        "tables": ["migration_copy"],
    }


def test_nothing_is_left_after_the_run_that_ends_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(world, monkeypatch)
    world.server.run("CREATE DATABASE awsdms_control")
    for name in ("MIGRATION_SECRET_ARN", "REVERSE_SECRET_ARN"):
        monkeypatch.delenv(name)
    # Switched off, and no run has come yet: it is asked all the same.
    assert look(world) != NOTHING
    world.bootstrap()
    assert look(world) == NOTHING


def test_an_account_that_no_run_drops_is_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(world, monkeypatch)
    world.server.run("CREATE USER migration_back@'10.0.0.9'", "CREATE USER migration_of_others@'%'")
    monkeypatch.delenv("MIGRATION_SECRET_ARN")
    world.bootstrap()
    assert look(world) == NOTHING | {"users": ["'migration_back'@'10.0.0.9'"]}


def test_what_is_only_called_alike_is_not_named(world: World) -> None:
    world.server.run("CREATE DATABASE awsdmsxcontrol", "CREATE TABLE pay_ments.migrationxcopy (a INT)")
    assert look(world) == NOTHING


@pytest.mark.parametrize("asked", ["users", ""])
def test_anything_else_that_is_asked_about_is_refused(world: World, asked: str) -> None:
    with pytest.raises(ValueError, match=f"look must be migration; got '{asked}'"):
        look(world, asked)
