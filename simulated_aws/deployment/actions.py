"""The actions of IAM that the provider needs for each operation on a resource of a type."""

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cache
from typing import Literal, get_args

import catalog
from simulated_aws.declarations import input_types
from simulated_aws.deployment.authorization import exists
from simulated_aws.deployment.provider import LESS, MORE, NOT_DEPLOYED, OWN
from simulated_aws.schemas import schema_of

Operation = Literal["create", "read", "update", "delete"]
OPERATIONS: tuple[Operation, ...] = get_args(Operation)
_OWN = {own.of.token: own for own in OWN}
# What reads, by the names of actions.
READING = re.compile(r"[\w-]+:(BatchGet|Describe|Get|List|View).*")


def deployed() -> tuple[str, ...]:
    """The types that a deployment makes in AWS."""
    made = (token for token in catalog.TYPES if not token.startswith("random:"))
    return tuple(sorted(set(made) - {kind.token for kind in NOT_DEPLOYED}))


@cache
def actions(token: str, operation: Operation) -> frozenset[str]:
    """The actions that an operation needs; each operation reads too, and all but a deletion set tags."""
    found = {*_stated(token, operation), *_stated(token, "read")}
    changes_tags = operation in ("create", "update")
    found |= {action for action in tag_actions(token) if changes_tags or READING.fullmatch(action)}
    found |= {
        action
        for more in MORE
        if more.of.token == token and more.operation in (operation, "read")
        for action in more.actions.split()
    }
    return _known(token, found)


@cache
def tag_actions(token: str) -> frozenset[str]:
    """The actions that read and change the tags of a resource; none where it has no tags."""
    if token in _OWN and _OWN[token].tags:
        return _with_prefix(_OWN[token].tags, _OWN[token].service)
    if "tags" not in _inputs(token):
        return frozenset()
    tagging = schema_of(token).get("tagging", {}).get("permissions", ())
    # A few types name less there than in their handlers.
    handlers = (action for operation in OPERATIONS for action in _stated(token, operation) if "Tag" in action)
    return _known(token, {*tagging, *handlers})


def handled(token: str) -> frozenset[str]:
    """Every action that the registry's handlers of a type name, whether the provider asks for it or not."""
    return frozenset(action for operation in OPERATIONS for action in _handler(token, operation))


def _inputs(token: str) -> Iterable[str]:
    return () if token.startswith("pulumi-python:") else input_types(token)


def _stated(token: str, operation: Operation) -> frozenset[str]:
    if token not in _OWN:
        return _handler(token, operation)
    own = _OWN[token]
    by_operation: Mapping[Operation, str] = {
        "create": own.create, "read": own.read, "update": own.update, "delete": own.delete,
    }  # fmt: skip
    return _with_prefix(by_operation[operation], own.service)


def _handler(token: str, operation: Operation) -> frozenset[str]:
    return frozenset(schema_of(token).get("handlers", {}).get(operation, {}).get("permissions", ()))


def _with_prefix(names: str, service: str) -> frozenset[str]:
    return frozenset(name if ":" in name else f"{service}:{name}" for name in names.split())


def _known(token: str, found: Iterable[str]) -> frozenset[str]:
    """The actions that IAM has, that the provider asks for, and that are of services of the program, each once."""
    by_name = {action.lower(): action for action in sorted(found, reverse=True)}
    left_out = [
        pattern.lower()
        for less in LESS
        if less.of is None or less.of.token == token
        for pattern in less.actions.split()
    ]
    return frozenset(
        action
        for name, action in by_name.items()
        if exists(action)
        and action.partition(":")[0] in catalog.SERVICES
        and not any(fnmatchcase(name, pattern) for pattern in left_out)
    )
