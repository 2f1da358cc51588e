"""Accounts in which a failover has happened before the program runs."""

from collections.abc import Mapping
from typing import Any

from catalog import rds
from simulated_aws.account import Account
from simulated_aws.live import Live


def account_of(stack: str, values: Mapping[str, Any]) -> Account:
    """A new account; where the second region is active, with the servers that a failover leaves behind."""
    account, recovery = Account(), values.get("payments:recovery", {})
    if recovery.get("active") == "recovery":
        first, second = values.get("payments:region", "eu-west-2"), recovery.get("region", "eu-west-1")
        suffix = values.get("payments:suffix", stack)
        for name, region in ((f"database-{suffix}", first), (f"dr-database-{suffix}", second)):
            account.resources[name] = server(name, region)
    return account


def server(name: str, region: str, source: str = "") -> Live:
    """A database server as an account has it; with a source it is a replica."""
    inputs = {"identifier": name, "region": region} | ({"replicateSourceDb": source} if source else {})
    return Live(rds.INSTANCE.token, name, region, inputs, {})
