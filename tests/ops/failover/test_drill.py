"""A drill changes nothing or moves the payments for real, and fails where it takes longer than it may."""

from typing import Any

import pytest

from config.project import PROJECT
from config.recovery_objectives import BY_PEOPLE, DURATIONS
from ops.failover import drill
from ops.lib.replica_lag import LOOK_BACK_SECONDS, MINUTE
from tests.ops.conftest import Run
from tests.ops.failover.regions import Regions
from tests.ops.failover.worlds import WORLDS
from tests.ops.worlds import World, without_a_world
from tools.reference import minutes


def test_a_drill_changes_nothing_unless_it_is_for_real(regions: Regions, run: Run) -> None:
    status, result = run(drill.main)
    assert (status, result["plan evaluation"], result["promote-database"]) == (0, "done", "would")
    assert regions.changes() == []


def test_a_drill_for_real_times_each_step_and_loses_nothing(regions: Regions, run: Run) -> None:
    status, result = run(drill.main, "--for-real")
    assert (status, result["met"], result["recoveryPointSeconds"]) == (0, True, 0)
    measured = {row["step"]: row["measured"] for row in result["durations"] if row["measured"] is not None}
    taken = DURATIONS.keys() - {*BY_PEOPLE, "turn-routing-controls"}
    assert measured.keys() == {*taken, "together"}
    assert measured["promote-database"] * 60 >= 45
    # What was not measured counts with its typical minutes.
    others = sum(row["typical"] for row in result["durations"] if row["measured"] is None)
    assert measured["together"] == pytest.approx(sum(measured[step] for step in taken) + others)  # pyright: ignore[reportUnknownMemberType] (untyped)
    waited = {step["name"] for step in result["steps"] if step["seconds"]}
    assert waited == {"stop-reading", "take-lease", "catch-up", "promote-database", "start-reading", "turn-records"}
    assert result["recoveryTimeSeconds"] == sum(step["seconds"] for step in result["steps"])


def test_the_table_of_a_drill_is_that_of_the_guide(
    run: Run, regions: Regions, capsys: pytest.CaptureFixture[str]
) -> None:
    guide = (PROJECT / "docs" / "recovery.md").read_text()
    assert "".join(minutes.rows()) in guide
    _, result = run(drill.main)
    assert [row["step"] for row in result["durations"]] == [*DURATIONS, "together"]
    total = result["durations"][-1]
    assert f"| **{total['typical']:g}** | |" in guide
    assert (total["allowed"], total["measured"]) == (60, None)


@pytest.mark.parametrize(("minutes", "status"), [(18, 0), (25, 1)])
def test_a_drill_fails_where_one_step_takes_longer_than_it_may(
    regions: Regions, run: Run, minutes: int, status: int
) -> None:
    promote = regions.answers["PromoteReadReplica"]

    def slowly(region: str, body: Any) -> Any:
        regions.time += minutes * 60
        return promote(region, body)

    regions.answers["PromoteReadReplica"] = slowly
    found, result = run(drill.main, "--for-real")
    assert (found, result["met"]) == (status, True)


def test_a_drill_that_takes_too_long_fails(regions: Regions, run: Run) -> None:
    promote = regions.answers["PromoteReadReplica"]

    def slowly(region: str, body: Any) -> Any:
        regions.time += 3600
        return promote(region, body)

    regions.answers["PromoteReadReplica"] = slowly
    status, result = run(drill.main, "--for-real")
    assert (status, result["complete"], result["met"]) == (1, False, False) or (status, result["met"]) == (1, False)


@pytest.mark.parametrize("world", WORLDS, ids=str)
def test_a_drill_finds_what_a_failover_would_lack_and_fails(regions: Regions, run: Run, world: World) -> None:
    for name, value in world.broken.items():
        setattr(regions, name, value)
    regions.outputs |= world.outputs
    if "lag" in world.broken:
        # What was reported before is too long ago to say anything.
        regions.time += LOOK_BACK_SECONDS + 2 * MINUTE
        regions.report_lag()
        regions.time += MINUTE
    status, result = run(drill.main)
    steps = {step["name"]: step for step in result["steps"]}
    assert status == 1
    assert {name for name, step in steps.items() if step["status"] in ("failed", "warned")} == set(world.red)
    assert world.says in steps[world.red[0]]["text"]


def test_each_step_of_a_drill_that_looks_at_something_is_turned_red(run: Run) -> None:
    status, result = run(drill.main)
    looking = [step["name"] for step in result["steps"] if step["status"] == "done"]
    assert (status, len(looking) > 1) == (0, True)
    assert without_a_world(looking, WORLDS) == set()


def test_a_drill_for_real_fails_where_the_plan_could_not_be_run(regions: Regions, run: Run) -> None:
    regions.evaluation = {"evaluationState": "actionRequired"}
    status, result = run(drill.main, "--for-real")
    assert (status, result["complete"], result["met"]) == (1, True, True)
