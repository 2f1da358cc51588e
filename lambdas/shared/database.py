"""Connections to MySQL that are always encrypted and verified, and failures classified by what to do about them."""

import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, cast

import pymysql
from pymysql.connections import Connection
from pymysql.constants import CR, ER, SERVER_STATUS
from pymysql.cursors import Cursor

from lambdas.shared.credential import Credential

# The stubs' type takes a parameter, the class does not.
Session: TypeAlias = "Connection[Cursor]"

CA_FILE = str(Path(__file__).parent / "certificates" / "rds-ca.pem")

# Wrong password, no such plugin, account locked, password expired.
LOGIN_REFUSED = frozenset({1045, 1698, 3118, 1862})
UNREACHABLE = frozenset(
    {CR.CR_CONNECTION_ERROR, CR.CR_CONN_HOST_ERROR, CR.CR_UNKNOWN_HOST, CR.CR_SERVER_GONE_ERROR, CR.CR_SERVER_LOST}
)
# The server has ended the session, or says so before it does: it was killed, was idle for too long, or its server shuts
# down, upgrades or can't reach the client (MySQL 8.4 Error Message Reference; 1927 is MariaDB's). 1317 is what a
# statement is told whose session is killed while it runs.
ENDED = frozenset(
    {
        *(ER.SERVER_SHUTDOWN, ER.FORCING_CLOSE, ER.ABORTING_CONNECTION, ER.NEW_ABORTING_CONNECTION),
        *(ER.NET_READ_ERROR, ER.NET_READ_INTERRUPTED, ER.NET_ERROR_ON_WRITE, ER.NET_WRITE_INTERRUPTED),
        *(ER.QUERY_INTERRUPTED, 1927, 3168, 3169, 4031),
    }
)
# The client's handshake, and a server that insists on encryption.
TLS_FAILED = frozenset({CR.CR_SSL_CONNECTION_ERROR, 3159})


class DatabaseError(Exception):
    """A failure of the database; `errno` is MySQL's number for it."""

    def __init__(self, message: str, errno: int):
        super().__init__(f"{message} ({errno})")
        self.errno = errno


class LoginRefusedError(DatabaseError):
    """The server refuses this user with this password: the only failure that a newer credential resolves."""


class UnreachableError(DatabaseError):
    """There was no connection, or it broke."""


class TimedOutError(UnreachableError):
    """There was a connection, and the server did not answer on it in time."""


class TlsError(DatabaseError):
    """There was no encrypted connection to a server whose certificate can be verified."""


@dataclass(frozen=True, kw_only=True)
class Database:
    """A database's address, and the CA file that its certificate is verified with."""

    host: str
    port: int
    name: str
    ca_file: str = CA_FILE


def connect(
    database: Database,
    credential: Credential,
    *,
    schema: bool = True,
    autocommit: bool = False,
    identity: bool = True,
    connect_seconds: int = 5,
    statement_seconds: int = 20,
    lock_seconds: int | None = None,
    idle_seconds: int | None = None,
) -> Session:
    """An open, verified connection; without `schema` no database is selected, without `lock_seconds` the server
    decides how long a statement waits for a lock, and without `idle_seconds` after how long it closes an idle one.
    Without `identity` the certificate need not name the server, only be signed by whom the CA file holds.

    Raises LoginRefusedError, UnreachableError, TlsError, or DatabaseError for anything else.
    """
    try:
        return pymysql.connect(
            host=database.host,
            port=database.port,
            user=credential.username,
            password=credential.password,
            database=database.name if schema else None,
            # Naming the CA file alone verifies nothing.
            ssl_ca=database.ca_file,
            ssl_verify_cert=True,
            ssl_verify_identity=identity,
            charset="utf8mb4",
            autocommit=autocommit,
            connect_timeout=connect_seconds,
            read_timeout=statement_seconds,
            write_timeout=statement_seconds,
            init_command=_settings(innodb_lock_wait_timeout=lock_seconds, wait_timeout=idle_seconds),
        )
    except pymysql.Error as error:
        raise _login_failure(error, f"{credential.username} at {database.host}:{database.port}") from None
    except OSError as error:
        # PyMySQL wraps what its socket raises; what is left comes from reading the CA file.
        raise TlsError(f"no CA certificates in {database.ca_file}: {error}", CR.CR_SSL_CONNECTION_ERROR) from None


def execute(connection: Session, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """Runs one statement and returns its rows; raises DatabaseError or the subclass that fits."""
    try:
        with connection.cursor() as cursor:
            # Without values PyMySQL leaves every percent sign as it is.
            cursor.execute(statement, tuple(values) or None)
            return list(cursor.fetchall())
    except pymysql.Error as error:
        # Neither the server's text nor the cause is passed on: a syntax error quotes the statement, with its password.
        raise _broken(connection, error, f"{statement.split(maxsplit=1)[0]} failed") from None


def end(connection: Session, *, commit: bool) -> None:
    """Ends the transaction, either way; raises as `execute` does."""
    try:
        connection.commit() if commit else connection.rollback()
    except pymysql.Error as error:
        raise _broken(connection, error, f"{'COMMIT' if commit else 'ROLLBACK'} failed") from None


def in_transaction(connection: Session) -> bool:
    """Whether a statement that returned no rows left a transaction open: PyMySQL keeps the server status of those.

    A transaction that has only read so far is not seen.
    """
    # The stubs leave it out.
    status: int = getattr(connection, "server_status", 0)
    return bool(status & SERVER_STATUS.SERVER_STATUS_IN_TRANS)


def literal(connection: Session, text: str) -> str:
    """A text as a quoted literal of a statement."""
    escape = cast(Callable[[str], str], connection.escape)  # pyright: ignore[reportUnknownMemberType] (untyped)
    return escape(text)


def failure(errno: int, message: str) -> DatabaseError:
    """The error of the class that fits a MySQL error number."""
    kinds = ((LOGIN_REFUSED, LoginRefusedError), (UNREACHABLE | ENDED, UnreachableError), (TLS_FAILED, TlsError))
    for numbers, kind in kinds:
        if errno in numbers:
            return kind(message, errno)
    return DatabaseError(message, errno)


def _settings(**seconds: int | None) -> str | None:
    """The statement that sets a session's variables; None where the server's own values stay."""
    given = ", ".join(f"{name} = {value:d}" for name, value in seconds.items() if value)
    return f"SET SESSION {given}" if given else None


def _broken(connection: Session, error: pymysql.Error, message: str) -> DatabaseError:
    # PyMySQL raises its own error while it handles the socket's.
    if isinstance(error.__context__, TimeoutError):
        return TimedOutError(message, _errno(error))
    # It closes a connection whose answers it can't follow any more, without a number.
    if not connection.open:
        return UnreachableError(message, _errno(error) or CR.CR_SERVER_LOST)
    return failure(_errno(error), message)


def _login_failure(error: pymysql.Error, who: str) -> DatabaseError:
    # PyMySQL reports every failure of the socket as 2003, and keeps what it really was.
    cause = getattr(error, "original_exception", None)
    if isinstance(cause, ssl.SSLError):
        return TlsError(f"no verified connection for {who}: {cause}", CR.CR_SSL_CONNECTION_ERROR)
    if isinstance(cause, OSError):
        return UnreachableError(f"no connection for {who}: {cause}", CR.CR_CONN_HOST_ERROR)
    return failure(_errno(error), f"no login for {who}")


def _errno(error: pymysql.Error) -> int:
    number = error.args[0] if error.args else 0
    return number if isinstance(number, int) else 0
