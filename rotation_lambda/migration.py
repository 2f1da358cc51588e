"""The database users of the migration, for as long as data is migrated."""

from lambdas.shared.database import Session, execute
from rotation_lambda import users
from rotation_lambda.users import account, declared_grants, open_account, server_grants, set_grants

# Not one of the application's users, and not reserved by DMS or RDS. The second one copies back to the old database.
USER = "migration"
BACK = "migration_back"
# The migration copies rows into tables that exist; once the copy has ended it may only compare them.
ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE")
# The schema of DMS's own tables, as the task's settings have it.
CONTROL_SCHEMA = "awsdms_control"
# DMS asks for all privileges on it (DMS user guide, MySQL as a target): all that MySQL 8.4 has for a database.
CONTROL = (
    *ROWS,
    *("CREATE", "ALTER", "DROP", "INDEX", "REFERENCES", "CREATE TEMPORARY TABLES", "LOCK TABLES", "EXECUTE", "EVENT"),
    *("CREATE VIEW", "SHOW VIEW", "CREATE ROUTINE", "ALTER ROUTINE", "TRIGGER"),
)
# DMS reads the binlog of a source (DMS user guide, MySQL as a source).
BINLOG = ("REPLICATION SLAVE", "REPLICATION CLIENT")


def ensure_user(connection: Session, user: str, unknown_password: str) -> None:
    """The user exists and can log in; one that existed keeps its password."""
    users.ensure_user(connection, user, unknown_password)
    open_account(connection, user)


def set_rights(connection: Session, database: str, *, writing: bool) -> None:
    """The user that copies has the privileges for that and no others; unless it is writing it can change no payment."""
    rows = declared_grants(connection, database, ROWS if writing else ("SELECT",))
    set_grants(connection, USER, rows | declared_grants(connection, CONTROL_SCHEMA, CONTROL))


def set_rights_back(connection: Session, database: str) -> None:
    """The user that copies back reads payments and the binlog, and can do nothing else."""
    rows = declared_grants(connection, database, ("SELECT",))
    set_grants(connection, BACK, rows | server_grants(connection, BINLOG))


def exists(connection: Session, user: str) -> bool:
    """Whether there is a user of the migration's with a name."""
    return bool(execute(connection, "SELECT 1 FROM mysql.user WHERE user = %s AND host = '%%'", [user]))


def drop_user(connection: Session, user: str) -> None:
    """The user does not exist, whether or not it ever did."""
    execute(connection, f"DROP USER IF EXISTS {account(connection, user)}")
