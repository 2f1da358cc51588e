"""The two commands: what they change, refuse and say, and what they do when they are asked for one step."""

from collections.abc import Callable

import pytest

from ops.assess.first_start import FirstStart
from ops.compare.questions import tables
from ops.cutover import __main__ as cutover
from ops.cutover import cutback, order
from ops.cutover.journal import Journal
from ops.cutover.parts import TABLES
from ops.lib.command import CommandError
from tests.cutover.day import Day
from tests.cutover.happenings import book_before, map_further, map_no_further
from tests.cutover.schedules import STEPS, Mode, complete, move_back, move_over, prepare, totals
from tests.support.aws import REGION, client


def test_what_is_compared_is_what_the_mappings_select() -> None:
    assert set(tables("migration/table-mappings.json")) == set(TABLES)


def test_a_dry_run_changes_nothing_and_says_what_would_be_done(day: Callable[[Mode], Day]) -> None:
    made = day("provisioned")
    made.begin()
    made.changes.clear()
    status, steps = made.call(cutover.main, "--dry-run", "--writers-stopped")
    assert status == 0
    assert list(steps) == list(STEPS["over"])
    assert steps["open"]["status"] == "would"
    # Both databases are asked.
    assert set(made.changes) == {"Invoke"}
    assert made.note() is None
    assert made.reads()


def test_a_step_refuses_where_one_before_it_is_missing(day: Callable[[Mode], Day]) -> None:
    made = day("serverless")
    made.begin()
    made.changes.clear()
    for step in STEPS["over"][STEPS["over"].index("writers-stopped") :]:
        status, steps = made.call(cutover.main, "--writers-stopped", "--step", step)
        assert (status, list(steps), steps[step]["status"]) == (1, [step], "failed")
    assert set(made.changes) <= {"Invoke"}


def test_payments_are_not_opened_while_the_copy_runs(day: Callable[[Mode], Day]) -> None:
    made = day("provisioned")
    made.begin()
    prepare(made)
    made.stop_writers()
    complete(made, cutover.main, "--writers-stopped", "--until", "compare")
    status, steps = made.call(cutover.main, "--step", "open")
    assert status == 1
    assert "dms-task-test is not stopped" in steps["open"]["text"]
    assert not made.reads()


def test_a_table_that_nobody_compares_stops_the_final_comparison(day: Callable[[Mode], Day]) -> None:
    made = day("provisioned")
    made.begin()
    prepare(made)
    made.stop_writers()
    complete(made, cutover.main, "--writers-stopped", "--until", "arrived")
    map_further(made)
    status, steps = made.call(cutover.main, "--step", "compare")
    assert status == 1
    assert "dms-task-test copies refunds, which no step compares" in steps["compare"]["text"]
    map_no_further(made)
    assert made.call(cutover.main, "--step", "compare")[0] == 0


def test_a_copy_that_its_assessment_has_started_goes_on(day: Callable[[Mode], Day]) -> None:
    made = day("serverless")
    made.begin()
    FirstStart(journal=Journal(client("ssm", REGION), "test"), ask=made.ask, now=made.clock.now).note()
    made.over.start("start-replication", None)
    made.over.assessed = "failed"
    status, steps = made.call(cutover.main)
    assert (status, list(steps)) == (1, ["check"])
    assert "the assessment is failed" in steps["check"]["text"]
    made.over.assessed = "passed"
    complete(made, cutover.main, "--until", "loaded")
    assert made.over.starts == [("start-replication", None)]


def test_a_copy_is_not_begun_into_payments_though_it_is_noted(day: Callable[[Mode], Day]) -> None:
    made = day("serverless")
    made.begin()
    FirstStart(journal=Journal(client("ssm", REGION), "test"), ask=made.ask, now=made.clock.now).note()
    book_before(made)
    status, steps = made.call(cutover.main)
    assert (status, list(steps)) == (1, ["check"])
    assert "the new database has payments already" in steps["check"]["text"]
    assert made.over.starts == []


def test_a_step_that_there_is_not_is_named_with_those_that_there_are(day: Callable[[Mode], Day]) -> None:
    made = day("provisioned")
    made.begin()
    with pytest.raises(CommandError, match="there is no step jump now; the steps are check, hold-payments"):
        made.call(cutover.main, "--step", "jump")


def test_there_is_nothing_to_turn_back_before_there_is_a_cutover(day: Callable[[Mode], Day]) -> None:
    made = day("provisioned")
    made.begin()
    with pytest.raises(CommandError, match="no cutover has begun"):
        made.call(cutback.main)


def test_without_a_copy_back_nobody_moves_over_unless_it_is_said_to_be_one_way(day: Callable[[Mode], Day]) -> None:
    made = day("provisioned")
    made.outputs["dmsReverseTaskArn"] = None
    made.begin()
    status, steps = made.call(cutover.main)
    assert status == 1
    assert "there is no copy back" in steps["check"]["text"]
    status, steps = made.call(cutover.main, "--one-way", "--until", "start-copy")
    assert status == 0


def test_a_serverless_copy_back_need_not_be_waited_for(day: Callable[[Mode], Day]) -> None:
    made = day("serverless")
    made.begin()
    prepare(made)
    made.stop_writers()
    status, steps = made.call(cutover.main, "--writers-stopped", "--at-once")
    assert status == 0
    assert steps["start-back"]["status"] == "warned"
    assert steps["start-back"]["seconds"] < 60
    assert steps["watch"]["status"] == "done"
    assert made.back.starts == [("start-replication", made.back.starts[0][1])]
    totals(made, "new")


def test_what_waits_can_be_left_to_its_senders(day: Callable[[Mode], Day]) -> None:
    made = day("provisioned")
    made.begin()
    move_over(made)
    made.switch(on=False)
    for _ in range(4):
        made.tick()
    left = made.desk.queue.bodies()
    assert left
    made.side = "old"
    complete(made, cutback.main, "--senders-turned", "--leave-waiting")
    made.let_write()
    for text in left:
        made.send(text)
    while made.platform.waiting:
        made.work()
    assert made.sent_payments() == made.payments("old")


def test_after_a_return_everything_is_loaded_once_more(day: Callable[[Mode], Day]) -> None:
    made = day("provisioned")
    made.begin()
    move_back(made)
    status, steps = made.call(cutover.main)
    assert status == 1
    assert "say --again" in steps["check"]["text"]
    complete(made, cutover.main, "--again", "--until", "start-copy")
    assert [how for how, _ in made.over.starts] == ["start-replication", "reload-target"]
    # Those that it had booked itself came from the old side this time.
    made.booked["old"] |= made.booked["new"]
    made.booked["new"].clear()
    prepare(made)
    made.stop_writers()
    complete(made, cutover.main, "--writers-stopped")
    assert [how for how, _ in made.back.starts] == ["start-replication"] * 2
    result = totals(made, "new")
    assert (result.lost, result.doubled) == (0, 0)


def test_rows_of_the_new_side_alone_are_never_deleted(day: Callable[[Mode], Day]) -> None:
    made = day("provisioned")
    made.begin()
    complete(made, cutover.main, "--until", "loaded")
    made.over.fail("for a test")
    made.run(
        "new",
        "INSERT INTO payments (payment_id, idempotency_key, payload_hash, amount, currency, debtor, creditor, "
        "requested_at, status) VALUES (UUID(), 'own', '', 1, 'GBP', 'a', 'b', NOW(), 'pending')",
    )
    status, steps = made.call(cutover.main, "--again")
    assert status == 1
    assert "are in the new database alone" in steps["empty"]["text"]
    assert made.run("new", "SELECT COUNT(*) FROM payments WHERE idempotency_key = 'own'") == [(1,)]


def test_the_steps_are_those_that_the_drill_breaks() -> None:
    assert [*STEPS["over"]] == [step.name for step in order.steps(None)]  # pyright: ignore[reportArgumentType] (only names)
