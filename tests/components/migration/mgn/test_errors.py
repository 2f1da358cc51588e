"""Each error that the service's own model lists for the calls that are made, and the calls that are repeated."""

from typing import Any, cast

import boto3
import pytest
from botocore import session
from botocore.exceptions import EndpointConnectionError
from botocore.stub import Stubber

from components.migration.mgn.api import Service, Templates
from components.migration.mgn.errors import ADVICE, MigrationError
from simulated_aws.mgn import TOKENS
from tests.support.samples import REGION

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


def stubbed() -> tuple[Service, Any, list[float]]:
    """The service with a client whose answers a stub gives, the stub, and the pauses that were made."""
    pauses: list[float] = []
    client: Any = cast(Any, boto3).client("mgn", region_name=REGION)
    return Service(client, REGION, pauses.append), Stubber(client), pauses


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
