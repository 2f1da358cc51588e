"""Healthy accounts pass, whichever region serves; each broken thing is found by the checks about it, and no other."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from config.migration import ReverseReplication
from config.project import PROJECT
from ops.lib.checks import Answer, Verdict
from ops.lib.live import Live
from ops.lib.outputs import Outputs
from ops.verify import __main__ as verify
from ops.verify import database as verify_database
from ops.verify import recovery as verify_recovery
from tests.ops.canned import CannedClients, asked, failed
from tests.ops.verify import healthy, healthy_region, stack
from tests.ops.verify.healthy import FIRST_SERVES, HEALTHY, SECOND_SERVES
from tests.ops.verify.healthy_network import DNS_RULES, dns_domains
from tests.ops.verify.healthy_region import NOW
from tests.ops.verify.healthy_stack import replication
from tests.ops.verify.stack import FIRST, SECOND
from tests.ops.verify.worlds import RELEASED, WORLDS
from tests.ops.worlds import World, without_a_world
from tests.support.aws import refused


class FixedTime(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # pyright: ignore[reportIncompatibleMethodOverride] (a moment, not a class)
        return NOW


@pytest.fixture(autouse=True)
def fixed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of the checks is that of the answers, however long the tests before have taken."""
    monkeypatch.setattr(verify_database, "datetime", FixedTime)
    monkeypatch.setattr(verify_recovery, "datetime", FixedTime)
    monkeypatch.setattr(verify_recovery, "time", SimpleNamespace(time=NOW.timestamp))


def live(
    among: str = FIRST_SERVES, answers: Mapping[str, Any] | None = None, outputs: Mapping[str, Any] | None = None
) -> Live:
    clients = CannedClients(HEALTHY[among].answers | dict(answers or {})).clients()
    return Live("prod", Outputs(stack.OUTPUTS | dict(outputs or {}), "stack prod"), HEALTHY[among].config, clients)


def examined(
    answers: Mapping[str, Any] | None = None,
    among: str = FIRST_SERVES,
    outputs: Mapping[str, Any] | None = None,
) -> dict[str, Answer]:
    return asked(verify.checks_of(live(among, answers, outputs)))


@pytest.mark.parametrize("among", HEALTHY)
def test_an_account_that_meets_every_requirement_passes_every_check_that_is_about_it(among: str) -> None:
    found = examined(among=among)
    assert failed(found) == {}
    assert {name for name, given in found.items() if given.verdict is Verdict.SKIPPED} == HEALTHY[among].skipped


@pytest.mark.parametrize("world", WORLDS, ids=str)
def test_what_is_broken_is_found_by_the_checks_that_are_about_it_alone(world: World) -> None:
    faults = failed(examined(world.broken, world.among, world.outputs))
    assert faults.keys() == set(world.red)
    assert world.says in faults[world.red[0]].found
    assert all(fault.remediation for fault in faults.values())


def test_each_check_is_turned_red_by_something() -> None:
    assert without_a_world((check.name for check in verify.checks_of(live())), WORLDS) == set()
    assert without_a_world(["a new check"], WORLDS) == {"a new check"}


@pytest.mark.parametrize("check", ["R2 replica", "S1 rotation", "C1 queue", "R1 one region at a time"])
def test_what_depends_on_the_region_that_serves_is_broken_in_both(check: str) -> None:
    red = {world.among for world in WORLDS if any(name.startswith(check) for name in world.red)}
    assert len(red) > 1


@pytest.mark.parametrize("state", ["BAKING", "DEPLOYING", "VALIDATING"])
def test_a_release_that_is_on_its_way_is_no_fault(state: str) -> None:
    assert failed(examined({f"{FIRST} {RELEASED}": healthy_region.deployments(state)})) == {}


def test_a_new_stack_has_a_day_until_somebody_looks_at_what_stands_by() -> None:
    made = {"InstanceCreateTime": NOW - timedelta(hours=3)}
    answers = {
        f"{SECOND} cloudwatch.GetMetricData": healthy_region.looked(values=()),
        f"{SECOND} rds.DescribeDBInstances": healthy_region.replica(SECOND, **made),
    }
    assert failed(examined(answers)) == {}


def test_an_older_version_may_serve_while_the_newest_is_rolled_out() -> None:
    answers = {
        f"{FIRST} lambda.GetFunctionConfiguration": healthy_region.function(CodeSha256="an old one", Version="6"),
        f"{FIRST} lambda.GetAlias": {"RoutingConfig": {"AdditionalVersionWeights": {"7": 0.1}}},
    }
    assert failed(examined(answers)) == {}


def test_after_a_failover_the_note_says_which_region_serves() -> None:
    # Before anybody has changed the configuration.
    answers = HEALTHY[SECOND_SERVES].answers | {f"{FIRST} route53resolver.ListFirewallDomains": dns_domains()}
    first = HEALTHY[FIRST_SERVES].config
    found = asked(verify.checks_of(Live("prod", live().outputs, first, CannedClients(answers).clients())))
    assert failed(found) == {}


def test_without_a_note_the_configuration_says_which_region_serves() -> None:
    assert failed(examined(healthy.NO_NOTE, SECOND_SERVES)) == {}


def test_the_checks_of_a_stack_of_one_region_are_of_that_region() -> None:
    whole = live(outputs={"recoveryRegion": None})
    config = whole.config.model_copy(update={"recovery": whole.config.recovery.model_copy(update={"enabled": False})})
    names = {check.name for check in verify.checks_of(Live("dev", whole.outputs, config, whole.clients))}
    assert names == {*verify.OF_A_REGION, *verify.OF_THE_STACK}


PARTS = {
    "R3 experiments": "chaosTemplateIds",
    "G3 unusual costs": "anomalyMonitorArn",
    "C4 container": "containerArn",
    "M1 servers": "mgnReplicationTemplateId",
    "M2 files": "transferServerId",
    "M2 address": "transferServerId",
    "M2 address, second region": "recoveryTransferServerId",
    "M3 database replication": "dmsTaskArn",
    "M3 reports": "migrationReportsBucket",
    "G1 sharing": "ramShareArn",
    "R1 plan": "recoveryRegion",
    "N1 zones, second region": "recoveryRegion",
}


@pytest.mark.parametrize(("check", "output"), PARTS.items())
def test_a_part_that_is_not_there_never_passes(check: str, output: str) -> None:
    given = examined(outputs={output: None})[check]
    asked = check not in ("R3 experiments", "G3 unusual costs")
    # Where the configuration enables it, it is missing; otherwise it is no part of the stack.
    assert given.verdict is (Verdict.FAILED if asked else Verdict.SKIPPED)
    assert (output if asked else "not part of this stack") in given.found


def test_the_database_may_be_replicated_without_an_instance() -> None:
    dms = stack.config().migration.dms.model_copy(update={"mode": "serverless"})
    whole = stack.config()
    migration = whole.migration.model_copy(update={"dms": dms})
    found = {"Replications": [{"Status": "failed", "ReplicationStats": {"TablesErrored": 1}}]}
    clients = CannedClients({"dms.DescribeReplications": found}).clients()
    config = whole.model_copy(update={"migration": migration})
    given = verify.OF_THE_STACK["M3 database replication"](
        Live("prod", Outputs(stack.OUTPUTS, "stack prod"), config, clients)
    )
    assert given.found == "1 tables have failed; it is failed"


def test_a_way_back_that_has_failed_is_named() -> None:
    whole = stack.config()
    dms = whole.migration.dms.model_copy(update={"reverse": ReverseReplication(enabled=True)})
    config = whole.model_copy(update={"migration": whole.migration.model_copy(update={"dms": dms})})
    outputs = Outputs({**stack.OUTPUTS, "dmsReverseTaskArn": stack.arn("dms", "task:reverse")}, "stack prod")

    def described(asked: Mapping[str, Any]) -> Mapping[str, Any]:
        is_back = asked["Filters"][0]["Values"] == [outputs.values["dmsReverseTaskArn"]]
        return replication("failed" if is_back else "running")

    clients = CannedClients({"dms.DescribeReplicationTasks": described}).clients()
    given = verify.OF_THE_STACK["M3 database replication"](Live("prod", outputs, config, clients))
    assert given.found == "the way back is failed"


def test_what_may_not_be_read_is_no_success() -> None:
    faults = failed(
        examined({f"{FIRST} kms.GetKeyRotationStatus": refused("GetKeyRotationStatus", "AccessDeniedException")})
    )
    assert faults.keys() == {"C3 keys rotate"}
    assert "use credentials that may do this" in faults["C3 keys rotate"].remediation


def test_the_command_ends_with_one_where_a_requirement_is_not_met(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps(stack.OUTPUTS))
    arguments = ["--stack", "prod", "--outputs", str(file), "--config", str(PROJECT / "Pulumi.prod.yaml"), "--json"]
    # The file names no threats.
    rules = {"FirewallRules": [rule for rule in DNS_RULES if rule["Priority"] >= 100]}
    whole = healthy.answers() | {f"{region} route53resolver.ListFirewallRules": rules for region in (FIRST, SECOND)}
    assert verify.main(arguments, CannedClients(whole).clients()) == 0
    capsys.readouterr()
    broken = whole | {f"{FIRST} sqs.GetQueueAttributes": healthy_region.queue(dead="3")}
    assert verify.main(arguments, CannedClients(broken).clients()) == 1
    printed = capsys.readouterr()
    assert json.loads(printed.out)["failed"] == ["C1 dead-letter queue"]
    assert "3 payments" in printed.err
