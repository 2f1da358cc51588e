"""The services that bring servers, files and data over."""

from components.migration.mgn import ServerMigration, ServerMigrationArgs

__all__ = ["ServerMigration", "ServerMigrationArgs"]
