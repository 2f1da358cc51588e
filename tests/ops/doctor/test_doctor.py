"""What would make a first `up` fail is found before it, with its remediation."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from config.load import StackConfig
from config.project import PROJECT
from ops.doctor import __main__ as doctor
from ops.doctor.services import SERVICE_ROLES
from ops.lib.checks import Answer, Verdict
from ops.lib.command import CommandError
from tests.ops.canned import Answers, CannedClients, asked, failed
from tests.ops.doctor.account import REGION, WELL, config, limits, quotas
from tests.ops.doctor.worlds import VERSION, WORLDS
from tests.ops.worlds import World, without_a_world
from tests.support.aws import client, refused

# Read before any test has another CLI on PATH.
DEV = StackConfig.from_file(PROJECT / "Pulumi.dev.yaml")
LOGGED_IN = f"{VERSION} || echo Backend URL: s3://state"
# What to do about it, by what is said.
REMEDIATIONS = {
    "Unable to locate credentials": "log in to AWS again",
    "nobody": r"payments:alerts\.emails",
    "App Runner has no service of this account": "ecs-express",
    "155 of them unreserved": "L-B99A9384",
    "0 of 2 Elastic IP addresses": "higher quota",
    "dms-vpc-role exists already": r"payments:migration\.dms\.accountRoles to existing",
    "dms-vpc-role does not exist": "accountRoles to create",
    "none for ecs.amazonaws.com": r"--aws-service-name ecs\.amazonaws\.com",
    "does not exist, and no role": "deploy bootstrap",
    "is not the committed one": "deploy bootstrap",
    "in no organisation": "insideOrganization to false",
    "is not enabled": "enable-sharing-with-aws-organization",
    "only the paying account": "payerAccount to false",
    "OptInRequired": "open the service to this account",
    "it does not answer": "whether AWS offers it in this region",
    "it is Canceled": "`signingProfiles` of the bootstrap",
    "signs for Notation": "`signingProfiles` of the bootstrap",
    "signs as version AbCdEfGh99": "`signingProfiles` of the bootstrap",
    "layers/AbCdEfGh56 has signed it": r"payments:signing\.layerProfiles",
    "nobody has signed it": r"payments:signing\.layerProfiles",
    "InternalFailure": "mend what AWS says",
    "broken": "make install",
    "not logged in": "PULUMI_BACKEND_URL",
}
# What of a world is no answer of AWS.
OF_THE_MACHINE = ("config", "pulumi", "python", "role", "no role")


@pytest.fixture(autouse=True)
def _account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    install(tmp_path, LOGGED_IN)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with mock_aws():
        for name in SERVICE_ROLES:
            client("iam").create_role(RoleName=name, AssumeRolePolicyDocument="{}")
        yield


def install(folder: Path, script: str) -> None:
    """A script in the place of Pulumi's CLI."""
    command = folder / "pulumi"
    command.write_text(f"#!/bin/sh\n{script}\n")
    command.chmod(0o755)


def examined(of: StackConfig, answers: Answers | None = None) -> dict[str, Answer]:
    clients = CannedClients(WELL | (answers or {}), moto=True).clients()
    return asked(doctor.checks_of(of, clients))


def test_an_account_that_has_everything_passes_every_check() -> None:
    found = examined(config())
    assert failed(found) == {}
    assert {given.verdict for given in found.values()} == {Verdict.PASSED}
    assert found["Pulumi state"].found == "s3://state"


@pytest.mark.parametrize("world", WORLDS, ids=str)
def test_what_is_missing_is_found_by_the_check_that_is_about_it_alone(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = dict(world.broken)
    if "pulumi" in broken:
        install(tmp_path, broken["pulumi"])
    if "python" in broken:
        monkeypatch.setattr(sys, "version_info", broken["python"])
    if "role" in broken:
        client("iam").create_role(RoleName=broken["role"], AssumeRolePolicyDocument="{}")
    if "no role" in broken:
        client("iam").delete_role(RoleName=broken["no role"])
    answers = {name: answer for name, answer in broken.items() if name not in OF_THE_MACHINE}
    faults = failed(examined(broken.get("config", config()), answers))
    assert faults.keys() == set(world.red)
    [fault] = faults.values()
    assert world.says in fault.found
    assert re.search(REMEDIATIONS.get(world.says, "."), fault.remediation)


def test_each_check_is_turned_red_by_something() -> None:
    checks = doctor.checks_of(config(), CannedClients(WELL, moto=True).clients())
    assert without_a_world((check.name for check in checks), WORLDS) == set()
    assert REMEDIATIONS.keys() <= {world.says for world in WORLDS}


def test_what_a_stack_does_not_use_is_not_checked() -> None:
    found = examined(DEV, {"organizations.DescribeOrganization": KeyError()})
    assert {name for name in found if name.startswith(("dms", "transfer", "fis", "arc"))} == set()
    assert {name for name in found if name.endswith("eu-west-1")} == set()
    skipped = {name for name, given in found.items() if given.verdict is Verdict.SKIPPED}
    # Nobody has said yet which account it is.
    skipped -= {"boundary of the roles"}
    unsigned = {"signing profile in eu-west-2", "signer of AppConfig's layer in eu-west-2"}
    assert skipped == {*unsigned, "container", "roles of DMS", "roles of MGN", "organisation", "cost allocation"}


def test_a_member_account_cannot_see_whether_sharing_is_enabled() -> None:
    name = "ListAWSServiceAccessForOrganization"
    found = examined(config(), {f"organizations.{name}": refused(name, "AccessDeniedException")})
    assert found["organisation"].verdict is Verdict.SKIPPED


def test_a_quota_that_the_account_does_not_have_itself_is_the_default_of_aws() -> None:
    answers: Answers = {
        "service-quotas.GetServiceQuota": refused("GetServiceQuota", "NoSuchResourceException"),
        "service-quotas.GetAWSDefaultServiceQuota": quotas(networks=1),
    }
    assert "of 1 VPCs" in examined(config(), answers)[f"networks in {REGION}"].found


def test_the_command_ends_with_one_where_something_is_missing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    arguments = ["--stack", "prod", "--json"]
    clients = CannedClients(WELL | {"lambda.GetAccountSettings": limits(149)}, moto=True).clients()
    assert doctor.main(arguments, clients) == 1
    printed = capsys.readouterr()
    result = json.loads(printed.out)
    assert {f"concurrency in {REGION}", "concurrency in eu-west-1"} == set(result["failed"])
    assert "concurrency in" in printed.err
    with pytest.raises(CommandError, match=r"nowhere\.yaml"):
        doctor.main(["--config", str(tmp_path / "nowhere.yaml")], clients)
