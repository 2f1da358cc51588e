"""What the account would refuse of a plan is found before anything is made, and nothing is changed by asking."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from pulumi.automation import CommandError as EngineError
from pulumi.automation import CommandResult

from config.load import StackConfig
from config.project import PROJECT
from ops.lib.checks import Answer, Check, Verdict
from ops.lib.clients import Clients
from ops.lib.command import CommandError
from ops.preflight import __main__ as preflight
from ops.preflight.databases import database_checks
from ops.preflight.documents import document_checks
from ops.preflight.dry_runs import dry_run_checks
from ops.preflight.names import name_checks
from ops.preflight.offers import offer_checks
from ops.preflight.planned import Plan
from ops.preflight.quotas import quota_checks
from ops.preflight.read_only import CALLS, DRY_RUNS, NotReadOnlyError, read_only
from tests.ops.canned import Answers, CannedClients, asked, failed
from tests.ops.preflight.account import (
    GROUP,
    IMAGE,
    LAYER,
    NOTHING,
    REGION,
    WELL,
    instead,
    options,
    parameters,
    plan,
    quotas,
    services,
)
from tests.support.aws import client_without_account, refused

DEFAULTS = "rds.DescribeEngineDefaultParameters"
WHEN = datetime(2026, 11, 20, tzinfo=UTC)
FINDING = {
    "findingDetails": "Add an action", "findingType": "ERROR", "issueCode": "MISSING_ACTION", "learnMoreLink": "x",
    "locations": NOTHING,
}  # fmt: skip


def guarded(answers: Answers) -> Clients:
    """An account's clients behind the guard of a real run."""
    return read_only(CannedClients(WELL | answers).clients().get)


def checks(of: Plan, clients: Clients) -> list[Check]:
    config = StackConfig.from_file(PROJECT / "Pulumi.dev.yaml")
    return [
        *document_checks(of, clients, REGION),
        *dry_run_checks(of, clients),
        *database_checks(of, clients),
        *offer_checks(of, config, clients),
        *quota_checks(of, clients),
        *name_checks(of, clients),
    ]


def examined(of: Plan | None = None, answers: Answers | None = None) -> dict[str, Answer]:
    return asked(checks(of or plan(), guarded(answers or {})))


def test_an_account_that_takes_the_plan_passes_every_check() -> None:
    found = examined()
    assert failed(found) == {}
    assert {given.verdict for given in found.values()} == {Verdict.PASSED}
    # Each of them is seen to fail below.
    assert found.keys() == {check for check, *_ in WRONG}


WRONG: list[tuple[str, Plan | None, Answers, str]] = [
    ("policy documents", None, {"accessanalyzer.ValidatePolicy": {"findings": [FINDING]}}, "role.*: MIS"),
    (f"dry runs in {REGION}", None, {"ec2.CreateVpc": refused("CreateVpc", "VpcLimitExceeded")}, "vpc: .*VpcLimitExc"),
    (f"servers in {REGION}", None, {"rds.DescribeDBEngineVersions": {"DBEngineVersions": NOTHING}}, "mysql 8.4 is not"),
    (
        f"servers in {REGION}",
        None,
        {"rds.DescribeOrderableDBInstanceOptions": {"OrderableDBInstanceOptions": NOTHING}},
        "db.t3.medium is not offered with mysql 8.4.9 and gp3",
    ),
    (f"servers in {REGION}", None, {"rds.DescribeOrderableDBInstanceOptions": options({"StorageType": "io1"})}, "gp3"),
    (
        f"servers in {REGION}",
        None,
        {"rds.DescribeOrderableDBInstanceOptions": options({"SupportsPerformanceInsights": False})},
        "performanceInsightsEnabled is not offered",
    ),
    (
        f"servers in {REGION}",
        None,
        {"rds.DescribeOrderableDBInstanceOptions": options({"AvailabilityZones": [{"Name": "eu-west-2a"}]})},
        "less than two zones",
    ),
    (f"servers in {REGION}", instead("server", allocatedStorage=10), {}, "10 GiB are not between 20 and 65536"),
    (f"parameters in {REGION}", None, {DEFAULTS: parameters({"ParameterName": "x"})}, "has no parameter require_sec"),
    (
        f"parameters in {REGION}",
        None,
        {DEFAULTS: parameters({"IsModifiable": False})},
        "require_secure_transport may not be changed",
    ),
    (f"parameters in {REGION}", None, {DEFAULTS: parameters({"ApplyType": "static"})}, "is static and needs"),
    (
        f"parameters in {REGION}",
        None,
        {DEFAULTS: parameters({"ParameterValue": "1"})},
        "1 by default",
    ),
    (f"copying instances in {REGION}", instead("copying", replicationInstanceClass="dms.x"), {}, "dms.x is not"),
    (f"copying instances in {REGION}", instead("copying", allocatedStorage=9999), {}, "9999 GiB are not offered"),
    (f"endpoint services in {REGION}", None, {"ec2.DescribeVpcEndpointServices": services({"ServiceName": "x"})}, "ex"),
    (
        f"endpoint services in {REGION}",
        None,
        {"ec2.DescribeVpcEndpointServices": services({"VpcEndpointPolicySupported": False})},
        "takes no policy",
    ),
    (
        f"endpoint services in {REGION}",
        None,
        {"ec2.DescribeVpcEndpointServices": services({"AvailabilityZones": ["eu-west-2a"]})},
        "is not in eu-west-2b",
    ),
    (f"managed rule groups in {REGION}", None, {"network-firewall.ListRuleGroups": {"RuleGroups": NOTHING}}, GROUP),
    (
        f"layers in {REGION}",
        None,
        {"lambda.GetLayerVersionByArn": refused("GetLayerVersionByArn", "AccessDeniedException")},
        LAYER,
    ),
    (f"certificate authorities in {REGION}", instead("server", caCertIdentifier="rds-ca-2015"), {}, "rds-ca-2015 does"),
    ("container images", None, {"ecr.DescribeImages": refused("DescribeImages", "ImageNotFoundException")}, IMAGE),
    ("quotas of IAM", None, {"iam.GetAccountSummary": {"SummaryMap": {"Roles": 10, "RolesQuota": 10}}}, "10 of 10"),
    ("quota of buckets", None, {"service-quotas.GetServiceQuota": {"Quota": {"Value": 0}}}, "0 of 0 are used; 1 more"),
    (f"quotas of rds in {REGION}", None, {"rds.DescribeAccountAttributes": quotas(40, 40, "DBInstances")}, "40 of 40"),
    (
        f"quotas of dms in {REGION}",
        None,
        {"dms.DescribeAccountAttributes": quotas(60, 60, "ReplicationInstances")},
        "60 of 60",
    ),
    (f"concurrency planned in {REGION}", instead("function", reservedConcurrentExecutions=901), {}, "901 are planned"),
    (
        f"quotas of networks in {REGION}",
        None,
        {"service-quotas.GetServiceQuota": {"Quota": {"Value": 0}}},
        "1 interface endpoints are planned, and 0 allowed",
    ),
    ("names of logs", None, {"logs.DescribeLogGroups": {"logGroups": [{"logGroupName": "/payments/log"}]}}, "is taken"),
    (
        "names of iam",
        None,
        {
            "iam.GetRole": {
                "Role": {
                    "Path": "/", "RoleName": "r", "RoleId": "0" * 16, "Arn": "arn:aws:iam::123456789012:role/r",
                    "CreateDate": WHEN,
                }
            }
        },
        "dms-vpc-role is taken",
    ),
    ("names of kms", None, {"kms.DescribeKey": {}}, "alias/payments is taken"),
    ("names of lambda", None, {"lambda.GetFunctionConfiguration": {}}, "processor-dev is taken"),
    ("names of rds", None, {"rds.DescribeDBInstances": {}}, "database-dev is taken"),
    ("names of secretsmanager", None, {"secretsmanager.DescribeSecret": {"DeletedDate": WHEN}}, "on 2026-11-20"),
    ("names of secretsmanager", None, {"secretsmanager.DescribeSecret": {}}, "db-secret-dev is taken"),
    ("names of sqs", None, {"sqs.GetQueueUrl": {}}, "payments-dev is taken"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "of", "answers", "text"), WRONG)
def test_what_the_account_would_refuse_is_found(check: str, of: Plan | None, answers: Answers, text: str) -> None:
    found = failed(examined(of, answers))
    assert check in found, found
    assert re.search(text, found[check].found), found[check].found
    assert found[check].remediation


def test_credentials_that_may_not_create_skip_the_trial_and_say_so() -> None:
    found = examined(answers={"ec2.AllocateAddress": refused("AllocateAddress", "UnauthorizedOperation")})
    trial = found[f"dry runs in {REGION}"]
    assert (trial.verdict, failed(found)) == (Verdict.SKIPPED, {})
    assert "those that run the up can ask" in trial.found


def test_what_exists_already_is_not_taken_for_a_name_that_is_taken() -> None:
    mine = plan(*(item.__class__(item.type, item.name, item.region, item.inputs, False) for item in plan().resources))
    taken: Answers = {"sqs.GetQueueUrl": {}, "kms.DescribeKey": {}, "lambda.GetFunctionConfiguration": {}}
    assert failed(examined(mine, taken)) == {}


def test_a_document_that_is_known_only_after_an_up_is_counted_and_not_asked_about() -> None:
    assert examined()["policy documents"].found == "2 have no mistake; 1 are known only after an up"


@pytest.mark.parametrize(
    ("service", "call", "given"),
    [
        ("ec2", "create_vpc", {"CidrBlock": "10.0.0.0/16"}),
        ("ec2", "create_vpc", {"CidrBlock": "10.0.0.0/16", "DryRun": False}),
        ("ec2", "delete_vpc", {"VpcId": "vpc-1", "DryRun": True}),
        ("secretsmanager", "get_secret_value", {"SecretId": "s"}),
        ("sqs", "delete_queue", {"QueueUrl": "u"}),
    ],
)
def test_a_call_that_could_change_or_read_too_much_never_leaves_the_machine(
    service: str, call: str, given: dict[str, Any]
) -> None:
    clients = read_only(client_without_account)
    with pytest.raises(NotReadOnlyError, match=f"{service}.* is not among the calls of a preflight"):
        getattr(clients.get(service, REGION), call)(**given)


def test_each_call_on_the_list_exists_and_is_one_that_reads() -> None:
    for service, names in CALLS.items():
        known = set(client_without_account(service).meta.service_model.operation_names)
        assert names <= known, service
        assert all(name.startswith(("Describe", "Get", "List", "Validate")) for name in names), service
    for service, names in DRY_RUNS.items():
        model = client_without_account(service).meta.service_model
        assert all("DryRun" in model.operation_model(name).input_shape.members for name in names)


class Failing:
    """A stack whose preview fails."""

    def preview(self, *, on_event: Any) -> object:
        raise EngineError(CommandResult(stdout="", stderr="a mistake", code=1))


def test_a_preview_that_fails_ends_the_command_with_its_reason() -> None:
    with pytest.raises(CommandError, match="the preview failed"):
        preflight.main(["--stack", "dev"], guarded({}), Failing())


def test_programs_get_json(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*asked: object) -> list[Check]:
        return []

    def planned(stack: object) -> Plan:
        return plan()

    monkeypatch.setattr(preflight, "planned", planned)
    # The doctor's checks have tests of their own.
    monkeypatch.setattr(preflight, "account_checks", nothing)
    monkeypatch.setattr(preflight, "service_checks", nothing)
    clients = guarded({"sqs.GetQueueUrl": {}})
    assert preflight.main(["--stack", "dev", "--json"], clients, Failing()) == 1
    assert json.loads(capsys.readouterr().out)["failed"] == ["names of sqs"]
