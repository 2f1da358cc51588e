"""A stack is destroyed step by step, after somebody has said so, and what is left is told."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from catalog import rds
from ops.destroy.inventory import Deployed, deployed
from ops.lib.command import CommandError
from tests.ops.canned import Answers
from tests.ops.destroy.account import REGION, Groups, Life, busy, idle
from tests.support.aws import refused


def changes(calls: list[str]) -> list[str]:
    """The calls that change something, without their region."""
    reading = ("Describe", "Get", "List")
    return [call.removeprefix(f"{REGION} ") for call in calls if not call.rpartition(".")[2].startswith(reading)]


def test_what_runs_is_stopped_what_is_protected_is_freed_and_what_is_stored_is_deleted_before(tmp_path: Path) -> None:
    life = Life(tmp_path, busy())
    assert life.run() == 0
    assert changes(life.calls) == [
        "fis.StopExperiment",
        "appconfig.StopDeployment",
        "codedeploy.StopDeployment",
        "dms.StopReplicationTask",
        "dms.StopReplication",
        "rds.ModifyDBInstance",
        "network-firewall.UpdateFirewallDeleteProtection",
        "dynamodb.UpdateTable",
        "route53resolver.UpdateFirewallRuleGroupAssociation",
        "s3.DeleteObjects",
        "destroy dev",
        "logs.DeleteLogGroup",
    ]


@pytest.mark.parametrize(("times", "complete"), [(1, True), (3, True), (9, False)])
def test_a_log_group_is_deleted_until_its_service_has_written_its_last_lines(
    tmp_path: Path, times: int, complete: bool
) -> None:
    groups = Groups("/aws/rds/error", times)
    told: Answers = {"logs.DescribeLogGroups": groups.listed, "logs.DeleteLogGroup": groups.deleted}
    life = Life(tmp_path, idle() | told)
    assert life.run() == (0 if complete else 1)
    assert life.pauses == [600] * min(times, 3)
    # What is not over is known to the next run.
    assert bool(list(tmp_path.iterdir())) != complete


@pytest.mark.parametrize(
    ("state", "reverts"), [("DEPLOYING", False), ("VALIDATING", True), ("BAKING", True), ("COMPLETE", None)]
)
def test_a_deployment_of_flags_is_stopped_in_the_way_that_its_state_allows(
    tmp_path: Path, state: str, reverts: bool | None
) -> None:
    stopped: list[Mapping[str, Any]] = []
    listed = {"Items": [{"DeploymentNumber": 2, "State": state}]}
    told: Answers = {
        "appconfig.ListDeployments": listed,
        "appconfig.StopDeployment": lambda asked: stopped.append(asked) or {},
    }
    assert Life(tmp_path, idle() | told).run() == 0
    assert [asked["AllowRevert"] for asked in stopped] == ([] if reverts is None else [reverts])


def test_where_nothing_is_in_the_way_nothing_is_changed_but_the_stack(tmp_path: Path) -> None:
    life = Life(tmp_path, idle())
    assert life.run() == 0
    assert changes(life.calls) == ["destroy dev"]


def test_what_is_left_is_told_with_what_it_costs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert Life(tmp_path, busy()).run("--json") == 0
    left = json.loads(capsys.readouterr().out)["left"]
    assert left == [
        "snapshot final in eu-west-2, 100 GiB, which costs until it is deleted",
        "automated backups of database-dev in eu-west-2, which cost and end after 7 days",
        "key key-1 in eu-west-2 until 2026-12-24; no snapshot under it can be read afterwards",
        "secret master-dev in eu-west-2, deleted on 2026-12-24; it can be restored for some days",
        "tag, which others use too",
    ]
    assert Life(tmp_path, idle()).run("--json") == 0
    assert json.loads(capsys.readouterr().out)["left"] == ["tag, which others use too"]


def test_a_dry_run_changes_nothing_and_asks_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    life = Life(tmp_path, busy())
    assert life.run("--dry-run", typed="nobody answers") == 0
    assert changes(life.calls) == []
    assert "Server database-dev leaves no final snapshot: its data will be gone." in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("typed", ["", "staging", "DEV"])
def test_whoever_types_another_name_changes_nothing(tmp_path: Path, typed: str) -> None:
    life = Life(tmp_path, busy())
    with pytest.raises(CommandError, match="is not dev: nothing was changed"):
        life.run(typed=typed)
    assert changes(life.calls) == []


def test_the_name_may_be_given_where_nobody_can_type(tmp_path: Path) -> None:
    assert Life(tmp_path, idle()).run("--confirm", "dev", typed="") == 0


@pytest.mark.parametrize("flags", [[], ["--production", "dev"]])
def test_production_is_destroyed_with_a_flag_that_names_it_alone(tmp_path: Path, flags: list[str]) -> None:
    life = Life(tmp_path, idle())
    with pytest.raises(CommandError, match="say --production prod too"):
        life.run(*flags, "--confirm", "prod", stack="prod")
    assert changes(life.calls) == []
    assert life.run("--production", "prod", "--confirm", "prod", stack="prod") == 0


def test_another_account_than_the_stacks_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_text('config: {payments:environment: development, payments:account: "210987654321"}\n')
    life = Life(tmp_path, busy())
    with pytest.raises(CommandError, match="of account 123456789012, and payments:account of 210987654321"):
        life.run("--config", str(file))
    assert changes(life.calls) == []


def test_a_stack_whose_state_is_of_another_account_is_refused(tmp_path: Path) -> None:
    caller = {"Account": "210987654321", "Arn": "arn:aws:iam::210987654321:user/operator"}
    life = Life(tmp_path, busy() | {"sts.GetCallerIdentity": caller})
    with pytest.raises(CommandError, match="of account 210987654321, and stack dev of 123456789012"):
        life.run("--confirm", "dev")
    assert changes(life.calls) == []


def test_a_destroy_that_ends_half_way_goes_on_and_still_knows_of_what_went(tmp_path: Path) -> None:
    life = Life(tmp_path, busy())
    life.error = "a subnet is in use"
    assert life.run() == 1
    assert "logs.DeleteLogGroup" not in changes(life.calls)
    # The state has nothing any more when the command runs again.
    again = Life(tmp_path, busy(), resources=())
    assert again.run() == 0
    assert "logs.DeleteLogGroup" in changes(again.calls)
    assert list(tmp_path.iterdir()) == []


def test_a_step_that_aws_refuses_ends_the_run_before_anything_is_destroyed(tmp_path: Path) -> None:
    life = Life(tmp_path, busy() | {"rds.ModifyDBInstance": refused("ModifyDBInstance", "AccessDenied")})
    assert life.run() == 1
    assert "destroy dev" not in life.calls


def test_an_object_that_can_not_be_deleted_ends_the_run(tmp_path: Path) -> None:
    error = {"Key": "file", "Code": "AccessDenied", "Message": "it is locked"}
    life = Life(tmp_path, busy() | {"s3.DeleteObjects": {"Errors": [error]}})
    assert life.run() == 1
    assert "destroy dev" not in life.calls


def test_of_the_state_only_awss_resources_are_read_and_no_secret_of_theirs() -> None:
    state = {
        "deployment": {
            "resources": [
                {"type": "pulumi:pulumi:Stack", "urn": "u::s", "id": ""},
                {
                    "type": rds.INSTANCE.token,
                    "urn": f"urn:pulumi:dev::payments::payments:database:Database${rds.INSTANCE.token}::server",
                    "id": "db-1",
                    "outputs": {"identifier": "database-dev", "region": "eu-west-1", "password": "hidden"},
                },
            ]
        }
    }
    [found] = deployed(state, REGION)
    assert found == Deployed(
        type=rds.INSTANCE.token,
        name="server",
        id="db-1",
        region="eu-west-1",
        outputs={"identifier": "database-dev"},
        path="payments:database:Database$",
    )
