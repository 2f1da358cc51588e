"""The commands that move payments, with a fault in every step: what was replicated stays, and nothing is doubled."""

import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from moto.sqs import models

from lambda_src.lease import ALWAYS, Lease, Permit
from lambda_src.outcomes import logger as processor_logger
from ops.failover import loss, waiting_payments
from ops.failover.move import Move
from ops.lib.steps import Outcome, Status, Step, Steps
from tests.lambda_src.test_faults import is_kept
from tests.moves.page import PAGE, written
from tests.moves.schedules import MOVES, Schedule, begun, calls, every, play
from tests.moves.servers import Servers
from tests.moves.stage import Stage
from tests.ops.conftest import Command
from tests.ops.failover.resources import FIRST, SECOND
from tests.rotation_lambda.conftest import bare, environment, server
from tests.rotation_lambda.replication import catch_up, replica
from tests.rotation_lambda.secrets import labels, stored
from tests.rotation_lambda.server import OTHER_HOST, Server
from tests.rotation_lambda.world import World

__all__ = ["bare", "environment", "replica", "server"]


@pytest.fixture
def stage(
    bare: World, replica: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Iterator[Stage]:
    # What boto and the processor say about thousands of calls would take longer than the calls.
    caplog.set_level(logging.ERROR)
    caplog.set_level(logging.ERROR, processor_logger.name)
    bare.bootstrap()
    catch_up(bare, replica)
    database = replace(bare.settings.database, host=OTHER_HOST)
    there = replace(bare, server=replica, settings=replace(bare.settings, database=database))
    credential = stored(bare.application).versions[labels(bare.application)["AWSCURRENT"]]["secret_string"]
    monkeypatch.setattr(waiting_payments, "POLL_SECONDS", 0)
    monkeypatch.setattr(models.SQSBackend, "is_message_valid_based_on_retention_period", is_kept)
    made = Stage(
        servers=Servers({FIRST: bare.server, SECOND: replica}),
        worlds={FIRST: bare, SECOND: there},
        credential=credential,
        folder=tmp_path,
    )
    monkeypatch.setattr(models, "unix_time", lambda: made.time)
    monkeypatch.setattr(models, "unix_time_millis", lambda: made.time * 1000)
    take = Steps.take

    def noting(steps: Steps, listed: Sequence[Step]) -> bool:
        def noted(step: Step) -> Step:
            def run() -> Outcome:
                made.step = step.name
                return step.run()

            return Step(step.name, run)

        return take(steps, [noted(step) for step in listed])

    monkeypatch.setattr(Steps, "take", noting)
    yield made
    replica.run("SET GLOBAL read_only = 0")
    bare.server.run("STOP SLAVE", "RESET SLAVE ALL", "SET GLOBAL read_only = 0")


def test_whatever_fails_in_whichever_step_no_payment_that_was_replicated_is_lost_and_none_is_doubled(
    stage: Stage,
) -> None:
    made = {kind: calls(stage, kind) for kind in MOVES}
    played = [(one, play(stage, one, made[one.kind][one.step])) for one in every(made.__getitem__)]
    assert len(played) >= 50
    for schedule, result in played:
        assert result.sent > 0, schedule
        assert (result.sent, result.doubled) == (result.booked + result.lost, 0), schedule
        assert result.lost == 0 or schedule.kind == "the first region lost", schedule
    # Schedules in which nothing could be lost would show nothing.
    assert sum(result.unreplicated for _, result in played) > 0
    page = written(played)
    if os.environ.get("WRITE_TABLES"):
        PAGE.write_text(page)
    assert PAGE.read_text() == page, "WRITE_TABLES=1 pytest tests/moves writes the page"


def always(lease: Lease) -> Permit:
    return ALWAYS


def _dead_after(stage: Stage, schedule: Schedule) -> bool:
    begun(stage, schedule)
    return bool(stage.dead)


def test_without_the_lease_the_region_that_was_left_books_payments_that_are_lost(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Lease, "permit", always)
    schedule = Schedule(kind="the first region lost", step="promote-secrets", fault="throttling", seed=0)
    # The first region's functions stand still until it returns.
    seeds = (seed for seed in range(9) if _dead_after(stage, replace(schedule, seed=seed)))
    schedule = replace(schedule, seed=next(seeds))
    with pytest.raises(AssertionError, match="booked where it may not be"):
        play(stage, schedule, 1)


def no_wait(move: Move) -> Outcome:
    return Outcome(Status.DONE, "it is believed to have everything")


def test_a_planned_move_that_does_not_wait_for_the_replica_loses_payments(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loss, "catch_up", no_wait)
    cut = Stage.call

    def call(stage: Stage, command: Command, *options: str) -> tuple[int | None, dict[str, str]]:
        # What is booked from now on does not arrive any more, and RDS has measured no lag a moment ago.
        if stage.servers.source:
            stage.servers.cut(SECOND)
            stage.tick()
        return cut(stage, command, *options)

    monkeypatch.setattr(Stage, "call", call)
    result = play(stage, Schedule(kind="planned", step="promote-secrets", fault="throttling", seed=0), 1)
    assert result.lost > 0
