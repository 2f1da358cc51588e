"""The database: the server, its credentials, how they are first made and how they rotate."""

from components.database.database import Database, DatabaseArgs

__all__ = ["Database", "DatabaseArgs"]
