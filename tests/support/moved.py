"""Accounts in which a failover has happened before the program runs."""

from collections.abc import Mapping
from typing import Any

from catalog import rds
from config.load import StackConfig
from config.mistakes import ConfigError
from config.outside import named_outside
from simulated_aws.account import ACCOUNT, Account
from simulated_aws.live import Live


def account_of(stack: str, values: Mapping[str, Any]) -> Account:
    """A new account with what the configuration names, and the servers that a failover has left behind, if any."""
    account, recovery = _configured(stack, values), values.get("payments:recovery", {})
    if recovery.get("active") == "recovery":
        first, second = values.get("payments:region", "eu-west-2"), recovery.get("region", "eu-west-1")
        suffix = values.get("payments:suffix", stack)
        for name, region in ((f"database-{suffix}", first), (f"dr-database-{suffix}", second)):
            account.resources[name] = server(name, region)
    return account


def _configured(stack: str, values: Mapping[str, Any]) -> Account:
    try:
        config = StackConfig.parse(stack, {key.removeprefix("payments:"): value for key, value in values.items()})
    except ConfigError:
        # Nothing is made with these values, either.
        return Account()
    return Account(number=config.account or ACCOUNT, declared=named_outside(config))


def server(name: str, region: str, source: str = "") -> Live:
    """A database server as an account has it; with a source it is a replica."""
    inputs = {"identifier": name, "region": region} | ({"replicateSourceDb": source} if source else {})
    return Live(rds.INSTANCE.token, name, region, inputs, {})
