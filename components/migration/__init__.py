"""What brings files, data and servers over, each in a package of its own."""

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
