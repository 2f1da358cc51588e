"""A stack is destroyed step by step, after somebody has said so, and what is left is told."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from catalog import appconfig, billing, cloudwatch, codedeploy, dms, fis, kms, networkfirewall, rds, s3, secretsmanager
from catalog.resource_type import ResourceType
from ops.destroy.__main__ import main
from ops.destroy.inventory import Deployed, Inventory, deployed
from ops.lib.command import CommandError
from ops.lib.steps import Clock, StepError
from tests.ops.canned import Answers, CannedClients
from tests.support.aws import refused

REGION = "eu-west-2"
NOTHING: list[Any] = []
WHEN = datetime(2026, 12, 24, tzinfo=UTC)
FIREWALL_ARN = "arn:aws:network-firewall:eu-west-2:123456789012:firewall/network"
TASK_ARN = "arn:aws:dms:eu-west-2:123456789012:task:COPY"
FIREWALL: dict[str, Any] = {
    "FirewallName": "network", "FirewallArn": FIREWALL_ARN, "FirewallPolicyArn": FIREWALL_ARN, "VpcId": "vpc-1",
    "SubnetMappings": [], "FirewallId": "0" * 36,
}  # fmt: skip


def resource(kind: ResourceType, called: str, key: str, **outputs: Any) -> Deployed:
    retained = kind is billing.COST_ALLOCATION_TAG
    return Deployed(type=kind.token, name=called, id=key, region=REGION, outputs=outputs, retained=retained)


RESOURCES = (
    resource(appconfig.ENVIRONMENT, "flags", "e:a", applicationId="a", environmentId="e"),
    resource(billing.COST_ALLOCATION_TAG, "tag", "Owner"),
    resource(cloudwatch.LOG_GROUP, "log", "/aws/rds/error", name="/aws/rds/error"),
    resource(codedeploy.DEPLOYMENT_GROUP, "processor", "g", appName="app", deploymentGroupName="group"),
    resource(dms.REPLICATION_TASK, "copy", "copy", replicationTaskArn=TASK_ARN),
    resource(fis.EXPERIMENT_TEMPLATE, "outage", "EXT1"),
    resource(kms.KEY, "key", "key-1"),
    resource(networkfirewall.FIREWALL, "firewall", FIREWALL_ARN, arn=FIREWALL_ARN),
    resource(rds.INSTANCE, "server", "db-1", identifier="database-dev", skipFinalSnapshot=True),
    resource(s3.BUCKET, "landing", "landing-1"),
    resource(secretsmanager.SECRET, "master", "arn:secret", name="master-dev"),
)


def tasks(status: str) -> Mapping[str, Any]:
    return {"ReplicationTasks": [{"Status": status}]}


def busy() -> Answers:
    """An account in which everything is running, protected or filled, until it is told otherwise."""
    status = {"copy": "running"}
    keys = {"Key": "file", "VersionId": "1"}
    answers: Answers = {
        "sts.GetCallerIdentity": {"Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/operator"},
        "appconfig.ListDeployments": {
            "Items": [{"DeploymentNumber": 2, "State": "BAKING"}, {"DeploymentNumber": 1, "State": "COMPLETE"}]
        },
        "appconfig.StopDeployment": {},
        "codedeploy.ListDeployments": {"deployments": ["d-1"]},
        "codedeploy.StopDeployment": {"status": "Succeeded"},
        "fis.ListExperiments": {
            "experiments": [
                {"id": "EXP1", "state": {"status": "running"}},
                {"id": "EXP2", "state": {"status": "completed"}},
            ]
        },
        "fis.StopExperiment": {},
        "dms.DescribeReplicationTasks": lambda asked: tasks(status["copy"]),
        "dms.StopReplicationTask": lambda asked: status.update(copy="stopped") or {},
        "rds.DescribeDBInstances": {"DBInstances": [{"DeletionProtection": True}]},
        "rds.ModifyDBInstance": {},
        "network-firewall.DescribeFirewall": {"Firewall": FIREWALL | {"DeleteProtection": True}},
        "network-firewall.UpdateFirewallDeleteProtection": {},
        "s3.ListObjectVersions": {"Versions": [keys], "DeleteMarkers": [keys | {"VersionId": "2"}]},
        "s3.DeleteObjects": {},
        "logs.DescribeLogGroups": {"logGroups": [{"logGroupName": "/aws/rds/error"}]},
        "logs.DeleteLogGroup": {},
        "rds.DescribeDBSnapshots": {"DBSnapshots": [{"DBSnapshotIdentifier": "final", "AllocatedStorage": 100}]},
        "rds.DescribeDBInstanceAutomatedBackups": {
            "DBInstanceAutomatedBackups": [{"Region": REGION, "BackupRetentionPeriod": 7}]
        },
        "kms.DescribeKey": {"KeyMetadata": {"KeyId": "key-1", "KeyState": "PendingDeletion", "DeletionDate": WHEN}},
        "secretsmanager.DescribeSecret": {"DeletedDate": WHEN},
    }
    return answers


def idle() -> Answers:
    """The same account with nothing in the way and nothing left."""
    return busy() | {
        "appconfig.ListDeployments": {"Items": NOTHING},
        "codedeploy.ListDeployments": {"deployments": NOTHING},
        "fis.ListExperiments": {"experiments": NOTHING},
        "dms.DescribeReplicationTasks": tasks("stopped"),
        "rds.DescribeDBInstances": refused("DescribeDBInstances", "DBInstanceNotFound"),
        "network-firewall.DescribeFirewall": {"Firewall": FIREWALL | {"DeleteProtection": False}},
        "s3.ListObjectVersions": {},
        "logs.DescribeLogGroups": {"logGroups": [{"logGroupName": "/aws/rds/error-of-another"}]},
        "rds.DescribeDBSnapshots": {"DBSnapshots": NOTHING},
        "rds.DescribeDBInstanceAutomatedBackups": {"DBInstanceAutomatedBackups": NOTHING},
        "kms.DescribeKey": refused("DescribeKey", "NotFoundException"),
        "secretsmanager.DescribeSecret": refused("DescribeSecret", "ResourceNotFoundException"),
    }


class Life:
    """A stack of an account, and what was done to it in which order."""

    def __init__(self, folder: Path, answers: Answers, resources: tuple[Deployed, ...] = RESOURCES):
        self._folder, self._resources = folder, resources
        self._canned = CannedClients(answers)
        self.calls, self.error = self._canned.calls, ""

    def run(self, *arguments: str, typed: str = "dev", stack: str = "dev") -> int:
        def ask(question: str) -> str:
            assert stack in question
            return typed

        return main(
            ["--stack", stack, *arguments],
            self._canned.clients(),
            Clock(now=lambda: 0, pause=lambda seconds: None),
            ask=ask,
            state=lambda name: Inventory(name, self._resources, self._folder),
            destroy=self._destroy,
        )

    def _destroy(self, stack: str) -> None:
        self.calls.append(f"destroy {stack}")
        if self.error:
            raise StepError(self.error)


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
        "rds.ModifyDBInstance",
        "network-firewall.UpdateFirewallDeleteProtection",
        "s3.DeleteObjects",
        "destroy dev",
        "logs.DeleteLogGroup",
    ]


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
    with pytest.raises(CommandError, match="of account 123456789012; payments:account is 210987654321"):
        life.run("--config", str(file))
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
                    "urn": "urn:pulumi:dev::payments::x::server",
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
    )
