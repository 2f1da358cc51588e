"""What a program registered, made again in an account of its own, with something changed."""

from collections.abc import Callable, Mapping
from typing import Any

import catalog
from simulated_aws.account import Account
from simulated_aws.modelling import AwsError
from tests.support.graph import Graph, Registered

Change = Callable[[dict[str, Any]], Mapping[str, Any]]


def completed(account: Account, item: Registered) -> dict[str, Any]:
    """The inputs of a resource with what the provider fills in, under the name that it was registered with."""
    region, name = (str(item.properties.get(key) or "") for key in ("region", catalog.of(item.token).named_by))
    return account.completed(item.token, item.name, item.inputs, region, name)


def replayed(graph: Graph, changes: Mapping[str, Change | None]) -> str:
    """How AWS answers to a graph where some resources, by logical name, have other inputs or, with None, are missing.

    Empty where it refuses nothing, and everything works once it is there.
    """
    account, used = Account(declared=graph.declared), set[str]()
    for item in graph:
        if not item.custom or item.token.startswith(("pulumi:", "pulumi-python:")):
            continue
        change = changes.get(item.name, dict)
        if item.name in changes:
            used.add(item.name)
        if change is None:
            continue
        inputs = completed(account, item)
        try:
            account.create(item.token, item.name, dict(change(inputs)))
        except AwsError as error:
            return f"{item.name}: {error}"
    assert used == changes.keys(), f"the graph has no {', '.join(changes.keys() - used)}"
    return "; ".join(f"{path}: {reason}" for path, reason in account.unmet())
