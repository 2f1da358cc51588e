"""What brings files, data and servers over: one part a file."""

from components.migration.transfer import FileTransfer, FileTransferArgs

__all__ = ["FileTransfer", "FileTransferArgs"]
