"""The accounts of the committed stacks, as they are and as they would be with fewer safeguards."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from access.documents import Statement
from simulated_aws.live import Live
from tests.components.ci.account import ACCOUNTS, account
from tests.support.graph import build_stack
from tests.support.samples import ACCOUNT
from tools.escalation.identities import EVERYTHING, Identity, Place, place_of


@cache
def places() -> tuple[Place, ...]:
    """Each account with its own project and the stacks in it."""
    return tuple(
        place_of(ACCOUNT, account(stacks[0]).live, {stack: _with_own_keys(stack) for stack in stacks})
        for stacks in ([stack for stack, where in ACCOUNTS.items() if where == name] for name in set(ACCOUNTS.values()))
    )


def _with_own_keys(stack: str) -> dict[str, Live]:
    """What a stack has, with keys of its own: those of a new account have the same ids in each."""

    def own(values: Mapping[str, Any]) -> dict[str, Any]:
        return json.loads(re.sub(r":key/(?=[0-9a-f]{8}-|mrk-)", f":key/{stack}-", json.dumps(values, default=str)))

    live = build_stack(stack).live
    return {key: replace(each, inputs=own(each.inputs), outputs=own(each.outputs)) for key, each in live.items()}


def unbounded(place: Place) -> Place:
    """The account if no role of its stacks had a boundary, and nobody asked for one."""
    return replace(place, identities=tuple(map(_unbounded, place.identities)))


def _unbounded(one: Identity) -> Identity:
    if "/program-boundary-" in one.bounded_by:
        return replace(one, bounds=EVERYTHING, bounded_by="")
    return replace(one, permissions=_without(one.permissions), bounds=_without(one.bounds))


def _without(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Statements that ask for no boundary."""
    kept = (one for one in statements if one.effect == "Allow" or not _asks(one))
    return tuple(
        replace(one, conditions=tuple(each for each in one.conditions if each.key != "iam:PermissionsBoundary"))
        for one in kept
    )


def _asks(statement: Statement) -> bool:
    return any(each.key == "iam:PermissionsBoundary" for each in statement.conditions)
