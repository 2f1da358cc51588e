"""The clients that are created fast are the same as boto3's."""

from collections.abc import Callable
from typing import Any, cast

import boto3
import pytest

from lambdas.shared.aws import client

REGIONS = ["eu-west-2", "eu-west-1", "us-east-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1"]


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")


def sent(made: Any, operation: str, **arguments: Any) -> tuple[str, str, Any]:
    """Where a client sends a request, for which region and service it is signed, and what it says."""
    requests: list[Any] = []

    class SentError(Exception):
        pass

    def stop(request: Any, **_: object) -> None:
        requests.append(request)
        raise SentError

    made.meta.events.register_first("before-send", stop)
    with pytest.raises(SentError):
        getattr(made, operation)(**arguments)
    scope = requests[0].headers["Authorization"].decode().split("Credential=")[1].split(",")[0]
    return requests[0].url, scope.split("/", 2)[2], requests[0].body


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize(
    ("service", "operation", "arguments"),
    [
        ("secretsmanager", "get_secret_value", {"SecretId": "payments"}),
        ("sqs", "send_message_batch", {"QueueUrl": "https://sqs/123456789012/q", "Entries": []}),
    ],
)
def test_a_request_goes_where_boto3_sends_it_and_is_signed_the_same(
    region: str, service: str, operation: str, arguments: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    usual = cast(Callable[..., Any], boto3.client)(service, region)  # pyright: ignore[reportUnknownMemberType] (untyped)
    own = client(service, connect_seconds=1, read_seconds=1, attempts=1)
    assert sent(own, operation, **arguments) == sent(usual, operation, **arguments)


def test_an_endpoint_of_the_environment_is_the_one_that_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    monkeypatch.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", "https://endpoint.internal")
    own = client("secretsmanager", connect_seconds=1, read_seconds=1, attempts=1)
    assert sent(own, "get_secret_value", SecretId="payments")[0] == "https://endpoint.internal/"


def test_a_client_gives_up_after_its_timeouts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    config = client("secretsmanager", connect_seconds=1, read_seconds=2, attempts=3).meta.config
    assert (config.connect_timeout, config.read_timeout) == (1, 2)
    assert config.retries == {"mode": "standard", "total_max_attempts": 3}
