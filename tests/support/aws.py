"""boto3's clients and errors of AWS, for tests."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, cast

import boto3
from botocore.exceptions import ClientError
from botocore.stub import Stubber

REGION = "eu-west-2"


def client(service: str, region: str = REGION) -> Any:
    """A client with the credentials of the environment."""
    make = cast(Callable[..., Any], boto3.client)  # pyright: ignore[reportUnknownMemberType] (untyped)
    return make(service, region)


def client_without_account(service: str, region: str = REGION) -> Any:
    """A client whose credentials are nobody's."""
    make = cast(Callable[..., Any], boto3.client)  # pyright: ignore[reportUnknownMemberType] (untyped)
    return make(service, region, aws_access_key_id="none", aws_secret_access_key="none")  # noqa: S106 (nobody's)


def stubbed(service: str, region: str = REGION) -> tuple[Any, Any]:
    """A client and its stubber, which checks requests and answers against botocore's own model of the service."""
    made = client_without_account(service, region)
    return made, cast(Any, Stubber(made))


@contextmanager
def expecting(*stubs: Any) -> Generator[None]:
    """The stubs answer only the announced calls, and all of them are made by the end."""
    for stub in stubs:
        stub.activate()
    yield
    for stub in stubs:
        stub.assert_no_pending_responses()
        stub.deactivate()


def refused(operation: str, code: str, message: str = "refused by a test", status: int = 400) -> ClientError:
    """An error with which AWS refuses a call."""
    metadata = cast(Any, {"HTTPStatusCode": status})
    return ClientError({"Error": {"Code": code, "Message": message}, "ResponseMetadata": metadata}, operation)
