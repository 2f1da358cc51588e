"""The application's two users: only the idle one's password ever changes."""

import time
import uuid
from collections.abc import Callable
from contextlib import closing

from lambdas.shared.credential import Credential, MalformedCredentialError
from lambdas.shared.database import Database, LoginRefusedError, Session, connect, execute
from lambdas.shared.secrets_manager import CURRENT, PENDING
from rotation_lambda.checks import CheckError, check_identity, check_pending
from rotation_lambda.master import MasterAccount
from rotation_lambda.secret_store import SecretStore
from rotation_lambda.settings import Settings
from rotation_lambda.users import Grant, declared_grants, ensure_user, grants, refuse_shadows, set_grants, set_password

# How often, a second apart, a replica is asked for the new password.
REPLICA_TRIES = 15


class ApplicationAccount:
    """The users that the application's secret alternates between."""

    def __init__(
        self,
        settings: Settings,
        store: SecretStore,
        master: MasterAccount,
        pause: Callable[[float], None] = time.sleep,
    ):
        self.secret = settings.application_secret
        self.users = settings.users
        self._settings = settings
        self._store = store
        self._master = master
        self._pause = pause

    def next_user(self, current: str | None) -> str:
        """The idle user: the one that the current credential is not for."""
        first, second = self.users
        return second if current == first else first

    def change(self, token: str) -> None:
        """The idle user has the pending password and the declared privileges; the current user is untouched.

        The current credential need not log in: a rotation also repairs a broken one.
        """
        with self._master.administering() as connection:
            # Read while nobody else changes a password, so that an overtaken run finds its label moved.
            pending = self._store.expect(self.secret, PENDING, token).credential()
            check_pending(pending, self.users, self._settings.database)
            if pending.username == self._current_user():
                raise CheckError(f"{pending.username} is in use: its password must not change")
            refuse_shadows(connection, self.users)
            ensure_user(connection, pending.username, pending.password)
            set_password(connection, pending.username, pending.password)
            set_grants(connection, pending.username, self._declared(connection))

    def verify(self, credential: Credential) -> None:
        """Raises where the credential does not log in over TLS, on the replica too, with the declared privileges."""
        with closing(connect(self._settings.database, credential)) as connection:
            check_identity(connection, credential.username)
            self._check_privileges(connection, credential.username)
        if self._settings.replica:
            self._await(self._settings.replica, credential)

    def _current_user(self) -> str | None:
        current = self._store.read(self.secret, CURRENT)
        try:
            return current.credential().username if current else None
        except MalformedCredentialError:
            return None

    def _declared(self, connection: Session) -> frozenset[Grant]:
        return declared_grants(connection, self._settings.database.name, self._settings.grants)

    def _check_privileges(self, connection: Session, user: str) -> None:
        found, declared = grants(connection, user), self._declared(connection)
        if found != declared:
            lacking, excess = _listed(declared - found), _listed(found - declared)
            raise CheckError(f"{user} lacks {lacking}, and has {excess} that is not declared")
        if execute(connection, "SELECT 1 FROM information_schema.APPLICABLE_ROLES"):
            raise CheckError(f"{user} has a role, which is not declared")
        if "SELECT" in self._settings.grants:
            execute(connection, "SELECT 1 FROM payments LIMIT 1")
        if "INSERT" in self._settings.grants:
            self._try_insert(connection)

    def _try_insert(self, connection: Session) -> None:
        """A payment is inserted and rolled back."""
        # Gives up rather than delay a payment.
        execute(connection, "SET SESSION innodb_lock_wait_timeout = 2")
        trial = str(uuid.uuid4())
        execute(
            connection,
            "INSERT INTO payments (payment_id, idempotency_key, payload_hash, amount, currency, debtor, creditor, "
            "requested_at, status) VALUES (%s, %s, %s, 1, 'GBP', 'trial', 'trial-of-rotation', UTC_TIMESTAMP(6), "
            "'pending')",
            [trial, f"rotation-{trial}", bytes(32)],
        )
        connection.rollback()

    def _await(self, replica: Database, credential: Credential) -> None:
        for _ in range(REPLICA_TRIES):
            try:
                connect(replica, credential).close()
                return
            except LoginRefusedError:
                self._pause(1)
        raise CheckError(f"{replica.host} does not know the new password of {credential.username} yet")


def _listed(found: frozenset[Grant]) -> str:
    return ", ".join(f"{grant.privilege} on {grant.on}" for grant in sorted(found)) or "nothing"
