"""The Lambda handler of a comparison: logs in to both databases, and answers one question."""

import os
import tempfile
from collections.abc import Callable, Generator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any

from lambdas.comparison.answers import answer
from lambdas.comparison.sides import ComparisonError, Side, Sides
from lambdas.shared.credential import Credential, MalformedCredentialError
from lambdas.shared.database import CA_FILE, Database, DatabaseError, Session, connect
from lambdas.shared.environment import HOST, SECRETS_MANAGER_ARN, Environment
from lambdas.shared.secrets_manager import AWS_ERRORS, CURRENT, SecretsManager, secrets_manager

# Less than the function may take, so that a slow server is named instead of the function being ended.
STATEMENT_SECONDS = 100


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The new database, and the secrets of both.

    The old one's address is in its secret, as DMS reads it; whether its certificate has to name it, and the PEM text
    of whoever signs that, are settings.
    """

    database: Database
    old_secret: str
    new_secret: str
    old_identity: bool
    old_authority: str

    @classmethod
    def from_environment(cls, variables: Mapping[str, str]) -> "Settings":
        """The settings of an environment; raises SettingsError with every mistake."""
        read = Environment(variables)
        arn = "the full ARN of a secret"
        settings = cls(
            database=read.database(),
            old_secret=read.text("SOURCE_SECRET_ARN", SECRETS_MANAGER_ARN, arn),
            new_secret=read.text("MIGRATION_SECRET_ARN", SECRETS_MANAGER_ARN, arn),
            old_identity=read.text("SOURCE_TLS", "verify-(ca|full)", "verify-ca or verify-full") == "verify-full",
            old_authority=variables.get("SOURCE_AUTHORITY", ""),
        )
        read.check()
        return settings


def handle(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    """The answer to a question of `answers`, or a `problem` in one line; nothing of a row is logged."""
    settings = Settings.from_environment(os.environ)
    client = secrets_manager(connect_seconds=2, read_seconds=5, attempts=3)
    try:
        with _sides(settings, client) as sides:
            return answer(sides, event)
    except ComparisonError as error:
        return {"problem": str(error)}


@contextmanager
def _sides(settings: Settings, client: SecretsManager) -> Generator[Sides]:
    new = _credential("new", client, settings.new_secret)
    old = _credential("old", client, settings.old_secret)
    with (
        _authority(settings) as ca_file,
        closing(_open("old", lambda: _connect(_old(settings, old, ca_file), old, settings.old_identity))) as one,
        closing(_open("new", lambda: _connect(settings.database, new, identity=True))) as other,
    ):
        yield Sides(old=one, new=other)


def _credential(side: Side, client: SecretsManager, secret: str) -> Credential:
    try:
        return Credential.from_json(client.get_secret_value(SecretId=secret, VersionStage=CURRENT)["SecretString"])
    except MalformedCredentialError as error:
        raise ComparisonError(f"the {side} database: {error}") from None
    except AWS_ERRORS as error:
        raise ComparisonError(f"the {side} database: its secret can't be read: {error}") from None


def _old(settings: Settings, credential: Credential, ca_file: str) -> Database:
    """The old database, whose schema has the name of the new one's."""
    read = Environment({"DATABASE_HOST": credential.host, "DATABASE_PORT": str(credential.port)})
    host = read.text("DATABASE_HOST", HOST, "a host name or address")
    port = read.number("DATABASE_PORT", 1, 65535)
    if read.mistakes:
        raise ComparisonError("the old database: its secret has no `host` or no `port` that can be connected to")
    return replace(settings.database, host=host, port=port, ca_file=ca_file)


@contextmanager
def _authority(settings: Settings) -> Generator[str]:
    """The file of whoever signs the old database's certificate: the text of the settings, else RDS's."""
    if not settings.old_authority:
        yield CA_FILE
        return
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
        file.write(settings.old_authority)
        file.flush()
        yield file.name


def _open(side: Side, login: Callable[[], Session]) -> Session:
    try:
        return login()
    except DatabaseError as error:
        raise ComparisonError(f"the {side} database: {error}") from None


def _connect(database: Database, credential: Credential, identity: bool) -> Session:
    return connect(database, credential, identity=identity, statement_seconds=STATEMENT_SECONDS)
