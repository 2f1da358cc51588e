"""Secrets Manager for the tests: moto's, with AWS's rules added where moto is less strict."""

import json
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.secretsmanager.models import FakeSecret, secretsmanager_backends

from lambdas.shared.secrets_manager import SecretsManager
from tests.support.aws import REGION, refused

Hook = Callable[[dict[str, Any]], None]
# Moto changes its dictionaries without one, as do these tests. A hook may call again.
LOCK = threading.RLock()


class StrictSecretsManager:
    """A thread-safe client that refuses what AWS refuses, and with hooks to inject faults."""

    def __init__(self, client: SecretsManager):
        self._client = client
        self._lock = LOCK
        self._before: list[tuple[str, Hook]] = []
        self._after: list[tuple[str, Hook]] = []
        self.operations: list[str] = []
        # Every password that was ever written.
        self.passwords: set[str] = set()

    def before(self, operation: str, hook: Hook) -> None:
        """Calls a hook with the arguments of each such call; what it raises is what the caller gets."""
        self._before.append((operation, hook))

    def after(self, operation: str, hook: Hook) -> None:
        """Calls a hook when such a call has been done and its answer is still on the way."""
        self._after.append((operation, hook))

    def healed(self) -> None:
        """No more hooks."""
        self._before.clear()
        self._after.clear()

    def describe_secret(self, **arguments: str) -> dict[str, Any]:
        return self._call("describe_secret", arguments)

    def get_secret_value(self, **arguments: str) -> dict[str, Any]:
        # Moto gives an old value where neither is named.
        assert "VersionStage" in arguments or "VersionId" in arguments, "neither a label nor a version is named"
        return self._call("get_secret_value", arguments)

    def put_secret_value(self, **arguments: Any) -> dict[str, Any]:
        with self._lock:
            self.passwords.add(json.loads(arguments["SecretString"])["password"])
            version = stored(arguments["SecretId"]).versions.get(arguments["ClientRequestToken"], {})
            if version.get("secret_string") not in (None, arguments["SecretString"]):
                raise refused("PutSecretValue", "ResourceExistsException")
            return self._call("put_secret_value", arguments)

    def update_secret_version_stage(self, **arguments: str) -> dict[str, Any]:
        with self._lock:
            if arguments["VersionStage"] == "AWSCURRENT":
                target = stored(arguments["SecretId"]).versions[arguments["MoveToVersionId"]]
                if "secret_string" not in target:
                    raise refused("UpdateSecretVersionStage", "InvalidRequestException", "it has no value")
            return self._call("update_secret_version_stage", arguments)

    def list_secret_version_ids(self, **arguments: Any) -> dict[str, Any]:
        return self._call("list_secret_version_ids", arguments)

    def _call(self, operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
        for name, hook in list(self._before):
            if name == operation:
                hook(arguments)
        with self._lock:
            self.operations.append(operation)
            answer: dict[str, Any] = getattr(self._client, operation)(**arguments)
        for name, hook in list(self._after):
            if name == operation:
                hook(arguments)
        return answer


def stored(secret: str) -> FakeSecret:
    """The secret as moto keeps it."""
    found = secretsmanager_backends[DEFAULT_ACCOUNT_ID][REGION].secrets[secret]
    assert isinstance(found, FakeSecret)
    return found


def switch_rotation(secret: str, *, on: bool) -> None:
    """Sets what RotateSecret sets, without an invocation of the function."""
    stored(secret).rotation_requested = True
    stored(secret).rotation_enabled = on


def plant(secret: str) -> str:
    """Begins a rotation as AWS does: a version with AWSPENDING and no value; refused while one is in progress."""
    token = str(uuid.uuid4())
    with LOCK:
        versions = stored(secret).versions
        for version in versions.values():
            if "AWSPENDING" in version["version_stages"]:
                assert "AWSCURRENT" in version["version_stages"], "a previous rotation isn't complete"
                version["version_stages"].remove("AWSPENDING")
        versions[token] = {"createdate": int(time.time()), "version_id": token, "version_stages": ["AWSPENDING"]}
    return token


def labels(secret: str) -> dict[str, str]:
    """The version of each label."""
    with LOCK:
        versions = stored(secret).versions
        return {label: version for version, item in versions.items() for label in item["version_stages"]}
