"""The Lambda code of the database's credentials: their bootstrap and their rotation."""
