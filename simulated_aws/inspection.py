"""What is wrong with a resource by its inputs alone, and what these refer to, found once for the same inputs.

The engine has the same inputs checked in a preview, in an `up`, in the next one and in a refresh.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any

import catalog
from simulated_aws import declarations, rules, schemas
from simulated_aws.declarations import Fault
from simulated_aws.kinds.models import known_inputs
from simulated_aws.modelling import Inputs
from simulated_aws.registry import lint
from simulated_aws.schemas import Reference

# More than the largest stack has resources, and no more than an account's process can hold.
KEPT = 4096


@dataclass(frozen=True)
class _Asked:
    """A resource, equal to any other of the same type and inputs."""

    digest: str
    token: str = field(compare=False)
    inputs: Mapping[str, Any] = field(compare=False)


def faults(token: str, inputs: Inputs) -> tuple[Fault, ...]:
    """What AWS would refuse of the inputs whatever else exists."""
    return _faults(_asked(token, inputs))


def references(token: str, inputs: Inputs) -> tuple[Reference, ...]:
    """The values that have to be the ids of other resources."""
    return _references(_asked(token, inputs))


def prepare() -> None:
    """Loads what inspections read: the SDK's declarations, the models of the API, the registry and cfn-lint's rules."""
    for token, known in catalog.TYPES.items():
        if declarations.resource_class(token) is not None:
            known_inputs(token)
            if known.cloudformation:
                schemas.schema_of(token)
    lint.prepare()


def _asked(token: str, inputs: Inputs) -> _Asked:
    # The SDK's files are objects, where no engine is between the program and the account.
    content = json.dumps([token, dict(inputs)], sort_keys=True, default=vars)
    return _Asked(sha256(content.encode()).hexdigest(), token, inputs)


@lru_cache(maxsize=KEPT)
def _faults(asked: _Asked) -> tuple[Fault, ...]:
    declared = tuple(declarations.faults(asked.token, asked.inputs))
    if declared:
        # The rest leans on the shapes that the declarations promise.
        return declared
    missing = tuple(declarations.missing(asked.token, asked.inputs))
    try:
        judged = tuple(rules.value_faults(asked.token, asked.inputs))
    except KeyError:
        if not missing:
            raise
        # A rule leant on what is missing, which is refused in any case.
        judged = ()
    return (*judged, *lint.faults(asked.token, asked.inputs), *missing)


@lru_cache(maxsize=KEPT)
def _references(asked: _Asked) -> tuple[Reference, ...]:
    return tuple(schemas.references(asked.token, asked.inputs))
