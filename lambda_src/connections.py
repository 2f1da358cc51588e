"""Connections for payments that a password rotation does not interrupt."""

from contextlib import suppress

import pymysql

from lambda_src.credentials import Credentials
from lambdas.shared.credential import Credential
from lambdas.shared.database import Database, LoginRefusedError, Session, connect, in_transaction
from lambdas.shared.log import metric
from lambdas.shared.secrets_manager import secrets_manager

# Long enough for another payment's commit, and short enough for a batch and then each of its ten payments to wait in
# vain before their function ends.
LOCK_SECONDS = 2
# A server that hangs has to be detected, and tried once more, before the function times out.
STATEMENT_SECONDS = 10


class Connections:
    """One connection, kept from one invocation to the next.

    A connection is handed out before a payment's first statement and never reconnected later: a transaction that breaks
    half-way is repeated by its idempotency key. One invocation uses it at a time, as Lambda runs them.
    """

    def __init__(self, database: Database, credentials: Credentials):
        self._database = database
        self._credentials = credentials
        self._kept: Session | None = None

    @classmethod
    def of(cls, database: Database, secret: str) -> "Connections":
        """Connections to a database with the credential of a secret, which is named by its ARN."""
        # Short enough that a payment with a kept credential does not wait for an outage of Secrets Manager.
        client = secrets_manager(connect_seconds=1, read_seconds=2, attempts=2)
        return cls(database, Credentials(client, secret))

    def ready(self) -> Session:
        """An open connection outside a transaction: the kept one where it still answers, else a new one.

        Raises LoginRefusedError, UnreachableError, TlsError or another DatabaseError, or NoCredentialError.
        """
        if self._kept is not None and not self._answers(self._kept):
            self._kept = None
        if self._kept is None:
            self._kept = self._open()
        return self._kept

    def kept(self) -> "Session | None":
        """The kept connection, where there is one outside a transaction, without a check that it still answers.

        For a caller whose first statement reads: that is the check, and `ready` is for when it fails.
        """
        usable = self._kept is not None and self._kept.open and not in_transaction(self._kept)
        return self._kept if usable else None

    def _answers(self, connection: Session) -> bool:
        try:
            # Rolls back whatever a failed invocation has left, and checks that the server answers. A ping would be one
            # round trip more, and let PyMySQL reconnect with the password that it was first given.
            connection.rollback()
        except (pymysql.Error, OSError):
            with suppress(pymysql.Error):
                connection.close()
            return False
        return True

    def _open(self) -> Session:
        try:
            return self._login(self._credentials.current())
        except LoginRefusedError:
            # The password was changed since it was read. No other failure is resolved by another password.
            try:
                return self._login(self._credentials.refreshed())
            except LoginRefusedError as refused:
                return self._fall_back(refused)

    def _fall_back(self, refused: LoginRefusedError) -> Session:
        """The secret's current credential is broken: the one before it is tried once, and a metric notifies people."""
        metric("CurrentCredentialRefused", 1)
        previous = self._credentials.previous()
        if previous is None:
            raise refused
        return self._login(previous)

    def _login(self, credential: Credential) -> Session:
        return connect(self._database, credential, lock_seconds=LOCK_SECONDS, statement_seconds=STATEMENT_SECONDS)
