"""Holds the account against the requirements, one by one, after an `up`."""
