"""A copy by DMS writes what it is documented to write, and every constraint holds once it has ended."""

import re
import uuid
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from lambdas.shared.database import DatabaseError, execute
from rotation_lambda import constraints, copying
from rotation_lambda.constraints import AGAINST, RELAXED, UnsatisfiedError
from rotation_lambda.copying import StillCopyingError
from tests.rotation_lambda.copies import begin, session, write_entries, write_first, write_second
from tests.rotation_lambda.interruptions import killed_after, killed_before
from tests.rotation_lambda.world import KilledError, World

CHECKS = "SELECT constraint_name FROM information_schema.check_constraints WHERE constraint_schema = 'pay_ments'"
# What MySQL and MariaDB answer where a check is not satisfied.
REFUSED = {3819, 4025}
LARGE = ("json", "text", "blob", "longtext", "longblob", "mediumtext", "mediumblob")


@pytest.fixture
def secret(world: World, monkeypatch: pytest.MonkeyPatch) -> str:
    """The secret of a migration that has begun."""
    return begin(world, monkeypatch)


def checks(world: World) -> set[str]:
    return {str(name) for (name,) in world.server.run(CHECKS)}


def test_both_statements_of_a_row_are_taken_while_data_is_copied(world: World, secret: str) -> None:
    with closing(session(world, secret)) as dms:
        payment = write_first(dms)
        write_second(dms, payment)
        # An entry may come before its payment.
        write_entries(dms, payment)
    assert world.copy("end")["copy"] == "ended"
    assert "payments_result" in checks(world)


def test_without_a_migration_the_first_statement_is_refused(world: World) -> None:
    with closing(session(world, world.application)) as application, pytest.raises(DatabaseError) as refused:
        write_first(application)
    assert refused.value.errno in REFUSED


def test_what_gives_way_is_every_constraint_that_a_copy_breaks(world: World) -> None:
    columns = world.server.run(
        "SELECT table_name, column_name, is_nullable, data_type FROM information_schema.columns "
        "WHERE table_schema = 'pay_ments' AND table_name <> 'schema_migrations'"
    )
    large = [(table, column, nullable) for table, column, nullable, kind in columns if kind in LARGE]
    assert [item for item in large if item[2] == "NO"] == []
    broken = {
        str(name)
        for table, name, clause in world.server.run(
            "SELECT table_name, constraint_name, check_clause FROM information_schema.check_constraints "
            "WHERE constraint_schema = 'pay_ments'"
        )
        for owner, column, _ in large
        # MariaDB says of each JSON column that it is JSON, or NULL.
        if owner == table and re.search(rf"`{column}`", str(clause)) and "json_valid" not in str(clause)
    }
    assert {item.name for item in RELAXED} == broken
    foreign = world.server.run(
        "SELECT constraint_name FROM information_schema.referential_constraints WHERE constraint_schema = 'pay_ments'"
    )
    assert set(AGAINST) == broken | {str(name) for (name,) in foreign}
    assert world.server.run("SHOW TRIGGERS FROM pay_ments") == []


def test_what_returns_is_what_the_schema_has(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before = world.server.run("SHOW CREATE TABLE pay_ments.payments")[0][1]
    begin(world, monkeypatch)
    assert "payments_result" not in checks(world)
    world.copy("end")
    after = world.server.run("SHOW CREATE TABLE pay_ments.payments")[0][1]
    assert sorted(_lines(after)) == sorted(_lines(before))


def _lines(statement: str) -> list[str]:
    return [line.strip().rstrip(",") for line in statement.splitlines()]


def test_rows_that_do_not_satisfy_are_named_and_nothing_is_changed(world: World, secret: str) -> None:
    with closing(session(world, secret)) as dms:
        cut_off, pending = write_first(dms), write_first(dms, "pending")
        write_entries(dms, str(uuid.uuid4()))
        entries = [str(entry) for (entry,) in execute(dms, "SELECT entry_id FROM ledger_entries ORDER BY entry_id")]
    with pytest.raises(UnsatisfiedError) as refused:
        world.copy("end")
    assert f"payments_result does not allow {cut_off}" in str(refused.value)
    assert f"ledger_entries_payment does not allow {', '.join(entries)}" in str(refused.value)
    assert pending not in str(refused.value)
    assert "payments_result" not in checks(world)
    with closing(session(world, secret)) as dms:
        write_second(dms, cut_off)
        execute(dms, "DELETE FROM ledger_entries")
    assert world.copy("end")["constraints"] == ["payments_result"]


def test_an_error_names_a_few_rows_of_many(world: World, secret: str) -> None:
    with closing(session(world, secret)) as dms:
        for _ in range(constraints.NAMED + 2):
            write_first(dms)
    with pytest.raises(UnsatisfiedError, match=r"does not allow (\S+, ){9}\S+ and more$"):
        world.copy("end")


def test_a_copy_that_still_runs_is_not_cut_off(world: World, secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "PAUSES", (0, 0))
    with closing(session(world, secret)) as dms:
        with pytest.raises(StillCopyingError, match="migration has 1 sessions: stop the copy first"):
            world.copy("end")
        write_second(dms, write_first(dms))


def test_after_the_end_a_copy_that_is_started_by_mistake_writes_nothing(world: World, secret: str) -> None:
    world.copy("end")
    with closing(session(world, secret)) as dms:
        assert execute(dms, "SELECT COUNT(*) FROM payments") == [(0,)]
        with pytest.raises(DatabaseError):
            write_first(dms)
    # Another run of the bootstrap does not open it again.
    world.bootstrap()
    assert "payments_result" in checks(world)
    with closing(session(world, secret)) as dms, pytest.raises(DatabaseError):
        write_first(dms)


def test_the_end_notes_where_the_binlog_is_and_keeps_to_it(world: World, secret: str) -> None:
    ended = world.copy("end")
    file, _, place = ended["position"].partition(":")
    shown = world.server.run("SHOW MASTER STATUS")[0]
    assert (file, int(place) <= shown[1]) == (shown[0], True)
    world.server.run("CREATE DATABASE payments_go_on")
    assert world.copy("end") == ended


def test_a_copy_can_be_opened_again(world: World, secret: str) -> None:
    world.copy("end")
    assert world.copy("begin") == {"copy": "begun", "constraints": ["payments_result"], "position": None}
    with closing(session(world, secret)) as dms:
        write_second(dms, write_first(dms))
    assert world.copy("end")["copy"] == "ended"


@pytest.mark.parametrize("when", [killed_before, killed_after], ids=["before", "after"])
@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (constraints, "refuse_unsatisfied"),
        (copying.migration, "set_rights"),
        (constraints, "restore"),
        (copying, "_position"),
        (copying, "_record"),
    ],
)
def test_an_end_that_was_interrupted_is_completed(
    world: World, secret: str, owner: object, name: str, when: Callable[..., Any]
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(owner, name, when if when is killed_before else when(getattr(owner, name)))
        with pytest.raises(KilledError):
            world.copy("end")
    assert world.copy("end")["copy"] == "ended"
    assert "payments_result" in checks(world)


def test_the_end_of_the_migration_is_the_end_of_the_copy(
    world: World, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(session(world, secret)) as dms:
        payment = write_first(dms)
        execute(dms, "CREATE DATABASE awsdms_control")
        execute(dms, "CREATE TABLE awsdms_control.awsdms_status (a INT)")
    monkeypatch.delenv("MIGRATION_SECRET_ARN")
    with pytest.raises(UnsatisfiedError, match=payment):
        world.bootstrap()
    world.server.run("UPDATE pay_ments.payments SET result = '{}'")
    world.bootstrap()
    assert "payments_result" in checks(world)
    assert "awsdms_control" not in {name for (name,) in world.server.run("SHOW DATABASES")}
    assert world.server.run("SHOW TABLES FROM pay_ments LIKE 'migration%'") == []


@pytest.mark.parametrize("asked", ["stop", ""])
def test_anything_else_that_is_asked_is_refused(world: World, secret: str, asked: str) -> None:
    with pytest.raises(ValueError, match=f"copy must be begin, end or empty; got '{asked}'"):
        world.copy(asked)


def test_without_a_migration_there_is_no_copy(world: World) -> None:
    with pytest.raises(ValueError, match="there is no migration"):
        world.copy("end")
