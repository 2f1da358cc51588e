"""Secrets by version and label, as the rotation needs them."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from botocore.exceptions import ClientError

from lambdas.shared.credential import Credential
from lambdas.shared.log import note
from lambdas.shared.secrets_manager import AWS_ERRORS, CURRENT, PENDING, SecretsManager, absent, exists

# A version that was just written may not be readable at once.
PAUSES = (0.1, 0.2, 0.4, 0.8, 1.6)


class MissingVersionError(Exception):
    """A version that has to have a value has none."""


@dataclass(frozen=True, kw_only=True)
class Version:
    """A version of a secret with its value."""

    id: str
    text: str = field(repr=False)

    def credential(self) -> Credential:
        """The value as a credential; raises MalformedCredentialError."""
        return Credential.from_json(self.text)


@dataclass(frozen=True, kw_only=True)
class Description:
    """A secret's full ARN, whether it rotates, and the labels of each version that has any."""

    arn: str
    rotates: bool
    labels: Mapping[str, frozenset[str]]

    def holder(self, label: str) -> str | None:
        """The version that has a label."""
        return next((version for version, labels in self.labels.items() if label in labels), None)


class SecretStore:
    """Reads and writes secret values; every read names the label or the version that it means."""

    def __init__(self, client: SecretsManager, pause: Callable[[float], None] = time.sleep):
        self._client = client
        self._pause = pause

    def describe(self, secret: str) -> Description:
        """A secret's labels."""
        answer = self._client.describe_secret(SecretId=secret)
        return Description(
            arn=answer["ARN"],
            rotates=bool(answer.get("RotationEnabled")),
            labels={version: frozenset(labels) for version, labels in answer.get("VersionIdsToStages", {}).items()},
        )

    def read(self, secret: str, label: str, version: str | None = None) -> Version | None:
        """The version with a label, or None where it does not exist or has no value."""
        return self._get(SecretId=secret, VersionStage=label, **({"VersionId": version} if version else {}))

    def expect(self, secret: str, label: str, version: str) -> Version:
        """A version that was written before; raises MissingVersionError where it does not appear for some seconds."""
        for pause in (*PAUSES, None):
            found = self.read(secret, label, version)
            if found:
                return found
            if pause is not None:
                self._pause(pause)
        raise MissingVersionError(f"version {version} of {secret} has no value labelled {label}")

    def versions(self, secret: str) -> list[str]:
        """All versions that can still be read, those without a label among them, newest first."""
        listed: list[tuple[float, str]] = []
        page: dict[str, object] = {}
        while True:
            answer = self._client.list_secret_version_ids(SecretId=secret, IncludeDeprecated=True, **page)
            listed += [(item["CreatedDate"].timestamp(), item["VersionId"]) for item in answer["Versions"]]
            if not answer.get("NextToken"):
                return [version for _, version in sorted(listed, reverse=True)]
            page = {"NextToken": answer["NextToken"]}

    def read_version(self, secret: str, version: str) -> Version | None:
        """A version whatever its labels, or None where it no longer has a value."""
        return self._get(SecretId=secret, VersionId=version)

    def put(self, secret: str, token: str, credential: Credential, label: str) -> None:
        """The version of a token has a value and a label: this one, or the one that it was given before."""
        try:
            self._client.put_secret_value(
                SecretId=secret, ClientRequestToken=token, SecretString=credential.to_json(), VersionStages=[label]
            )
        except ClientError as error:
            if not exists(error):
                raise
            self.expect(secret, label, token)

    def promote(self, secret: str, token: str, current: str) -> None:
        """AWSCURRENT is on the token's version; raises ClientError where it was no longer on `current`."""
        self._client.update_secret_version_stage(
            SecretId=secret, VersionStage=CURRENT, MoveToVersionId=token, RemoveFromVersionId=current
        )

    def drop_pending(self, secret: str, token: str) -> None:
        """AWSPENDING is removed from the token's version, if possible: a leftover label on AWSCURRENT does no harm."""
        try:
            self._client.update_secret_version_stage(SecretId=secret, VersionStage=PENDING, RemoveFromVersionId=token)
        except AWS_ERRORS as error:
            note(
                "AWSPENDING stays on the current version",
                level=logging.WARNING,
                secret=secret,
                version=token,
                error=type(error).__name__,
            )

    def _get(self, **arguments: str) -> Version | None:
        try:
            answer = self._client.get_secret_value(**arguments)
        except ClientError as error:
            if absent(error):
                return None
            raise
        return Version(id=answer["VersionId"], text=answer["SecretString"])
