"""The provider's life against the simulated service over HTTP, and each error that the service's model lists."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import boto3
import pytest
from botocore import session
from botocore.exceptions import EndpointConnectionError
from botocore.stub import Stubber

from components.migration.mgn_api import ADOPTED_BY, MADE_BY, Service, Templates
from components.migration.mgn_errors import ADVICE, MigrationError
from components.migration.mgn_provider import TemplateProvider
from simulated_aws.account import Account
from simulated_aws.api import Api
from simulated_aws.mgn import TOKENS, MigrationService
from tests.samples import ACCOUNT, REGION

SUBNET, GROUP = "aws:ec2/subnet:Subnet", "aws:ec2/securityGroup:SecurityGroup"
OPERATIONS = [
    "InitializeService",
    *(f"{verb}{kind}ConfigurationTemplate" for verb in ("Create", "Update", "Delete") for kind in TOKENS),
    *(f"Describe{kind}ConfigurationTemplates" for kind in TOKENS),
    "TagResource",
    "UntagResource",
]
MODEL: Any = cast(Any, session.Session()).get_service_model("mgn")
ERRORS = [
    (operation, shape.name) for operation in OPERATIONS for shape in MODEL.operation_model(operation).error_shapes
]


@pytest.fixture(autouse=True)
def _nobodys_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "rehearsal")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/dev/null")
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@dataclass
class World:
    """A simulated account whose API answers over HTTP, and the settings of a template in it."""

    account: Account
    service: MigrationService
    settings: dict[str, Any]
    provider: TemplateProvider

    def inputs(self, **changes: Any) -> dict[str, Any]:
        """The inputs of a resource."""
        tags = {"Name": "replication-template-test", "Owner": "platform"}
        inputs = {"region": REGION, "account": ACCOUNT, "stack": "test", "settings": self.settings, "tags": tags}
        return inputs | changes

    def exists(self, tags: Mapping[str, str], **changes: Any) -> str:
        """Makes a template behind the program's back and returns its id."""
        self.service.initialised.add(REGION)
        inputs = {**self.settings, "replicationServerInstanceType": "m5.large", "tags": dict(tags), **changes}
        return self.account.create(TOKENS["Replication"], "theirs", inputs | {"region": REGION})[0]

    def live(self, template_id: str) -> Mapping[str, Any]:
        """What a template is like in AWS."""
        return self.account.live()[template_id].inputs


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    account = Account()
    vpc = account.plant("aws:ec2/vpc:Vpc", "vpc", {"cidrBlock": "172.16.0.0/16"})
    place = {"vpcId": vpc, "cidrBlock": "172.16.0.0/24", "availabilityZone": f"{REGION}a"}
    settings = {
        "stagingAreaSubnetId": account.plant(SUBNET, "subnet", place),
        "associateDefaultSecurityGroup": False,
        "replicationServersSecurityGroupsIDs": [account.plant(GROUP, "group", {"vpcId": vpc})],
        "replicationServerInstanceType": "t3.small",
        "useDedicatedReplicationServer": False,
        "defaultLargeStagingDiskType": "GP3",
        "ebsEncryption": "DEFAULT",
        "bandwidthThrottling": 0.0,
        "dataPlaneRouting": "PRIVATE_IP",
        "createPublicIP": False,
        "stagingAreaTags": {"Owner": "platform"},
    }
    service = MigrationService(account, roles_exist=True)
    api = Api(ACCOUNT, service)
    monkeypatch.setenv("AWS_ENDPOINT_URL", api.start())
    yield World(account, service, settings, TemplateProvider("replication"))
    api.shutdown()
    api.server_close()


def made(world: World, **changes: Any) -> tuple[str, dict[str, Any]]:
    result = world.provider.create(world.inputs(**changes))
    # The engine hands outputs back as JSON would.
    return result.id, json.loads(json.dumps(result.outs))


def stubbed() -> tuple[Service, Any, list[float]]:
    """The service with a client whose answers a stub gives, the stub, and the pauses that were made."""
    pauses: list[float] = []
    client: Any = cast(Any, boto3).client("mgn", region_name=REGION)
    return Service(client, REGION, pauses.append), Stubber(client), pauses


def test_an_account_that_is_not_initialised_is_and_gets_the_template(world: World) -> None:
    template_id, outputs = made(world)
    assert world.service.calls == [
        "DescribeReplicationConfigurationTemplates",
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


def test_an_initialised_account_is_left_as_it_is(world: World) -> None:
    world.service.initialised.add(REGION)
    made(world)
    assert "InitializeService" not in world.service.calls


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


def test_a_network_without_a_way_to_aws_is_named() -> None:
    class Client:
        def initialize_service(self) -> None:
            raise EndpointConnectionError(endpoint_url="https://mgn.eu-west-2.amazonaws.com")

    with pytest.raises(
        MigrationError, match=r"mgn InitializeService in eu-west-2: EndpointConnectionError: .*reaches AWS"
    ):
        Service(Client(), REGION).call("InitializeService")


@pytest.mark.parametrize(("operation", "code"), ERRORS)
def test_each_error_of_each_call_says_what_to_do(operation: str, code: str) -> None:
    service, stub, _ = stubbed()
    fields = {
        "reason": "fieldValidationFailed",
        "fieldList": [{"name": "stagingAreaSubnetId", "message": "not a subnet"}],
        "resourceId": "rct-1",
        "resourceType": "template",
        "errors": [{"resourceType": "server", "resourceId": "s-1", "message": "uses it"}],
    }
    known: dict[str, Any] = {key: fields[key] for key in fields if key in MODEL.shape_for(code).members}
    # The errors that AWS itself has in common require it a second time.
    body = {"message": "AWS says no."} | known
    name = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation)[1:]
    stub.add_client_error(name, code, "AWS says no.", modeled_fields=body)
    with stub, pytest.raises(MigrationError) as raised:
        service.call(operation, **arguments(operation))
    message = str(raised.value)
    assert raised.value.code == code
    assert message.startswith(f"mgn {operation} in eu-west-2: {code}: AWS says no"), message
    assert message.endswith(ADVICE[code].format(action=f"mgn:{operation}", attempts=5)), message
    for text in known.values():
        assert all(word in message for word in words(text)), message


def arguments(operation: str) -> dict[str, Any]:
    """Some arguments of an operation; a stub asks for those that are required."""
    some: dict[str, Any] = {"boolean": False, "string": "a" * 21, "long": 0, "list": ["a"], "map": {}}
    shape = MODEL.operation_model(operation).input_shape
    return {name: some[shape.members[name].type_name] for name in shape.required_members}


def words(value: Any) -> list[str]:
    if isinstance(value, list):
        return [word for item in cast(list[Any], value) for word in words(item)]
    return list(cast(dict[str, str], value).values()) if isinstance(value, dict) else [value]


def test_the_model_lists_the_errors_that_are_tried() -> None:
    assert len(ERRORS) > 30
    assert {code for _, code in ERRORS} <= ADVICE.keys()


def test_an_error_that_no_model_lists_still_names_the_call() -> None:
    service, stub, _ = stubbed()
    stub.add_client_error("initialize_service", "SurprisingException", "what now")
    with (
        stub,
        pytest.raises(MigrationError, match=r"mgn InitializeService in eu-west-2: SurprisingException: what now\."),
    ):
        service.call("InitializeService")


def test_the_service_is_asked_again_until_it_sees_the_roles() -> None:
    service, stub, pauses = stubbed()
    for _ in range(2):
        stub.add_client_error("initialize_service", "ValidationException", "Failed to create SLR or instance profiles")
    stub.add_response("initialize_service", {})
    with stub:
        service.initialise()
    assert pauses == [10, 10]


def test_roles_that_never_arrive_are_an_error() -> None:
    service, stub, pauses = stubbed()
    for _ in range(6):
        stub.add_client_error("initialize_service", "ValidationException", "Failed to create SLR or instance profiles")
    with stub, pytest.raises(MigrationError, match="Failed to create SLR or instance profiles"):
        service.initialise()
    assert len(pauses) == 5


def test_another_error_of_the_initialisation_is_not_repeated() -> None:
    service, stub, pauses = stubbed()
    stub.add_client_error("initialize_service", "AccessDeniedException", "no")
    with stub, pytest.raises(MigrationError, match="Let the credentials do mgn:InitializeService"):
        service.initialise()
    assert pauses == []


def test_templates_on_a_second_page_are_found() -> None:
    service, stub, _ = stubbed()
    item = {"launchConfigurationTemplateID": "lct-" + "0" * 17, "arn": "arn:aws:mgn:eu-west-2:1:launch"}
    stub.add_response("describe_launch_configuration_templates", {"items": [], "nextToken": "more"}, {})
    stub.add_response("describe_launch_configuration_templates", {"items": [item]}, {"nextToken": "more"})
    with stub:
        (found,) = Templates(service, "launch").all()
    assert found.id == item["launchConfigurationTemplateID"]
