"""The provider's life against the simulated service over HTTP."""

import json
from typing import Any, cast

import boto3
import pytest
from botocore.exceptions import ClientError

from components.migration.mgn.api import ADOPTED_BY, MADE_BY
from components.migration.mgn.errors import MigrationError
from simulated_aws.account import Account
from simulated_aws.mgn import INSTANCE_ROLES, MigrationService
from simulated_aws.modelling import ApiError
from tests.components.migration.mgn.conftest import World
from tests.support.samples import ACCOUNT, REGION


def made(world: World, **changes: Any) -> tuple[str, dict[str, Any]]:
    result = world.provider.create(world.inputs(**changes))
    # The engine hands outputs back as JSON would.
    return result.id, json.loads(json.dumps(result.outs))


def test_an_account_that_is_not_initialised_is_and_gets_the_template(world: World) -> None:
    template_id, outputs = made(world)
    assert world.service.calls == [
        "InitializeService",
        "DescribeReplicationConfigurationTemplates",
        "CreateReplicationConfigurationTemplate",
    ]
    live = world.live(template_id)
    assert live["tags"] == {"Name": "replication-template-test", "Owner": "platform", MADE_BY: "test"}
    assert live["bandwidthThrottling"] == 0
    assert isinstance(live["bandwidthThrottling"], int)
    assert (outputs["adopted"], outputs["previous"]) == (False, None)
    assert outputs["arn"].endswith(f"replication-configuration-template/{template_id}")
    world.provider.delete(template_id, outputs)
    assert template_id not in world.account.live()


def test_an_account_that_was_used_before_is_initialised_again(world: World) -> None:
    world.service.initialised.add(REGION)
    made(world)
    assert world.service.calls.count("InitializeService") == 1


def test_a_template_that_exists_is_adopted_and_given_back(world: World) -> None:
    template_id = world.exists({"Owner": "somebody", "Note": "keep"}, useFipsEndpoint=True)
    before = world.live(template_id)
    adopted_id, outputs = made(world)
    assert adopted_id == template_id
    assert outputs["adopted"] is True
    live = world.live(template_id)
    assert live["replicationServerInstanceType"] == "t3.small"
    assert live["tags"] == {
        "Owner": "platform", "Note": "keep", "Name": "replication-template-test", ADOPTED_BY: "test",
    }  # fmt: skip
    assert "CreateReplicationConfigurationTemplate" not in world.service.calls
    world.provider.delete(template_id, outputs)
    assert world.live(template_id) == before


def test_an_adoption_that_fails_half_way_leaves_the_template_as_it_was(world: World) -> None:
    template_id = world.exists({"Owner": "somebody"})
    before = world.live(template_id)
    world.service.refuse("UpdateReplicationConfigurationTemplate", "AccessDeniedException", "no", {}, 1)
    with pytest.raises(MigrationError, match="mgn UpdateReplicationConfigurationTemplate"):
        made(world)
    assert world.live(template_id) == before


def test_another_stacks_template_is_refused_and_untouched(world: World) -> None:
    for marker in (MADE_BY, ADOPTED_BY):
        template_id = world.exists({marker: "staging"})
        before = world.live(template_id)
        with pytest.raises(
            MigrationError, match=rf"{template_id} belongs to stack staging, .* stack test leaves it alone"
        ):
            made(world)
        assert world.live(template_id) == before
        world.account.remove(template_id)


def test_of_several_templates_none_is_adopted(world: World) -> None:
    first, second = world.exists({}), world.exists({})
    with pytest.raises(MigrationError, match=rf"several replication templates, {first}, {second}: delete all but"):
        made(world)


def test_a_template_whose_creation_got_no_answer_is_this_stacks_own(world: World) -> None:
    template_id = world.exists({MADE_BY: "test"})
    found_id, outputs = made(world)
    assert (found_id, outputs["adopted"]) == (template_id, False)
    assert world.live(template_id)["replicationServerInstanceType"] == "t3.small"
    world.provider.delete(template_id, outputs)
    assert template_id not in world.account.live()


def test_an_adopted_template_that_the_state_forgot_is_never_deleted(world: World) -> None:
    template_id = world.exists({ADOPTED_BY: "test", "Note": "keep"})
    found_id, outputs = made(world)
    assert (found_id, outputs["adopted"], outputs["previous"]) == (template_id, True, None)
    world.provider.delete(template_id, outputs)
    assert world.live(template_id)["tags"] == {"Note": "keep"}


def test_an_update_sends_what_differs_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    template_id, outputs = made(world)
    sent: list[tuple[str, dict[str, Any]]] = []
    answer = world.service.answer

    def record(operation: str, parameters: Any, region: str) -> dict[str, Any]:
        sent.append((operation, dict(parameters)))
        return answer(operation, parameters, region)

    monkeypatch.setattr(world.service, "answer", record)
    wanted = world.inputs(settings=world.settings | {"bandwidthThrottling": 50.0}, tags={"Name": "other"})
    updated = world.provider.update(template_id, outputs, wanted)
    assert sent == [
        (
            "UpdateReplicationConfigurationTemplate",
            {"replicationConfigurationTemplateID": template_id, "bandwidthThrottling": 50},
        ),
        ("TagResource", {"resourceArn": outputs["arn"], "tags": {"Name": "other"}}),
        ("UntagResource", {"resourceArn": outputs["arn"], "tagKeys": ["Owner"]}),
    ]
    assert world.live(template_id)["tags"] == {"Name": "other", MADE_BY: "test"}
    assert updated.outs is not None
    assert updated.outs["settings"]["bandwidthThrottling"] == 50
    assert updated.outs["arn"] == outputs["arn"]


def test_a_read_shows_drift_and_nothing_that_is_not_this_resources_business(world: World) -> None:
    template_id, outputs = made(world)
    assert world.provider.read(template_id, outputs).outs == outputs
    live = dict(world.live(template_id))
    tags = {**live["tags"], "Added": "by AWS", "Owner": "somebody"}
    world.account.alter(template_id, {"createPublicIP": True, "tags": tags})
    drifted = world.provider.read(template_id, outputs).outs
    assert drifted is not None
    assert drifted["settings"] == outputs["settings"] | {"createPublicIP": True}
    assert drifted["tags"] == {"Name": "replication-template-test", "Owner": "somebody"}
    assert world.provider.diff(template_id, drifted, world.inputs()).changes is True


def test_a_template_that_is_gone_reads_as_gone_and_deletes_quietly(world: World) -> None:
    template_id, outputs = made(world)
    world.account.remove(template_id)
    assert world.provider.read(template_id, outputs).id is None
    world.provider.delete(template_id, outputs)
    world.provider.delete(template_id, outputs | {"adopted": True})
    world.service.initialised.clear()
    assert world.provider.read(template_id, outputs).id is None
    world.provider.delete(template_id, outputs)


@pytest.mark.parametrize("key", ["account", "region", "stack"])
def test_a_template_does_not_move(world: World, key: str) -> None:
    _, outputs = made(world)
    difference = world.provider.diff("rct-1", outputs, world.inputs() | {key: "other"})
    assert (difference.changes, difference.replaces, difference.delete_before_replace) == (True, [key], True)
    assert world.provider.diff("rct-1", outputs, world.inputs()).changes is False


def test_a_check_names_what_is_wrong(world: World) -> None:
    settings = world.settings | {"ebsEncryption": "NONE"}
    failures = world.provider.check({}, world.inputs(settings=settings)).failures
    assert [(item.property, item.reason) for item in failures] == [
        ("settings.ebsEncryption", "'NONE' is refused; allowed: DEFAULT, CUSTOM")
    ]


def test_credentials_of_another_account_are_refused(world: World) -> None:
    with pytest.raises(MigrationError, match=f"those of account {ACCOUNT}, and the template belongs to 999999999999"):
        made(world, account="999999999999")
    assert world.service.calls == []


def test_without_credentials_the_message_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY"):
        monkeypatch.delenv(f"AWS_{name}")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(MigrationError, match=r"sts GetCallerIdentity in eu-west-2: NoCredentials: .*Renew the cred"):
        made(world)


def test_credentials_that_are_not_the_rehearsals_get_no_answer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebodys")
    with pytest.raises(MigrationError, match=r"UnrecognizedClientException: .*Renew the credentials"):
        made(world)


def test_a_busy_service_is_asked_again(world: World) -> None:
    world.service.initialised.add(REGION)
    world.service.refuse("CreateReplicationConfigurationTemplate", "ThrottlingException", "slow down", {}, 1)
    world.service.refuse("DescribeReplicationConfigurationTemplates", "InternalServerException", "oops", {}, 1)
    template_id, _ = made(world)
    assert template_id in world.account.live()


def test_a_setting_that_refers_to_nothing_is_refused_with_its_field(world: World) -> None:
    settings = world.settings | {"stagingAreaSubnetId": "subnet-00000000"}
    with pytest.raises(MigrationError, match="field stagingAreaSubnetId: subnet-00000000 does not exist"):
        made(world, settings=settings)


def test_the_simulated_service_keeps_one_template_of_a_kind(world: World) -> None:
    made(world)
    client: Any = cast(Any, boto3).client("mgn", region_name=REGION)
    with pytest.raises(client.exceptions.ValidationException, match="exists already"):
        client.create_replication_configuration_template(**world.settings | {"bandwidthThrottling": 0})


def test_the_simulated_service_is_not_initialised_without_its_roles() -> None:
    account = Account()
    service = MigrationService(account)
    for name in sorted(INSTANCE_ROLES):
        with pytest.raises(ApiError, match="Failed to create SLR or instance profiles"):
            service.answer("InitializeService", {}, REGION)
        account.plant("aws:iam/role:Role", name, {"name": name, "assumeRolePolicy": "{}"})
    service.answer("InitializeService", {}, REGION)
    assert service.initialised == {REGION}


def test_a_service_that_is_not_simulated_gets_no_answer(world: World) -> None:
    client: Any = cast(Any, boto3).client("sqs", region_name=REGION)
    with pytest.raises(ClientError, match="the simulated account has no API of sqs"):
        client.list_queues()
