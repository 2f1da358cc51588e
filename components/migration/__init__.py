"""What brings files, data and servers over: one part a file."""

from components.migration.dms.component import DatabaseMigration, DatabaseMigrationArgs
from components.migration.mgn.component import ServerMigration, ServerMigrationArgs
from components.migration.transfer.component import FileTransfer, FileTransferArgs

__all__ = [
    "DatabaseMigration",
    "DatabaseMigrationArgs",
    "FileTransfer",
    "FileTransferArgs",
    "ServerMigration",
    "ServerMigrationArgs",
]
