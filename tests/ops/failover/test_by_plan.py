"""The plan has moved the payments back by itself: the commands find out, end it, and lose nothing over an old note."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ops.failover import __main__ as failover
from ops.failover import failback
from ops.lib.command import CommandError
from tests.ops.conftest import Run
from tests.ops.failover import resources
from tests.ops.failover.regions import Regions
from tests.ops.failover.resources import FIRST, SECOND, SERVER
from tests.ops.failover.test_failback import only_first_is_active


def moved_back_by_plan(regions: Regions, run: Run, *, follows: bool = True, noted: bool = True) -> None:
    """The plan has done its steps for the first region, whose server was a copy of the other one or never was."""
    assert run(failover.main)[0] == 0
    rotated(regions, SECOND, "newer", later=100)
    if follows:
        regions.make_replica(FIRST)
        promoted = resources.server(FIRST, SERVER)
        promoted.is_replica, promoted.source_db_instance_identifier = False, None
        promoted.instance_create_time = datetime.now(UTC) + timedelta(days=1)
    resources.give_lease(regions.clients, FIRST)
    for region, name, on in ((SECOND, "recoveryEventSourceId", False), (FIRST, "eventSourceId", follows)):
        regions.clients.get("lambda", region).update_event_source_mapping(UUID=regions.outputs[name], Enabled=on)
    regions.plan.healthy = FIRST
    if not noted:
        regions.clients.get("ssm", SECOND).delete_parameter(Name="/payments/test/failover")
    assert (regions.state("first"), regions.state("second")) == ("Enabled" if follows else "Disabled", "Disabled")


def rotated(regions: Regions, region: str, value: str, *, later: int) -> None:
    """A secret's value is another one in a region, so many seconds after the first one."""
    client = regions.clients.get("secretsmanager", region)
    client.put_secret_value(SecretId="application", SecretString=json.dumps({"password": value}))
    before = regions.shown.get("ListSecretVersionIds")

    def dated(where: str, parsed: dict[str, Any]) -> None:
        """Moto says of each version that it was made just now."""
        if before:
            before(where, parsed)
        for version in parsed["Versions"]:
            if parsed["Name"] == "application" and "AWSCURRENT" in version["VersionStages"]:
                age = later if where == region else 0
                version["CreatedDate"] = max(version["CreatedDate"], datetime.now(UTC) + timedelta(seconds=age))

    regions.shown["ListSecretVersionIds"] = dated


def password(regions: Regions) -> str:
    first = regions.clients.get("secretsmanager", FIRST)
    found = first.get_secret_value(SecretId=regions.outputs["dbSecretArn"], VersionStage="AWSCURRENT")
    return found["SecretString"]


@pytest.mark.parametrize("noted", [True, False], ids=["the failover's note", "no note"])
def test_a_way_back_by_the_plan_is_ended_by_the_command(regions: Regions, run: Run, noted: bool) -> None:
    moved_back_by_plan(regions, run, noted=noted)
    status, result = run(failback.main)
    assert (status, result["unfreeze drift"], result["promote-database"]) == (0, "warned", "already")
    assert result["old secrets"] == "done"
    note = regions.note()
    assert note is not None
    assert note["active"] == FIRST
    # Its server knows the passwords of the region that it was a copy of.
    assert "newer" in password(regions)
    regions.make_replica(SECOND)
    assert run(failback.main)[0] == 0
    only_first_is_active(regions)


def test_values_that_were_rotated_since_stay(regions: Regions, run: Run) -> None:
    moved_back_by_plan(regions, run)
    rotated(regions, FIRST, "of the first", later=200)
    status, result = run(failback.main)
    assert (status, result["old secrets"]) == (0, "already")
    assert "of the first" in password(regions)


def test_an_old_note_does_not_move_payments_to_a_server_that_lacks_them(regions: Regions, run: Run) -> None:
    moved_back_by_plan(regions, run)
    status, result = run(failover.main)
    assert (status, result["check"], regions.changes()) == (1, "failed", [])
    assert "payments may be booked there that it lacks" in result["steps"][0]["text"]
    assert regions.state("first") == "Enabled"


@pytest.mark.parametrize("noted", [True, False], ids=["the failover's note", "no note"])
def test_a_plan_that_was_broken_off_gives_nothing_to_an_old_server(regions: Regions, run: Run, noted: bool) -> None:
    moved_back_by_plan(regions, run, follows=False, noted=noted)
    regions.calls.clear()
    if noted:
        status, result = run(failback.main)
        assert (status, result["replica"]) == (1, "failed")
    else:
        with pytest.raises(CommandError, match="nothing to move back"):
            run(failback.main)
    assert regions.changes() == []
    assert regions.state("first") == "Disabled"
