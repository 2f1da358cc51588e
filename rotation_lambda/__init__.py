"""The Lambda code of the database's credentials: how they are first made and how they change."""
