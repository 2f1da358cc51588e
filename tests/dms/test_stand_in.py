"""The stand-in for DMS between two real servers: what it writes, and which tables it can't write to."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.dms.binlog import end_of
from tests.dms.copying import COMPLETED, ERROR, LOADING, REPEATED, Copying
from tests.dms.old_platform import OldPlatform
from tests.dms.scripts import script
from tests.dms.sides import RELAXED, RESTORED, TABLES, make_tables, old_server
from tests.lambda_src.samples import bodies, body
from tests.rotation_lambda.conftest import server
from tests.rotation_lambda.server import Server

__all__ = ["old_server", "server"]

DATABASE = "pay_ments"


@pytest.fixture
def platform(old_server: Server, server: Server) -> Iterator[OldPlatform]:
    """The old platform with some payments, and the tables on both servers as the copy needs them."""
    for one in (old_server, server):
        make_tables(one, DATABASE)
    server.run(f"USE {DATABASE}", RELAXED)
    made = OldPlatform(server=old_server, database=DATABASE)
    made.open()
    # The same ids each time, so that the order of a load is the same.
    made.waiting += [body(payment_id=f"00000000-0000-4000-8000-{number:012x}") for number in range(10)]
    made.work()
    yield made
    for one in (old_server, server):
        one.run(f"DROP DATABASE {DATABASE}")


@pytest.fixture
def copying(platform: OldPlatform, server: Server) -> Iterator[Copying]:
    made = Copying(
        source=platform.server, target=server, database=DATABASE, names=TABLES, seed=1, script=script("target")
    )
    yield made
    made.close()


def rows(one: Server) -> dict[str, list[tuple[object, ...]]]:
    return {table: sorted(one.run(f"SELECT * FROM {DATABASE}.{table}")) for table in TABLES}  # noqa: S608 (ours)


def pay(platform: OldPlatform, count: int = 1) -> None:
    platform.waiting += bodies(count)
    assert platform.work() == count


def pay_at_once(platform: OldPlatform) -> None:
    """A payment that is written as it is in the end, by one row."""
    platform.waiting.append(body(payment_id=f"{uuid4()}"[:-1] + "0"))
    assert platform.work() == 1


def states(copying: Copying) -> set[str]:
    return {progress.state for progress in copying.tables.values()}


def load(copying: Copying, platform: OldPlatform) -> None:
    """The whole load, while payments go on."""
    copying.load()
    for _ in range(20):
        copying.step()
        if states(copying) == {COMPLETED}:
            return
        pay(platform)
    pytest.fail("the load does not end")


def test_every_row_arrives_and_every_constraint_holds_at_the_end(
    platform: OldPlatform, copying: Copying, server: Server
) -> None:
    load(copying, platform)
    assert rows(server) != rows(platform.server)
    copying.step()
    pay(platform, 3)
    platform.server.run(f"UPDATE {DATABASE}.payments SET variant = 'b' LIMIT 2")  # noqa: S608 (ours)
    copying.step()
    assert rows(server) == rows(platform.server)
    assert len(rows(server)["payments"]) > 13
    server.run(
        f"USE {DATABASE}",
        RESTORED,
    )
    orphans = "SELECT COUNT(*) FROM ledger_entries e LEFT JOIN payments p USING (payment_id, currency) "
    assert server.run(f"USE {DATABASE}", orphans + "WHERE p.payment_id IS NULL") == [(0,)]


def test_a_load_has_rows_without_their_large_values_and_entries_without_their_payment(
    copying: Copying, server: Server
) -> None:
    copying.load()
    copying.step()
    assert states(copying) == {LOADING}
    bare = f"SELECT COUNT(*) FROM {DATABASE}.payments WHERE status = 'completed' AND result IS NULL"  # noqa: S608 (ours)
    [(count,)] = server.run(bare)
    assert count > 0
    [(orphans,)] = server.run(
        f"SELECT COUNT(*) FROM {DATABASE}.ledger_entries "  # noqa: S608 (ours)
        f"WHERE payment_id NOT IN (SELECT payment_id FROM {DATABASE}.payments)"
    )
    assert orphans > 0


def test_a_check_that_wants_the_large_value_suspends_the_table_when_changes_arrive(
    platform: OldPlatform, copying: Copying, server: Server
) -> None:
    load(copying, platform)
    copying.step()
    server.run(
        f"USE {DATABASE}",
        RESTORED,
    )
    pay_at_once(platform)
    copying.step()
    assert copying.tables["payments"].state == ERROR
    assert "payments_result" in copying.tables["payments"].failure
    assert len(rows(server)["payments"]) < len(rows(platform.server)["payments"])


def test_a_stop_in_between_repeats_what_was_copied_and_changes_nothing(
    platform: OldPlatform, copying: Copying, server: Server
) -> None:
    load(copying, platform)
    copying.step()
    pay(platform, 4)
    copying.step()
    copying.resume()
    assert copying.behind() == REPEATED
    pay(platform, 2)
    copying.step()
    assert copying.repeated == REPEATED
    assert states(copying) == {COMPLETED}
    assert rows(server) == rows(platform.server)


def test_a_repetition_suspends_tables_whose_foreign_keys_are_looked_at(
    platform: OldPlatform, copying: Copying, server: Server
) -> None:
    start = end_of(platform.server)
    copying.script = None
    pay(platform, 2)
    copying.follow(start)
    copying.step()
    assert states(copying) == {COMPLETED}
    copying.resume()
    copying.step()
    assert copying.tables["payments"].state == ERROR
    assert "Cannot delete or update a parent row" in copying.tables["payments"].failure


def test_what_follows_a_position_needs_no_load(platform: OldPlatform, copying: Copying, server: Server) -> None:
    start = end_of(platform.server)
    pay(platform, 2)
    copying.follow(start)
    copying.step()
    assert len(rows(server)["payments"]) == 2


def test_a_row_that_cannot_be_written_suspends_its_table_and_no_other(
    platform: OldPlatform, copying: Copying, server: Server
) -> None:
    load(copying, platform)
    copying.step()
    server.run(f"UPDATE {DATABASE}.payments SET idempotency_key = 'taken' LIMIT 1")  # noqa: S608 (ours)
    pay(platform)
    platform.server.run(f"UPDATE {DATABASE}.payments SET idempotency_key = 'taken' ORDER BY created_at DESC LIMIT 1")  # noqa: S608 (ours)
    copying.step()
    assert copying.tables["payments"].state == ERROR
    assert "taken" in copying.tables["payments"].failure
    assert copying.tables["ledger_entries"].state == COMPLETED
    pay(platform)
    copying.step()
    assert rows(server)["ledger_entries"] == rows(platform.server)["ledger_entries"]
    assert len(rows(server)["payments"]) < len(rows(platform.server)["payments"])


def test_a_row_that_was_there_before_a_load_stays_as_it_was(
    platform: OldPlatform, copying: Copying, server: Server
) -> None:
    payment, *_ = rows(platform.server)["payments"]
    load(copying, platform)
    server.run(f"UPDATE {DATABASE}.payments SET amount = 1 WHERE payment_id = '{payment[0]}'")  # noqa: S608 (ours)
    copying.reload("payments")
    for _ in range(30):
        copying.step()
    assert states(copying) == {COMPLETED}
    assert rows(server) != rows(platform.server)
