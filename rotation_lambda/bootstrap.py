"""The first run: a master password of the secret's own, the schema, the users, and their first credential.

It is idempotent: it may be interrupted anywhere and run again, and changes nothing where everything exists.
"""

import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from lambdas.shared.credential import Credential
from lambdas.shared.database import LoginRefusedError, Session, connect, execute
from lambdas.shared.log import note
from lambdas.shared.secrets_manager import CURRENT, secrets_manager
from rotation_lambda import binlog, copying, migration, schema
from rotation_lambda.master import MasterAccount
from rotation_lambda.passwords import new_password
from rotation_lambda.secret_store import SecretStore
from rotation_lambda.settings import Settings
from rotation_lambda.users import (
    declared_grants,
    ensure_user,
    open_account,
    refuse_shadows,
    set_grants,
    set_own_password,
    set_password,
)

# Within the 900 seconds that the function has: a constraint that returns has the whole table copied.
WAIT_SECONDS = 120
STATEMENT_SECONDS = 750


class Bootstrap:
    """Creates what the rotation relies on."""

    def __init__(self, settings: Settings, store: SecretStore, folder: Path = schema.FOLDER):
        self._settings = settings
        self._store = store
        self._files = schema.migrations(folder)

    def run(self, initial_password: str | None) -> dict[str, list[str]]:
        """Everything exists; returns the schema's files and the users, and nothing secret.

        `initial_password` is the one that the server was created with; it is needed until it has been replaced.
        """
        settings = self._settings
        self._first_value(settings.master_secret, settings.master_user)
        initial = [self._credential(settings.master_user, initial_password)] if initial_password else []
        master = MasterAccount(settings, self._store)
        with master.administering(
            first=initial, wait_seconds=WAIT_SECONDS, statement_seconds=STATEMENT_SECONDS
        ) as connection:
            for credential in initial:
                self._replace(connection, credential)
            schema.apply(connection, settings.database.name, self._files)
            self._ensure_users(connection)
            self._ensure_migration(connection)
        return {"schema": [item.file for item in self._files], "users": list(settings.users)}

    def copy(self, asked: str) -> Mapping[str, object]:
        """The copy has begun or ended, as asked; raises ValueError for anything else, and without a migration."""
        steps = {"begin": copying.begin, "end": copying.end, "empty": copying.empty}
        if asked not in steps:
            raise ValueError(f"copy must be begin, end or empty; got {asked!r}")
        return self._migrating(lambda connection: steps[asked](connection, self._settings.database.name))

    def mark(self, mark_id: str) -> Mapping[str, object]:
        """A mark is written for the copy back; raises ValueError without a migration."""
        return self._migrating(lambda connection: copying.mark(connection, mark_id))

    def look(self, asked: str) -> Mapping[str, object]:
        """What the database has of a migration, on or over; raises ValueError where anything else is asked about."""
        if asked != "migration":
            raise ValueError(f"look must be migration; got {asked!r}")
        with MasterAccount(self._settings, self._store).administering() as connection:
            execute(connection, f"USE `{self._settings.database.name}`")
            return {asked: copying.left(connection)}

    def _migrating(self, act: Callable[[Session], Mapping[str, object]]) -> Mapping[str, object]:
        if self._settings.migration_secret is None:
            raise ValueError("there is no migration: migration.dms.enabled is false")
        master = MasterAccount(self._settings, self._store)
        with master.administering(wait_seconds=WAIT_SECONDS, statement_seconds=STATEMENT_SECONDS) as connection:
            execute(connection, f"USE `{self._settings.database.name}`")
            return act(connection)

    def _first_value(self, secret: str, user: str) -> Credential:
        """The secret's current credential, which is created here where there is none."""
        current = self._store.read(secret, CURRENT)
        if current is None:
            # The same token for every run: two runs at once, or one after an interruption, write one value only.
            token = hashlib.sha256(f"bootstrap {secret}".encode()).hexdigest()
            self._store.put(
                secret, token, self._credential(user, new_password(self._settings.password_length)), CURRENT
            )
            note("first value written", secret=secret, version=token, user=user)
            current = self._store.expect(secret, CURRENT, token)
        return current.credential()

    def _replace(self, connection: Session, initial: Credential) -> None:
        """The master no longer has the initial password; any other one is left to the rotation."""
        if not self._refused(initial):
            own = self._first_value(self._settings.master_secret, initial.username)
            set_own_password(connection, own.password)
            note("the master has the password of its secret", user=own.username)

    def _ensure_users(self, connection: Session) -> None:
        """Both users exist with the declared privileges, and the current credential logs in."""
        settings = self._settings
        refuse_shadows(connection, settings.users)
        declared = declared_grants(connection, settings.database.name, settings.grants)
        for user in settings.users:
            # Nobody knows the idle user's password until a rotation sets it.
            ensure_user(connection, user, new_password(settings.password_length))
            open_account(connection, user)
            set_grants(connection, user, declared)
        current = self._first_value(settings.application_secret, settings.users[0])
        if current.username in settings.users and self._refused(current):
            set_password(connection, current.username, current.password)
            note("the current user has the password of its secret", user=current.username)

    def _ensure_migration(self, connection: Session) -> None:
        """The migration's users exist with a credential where there is a migration, and nothing of it anywhere else."""
        settings, database = self._settings, self._settings.database.name
        if settings.migration_secret is None:
            copying.forget(connection)
            migration.drop_user(connection, migration.USER)
        else:
            self._ensure_login(connection, settings.migration_secret, migration.USER)
            copying.ensure(connection, database)
        if settings.reverse_secret is not None:
            self._ensure_login(connection, settings.reverse_secret, migration.BACK)
            migration.set_rights_back(connection, database)
            binlog.keep(connection, settings.binlog_hours)
        elif migration.exists(connection, migration.BACK):
            # The user goes last: after a run that ended half-way the next one finds it, and does both.
            binlog.keep(connection, None)
            migration.drop_user(connection, migration.BACK)

    def _ensure_login(self, connection: Session, secret: str, user: str) -> None:
        """The user exists, and the secret's current credential logs it in."""
        refuse_shadows(connection, [user])
        migration.ensure_user(connection, user, new_password(self._settings.password_length))
        current = self._first_value(secret, user)
        if self._refused(current):
            set_password(connection, user, current.password)
            note("the migration's user has the password of its secret", user=user)

    def _refused(self, credential: Credential) -> bool:
        try:
            connect(self._settings.database, credential, schema=False).close()
        except LoginRefusedError:
            return True
        return False

    def _credential(self, user: str, password: str) -> Credential:
        database = self._settings.database
        return Credential(
            username=user, password=password, host=database.host, port=database.port, dbname=database.name
        )


def handle(event: Mapping[str, Any], context: object) -> Mapping[str, object]:
    """Creates what is missing, and returns the schema's files and the users.

    With `copy` in the event it begins, ends or empties the migration's copy instead, and returns how far that is; with
    `mark` it writes that mark; with `"look": "migration"` it changes nothing and returns what there is of a migration.
    """
    settings = Settings.from_environment(os.environ)
    client = secrets_manager(connect_seconds=2, read_seconds=5, attempts=3)
    bootstrap = Bootstrap(settings, SecretStore(client))
    if "mark" in event:
        return bootstrap.mark(str(event["mark"]))
    if "look" in event:
        return bootstrap.look(str(event["look"]))
    asked = event.get("copy")
    return bootstrap.run(event.get("initialPassword")) if asked is None else bootstrap.copy(str(asked))
