"""Payments move back to the first region, whose old server is kept, and the second one follows again."""

from typing import Any

import pytest

from ops import drill, failback, failover
from ops.command import CommandError
from tests.ops.conftest import Run
from tests.ops.regions import FIRST, REPLICA, SECOND, SERVER, Regions, refused


def serves_in_first(regions: Regions) -> None:
    """All is as it was before the failover, but for the two servers that were set aside."""
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


def kept(regions: Regions, region: str, server: str) -> list[str]:
    found = regions.clients.get("rds", region).describe_db_instances()["DBInstances"]
    return [one["DBInstanceIdentifier"] for one in found if one["DBInstanceIdentifier"].startswith(f"{server}-until-")]


@pytest.fixture
def moved(regions: Regions, run: Run) -> None:
    assert run(failover.main)[0] == 0


@pytest.mark.usefixtures("moved")
def test_payments_move_back_and_no_server_is_lost(regions: Regions, run: Run) -> None:
    old = {region: regions.server(region, name) for region, name in ((FIRST, SERVER), (SECOND, REPLICA))}
    old_groups = old[FIRST].vpc_security_group_ids
    status, result = run(failback.main)
    assert (status, result["complete"], result["to"]) == (0, True, FIRST)
    serves_in_first(regions)
    for region, name in ((FIRST, SERVER), (SECOND, REPLICA)):
        [identifier] = kept(regions, region, name)
        assert regions.server(region, identifier) is old[region]
    assert regions.server(FIRST, SERVER).vpc_security_group_ids == old_groups
    # The replica was made while the second region went on with the payments.
    assert 0 < result["recoveryTimeSeconds"] < 600
    # And the next failover begins as the first one did.
    assert run(failover.main)[0] == 0


@pytest.mark.usefixtures("moved")
def test_a_dry_run_changes_nothing(regions: Regions, run: Run) -> None:
    status, result = run(failback.main, "--dry-run")
    assert (status, result["old server"], result["server"]) == (0, "would", "would")
    assert not [call for call in regions.calls if not call.split()[1].startswith(("Get", "Describe"))]


@pytest.mark.parametrize(
    ("operation", "times", "step"),
    [
        ("ModifyDBInstance", 1, "old server"),
        ("CreateDBInstanceReadReplica", 1, "old server"),
        ("ReplicateSecretToRegions", 1, "old secrets"),
        ("PutParameter", 1, "freeze drift"),
        ("PromoteReadReplica", 1, "server"),
        ("StopReplicationToReplica", 1, "secrets"),
        ("DeleteParameter", 1, "unfreeze drift"),
    ],
)
@pytest.mark.usefixtures("moved")
def test_after_a_failed_step_the_same_command_goes_on(
    regions: Regions, run: Run, operation: str, times: int, step: str
) -> None:
    regions.fail(operation, refused(operation, "AccessDeniedException"), times)
    status, result = run(failback.main)
    assert (status, result[step]) == (1, "failed")
    assert run(failback.main)[0] == 0
    serves_in_first(regions)
    assert len(kept(regions, FIRST, SERVER)) == len(kept(regions, SECOND, REPLICA)) == 1


@pytest.mark.usefixtures("moved")
def test_a_failure_after_midnight_still_finds_the_server_that_was_set_aside(regions: Regions, run: Run) -> None:
    # The first replica is made, and the second one is not.
    calls = 0
    create = "CreateDBInstanceReadReplica"

    def second_fails(region: str, body: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise refused(create, "InsufficientDBInstanceCapacity")

    regions.answers[create] = second_fails
    assert run(failback.main)[1]["new follower"] == "failed"
    regions.time += 24 * 3600
    regions.report_lag()
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
    with pytest.raises(CommandError, match="payments were not moved away"):
        run(failback.main)


def test_a_drill_changes_nothing_unless_it_is_for_real(regions: Regions, run: Run) -> None:
    status, result = run(drill.main)
    assert (status, result["plan evaluation"], result["server"]) == (0, "done", "would")
    assert not [call for call in regions.calls if not call.split()[1].startswith(("Get", "Describe"))]


def test_a_drill_for_real_times_each_step_and_loses_nothing(regions: Regions, run: Run) -> None:
    status, result = run(drill.main, "--for-real")
    assert (status, result["met"], result["recoveryPointSeconds"]) == (0, True, 0)
    waited = {step["name"] for step in result["steps"] if step["seconds"]}
    assert waited == {"drained", "loss", "server", "payments go on"}
    assert result["recoveryTimeSeconds"] == sum(step["seconds"] for step in result["steps"])
    assert run(failback.main)[0] == 0


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
