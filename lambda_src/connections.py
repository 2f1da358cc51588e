"""Connections for payments that a password rotation does not interrupt."""

from contextlib import suppress

import pymysql
from pymysql.constants import ER

from lambda_src.credentials import Credentials
from lambda_src.deadline import HANG_SECONDS
from lambda_src.parking import Obstacle, ObstacleError
from lambdas.shared.credential import Credential
from lambdas.shared.database import (
    Database,
    DatabaseError,
    LoginRefusedError,
    Session,
    TimedOutError,
    connect,
    in_transaction,
)
from lambdas.shared.log import metric
from lambdas.shared.secrets_manager import secrets_manager

# Long enough for another payment's commit, and short enough for a batch and then each of its ten payments to wait in
# vain before their function ends.
LOCK_SECONDS = 2
# A server whose zone is cut off answers nothing at all.
CONNECT_SECONDS = 5
# A server that hangs has to be detected before the function times out.
STATEMENT_SECONDS = HANG_SECONDS
# A function that is frozen in a transaction may go on at any time, and commit. The server's own clock ends that: it
# rolls back what has been idle for so long. The other region waits for it before it books payments.
IDLE_SECONDS = 30
# The server takes no payment on this connection now, whichever it is (MySQL 8.4 Error Message Reference). It only
# reads, as since a failover (1290 by read_only and super_read_only, 1836 as a whole, 1874 InnoDB, 1792 the session's
# transactions, 3989 the schema), or its disk is full, or the session's password has to be changed first (1820).
REFUSING = frozenset({ER.OPTION_PREVENTS_STATEMENT, 1836, 1874, 1792, 3989, ER.DISK_FULL, ER.RECORD_FILE_FULL, 1820})


class DatabaseUnavailableError(ObstacleError):
    """The database can't be asked for a payment; the message names the failure."""

    obstacle: Obstacle = "database"


def is_away(error: Exception) -> bool:
    """Whether a statement's failure says that the database is away, and not that the payment is at fault."""
    return isinstance(error, TimedOutError) or is_refusal(error)


def is_refusal(error: Exception) -> bool:
    """Whether the server answers and takes no payment: a new connection may lead to one that does."""
    return isinstance(error, DatabaseError) and error.errno in REFUSING


class Connections:
    """One connection, kept from one invocation to the next.

    A connection is handed out before a payment's first statement and never reconnected later: a transaction that breaks
    half-way is repeated by its idempotency key. One invocation uses it at a time, as Lambda runs them.
    """

    def __init__(self, database: Database, credentials: Credentials, idle_seconds: int | None = None):
        self._database = database
        self._credentials = credentials
        self._idle_seconds = idle_seconds
        self._kept: Session | None = None

    @classmethod
    def of(cls, database: Database, secret: str, idle_seconds: int | None = None) -> "Connections":
        """Connections to a database with the credential of a secret, which is named by its ARN.

        The server closes a connection that has been idle for `idle_seconds`, where they are given.
        """
        # Short enough that a payment with a kept credential does not wait for an outage of Secrets Manager.
        client = secrets_manager(connect_seconds=1, read_seconds=2, attempts=2)
        return cls(database, Credentials(client, secret), idle_seconds)

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

    def discard(self) -> None:
        """Forgets the kept connection: it leads to a server that takes no payments."""
        if self._kept is not None:
            with suppress(pymysql.Error, OSError):
                self._kept.close()
        self._kept = None

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
        return connect(
            self._database,
            credential,
            connect_seconds=CONNECT_SECONDS,
            lock_seconds=LOCK_SECONDS,
            idle_seconds=self._idle_seconds,
            statement_seconds=STATEMENT_SECONDS,
        )
