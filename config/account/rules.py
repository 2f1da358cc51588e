"""Which stacks may share an account, and how the account's own stack may be called."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast, get_args

import yaml

from config.types import Environment

PROJECT, PRODUCTION = "payments-bootstrap", "production"


def mistakes(stack: str, account: str, stacks: Mapping[str, str], folder: Path) -> Iterator[str]:
    """What lets somebody from one stack come near another one, or near what bounds him.

    Args:
        stack: the account's own stack.
        account: its account's number.
        stacks: those that are deployed to the account, with their environments.
        folder: where the accounts' files are.
    """
    environments = get_args(Environment)
    for name, environment in stacks.items():
        if environment not in environments:
            yield (
                f"{PROJECT}:stacks.{name}: {environment!r} is refused; allowed: {', '.join(environments)}. "
                "By it somebody has to approve what reads production's state"
            )
    if PRODUCTION in stacks.values() and len(stacks) > 1:
        yield (
            f"{PROJECT}:stacks: {', '.join(stacks)} are refused; allowed: production alone. Whoever may deploy to one "
            "stack of an account comes near the others: give production an account, and a file, of its own"
        )
    # The account's own resources are named by its stack, and a deploy role changes what has its own stack's name.
    if near := [name for name in stacks if f"-{name}-" in f"-{stack}-"]:
        yield (
            f"The stack {stack} is refused, since {', '.join(near)} may change what has such a name; allowed: a name "
            f"without those of {PROJECT}:stacks. Rename its file and run `pulumi stack rename`"
        )
    for other in _beside(stack, account, stacks, folder):
        yield (
            f"{PROJECT}:account: {account} is refused, since {other} names it too; allowed: an account for production "
            "alone. Write into each file the account that its stacks have"
        )


def _beside(stack: str, account: str, stacks: Mapping[str, str], folder: Path) -> Iterator[str]:
    """The other files that name the same account, where production is in one of the two."""
    own = f"Pulumi.{stack}.yaml"
    files = {path.name: _config(path) for path in sorted(folder.glob("Pulumi.*.yaml"))}
    named = files.get(own, {}).get("account", account)
    for name, config in files.items():
        together = (*stacks.values(), *cast(Mapping[str, str], config.get("stacks", {})).values())
        if name != own and str(config.get("account")) == str(named) and PRODUCTION in together:
            yield name


def _config(path: Path) -> dict[str, Any]:
    """The project's own values in a stack's file, without its name in the keys."""
    values: dict[str, Any] = yaml.safe_load(path.read_text()).get("config") or {}
    return {key.partition(":")[2]: value for key, value in values.items() if key.startswith(f"{PROJECT}:")}
