"""Ends a migration service: what its removal needs before, and whether anything is left of it afterwards."""
