"""The client of Secrets Manager, as far as the functions use it."""

from typing import Any, Protocol, cast

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.shared.aws import client

CURRENT = "AWSCURRENT"
PENDING = "AWSPENDING"
PREVIOUS = "AWSPREVIOUS"

# Everything that a call to AWS may fail with.
AWS_ERRORS = (BotoCoreError, ClientError)


class SecretsManager(Protocol):
    """The operations in use; they take and return what AWS documents."""

    def describe_secret(self, **arguments: str) -> dict[str, Any]:
        """Labels and settings of a secret, and no value."""
        ...

    def get_secret_value(self, **arguments: str) -> dict[str, Any]:
        """One version's value."""
        ...

    def put_secret_value(self, **arguments: Any) -> dict[str, Any]:
        """A new version."""
        ...

    def update_secret_version_stage(self, **arguments: str) -> dict[str, Any]:
        """A label on another version, or on none."""
        ...

    def list_secret_version_ids(self, **arguments: Any) -> dict[str, Any]:
        """The versions, including those without a label when asked for."""
        ...


def secrets_manager(*, connect_seconds: float, read_seconds: float, attempts: int) -> SecretsManager:
    """A client that gives up early enough for its caller to do something else."""
    return client("secretsmanager", connect_seconds=connect_seconds, read_seconds=read_seconds, attempts=attempts)


def absent(error: ClientError) -> bool:
    """Whether an error says that a version does not exist or has no value yet."""
    details = cast(dict[str, dict[str, str]], error.response).get("Error", {})
    if details.get("Code") == "ResourceNotFoundException":
        return True
    # The version exists without the label.
    return details.get("Code") == "InvalidRequestException" and "VersionStage" in details.get("Message", "")


def exists(error: ClientError) -> bool:
    """Whether an error says that a token was used before, for another value."""
    return cast(dict[str, dict[str, str]], error.response).get("Error", {}).get("Code") == "ResourceExistsException"
