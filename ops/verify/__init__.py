"""Verifies a deployed stack: each requirement against the account."""
