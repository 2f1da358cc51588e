"""A database, its two secrets, and the functions that manage them, as on AWS."""

import json
import string
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lambda_src.connections import Connections
from lambda_src.credentials import Credentials
from lambdas.shared.credential import Credential
from lambdas.shared.database import Database, connect
from rotation_lambda import bootstrap, rotation
from rotation_lambda.secret_store import SecretStore
from rotation_lambda.settings import Settings
from tests.rotation_lambda.secrets import StrictSecretsManager, labels, plant, stored
from tests.rotation_lambda.server import Server

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
INITIAL_PASSWORD = "first-" + string.ascii_letters[:26]
# The privileges of the master of RDS for MySQL, as far as MariaDB has them.
MASTER_PRIVILEGES = (
    "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, PROCESS, REFERENCES, INDEX, ALTER, SHOW DATABASES, "
    "CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, REPLICATION SLAVE, REPLICATION CLIENT, CREATE VIEW, SHOW VIEW, "
    "CREATE ROUTINE, ALTER ROUTINE, CREATE USER, EVENT, TRIGGER"
)


class KilledError(BaseException):
    """The end of a process in the middle of its work, which no `except Exception` catches."""


@dataclass(frozen=True, kw_only=True)
class World:
    """Everything that a test acts on."""

    server: Server
    settings: Settings
    client: StrictSecretsManager
    killed: list[str] = field(default_factory=list[str])

    @property
    def application(self) -> str:
        return self.settings.application_secret

    @property
    def master(self) -> str:
        return self.settings.master_secret

    @property
    def database(self) -> Database:
        return self.settings.database

    def store(self) -> SecretStore:
        return SecretStore(self.client, pause=lambda seconds: None)

    def bootstrap(self) -> dict[str, Any]:
        return dict(bootstrap.handle({"initialPassword": INITIAL_PASSWORD, "inputs": "ignored"}, None))

    def copy(self, asked: str) -> dict[str, Any]:
        """What is invoked when the migration's copy begins or ends."""
        return dict(bootstrap.handle({"copy": asked}, None))

    def step(self, secret: str, token: str, step: str) -> None:
        event = {"Step": step, "SecretId": secret, "ClientRequestToken": token, "RotationToken": "of a caller"}
        rotation.handle(event, None)

    def finish(self, secret: str, token: str, steps: Iterable[str] = STEPS) -> str:
        """Runs the steps of a rotation that has begun."""
        for step in steps:
            self.step(secret, token, step)
        return token

    def rotate(self, secret: str) -> str:
        """A whole rotation."""
        return self.finish(secret, plant(secret))

    def abandon(self, secret: str, token: str) -> None:
        """What the runbook says about an unfinished rotation: the label is removed, and the next one can begin."""
        if labels(secret).get("AWSPENDING") == token and labels(secret)["AWSCURRENT"] != token:
            self.client.update_secret_version_stage(
                SecretId=secret, VersionStage="AWSPENDING", RemoveFromVersionId=token
            )

    def credential(self, secret: str, label: str = "AWSCURRENT") -> Credential:
        return Credential.from_json(stored(secret).versions[labels(secret)[label]]["secret_string"])

    def logs_in(self, credential: Credential) -> None:
        connect(self.database, credential).close()

    def connections(self) -> Connections:
        """The connections of a payment function that has just started."""
        return Connections(self.database, Credentials(self.client, self.application))

    def write(self, secret: str, label: str, **changes: Any) -> None:
        """Changes a stored value, as somebody with the permissions might."""
        version = stored(secret).versions[labels(secret)[label]]
        version["secret_string"] = json.dumps(json.loads(version["secret_string"]) | changes)
