"""A migration service is prepared for its removal, after somebody has said so, and what is left is named."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog import iam
from config.project import PROJECT
from ops.lib.command import CommandError
from ops.lib.steps import StepError
from ops.retire.once import FIXED
from ops.retire.services import SERVICES, Service
from tests.ops.canned import Answers, CannedClients
from tests.ops.retire.account import BOOTSTRAP, EMPTY, REGION, STATE, database, run, stack_file
from tests.ops.retire.worlds import LEFT, NOT_LEFT, SOURCES
from tests.support.aws import refused
from tests.support.graph import Graph, Registered, build_stack, stack_values

PROD = stack_values("prod")["payments:migration"]
KEYS = {"Versions": [{"Key": "file", "VersionId": "1"}], "DeleteMarkers": [{"Key": "file", "VersionId": "2"}]}
FULL: Answers = {
    "s3.ListObjectVersions": KEYS,
    "s3.DeleteObjects": {},
    "dms.DescribeReplicationTasks": {"ReplicationTasks": [{"Status": "stopped"}]},
}


def test_only_what_is_switched_off_is_emptied(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clients = CannedClients(EMPTY | FULL)
    assert run(stack_file(tmp_path, dms=PROD["dms"]), clients, state=STATE) == 0
    assert clients.calls.count(f"{REGION} s3.DeleteObjects") == 1
    assert "dms.DescribeReplicationTasks" not in " ".join(clients.calls)
    said = capsys.readouterr().out
    assert "1 resources of migration.transfer, migration.mgn are in stack dev" in said
    assert "content of landing" in said
    assert "another-part" not in said
    assert "Run `pulumi up` now" in said


@pytest.mark.parametrize(("arguments", "typed"), [((), "prod"), (("--confirm", "staging"), "dev")])
def test_without_the_stacks_name_nothing_is_changed(tmp_path: Path, arguments: tuple[str, ...], typed: str) -> None:
    clients = CannedClients(EMPTY | FULL)
    with pytest.raises(CommandError, match="is not dev: nothing was changed"):
        run(stack_file(tmp_path), clients, *arguments, state=STATE, typed=typed)
    assert [call for call in clients.calls if "sts" not in call] == []


def test_a_dry_run_asks_nobody_and_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clients = CannedClients(EMPTY | FULL)
    assert run(stack_file(tmp_path), clients, "--dry-run", state=STATE, typed="") == 0
    assert not [call for call in clients.calls if "Delete" in call or "Stop" in call]
    assert "2 versions of objects are deleted" in capsys.readouterr().out


def test_a_step_that_fails_is_not_complete(tmp_path: Path) -> None:
    denied = {"s3.DeleteObjects": refused("DeleteObjects", "AccessDenied")}
    assert run(stack_file(tmp_path), CannedClients(EMPTY | FULL | denied), state=STATE) == 1


def test_where_every_service_is_on_there_is_nothing_to_end(tmp_path: Path) -> None:
    file = stack_file(tmp_path, **PROD)
    with pytest.raises(CommandError, match="every migration service is on"):
        run(file, CannedClients(EMPTY))


def test_nothing_is_left_of_an_account_in_which_nothing_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(stack_file(tmp_path), CannedClients(EMPTY), state=STATE[2:]) == 0
    assert "nothing of migration.transfer, migration.dms, migration.mgn" in capsys.readouterr().out


@pytest.mark.parametrize(("says", "answers"), LEFT, ids=[says for says, _ in LEFT])
def test_what_is_left_is_found_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], says: str, answers: Answers
) -> None:
    assert run(stack_file(tmp_path), CannedClients(EMPTY | answers), state=[BOOTSTRAP]) == 1
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Left: ")]
    assert says in line


@pytest.mark.parametrize("answers", NOT_LEFT.values(), ids=NOT_LEFT)
def test_what_is_somebody_elses_or_ends_by_itself_is_not_left(tmp_path: Path, answers: Answers) -> None:
    assert run(stack_file(tmp_path), CannedClients(EMPTY | answers), state=[BOOTSTRAP]) == 0


def test_what_may_not_be_read_is_no_success(tmp_path: Path) -> None:
    denied: Any = {SOURCES: refused("DescribeSourceServers", "AccessDeniedException")}
    with pytest.raises(Exception, match="AccessDenied"):
        run(stack_file(tmp_path), CannedClients(EMPTY | denied))


def test_the_database_is_asked_where_a_migration_of_it_is_over(tmp_path: Path) -> None:
    asked = f"{REGION} lambda.Invoke"
    clients = CannedClients(EMPTY)
    assert run(stack_file(tmp_path, dms=PROD["dms"]), clients, state=STATE[2:]) == 0
    assert asked not in clients.calls
    assert run(stack_file(tmp_path), clients, state=STATE[2:]) == 0
    assert clients.calls.count(asked) == 1


def test_without_a_database_nobody_is_asked(tmp_path: Path) -> None:
    clients = CannedClients(EMPTY)
    assert run(stack_file(tmp_path), clients) == 0
    assert not [call for call in clients.calls if "lambda" in call]


def test_an_earlier_bootstrap_which_knows_no_such_question_is_no_success(tmp_path: Path) -> None:
    earlier = {"lambda.Invoke": database({"schema": [], "users": ["pay_a", "pay_b"]})}
    with pytest.raises(StepError, match="is of an earlier version: run `pulumi up` first"):
        run(stack_file(tmp_path), CannedClients(EMPTY | earlier), state=[BOOTSTRAP])


def test_what_is_once_in_an_account_is_named_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recovery = stack_values("prod")["payments:recovery"]
    file = stack_file(tmp_path)
    values = yaml.safe_load(file.read_text())
    values["config"]["payments:recovery"] = recovery
    file.write_text(yaml.safe_dump(values))
    clients = CannedClients(EMPTY | dict(LEFT)["role dms-vpc-role:"])
    assert run(file, clients, state=[BOOTSTRAP]) == 1
    assert capsys.readouterr().out.count("Left: ") == 1
    assert clients.calls.count("eu-west-1 logs.DescribeLogGroups") > 0


# What the network and the database have for a service alone goes with it as well.
ALSO = {
    "transfer": ("transfer-", "host-keys-", "network-"),
    "dms": ("dms-", "migration-"),
    "mgn": ("mgn-", "replication-", "network-"),
}


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.key)
def test_a_service_is_known_by_the_names_of_what_the_program_makes_for_it(service: Service) -> None:
    graph = build_stack("prod")
    named = [item for item in graph if item.tags.get("Name")]
    own = [item.tags["Name"] for item in named if is_inside(item, graph, service)]
    assert len(own) > 10
    assert [name for name in own if not service.is_named(name, "prod")] == []
    others = [item.tags["Name"] for item in named if not is_inside(item, graph, service)]
    found = {name.removeprefix("dr-") for name in others if service.is_named(name, "prod")}
    assert all(name.startswith(ALSO[service.key]) for name in found), found


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.key)
def test_a_role_is_found_by_the_stacks_name_in_its_own_or_by_a_fixed_one(service: Service) -> None:
    names = yaml.safe_load((PROJECT / "Pulumi.yaml").read_text())["config"]["pulumi:autonaming"]["value"]["pattern"]
    assert "-${stack}-" in names
    graph = build_stack("prod")
    roles = [item for item in graph if item.token == iam.ROLE.token and is_inside(item, graph, service)]
    assert roles
    assert {item.inputs.get("name", FIXED[0]) for item in roles} <= set(FIXED)


def is_inside(item: Registered, graph: Graph, service: Service) -> bool:
    """Whether a component of the service is around it; the mocks' URNs name the next one alone."""
    around = next((other for other in graph if other.urn == item.parent), None)
    if around is None:
        return False
    kinds = [f"payments:migration:{component}" for component in service.components]
    return around.token in kinds or is_inside(around, graph, service)
