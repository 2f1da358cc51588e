"""The functions' settings from their environment, checked before anything is changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from lambdas.shared.database import Database
from lambdas.shared.environment import HOST, SECRETS_MANAGER_ARN, Environment

# Names that need no quoting; MySQL allows 32 characters.
USER = r"[a-z][a-z0-9_]{0,31}"
# Privileges on tables that an application may have; none that can be granted on or reaches beyond the database.
PRIVILEGE = r"(SELECT|INSERT|UPDATE|DELETE|EXECUTE)"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The database, its users with their declared privileges, and the secrets that hold their credentials.

    `users` are the two that the application's secret alternates between. `migration_secret` is set while data is
    migrated into the database; `reverse_secret` while a way back to the old one is kept, for which the server keeps
    `binlog_hours` of its binlog.
    """

    database: Database
    replica: Database | None
    users: tuple[str, str]
    grants: tuple[str, ...]
    application_secret: str
    master_secret: str
    migration_secret: str | None
    reverse_secret: str | None
    binlog_hours: int
    master_user: str
    password_length: int

    @classmethod
    def from_environment(cls, variables: Mapping[str, str]) -> "Settings":
        """The settings of an environment; raises SettingsError with every mistake."""
        read = Environment(variables)
        users = read.words("APPLICATION_USERS", USER, "two user names of at most 32 of a-z, 0-9 and _")
        if len(users) != 2:
            read.mistakes.append(f"APPLICATION_USERS must be two different names; it has {len(users)}")
        arn = "the full ARN of a secret"
        database = read.database()
        replica_host = read.text("DATABASE_REPLICA_HOST", f"({HOST})?", "a host name or address, or absent")
        migration_secret = read.text("MIGRATION_SECRET_ARN", f"({SECRETS_MANAGER_ARN})?", f"{arn}, or absent")
        reverse_secret = read.text("REVERSE_SECRET_ARN", f"({SECRETS_MANAGER_ARN})?", f"{arn}, or absent")
        settings = cls(
            database=database,
            replica=Database(host=replica_host, port=database.port, name=database.name, ca_file=database.ca_file)
            if replica_host
            else None,
            users=(users[0], users[-1]),
            grants=read.words("APPLICATION_GRANTS", PRIVILEGE, "SELECT, INSERT, UPDATE, DELETE or EXECUTE, each once"),
            application_secret=read.text("APPLICATION_SECRET_ARN", SECRETS_MANAGER_ARN, arn),
            master_secret=read.text("MASTER_SECRET_ARN", SECRETS_MANAGER_ARN, arn),
            migration_secret=migration_secret or None,
            reverse_secret=reverse_secret or None,
            # RDS for MySQL keeps a week at most.
            binlog_hours=read.number("BINLOG_HOURS", 1, 168, "168"),
            master_user=read.text("MASTER_USER", USER, "a user name of at most 32 of a-z, 0-9 and _"),
            # RDS allows 41 characters for a master.
            password_length=read.number("PASSWORD_LENGTH", 16, 41, "32"),
        )
        if settings.application_secret == settings.master_secret:
            read.mistakes.append("APPLICATION_SECRET_ARN and MASTER_SECRET_ARN must be two secrets")
        if migration_secret in (settings.application_secret, settings.master_secret):
            read.mistakes.append("MIGRATION_SECRET_ARN must be a secret of its own")
        if reverse_secret and reverse_secret in (settings.application_secret, settings.master_secret, migration_secret):
            read.mistakes.append("REVERSE_SECRET_ARN must be a secret of its own")
        if reverse_secret and not migration_secret:
            read.mistakes.append("REVERSE_SECRET_ARN needs MIGRATION_SECRET_ARN")
        if settings.master_user in users:
            read.mistakes.append("MASTER_USER must be none of APPLICATION_USERS")
        read.check()
        return settings
