"""Checks the machine and the account before the first `pulumi up`."""
