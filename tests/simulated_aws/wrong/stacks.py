"""A committed stack in a simulated account, where one resource after another can be made again with a change."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import catalog
from simulated_aws.account import Account
from simulated_aws.kinds.order import unordered
from simulated_aws.live import Live
from simulated_aws.modelling import AwsError
from tests.simulated_aws.wrong.cases import Inputs, Wrong
from tests.support.graph import Graph, Registered, build_stack
from tests.support.replay import completed


class Stack:
    """A committed stack as it stands in an account of its own."""

    def __init__(self, graph: Graph):
        self._made = [item for item in graph if item.custom and not item.token.startswith("pulumi:")]
        self._named = {item.name: item for item in self._made}
        self._inputs: dict[str, Inputs] = {}
        self._declared = graph.declared
        account = Account(declared=self._declared)
        for item in self._made:
            self._inputs[item.urn] = _inputs(account, item)
            account.create(item.token, item.name, self._inputs[item.urn])
        self._existing = account.resources
        self._followers: dict[str, list[Registered]] = defaultdict(list)
        for item in self._made:
            for urn in _waits_for(item):
                self._followers[urn].append(item)

    def refusal(self, wrong: Wrong, *, changed: bool = True) -> str:
        """How AWS answers to a wrong program, or to the same steps without its change; empty where it takes it."""
        item = self._item(wrong)
        if wrong.apart:
            return self._order(item, wrong.apart if changed else "")
        try:
            return self._history(item, wrong) if wrong.then else self._creation(item, wrong, changed)
        except AwsError as error:
            return str(error)

    def _item(self, wrong: Wrong) -> Registered:
        found = [item for item in self._made if item.token == wrong.token and fnmatchcase(item.name, wrong.name)]
        assert len(found) == 1, f"{len(found)} resources are {wrong.at}"
        return found[0]

    def _creation(self, item: Registered, wrong: Wrong, changed: bool) -> str:
        """The resource made again, and after it what refers to it."""
        extra, followers = bool(wrong.copy), self._followers[item.urn]
        gone = set[str]() if extra else {item.id, *(other.id for other in followers)}
        account = self._account_without(gone)
        renamed: dict[str, str] = {}
        if changed or not extra:
            name = wrong.copy or item.name
            inputs = self._resolved(wrong.changed(item.inputs)) if changed else item.inputs
            if not (changed and wrong.remove):
                # A second resource gets a name of its own.
                properties = {"region": item.properties.get("region", "")} if extra else item.properties
                renamed = self._create(account, replace(item, name=name, inputs=inputs, properties=properties))
        for other in [] if extra else followers:
            self._create(account, replace(other, inputs=_renamed(other.inputs, renamed)))
        late = [f"{path}: {reason}" for path, reason in account.unmet()]
        if changed and extra:
            second = replace(item, urn=f"{item.urn}-second", inputs=self._resolved(wrong.changed(item.inputs)))
            late += unordered([_state(other, _waits_for(other)) for other in (*self._made, second)])
        return "; ".join(late)

    def _account_without(self, gone: Collection[str]) -> Account:
        """An account of its own with what exists, other than some resources by id."""
        account = Account(declared=self._declared)
        account.resources.update({key: live for key, live in self._existing.items() if key not in gone})
        return account

    def _create(self, account: Account, item: Registered) -> dict[str, str]:
        """Makes a resource, and returns what AWS names differently than in the committed stack, by the old name."""
        inputs = _inputs(account, item)
        # The checks of values know the provider's types alone.
        found = [] if item.token.startswith("pulumi-python:") else account.faults(item.token, inputs)
        if found:
            raise AwsError("; ".join(f"{path}: {reason}" for path, reason in found))
        made, outputs = account.create(item.token, item.name, inputs)
        before = {**item.properties, "id": item.id}
        given = item.inputs.keys() - {catalog.of(item.token).named_by}
        return {
            old: new
            for key, new in {**outputs, "id": made}.items()
            if key not in given and isinstance(new, str) and isinstance(old := before.get(key), str) and old != new
        }

    def _history(self, item: Registered, wrong: Wrong) -> str:
        """What happens to the resource once the stack exists."""
        account = self._account_without(set())
        inputs = self._resolved(wrong.changed(self._inputs[item.urn]))
        if wrong.then == "update":
            account.update(item.id, inputs)
            return ""
        for other in reversed(list(self._all_followers(item))):
            account.resources.pop(other.id, None)
        account.resources[item.id] = Live(item.token, item.name, account.resources[item.id].region, inputs, {**inputs})
        account.delete(item.id)
        if wrong.then == "again":
            account.create(item.token, item.name, inputs)
        return ""

    def _all_followers(self, item: Registered) -> Iterator[Registered]:
        seen, waiting = set[str](), [item]
        while waiting:
            for other in self._followers[waiting.pop().urn]:
                if other.urn not in seen:
                    seen.add(other.urn)
                    waiting.append(other)
                    yield other

    def _order(self, item: Registered, apart: str) -> str:
        """Which schedule AWS would refuse if the resource did not wait for some others."""
        left_out = {other.urn for other in self._made if fnmatchcase(other.name, apart)}
        assert not apart or left_out & _waits_for(item), f"{item.name} does not wait for {apart}"
        states = [_state(other, _waits_for(other) - (left_out if other is item else set())) for other in self._made]
        return "; ".join(unordered(states))

    def _resolved(self, value: Any) -> Any:
        """The value with other resources' outputs in the places of their names."""
        if isinstance(value, str) and value.startswith("$(") and value.endswith(")"):
            name, _, output = value[2:-1].rpartition(".")
            other = self._named[name]
            return other.id if output == "id" else other.properties[output]
        if isinstance(value, str) and "$(" in value:
            before, _, rest = value.partition("$(")
            name, _, after = rest.partition(")")
            return f"{before}{self._resolved(f'$({name})')}{self._resolved(after)}"
        if isinstance(value, dict):
            return {key: self._resolved(part) for key, part in value.items()}  # pyright: ignore[reportUnknownVariableType]
        if isinstance(value, list):
            return [self._resolved(part) for part in value]  # pyright: ignore[reportUnknownVariableType]
        return value


@cache
def stack(name: str) -> Stack:
    """A committed stack, loaded once."""
    return Stack(build_stack(name))


def _inputs(account: Account, item: Registered) -> Inputs:
    """The inputs as the provider completes them."""
    if item.token.startswith("pulumi-python:"):
        return {**item.inputs["settings"], "region": item.inputs["region"]}
    return completed(account, item)


def _state(item: Registered, waits_for: Collection[str]) -> dict[str, Any]:
    """The resource as the engine's state has it."""
    return {
        "urn": item.urn,
        "type": item.token,
        "id": item.id,
        "inputs": item.inputs,
        "dependencies": sorted(waits_for),
    }


def _waits_for(item: Registered) -> set[str]:
    return {*item.depends_on, *(urn for urns in item.references.values() for urn in urns)}


def _renamed(value: Any, renamed: Mapping[str, str]) -> Any:
    """The value with the new names of things that a change has named differently."""
    if isinstance(value, str):
        for old in sorted(filter(None, renamed), key=len, reverse=True):
            if old in value:
                return value.replace(old, renamed[old])
        return value
    if isinstance(value, dict):
        return {key: _renamed(part, renamed) for key, part in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list):
        return [_renamed(part, renamed) for part in value]  # pyright: ignore[reportUnknownVariableType]
    return value
