"""The database user of the migration, for as long as data is migrated."""

from lambdas.shared.database import Session, execute
from rotation_lambda import users
from rotation_lambda.users import account, declared_grants, open_account, set_grants

# Not one of the application's users, and not reserved by DMS or RDS.
USER = "migration"
# The migration copies rows into tables that exist.
ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE")
# The schema of DMS's own tables, as the task's settings have it.
CONTROL_SCHEMA = "awsdms_control"
CONTROL = (*ROWS, "CREATE", "ALTER", "DROP", "INDEX")


def ensure_user(connection: Session, database: str, unknown_password: str) -> None:
    """The user exists, with the privileges for the migration and no others; one that existed keeps its password."""
    users.ensure_user(connection, USER, unknown_password)
    open_account(connection, USER)
    rows = declared_grants(connection, database, ROWS)
    set_grants(connection, USER, rows | declared_grants(connection, CONTROL_SCHEMA, CONTROL))


def drop_user(connection: Session) -> None:
    """The user does not exist, whether or not there ever was a migration."""
    execute(connection, f"DROP USER IF EXISTS {account(connection, USER)}")
