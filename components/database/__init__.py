"""The database: the server, its credentials, how they are first made and how they rotate."""

from components.database.component import Database, DatabaseArgs
from components.database.regional import RegionalDatabase

__all__ = ["Database", "DatabaseArgs", "RegionalDatabase"]
