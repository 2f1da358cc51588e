"""Payments move back to the first region once its server is a replica, and the second one becomes a replica again."""

from typing import Any

import pytest

from ops.failover import __main__ as failover
from ops.failover import failback, replicas
from ops.lib.command import CommandError
from tests.ops.conftest import Run
from tests.ops.failover import resources
from tests.ops.failover.regions import Regions
from tests.ops.failover.resources import FIRST, REPLICA, SECOND, SERVER
from tests.support.aws import refused


def only_first_is_active(regions: Regions) -> None:
    """All is as it was before the failover."""
    assert (regions.state("first"), regions.state("second"), regions.holder()) == ("Enabled", "Disabled", FIRST)
    own, follower = resources.server(FIRST, SERVER), resources.server(SECOND, REPLICA)
    assert own.source_db_instance_identifier is None
    assert follower.source_db_instance_identifier == regions.outputs["rdsArn"]
    secrets = regions.clients.get("secretsmanager", SECOND)
    for name in ("dbSecretArn", "dbMasterSecretArn"):
        found = secrets.describe_secret(SecretId=regions.outputs[f"recovery{name[0].upper()}{name[1:]}"])
        assert found["PrimaryRegion"] == FIRST
    for name in ("application", "master"):
        assert resources.secret(FIRST, name).rotation_lambda_arn.startswith(f"arn:aws:lambda:{FIRST}:")


@pytest.fixture
def moved(regions: Regions, run: Run) -> None:
    """Payments are in the second region, and the program has made the first one's server a replica of the one there."""
    assert run(failover.main)[0] == 0
    regions.make_replica(FIRST)


@pytest.mark.usefixtures("moved")
def test_payments_move_back_and_the_failover_ends_with_the_second_region_a_replica(regions: Regions, run: Run) -> None:
    status, result = run(failback.main)
    assert (status, result["complete"], result["to"], result["met"]) == (0, True, FIRST, True)
    assert result["unfreeze drift"] == "warned"
    assert replicas.second_server("test") in result["steps"][-1]["text"]
    assert regions.clients.get("ssm", SECOND).get_parameter(Name="/payments/test/failover")
    regions.make_replica(SECOND)
    changing = {"unfreeze drift": "done", "waiting payments": "already"}
    status, result = run(failback.main)
    assert status == 0
    for name, expected in changing.items():
        assert result[name] == expected
    assert regions.changes() == [f"{FIRST} Invoke", f"{SECOND} DeleteParameter"]
    only_first_is_active(regions)
    # And the next failover works like the first one.
    assert run(failover.main)[0] == 0


def test_before_the_program_has_made_the_replica_nothing_is_changed_and_the_command_is_named(
    regions: Regions, run: Run
) -> None:
    assert run(failover.main)[0] == 0
    status, result = run(failback.main)
    assert (status, result["replica"], regions.changes()) == (1, "failed", [])
    assert replicas.first_server("test") in result["steps"][-1]["text"]


def test_payments_that_the_plan_has_moved_are_moved_back_as_well(regions: Regions, run: Run) -> None:
    assert run(failover.main)[0] == 0
    regions.clients.get("ssm", SECOND).delete_parameter(Name="/payments/test/failover")
    regions.make_replica(FIRST)
    assert run(failback.main)[0] == 0
    regions.make_replica(SECOND)
    assert run(failback.main)[0] == 0
    only_first_is_active(regions)


@pytest.mark.usefixtures("moved")
def test_a_dry_run_changes_nothing(regions: Regions, run: Run) -> None:
    status, result = run(failback.main, "--dry-run")
    assert (status, result["replica"], result["old secrets"], result["promote-database"]) == (
        0,
        "already",
        "would",
        "would",
    )
    assert regions.changes() == []


@pytest.mark.parametrize(
    ("operation", "step"),
    [
        ("ReplicateSecretToRegions", "old secrets"),
        ("PutParameter", "freeze drift"),
        ("PromoteReadReplica", "promote-database"),
        ("StopReplicationToReplica", "promote-secrets"),
        ("Invoke", "take-lease"),
    ],
)
@pytest.mark.usefixtures("moved")
def test_after_a_failed_step_the_same_command_continues(regions: Regions, run: Run, operation: str, step: str) -> None:
    regions.fail(operation, refused(operation, "AccessDeniedException"))
    status, result = run(failback.main)
    assert (status, result[step]) == (1, "failed")
    assert run(failback.main)[0] == 0
    regions.make_replica(SECOND)
    assert run(failback.main)[0] == 0
    only_first_is_active(regions)


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
