"""What would make a first `up` fail is found before it, with its remediation."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError, NoCredentialsError
from moto import mock_aws

from components.migration.mgn.roles import ROLES
from config.load import StackConfig
from config.project import PROJECT
from ops.doctor import __main__ as doctor
from ops.doctor import tools as doctor_tools
from ops.doctor.services import SERVICE_ROLES
from ops.lib.checks import Answer, Check, Verdict, answer
from ops.lib.command import CommandError
from tests.ops.canned import Answers, CannedClients, asked, failed
from tests.support.aws import client, refused

ACCOUNT = "123456789012"
REGION = "eu-west-2"


def config(**changes: Any) -> StackConfig:
    """Prod's, with every part enabled that the doctor checks."""
    whole = StackConfig.from_file(PROJECT / "Pulumi.prod.yaml")
    sections = {
        "account": ACCOUNT,
        "migration": whole.migration.model_copy(
            update={
                "dms": whole.migration.dms.model_copy(update={"enabled": True}),
                "mgn": whole.migration.mgn.model_copy(update={"enabled": True}),
                "transfer": whole.migration.transfer.model_copy(update={"enabled": True}),
            }
        ),
        "chaos": whole.chaos.model_copy(update={"enabled": True}),
        "recovery": whole.recovery.model_copy(update={"enabled": True}),
        "sharing": whole.sharing.model_copy(update={"enabled": True, "inside_organization": True}),
        "costs": whole.costs.model_copy(update={"payer_account": True}),
    }
    return whole.model_copy(update=sections | changes)


def within(section: str, part: str | None = None, **changes: Any) -> StackConfig:
    """That configuration with something of one section changed."""
    whole = config()
    old: Any = getattr(whole, section)
    if part is None:
        return config(**{section: old.model_copy(update=changes)})
    return config(**{section: old.model_copy(update={part: getattr(old, part).model_copy(update=changes)})})


def quota(value: float) -> dict[str, Any]:
    return {"Quota": {"Value": value}}


def limits(left: int) -> dict[str, Any]:
    return {"AccountLimit": {"ConcurrentExecutions": 1000, "UnreservedConcurrentExecutions": left}}


# Where moto does not answer as AWS would; moto answers the rest.
WELL: Answers = {
    "lambda.GetAccountSettings": limits(1000),
    "service-quotas.GetServiceQuota": quota(5),
    "arc-region-switch.ListPlans": {"plans": []},
    "appconfig.ListApplications": {"Items": []},
    "codedeploy.ListApplications": {"applications": []},
    "ce.ListCostAllocationTags": {"CostAllocationTags": []},
    "organizations.DescribeOrganization": {"Organization": {"Id": "o-1234567890"}},
    "organizations.ListAWSServiceAccessForOrganization": {
        "EnabledServicePrincipals": [{"ServicePrincipal": "ram.amazonaws.com"}]
    },
}


@pytest.fixture(autouse=True)
def _account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with mock_aws():
        for name in SERVICE_ROLES:
            client("iam").create_role(RoleName=name, AssumeRolePolicyDocument="{}")
        yield


def examined(of: StackConfig, answers: Answers | None = None) -> dict[str, Answer]:
    """The answers of all checks but those of the machine's tools."""
    clients = CannedClients(WELL | (answers or {}), moto=True).clients()
    checks = doctor.checks_of(of, clients)
    return asked(check for check in checks if check.name not in ("Python", "Pulumi CLI", "Pulumi state"))


def test_an_account_that_has_everything_passes_every_check() -> None:
    found = examined(config())
    assert failed(found) == {}
    assert {given.verdict for given in found.values()} == {Verdict.PASSED}
    assert {"credentials", "region eu-west-1", "network-firewall", "roles of DMS", "organisation"} <= found.keys()


def test_what_a_stack_does_not_use_is_not_checked() -> None:
    found = examined(
        StackConfig.from_file(PROJECT / "Pulumi.dev.yaml"), {"organizations.DescribeOrganization": KeyError()}
    )
    assert not {"dms", "transfer", "fis", "arc-region-switch", "region eu-west-1"} & found.keys()
    skipped = {name for name, given in found.items() if given.verdict is Verdict.SKIPPED}
    assert skipped == {"container", "roles of DMS", "roles of MGN", "organisation", "cost allocation"}


@pytest.mark.parametrize(
    ("check", "answers", "found", "remediation"),
    [
        ("credentials", {"sts.GetCallerIdentity": NoCredentialsError()}, "Unable to locate credentials", "credentials"),
        (
            "credentials",
            {"sts.GetCallerIdentity": {"Account": "999999999999", "Arn": "arn:aws:iam::999999999999:user/me"}},
            "999999999999",
            f"use credentials of account {ACCOUNT}",
        ),
        (
            f"region {REGION}",
            {"ec2.DescribeRegions": {"Regions": [{"OptInStatus": "not-opted-in"}]}},
            "not-opted-in",
            f"enable {REGION}",
        ),
        (f"concurrency in {REGION}", {"lambda.GetAccountSettings": limits(149)}, "149 of them", "L-B99A9384"),
        (f"addresses in {REGION}", {"service-quotas.GetServiceQuota": quota(2)}, "0 of 2 Elastic IP", "higher quota"),
        (f"networks in {REGION}", {"service-quotas.GetServiceQuota": quota(1)}, "1 of 1 VPCs", "higher quota"),
        (
            "network-firewall",
            {"network-firewall.ListFirewalls": refused("ListFirewalls", "OptInRequired")},
            "OptIn",
            "open",
        ),
        ("fis", {"fis.ListExperimentTemplates": EndpointConnectionError(endpoint_url="x")}, "not answer", "region"),
        (
            "transfer",
            {"transfer.ListServers": refused("ListServers", "AccessDeniedException")},
            "Denied",
            "may read this",
        ),
        (
            "rds",
            {"rds.DescribeDBInstances": refused("DescribeDBInstances", "InternalFailure")},
            "Failure",
            "see what AWS",
        ),
        (
            "organisation",
            {
                "organizations.DescribeOrganization": refused(
                    "DescribeOrganization", "AWSOrganizationsNotInUseException"
                )
            },
            "in no organisation",
            "insideOrganization to false",
        ),
        (
            "organisation",
            {"organizations.ListAWSServiceAccessForOrganization": {"EnabledServicePrincipals": []}},
            "not enabled",
            "enable-sharing-with-aws-organization",
        ),
        (
            "cost allocation",
            {"ce.ListCostAllocationTags": refused("ListCostAllocationTags", "AccessDeniedException")},
            "only the paying account",
            "payerAccount to false",
        ),
    ],
)
def test_what_is_missing_is_found_alone_with_its_remediation(
    check: str, answers: Answers, found: str, remediation: str
) -> None:
    faults = failed(examined(config(), answers))
    # One answer is for both regions and both kinds of quotas.
    assert check in faults
    kind = check.split()[0]
    assert {name.split()[0] for name in faults} <= ({kind, "networks", "addresses"} if "in" in check else {kind})
    assert found in faults[check].found
    assert remediation in faults[check].remediation


@pytest.mark.parametrize(
    ("check", "of", "remediation"),
    [
        ("credentials", config(account=None), "set payments:account"),
        ("alerts", within("alerts", emails=()), "payments:alerts.emails"),
        ("container", within("container", platform="app-runner"), "ecs-express"),
        ("roles of DMS", within("migration", "dms", enabled=True, account_roles="existing"), "accountRoles to create"),
    ],
)
def test_a_configuration_that_does_not_fit_the_account_is_found(check: str, of: StackConfig, remediation: str) -> None:
    answers: Answers = {"apprunner.ListServices": {"ServiceSummaryList": []}}
    faults = failed(examined(of, answers))
    assert check in faults
    assert remediation in faults[check].remediation


def test_roles_that_exist_once_in_an_account_must_not_be_created_twice() -> None:
    for name in ("dms-vpc-role", next(iter(ROLES))):
        client("iam").create_role(RoleName=name, AssumeRolePolicyDocument="{}")
    faults = failed(examined(config()))
    assert faults.keys() == {"roles of DMS", "roles of MGN"}
    assert "dms-vpc-role exists already" in faults["roles of DMS"].found
    assert "payments:migration.mgn.accountRoles to existing" in faults["roles of MGN"].remediation


def test_a_missing_service_linked_role_is_named_with_the_command_that_creates_it() -> None:
    client("iam").delete_role(RoleName="AWSServiceRoleForECS")
    faults = failed(examined(config()))
    assert faults.keys() == {"service-linked roles"}
    assert "--aws-service-name ecs.amazonaws.com" in faults["service-linked roles"].remediation


def test_a_member_account_cannot_see_whether_sharing_is_enabled() -> None:
    name = "ListAWSServiceAccessForOrganization"
    found = examined(config(), {f"organizations.{name}": refused(name, "AccessDeniedException")})
    assert found["organisation"].verdict is Verdict.SKIPPED


def test_a_quota_that_the_account_does_not_have_itself_is_the_default_of_aws() -> None:
    answers: Answers = {
        "service-quotas.GetServiceQuota": refused("GetServiceQuota", "NoSuchResourceException"),
        "service-quotas.GetAWSDefaultServiceQuota": quota(1),
    }
    assert "of 1 VPCs" in examined(config(), answers)[f"networks in {REGION}"].found


@pytest.mark.parametrize(
    ("script", "check", "verdict", "text"),
    [
        ("echo v3.274.1", "Pulumi CLI", Verdict.PASSED, "v3.274.1"),
        ("echo v3.150.0", "Pulumi CLI", Verdict.FAILED, "or later"),
        ("echo broken >&2; exit 1", "Pulumi CLI", Verdict.FAILED, "make install"),
        ("echo Backend URL: s3://state", "Pulumi state", Verdict.PASSED, "s3://state"),
        ("echo not logged in >&2; exit 1", "Pulumi state", Verdict.FAILED, "PULUMI_BACKEND_URL"),
    ],
)
def test_the_installed_tools_are_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, check: str, verdict: Verdict, text: str
) -> None:
    command = tmp_path / "pulumi"
    command.write_text(f"#!/bin/sh\n{script}\n")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    [found] = [answer(one) for one in doctor_tools.tool_checks() if one.name == check]
    assert found.verdict is verdict
    assert text in f"{found.found} {found.remediation}"


def test_an_old_python_is_refused() -> None:
    assert answer(Check("Python", lambda: doctor_tools.python((3, 10)))).verdict is Verdict.FAILED
    assert doctor_tools.python((3, 11)).verdict is Verdict.PASSED


def test_the_command_ends_with_one_where_something_is_missing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    arguments = ["--stack", "prod", "--json"]
    clients = CannedClients(WELL, moto=True).clients()
    assert doctor.main(arguments, clients) == 1
    printed = capsys.readouterr()
    result = json.loads(printed.out)
    assert "credentials" in result["failed"]
    assert "payments:account" in printed.err
    with pytest.raises(CommandError, match=r"nowhere\.yaml"):
        doctor.main(["--config", str(tmp_path / "nowhere.yaml")], clients)
