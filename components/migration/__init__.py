"""What brings files, data and servers over: one part a file."""

from components.migration.dms import DatabaseMigration, DatabaseMigrationArgs
from components.migration.mgn import ServerMigration, ServerMigrationArgs
from components.migration.transfer import FileTransfer, FileTransferArgs

__all__ = [
    "DatabaseMigration",
    "DatabaseMigrationArgs",
    "FileTransfer",
    "FileTransferArgs",
    "ServerMigration",
    "ServerMigrationArgs",
]
