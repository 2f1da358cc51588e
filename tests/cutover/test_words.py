"""What a step says of the database's errors: rows by their keys alone, and no password or text of the server's."""

from collections.abc import Callable

import pytest

from ops.cutover import __main__ as cutover
from ops.cutover import cutback
from tests.cutover.day import Day
from tests.cutover.schedules import Mode, complete, move_over, prepare

OF_A_ROW = "account-of-somebody"
QUOTING = (
    "CREATE TRIGGER quoting BEFORE INSERT ON replication_marks FOR EACH ROW "
    f"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{OF_A_ROW}'"
)


@pytest.fixture
def moved(day: Callable[[Mode], Day]) -> Day:
    """A day on which payments are on, and people want to turn back."""
    made = day("provisioned")
    made.begin()
    move_over(made)
    made.side = "old"
    complete(made, cutback.main, "--senders-turned", "--until", "close")
    return made


def mark_back(day: Day) -> str:
    """What the step says in which the bootstrap writes a mark, and fails."""
    status, steps = day.call(cutback.main, "--step", "arrived-back")
    assert status == 1
    return steps["arrived-back"]["text"]


def test_what_the_server_says_of_a_row_is_not_repeated(moved: Day) -> None:
    moved.run("new", QUOTING)
    assert mark_back(moved) == "bootstrap refuses: INSERT failed (1644)"


def test_a_password_that_is_refused_is_not_said(moved: Day) -> None:
    world = moved.desk.world
    master = world.credential(world.master)
    moved.new.run(f"SET PASSWORD FOR '{master.username}'@'%' = PASSWORD('another')")
    try:
        said = mark_back(moved)
    finally:
        moved.new.run(f"SET PASSWORD FOR '{master.username}'@'%' = PASSWORD('{master.password}')")
    assert f"bootstrap refuses: no login for {master.username}" in said
    assert master.password not in said


def test_rows_that_a_constraint_does_not_allow_are_named_by_their_keys(day: Callable[[Mode], Day]) -> None:
    made = day("provisioned")
    made.begin()
    made.run("old", "UPDATE payments SET result = NULL WHERE status = 'completed' ORDER BY payment_id LIMIT 1")
    [(key, name)] = made.run(
        "old", "SELECT payment_id, idempotency_key FROM payments WHERE status = 'completed' AND result IS NULL"
    )
    made.run(
        "old",
        f"UPDATE payments SET debtor = '{OF_A_ROW}' WHERE payment_id = '{key}'",  # noqa: S608 (ours)
        f"UPDATE ledger_entries SET account = '{OF_A_ROW}' WHERE payment_id = '{key}' AND amount < 0",  # noqa: S608 (ours)
    )
    prepare(made)
    made.stop_writers()
    status, steps = made.call(cutover.main, "--writers-stopped")
    said = steps["end-copy"]["text"]
    assert status == 1
    assert f"payments_result does not allow {key}" in said
    assert not [value for value in (OF_A_ROW, name) if value in said]
