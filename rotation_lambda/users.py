"""Users of the database and their privileges."""

from collections.abc import Iterable
from dataclasses import dataclass

from lambdas.shared.database import Session, execute, literal


class UserError(Exception):
    """The database has users with which a password must not be changed."""


@dataclass(frozen=True, kw_only=True, order=True)
class Grant:
    """One privilege, and what it is on, both as a GRANT statement writes them."""

    privilege: str
    on: str


def declared_grants(connection: Session, database: str, privileges: Iterable[str]) -> frozenset[Grant]:
    """Privileges on all tables of one database, as this server takes and shows them.

    A database in a grant is a pattern, in which an underscore that is not escaped matches any character. Where partial
    revokes are on it is a name, of which a backslash would be a part (MySQL reference manual, GRANT).
    """
    variables = dict(execute(connection, "SHOW VARIABLES LIKE 'partial_revokes'"))
    name = database if variables.get("partial_revokes") == "ON" else database.replace("_", r"\_")
    return frozenset(Grant(privilege=privilege, on=f"`{name}`.*") for privilege in privileges)


def server_grants(connection: Session, privileges: Iterable[str]) -> frozenset[Grant]:
    """Privileges on the whole server, as this server shows them."""
    of_mariadb = "MariaDB" in str(execute(connection, "SELECT VERSION()")[0][0])
    shown = {"REPLICATION CLIENT": "BINLOG MONITOR"} if of_mariadb else {}
    return frozenset(Grant(privilege=shown.get(privilege, privilege), on="*.*") for privilege in privileges)


def account(connection: Session, user: str) -> str:
    """A user from any host, as a statement writes it."""
    return f"{literal(connection, user)}@'%'"


def accounts(connection: Session, users: Iterable[str]) -> list[tuple[str, str]]:
    """The accounts of some user names, each with the host that it is for."""
    names = set(users)
    rows = execute(connection, "SELECT user, host FROM mysql.user ORDER BY user, host")
    return [(_text(user), _text(host)) for user, host in rows if _text(user) in names]


def refuse_shadows(connection: Session, users: Iterable[str]) -> None:
    """Raises UserError where a login from some host would be another account than the user's own.

    The server prefers the account with the more specific host, one without a user name included.
    """
    shadows = [(user, host) for user, host in accounts(connection, {"", *users}) if host != "%"]
    if shadows:
        found = ", ".join(f"'{user}'@'{host}'" for user, host in shadows)
        raise UserError(f"accounts with a host of their own would be logged in to instead: {found}")


def ensure_user(connection: Session, user: str, password: str) -> None:
    """The user exists; one that existed keeps its password."""
    execute(
        connection,
        f"CREATE USER IF NOT EXISTS {account(connection, user)} "
        f"IDENTIFIED BY {literal(connection, password)} REQUIRE SSL",
    )


def set_password(connection: Session, user: str, password: str) -> None:
    """The user has this password, can log in with it, encrypted only, and it does not expire."""
    _alter(connection, user, f"IDENTIFIED BY {literal(connection, password)} ")


def set_own_password(connection: Session, password: str) -> None:
    """The account that is logged in, whichever host it was made for, has this password."""
    # By its name: MariaDB takes ALTER USER CURRENT_USER() and leaves the password as it was.
    user, _, host = str(execute(connection, "SELECT CURRENT_USER()")[0][0]).rpartition("@")
    execute(
        connection,
        f"ALTER USER {literal(connection, user)}@{literal(connection, host)} "
        f"IDENTIFIED BY {literal(connection, password)}",
    )


def open_account(connection: Session, user: str) -> None:
    """The user can log in, encrypted only, and its password, whatever it is, does not expire."""
    _alter(connection, user, "")


def _alter(connection: Session, user: str, identified: str) -> None:
    execute(
        connection,
        f"ALTER USER {account(connection, user)} {identified}REQUIRE SSL PASSWORD EXPIRE NEVER ACCOUNT UNLOCK",
    )


def set_grants(connection: Session, user: str, declared: frozenset[Grant]) -> None:
    """The user has the declared privileges and no others.

    What is not declared is revoked by name: REVOKE ALL would take privileges from open sessions for a moment.
    """
    who = account(connection, user)
    for grant in sorted(declared):
        execute(connection, f"GRANT {grant.privilege} ON {grant.on} TO {who}")
    for grant in sorted(grants(connection, user) - declared):
        execute(connection, f"REVOKE {grant.privilege} ON {grant.on} FROM {who}")


def grants(connection: Session, user: str) -> frozenset[Grant]:
    """All privileges of a user on the server, databases, tables and columns.

    Read from the server's own tables: SHOW GRANTS is a text to be parsed, which on MariaDB holds password hashes.
    """
    who = account(connection, user)
    found: set[Grant] = set()
    for scope, columns in (
        ("USER", "NULL, NULL, NULL"),
        ("SCHEMA", "TABLE_SCHEMA, NULL, NULL"),
        ("TABLE", "TABLE_SCHEMA, TABLE_NAME, NULL"),
        ("COLUMN", "TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME"),
    ):
        statement = (
            f"SELECT PRIVILEGE_TYPE, IS_GRANTABLE, {columns} "  # noqa: S608 (the four lines above, no input)
            f"FROM information_schema.{scope}_PRIVILEGES WHERE GRANTEE = %s"
        )
        for privilege, grantable, database, table, column in execute(connection, statement, [who]):
            on = ".".join("*" if name is None else _quoted(_text(name)) for name in (database, table))
            if privilege != "USAGE":
                found.add(Grant(privilege=privilege + (f" ({_quoted(_text(column))})" if column else ""), on=on))
            if grantable == "YES":
                found.add(Grant(privilege="GRANT OPTION", on=on))
    return frozenset(found)


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _text(value: str | bytes) -> str:
    # MySQL gives the names in its own tables as bytes.
    return value.decode() if isinstance(value, bytes) else value
