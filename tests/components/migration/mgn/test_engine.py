"""Server migration on the real engine: its templates' whole life in an account that has or has not been used before."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from pulumi.automation import CommandError, RefreshResult, UpResult

from components.alerts.component import Alerts, AlertsArgs
from components.migration import ServerMigration, ServerMigrationArgs
from simulated_aws.live import Live
from simulated_aws.mgn import INSTANCE_ROLES
from tests.components.migration.samples import SERVERS, TEMPLATES, mgn_settings, network
from tests.support.samples import ACCOUNT, REGION, make_region
from tools.rehearsal.dynamic import isolated
from tools.rehearsal.engine import Rehearsal

pytestmark = pytest.mark.engine

CREATE = "CreateReplicationConfigurationTemplate"


class Program:
    """Server migration whose settings and account may change between one `up` and the next."""

    def __init__(self) -> None:
        self.settings, self.account_id = mgn_settings(), ACCOUNT

    def __call__(self) -> None:
        alerts = AlertsArgs(region=make_region(known_topics=None), emails=[], paging_endpoint=None)
        region = Alerts("alerts", alerts).notifying
        args = ServerMigrationArgs(
            region=replace(region, account_id=self.account_id),
            network=network(region, zones="a", replication_sources=(SERVERS,)),
            settings=self.settings,
        )
        ServerMigration("server-migration", args)


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.fixture
def rehearsal(program: Program) -> Iterator[Rehearsal]:
    with Rehearsal("dev", program=program) as rehearsal:
        yield rehearsal


def unlike_before(result: UpResult | RefreshResult) -> dict[str, int]:
    found = result.summary.resource_changes or {}
    return {str(kind): count for kind, count in found.items() if str(kind) != "same"}


def templates(rehearsal: Rehearsal) -> dict[str, tuple[str, Live]]:
    """The id and state of each template in the account."""
    kinds = {token: kind for kind, token in TEMPLATES.items()}
    live = rehearsal.account.live().items()
    return {kinds[item.token]: (id_, item) for id_, item in live if item.token in kinds}


def somebodys(rehearsal: Rehearsal, tags: Mapping[str, str]) -> str:
    """Makes a replication template behind the program's back, in a network of its own, and returns its id."""
    account = rehearsal.account
    account.initialise_migration()
    vpc = account.plant("aws:ec2/vpc:Vpc", "theirs", {"cidrBlock": "10.9.0.0/16"})
    subnet = {"vpcId": vpc, "cidrBlock": "10.9.0.0/24", "availabilityZone": "eu-west-2a"}
    inputs: dict[str, Any] = {
        "region": REGION,
        "stagingAreaSubnetId": account.plant("aws:ec2/subnet:Subnet", "theirs", subnet),
        "associateDefaultSecurityGroup": True,
        "replicationServersSecurityGroupsIDs": [],
        "replicationServerInstanceType": "m5.large",
        "useDedicatedReplicationServer": True,
        "defaultLargeStagingDiskType": "ST1",
        "ebsEncryption": "DEFAULT",
        "bandwidthThrottling": 7,
        "dataPlaneRouting": "PUBLIC_IP",
        "createPublicIP": True,
        "stagingAreaTags": {},
        "tags": dict(tags),
    }
    return account.create(TEMPLATES["replication"], "theirs", inputs)[0]


def test_a_new_account_is_initialised_and_left_without_templates(rehearsal: Rehearsal) -> None:
    stack = rehearsal.stack
    assert set(stack.preview().change_summary) == {"create"}
    assert rehearsal.account.migration_calls() == []
    stack.up()
    made = templates(rehearsal)
    assert made.keys() == TEMPLATES.keys()
    assert made["replication"][1].inputs["createPublicIP"] is False
    assert made["launch"][1].inputs["associatePublicIpAddress"] is False
    assert unlike_before(stack.up()) == {}
    assert unlike_before(stack.refresh()) == {}
    stack.destroy()
    assert rehearsal.account.live() == {}
    assert rehearsal.resources() == []


def test_after_a_destroy_servers_are_launched_with_the_new_roles(rehearsal: Rehearsal) -> None:
    rehearsal.stack.up()
    assert rehearsal.account.empty_profiles() == set()
    rehearsal.stack.destroy()
    assert rehearsal.account.empty_profiles() == INSTANCE_ROLES
    rehearsal.stack.up()
    assert rehearsal.account.empty_profiles() == set()


def test_a_changed_setting_updates_the_template_in_place_and_drift_is_remediated(
    program: Program, rehearsal: Rehearsal
) -> None:
    rehearsal.stack.up()
    template_id, _ = templates(rehearsal)["replication"]
    program.settings = mgn_settings(bandwidthLimit=100)
    assert unlike_before(rehearsal.stack.up()) == {"update": 1}
    updated_id, live = templates(rehearsal)["replication"]
    assert (updated_id, live.inputs["bandwidthThrottling"]) == (template_id, 100)
    tags = {**live.inputs["tags"], "Owner": "somebody"}
    rehearsal.account.alter(template_id, {"createPublicIP": True, "dataPlaneRouting": "PUBLIC_IP", "tags": tags})
    rehearsal.account.remove(templates(rehearsal)["launch"][0])
    assert unlike_before(rehearsal.stack.refresh()) == {"update": 1, "delete": 1}
    assert unlike_before(rehearsal.stack.up()) == {"update": 1, "create": 1}
    assert templates(rehearsal)["replication"][1].inputs == live.inputs
    assert "launch" in templates(rehearsal)


def test_a_template_that_exists_is_adopted_and_survives_the_destroy_as_it_was(rehearsal: Rehearsal) -> None:
    template_id = somebodys(rehearsal, {"Owner": "somebody"})
    theirs = rehearsal.account.live()
    rehearsal.stack.up()
    adopted_id, live = templates(rehearsal)["replication"]
    assert adopted_id == template_id
    assert (live.inputs["createPublicIP"], live.inputs["dataPlaneRouting"]) == (False, "PRIVATE_IP")
    assert live.inputs["tags"]["AdoptedBy"] == "test"
    assert CREATE not in rehearsal.account.migration_calls()
    assert unlike_before(rehearsal.stack.up()) == {}
    rehearsal.stack.destroy()
    left = rehearsal.account.live()
    assert {key: item.inputs for key, item in left.items()} == {key: item.inputs for key, item in theirs.items()}


def test_two_stacks_of_one_account_do_not_share_a_template(rehearsal: Rehearsal) -> None:
    template_id = somebodys(rehearsal, {"MadeBy": "staging"})
    before = rehearsal.account.live()[template_id]
    with pytest.raises(CommandError, match=rf"The replication template {template_id} belongs to stack staging"):
        rehearsal.stack.up()
    assert rehearsal.account.live()[template_id] == before
    rehearsal.stack.destroy()
    assert rehearsal.account.live()[template_id] == before


@pytest.mark.parametrize(
    ("operation", "code", "fields", "message"),
    [
        (CREATE, "AccessDeniedException", {}, "Let the credentials do mgn:CreateReplicationConfigurationTemplate"),
        (
            "CreateLaunchConfigurationTemplate",
            "ValidationException",
            {"reason": "fieldValidationFailed", "fieldList": [{"name": "bootMode", "message": "not offered"}]},
            r"\(reason fieldValidationFailed; field bootMode: not offered\)",
        ),
        ("InitializeService", "AccessDeniedException", {}, "Let the credentials do mgn:InitializeService"),
    ],
)
def test_after_a_refusal_a_second_up_completes(
    rehearsal: Rehearsal, operation: str, code: str, fields: dict[str, Any], message: str
) -> None:
    rehearsal.account.refuse_migration(operation, code, "AWS says no", **fields)
    with pytest.raises(CommandError, match=rf"mgn {operation} in eu-west-2: {code}: AWS says no[\s\S]*{message}"):
        rehearsal.stack.up()
    rehearsal.stack.up()
    assert templates(rehearsal).keys() == TEMPLATES.keys()


def test_a_deletion_that_is_refused_keeps_the_template(rehearsal: Rehearsal) -> None:
    rehearsal.stack.up()
    rehearsal.account.refuse_migration("DeleteLaunchConfigurationTemplate", "ConflictException", "in use")
    with pytest.raises(CommandError, match="ConflictException: in use"):
        rehearsal.stack.destroy()
    assert templates(rehearsal).keys() == TEMPLATES.keys()
    rehearsal.stack.destroy()
    assert rehearsal.account.live() == {}


def test_credentials_of_another_account_change_nothing(program: Program, rehearsal: Rehearsal) -> None:
    program.account_id, program.settings = "999999999999", mgn_settings(accountRoles="existing")
    with pytest.raises(CommandError, match=f"The credentials are those of account {ACCOUNT}"):
        rehearsal.stack.up()
    assert templates(rehearsal) == {}


def test_a_rehearsal_uses_nobodys_credentials() -> None:
    environment = {
        "PATH": "/bin",
        "AWS_PROFILE": "prod",
        "AWS_ACCESS_KEY_ID": "AKIAREAL",
        "AWS_SESSION_TOKEN": "real",
        "AWS_ROLE_ARN": "arn:aws:iam::1:role/real",
        "AWS_ENDPOINT_URL_MGN": "https://mgn.eu-west-2.amazonaws.com",
        "HTTPS_PROXY": "http://proxy",
        "REHEARSAL_ENDPOINT": "http://127.0.0.1:1",
    }
    alone = isolated(environment)
    assert alone == {
        "PATH": "/bin",
        "REHEARSAL_ENDPOINT": "http://127.0.0.1:1",
        "AWS_ACCESS_KEY_ID": "rehearsal",
        "AWS_SECRET_ACCESS_KEY": "rehearsal",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
    }
