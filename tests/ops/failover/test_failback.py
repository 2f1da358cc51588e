"""Payments move back to the first region once its server is a copy, and the second one follows again."""

from typing import Any

import pytest

from config.project import PROJECT
from config.recovery_objectives import DURATIONS
from ops.failover import __main__ as failover
from ops.failover import copies, drill, failback
from ops.failover.timetable import TAKEN
from ops.lib.command import CommandError
from tests.ops.conftest import Run
from tests.ops.failover.regions import FIRST, REPLICA, SECOND, SERVER, Regions, refused


def changed(regions: Regions) -> list[str]:
    return [call for call in regions.calls if not call.split()[1].startswith(("Get", "Describe", "Receive"))]


def serves_in_first(regions: Regions) -> None:
    """All is as it was before the failover."""
    assert (regions.state("first"), regions.state("second")) == ("Enabled", "Disabled")
    own, follower = regions.server(FIRST, SERVER), regions.server(SECOND, REPLICA)
    assert own.source_db_instance_identifier is None
    assert follower.source_db_instance_identifier == regions.outputs["rdsArn"]
    secrets = regions.clients.get("secretsmanager", SECOND)
    for name in ("dbSecretArn", "dbMasterSecretArn"):
        found = secrets.describe_secret(SecretId=regions.outputs[f"recovery{name[0].upper()}{name[1:]}"])
        assert found["PrimaryRegion"] == FIRST
    for name in ("application", "master"):
        assert regions.secret(FIRST, name).rotation_lambda_arn.startswith(f"arn:aws:lambda:{FIRST}:")


@pytest.fixture
def moved(regions: Regions, run: Run) -> None:
    """Payments are in the second region, and the program has made the first one's server a copy of the one there."""
    assert run(failover.main)[0] == 0
    regions.copy_server(FIRST)


@pytest.mark.usefixtures("moved")
def test_payments_move_back_and_the_move_ends_when_the_second_region_follows(regions: Regions, run: Run) -> None:
    status, result = run(failback.main)
    assert (status, result["complete"], result["to"], result["met"]) == (0, True, FIRST, True)
    assert result["unfreeze drift"] == "warned"
    assert copies.second_server("test") in result["steps"][-1]["text"]
    assert regions.clients.get("ssm", SECOND).get_parameter(Name="/payments/test/failover")
    regions.copy_server(SECOND)
    changing = {"unfreeze drift": "done", "waiting payments": "already"}
    status, result = run(failback.main)
    assert status == 0
    for name, expected in changing.items():
        assert result[name] == expected
    assert changed(regions) == [f"{SECOND} DeleteParameter"]
    serves_in_first(regions)
    # And the next failover begins as the first one did.
    assert run(failover.main)[0] == 0


def test_before_the_program_has_made_the_copy_nothing_is_changed_and_the_command_is_named(
    regions: Regions, run: Run
) -> None:
    assert run(failover.main)[0] == 0
    status, result = run(failback.main)
    assert (status, result["copy"], changed(regions)) == (1, "failed", [])
    assert copies.first_server("test") in result["steps"][-1]["text"]


def test_payments_that_the_plan_has_moved_are_moved_back_as_well(regions: Regions, run: Run) -> None:
    assert run(failover.main)[0] == 0
    regions.clients.get("ssm", SECOND).delete_parameter(Name="/payments/test/failover")
    regions.copy_server(FIRST)
    assert run(failback.main)[0] == 0
    regions.copy_server(SECOND)
    assert run(failback.main)[0] == 0
    serves_in_first(regions)


@pytest.mark.usefixtures("moved")
def test_a_dry_run_changes_nothing(regions: Regions, run: Run) -> None:
    status, result = run(failback.main, "--dry-run")
    assert (status, result["copy"], result["old secrets"], result["server"]) == (0, "already", "would", "would")
    assert changed(regions) == []


@pytest.mark.parametrize(
    ("operation", "step"),
    [
        ("ReplicateSecretToRegions", "old secrets"),
        ("PutParameter", "freeze drift"),
        ("PromoteReadReplica", "server"),
        ("StopReplicationToReplica", "secrets"),
        ("Invoke", "secrets"),
    ],
)
@pytest.mark.usefixtures("moved")
def test_after_a_failed_step_the_same_command_goes_on(regions: Regions, run: Run, operation: str, step: str) -> None:
    regions.fail(operation, refused(operation, "AccessDeniedException"))
    status, result = run(failback.main)
    assert (status, result[step]) == (1, "failed")
    assert run(failback.main)[0] == 0
    regions.copy_server(SECOND)
    assert run(failback.main)[0] == 0
    serves_in_first(regions)


@pytest.mark.usefixtures("moved")
def test_a_replica_of_the_secrets_that_fails_is_reported_with_its_reason(regions: Regions, run: Run) -> None:
    def fail(region: str, parsed: dict[str, Any]) -> None:
        for replica in parsed.get("ReplicationStatus", []):
            replica |= {"Status": "Failed", "StatusMessage": "the key may not be used"}

    regions.shown["DescribeSecret"] = fail
    status, result = run(failback.main)
    assert (status, result["old secrets"]) == (1, "failed")
    assert "the key may not be used" in result["steps"][-1]["text"]


def test_there_is_nothing_to_move_back_before_a_failover(run: Run) -> None:
    with pytest.raises(CommandError, match="there is nothing to move back"):
        run(failback.main)


def test_a_drill_changes_nothing_unless_it_is_for_real(regions: Regions, run: Run) -> None:
    status, result = run(drill.main)
    assert (status, result["plan evaluation"], result["server"]) == (0, "done", "would")
    assert not [call for call in regions.calls if not call.split()[1].startswith(("Get", "Describe"))]


def test_a_drill_for_real_times_each_step_and_loses_nothing(regions: Regions, run: Run) -> None:
    status, result = run(drill.main, "--for-real")
    assert (status, result["met"], result["recoveryPointSeconds"]) == (0, True, 0)
    measured = {row["step"]: row["measured"] for row in result["durations"] if row["measured"] is not None}
    assert measured.keys() == {*TAKEN, "together"}
    assert measured["promote-database"] * 60 >= 45
    # What nobody measured counts as it typically is.
    others = sum(row["typical"] for row in result["durations"] if row["measured"] is None)
    assert measured["together"] == pytest.approx(sum(measured[step] for step in TAKEN) + others)  # pyright: ignore[reportUnknownMemberType] (untyped)
    waited = {step["name"] for step in result["steps"] if step["seconds"]}
    assert waited == {"drained", "loss", "server", "payments go on"}
    assert result["recoveryTimeSeconds"] == sum(step["seconds"] for step in result["steps"])


def test_the_table_of_a_drill_is_that_of_the_guide(
    run: Run, regions: Regions, capsys: pytest.CaptureFixture[str]
) -> None:
    guide = (PROJECT / "docs" / "recovery.md").read_text()
    for name, duration in DURATIONS.items():
        [line] = [line for line in guide.splitlines() if line.startswith((f"| `{name}` |", f"| ({name}) |"))]
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert cells[2:5] == [str(duration.typical), duration.source, str(duration.at_most)]
    _, result = run(drill.main)
    assert [row["step"] for row in result["durations"]] == [*DURATIONS, "together"]
    total = result["durations"][-1]
    assert f"| **{total['typical']}** | | **{sum(one.at_most for one in DURATIONS.values())}** |" in guide
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


@pytest.mark.parametrize(
    ("evaluation", "text"),
    [
        ({"evaluationState": "pendingEvaluation"}, "pendingEvaluation"),
        (
            {"evaluationState": "actionRequired", "warnings": [{"warningMessage": "no access to the server"}]},
            "no access",
        ),
    ],
)
def test_a_drill_repeats_what_the_region_switch_plan_complains_of(
    regions: Regions, run: Run, evaluation: dict[str, Any], text: str
) -> None:
    regions.evaluation = evaluation
    _, result = run(drill.main)
    assert result["plan evaluation"] == "warned"
    assert text in result["steps"][0]["text"]


def test_a_drill_without_a_plan_says_so(regions: Regions, run: Run) -> None:
    regions.outputs["regionSwitchPlanArn"] = None
    assert run(drill.main)[1]["plan evaluation"] == "warned"
