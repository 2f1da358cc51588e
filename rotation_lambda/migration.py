"""The user that the migration fills the database as, for as long as there is something to copy."""

from lambdas.shared.database import Session, execute
from rotation_lambda.users import account, declared_grants, ensure_user, open_account, set_grants

# No user of the application's, and none that DMS or RDS reserves.
USER = "migration"
# The migration copies rows into tables that exist.
ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE")
# Where it keeps tables of its own, as the task's settings have it.
CONTROL_SCHEMA = "awsdms_control"
CONTROL = (*ROWS, "CREATE", "ALTER", "DROP", "INDEX")


def admit(connection: Session, database: str, unknown_password: str) -> None:
    """The user exists, with the rights to copy and no others; one that existed keeps its password."""
    ensure_user(connection, USER, unknown_password)
    open_account(connection, USER)
    set_grants(connection, USER, declared_grants(database, ROWS) | declared_grants(CONTROL_SCHEMA, CONTROL))


def dismiss(connection: Session) -> None:
    """The user does not exist, whether or not there ever was a migration."""
    execute(connection, f"DROP USER IF EXISTS {account(connection, USER)}")
