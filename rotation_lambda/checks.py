"""Checks of a credential before its password is set, and of a login with it."""

from collections.abc import Sequence

from lambdas.shared.credential import Credential
from lambdas.shared.database import Database, Session, execute


class CheckError(Exception):
    """A credential, or a login with it, is not as declared."""


def check_pending(pending: Credential, users: Sequence[str], database: Database) -> None:
    """Raises CheckError where the pending credential is for a user or a server that it may not be for."""
    if pending.username not in users:
        raise CheckError(f"the pending credential is for {pending.username!r} and may be for {', '.join(users)} only")
    if pending.host != database.host:
        raise CheckError(f"the pending credential is for the server {pending.host!r} and not {database.host!r}")


def check_identity(connection: Session, user: str) -> None:
    """Raises CheckError where the server logged the user in as another account, or without encryption."""
    logged_in = str(execute(connection, "SELECT CURRENT_USER()")[0][0])
    if logged_in.rpartition("@")[0] != user:
        raise CheckError(f"{user} is logged in as {logged_in}")
    if not dict(execute(connection, "SHOW STATUS LIKE 'Ssl_cipher'")).get("Ssl_cipher"):
        raise CheckError(f"the connection of {user} is not encrypted")


def check_serving(connection: Session) -> None:
    """Raises CheckError where the server takes no changes, as one that replicates another."""
    if execute(connection, "SELECT @@GLOBAL.read_only") != [(0,)]:
        raise CheckError("the server is read-only, as a copy is: users and schema change on the server that serves")
